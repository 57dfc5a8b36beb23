"""Random changes of training pictures: what is checked."""

import drive
import torch
import torch.nn.functional as F
from mistakes import MISTAKES

from grader.authoring import Call, Fit, Gen, T, Task, Tolerance
from reference.training.augmentation import augment, build_model, random_brightness, random_flip, random_shift, train

task = Task(
    title=T(en="Augmentation", ru="Аугментация"),
    lesson=T(en="Training", ru="Обучение"),
    order=66,
    entry="random_shift",
    reference=random_shift,
    also=(random_flip, random_brightness, augment, build_model, train),
    drive=drive,
    tolerance=Tolerance.exact(),
)

# Random functions have no right answer to compare with. So each check asks for many draws and looks at what holds for
# all of them: what came back is one of the pictures that may come back, and all of these do come back. Numbers of draws
# are such that an honest solution misses one of them less than once in a million gradings.


def pictures(g, count, channels, low=0.1, high=1.0):
    """Pictures without two equal pixels and without a 0, so that each move and its border can be told."""
    height, width = g.sizes(5, 8)
    values = g.distinct(count * channels, height * width, offset=0)
    size = height * width
    ordered = values.argsort(1).argsort(1).float() / (size - 1)  # 0, ..., 1 in random order
    return (low + (high - low) * ordered).reshape(count, channels, height, width)


def moved(images, most, mode="constant"):
    """All moves by at most `most`: (moves, N, C, H, W)."""
    height, width = images.shape[2:]
    padded = F.pad(images, (most,) * 4, mode=mode)
    places = [(i, j) for i in range(2 * most + 1) for j in range(2 * most + 1)]
    return torch.stack([padded[:, :, i : i + height, j : j + width] for i, j in places])


def moves(images, most):
    """What may come back of a move by at most `most`, and what comes back of the usual mistakes."""
    return {
        "allowed": moved(images, most),
        "too far": moved(images, most + 1),
        "wrapped": moved(images, most, "circular"),
        "border repeated": moved(images, most, "replicate"),
    }


def mirrored(images):
    """The same for mirroring."""
    return {"same": images[None], "mirrored": images.flip(3)[None], "upside down": images.flip(2)[None]}


SMALL = torch.tensor([[[[0.2, 0.4, 0.6], [0.3, 0.5, 0.7]]]])


@task.check(
    title=T(en="Moving", ru="Сдвиг"),
    points=2.5,
    cases=4,
    hint=T(
        en="Pad all pictures with `most` zeros on each side and cut out of each a window of the old size that begins "
        "at a random place from 0 to 2 * most; torch.randint leaves out its upper end. moves_seen: how many of the "
        "(2 * most + 1)^2 moves ever came up. whole_batch_alike: in each draw all pictures were moved alike; draw two "
        "numbers for each picture. something_else: what came back is no moved picture.",
        ru="Окружите картинки нулями, `most` с каждой стороны, и из каждой вырежьте окно прежнего размера, которое "
        "начинается в случайном месте от 0 до 2 * most; torch.randint не включает верхнюю границу. moves_seen: сколько "
        "из (2 * most + 1)^2 сдвигов встретилось. whole_batch_alike: в каждом вызове все картинки сдвинуты одинаково; "
        "нужны два числа на каждую картинку. something_else: вернулась не сдвинутая картинка.",
    ),
)
def shift(g: Gen) -> Call:
    """Moves each picture by its own number of pixels."""
    images, most = pictures(g, 6, g.cycle((1, 3))), g.cycle((1, 2, 2, 1))
    return Call(images, moves(images, most), most, 60 if most == 1 else 250).through("shifts")


@task.check(
    title=T(en="Mirroring", ru="Отражение"),
    points=1,
    cases=4,
    public=[Call(SMALL, 1.0).on("random_flip")],
    hint=T(
        en="torch.rand(N, 1, 1, 1) < p says which pictures are mirrored, images.flip(3) mirrors left to right. "
        "Axis 2 would put pictures upside down, axis 0 would exchange them. mirrored says whether it happens too "
        "often or too seldom for p.",
        ru="torch.rand(N, 1, 1, 1) < p говорит, какие картинки отразить, images.flip(3) отражает слева направо. По оси "
        "2 картинки перевернулись бы вверх ногами, по оси 0 поменялись бы местами. mirrored говорит, не слишком ли "
        "часто (too often) или редко (too seldom) это бывает при таком p.",
    ),
)
def flip(g: Gen) -> Call:
    """Mirrors each picture with probability p."""
    images = pictures(g, 6, g.cycle((3, 1)))
    return Call(images, mirrored(images), g.cycle((0.3, 0.75, 0.0, 1.0)), 400).through("flips")


@task.check(
    title=T(en="Brightness", ru="Яркость"),
    points=1.5,
    cases=3,
    public=[Call(SMALL, 0.0).on("random_brightness")],
    tolerance=Tolerance.measured(),
    hint=T(
        en="A factor for each picture: 1 + most * (2 * torch.rand(N, 1, 1, 1) - 1), then clamp(0, 1). darker and "
        "brighter: factors near 1 - most and near 1 + most came up. too_dark, too_bright: they went beyond. "
        "one_for_all_pixels is False where pixels of one picture have different factors.",
        ru="Множитель для каждой картинки: 1 + most * (2 * torch.rand(N, 1, 1, 1) - 1), затем clamp(0, 1). darker и "
        "brighter: встретились множители около 1 - most и около 1 + most. too_dark, too_bright: вышли за эти границы. "
        "one_for_all_pixels равно False, если у пикселей одной картинки разные множители.",
    ),
)
def brightness(g: Gen) -> Call:
    """Multiplies each picture by its own factor and stays in [0, 1]."""
    return Call(pictures(g, 6, g.cycle((1, 3))), g.cycle((0.3, 0.8, 0.5)), 150).through("brightness")


@task.check(
    title=T(en="Training only", ru="Только при обучении"),
    points=1.5,
    cases=2,
    public=[Call(SMALL, 20).through("evaluated")],
    hint=T(
        en="if not training: return images. Else the batch goes through random_shift(..., 1) and "
        "random_brightness(..., 0.2); a mirrored digit is no digit any more.",
        ru="if not training: return images. Иначе батч проходит через random_shift(..., 1) и "
        "random_brightness(..., 0.2); отражённая цифра уже не цифра.",
    ),
)
def training_only(g: Gen) -> Call:
    """Changes digits in training, in the ways that leave them digits, and nothing else."""
    images = pictures(g, 6, 1, high=0.8)
    if g.cycle((True, False)):
        table = {"allowed": moved(images, 1), "mirrored": torch.cat([moved(images.flip(axis), 1) for axis in (2, 3)])}
        return Call(images, table, 60).through("augmented")
    return Call(images, 20).through("evaluated")


@task.check(
    title=T(en="Anew in each epoch", ru="Заново в каждой эпохе"),
    points=1,
    cases=1,
    hint=T(
        en="augment(images[batch], training=True) stands inside the loop over batches, so that the network hardly "
        "ever sees the same picture twice. Pictures that you keep for validation are not changed. images and labels "
        "stay as they were.",
        ru="augment(images[batch], training=True) стоит внутри цикла по батчам: тогда сеть почти никогда не видит одну "
        "и ту же картинку дважды. Картинки, отложенные для проверки, не меняются. images и labels остаются прежними.",
    ),
)
def anew(g: Gen) -> Call:
    """Shows the network new pictures in each epoch, and unchanged ones in eval mode."""
    return Call(g.uniform(0.1, 0.8, 40, 1, 8, 8), torch.arange(40) % 10).through("shown")


task.fit(
    "gain",
    Fit(data="digits", train=200, shift=1, unseen=500, budget_s=30, cutoffs=((0.68, 0.0), (0.80, 1.0))),
    title=T(en="The gain on moved digits", ru="Выигрыш на сдвинутых цифрах"),
    points=2.5,
    hint=T(
        en="The unseen digits are moved by at most a pixel. A small network with batch norm tells about 65 % of them "
        "without augmentation, with it 90 %: train for 50 epochs or more, as each one shows other pictures, and let "
        "the learning rate fall towards the end.",
        ru="Новые цифры сдвинуты не больше чем на пиксель. Небольшая сеть с batch norm без аугментации узнаёт около "
        "65 % из них, с ней 90 %: учите 50 эпох или больше, ведь каждая показывает другие картинки, и уменьшайте "
        "скорость обучения к концу.",
    ),
)

for text, of, function in MISTAKES:
    task.mistake(text, of=of)(function)
