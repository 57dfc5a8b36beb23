"""What goes wrong when training pictures are changed at random, each as its author would have written it."""

import torch
import torch.nn.functional as F
from torch import nn

from grader.authoring import T
from reference.training.augmentation import augment, random_brightness, random_flip, random_shift

MISTAKES = []
"""(what its author misunderstood, which function it is, the wrong function)"""


def mistake(of, en, ru):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((T(en=en, ru=ru), of, function))
        return function

    return note


def cut(images, most, starts, mode="constant"):
    """Windows of the padded pictures."""
    height, width = images.shape[2:]
    padded = F.pad(images, (most,) * 4, mode=mode)
    return torch.stack(
        [one[:, i : i + height, j : j + width] for one, (i, j) in zip(padded, starts.tolist(), strict=True)]
    )


# Moving.


@mistake(
    "random_shift",
    en="One move was drawn for the whole batch. Draw two numbers for each picture.",
    ru="Один сдвиг на весь батч. Нужны два числа на каждую картинку.",
)
def one_move_for_the_batch(images, most):
    return cut(images, most, torch.randint(0, 2 * most + 1, (1, 2)).expand(len(images), 2))


@mistake(
    "random_shift",
    en="What is pushed out on one side comes in on the other, as torch.roll does it. Zeros should come in.",
    ru="То, что выдвинулось с одной стороны, появилось с другой, как в torch.roll. Появляться должны нули.",
)
def wraps_around(images, most):
    return cut(images, most, torch.randint(0, 2 * most + 1, (len(images), 2)), "circular")


@mistake(
    "random_shift",
    en="The border's pixels are repeated where zeros should come in.",
    ru="Повторяются пиксели края, а появляться должны нули.",
)
def repeats_the_border(images, most):
    return cut(images, most, torch.randint(0, 2 * most + 1, (len(images), 2)), "replicate")


@mistake(
    "random_shift",
    en="A move by `most` in one direction never comes up: torch.randint(-most, most) leaves out its upper end.",
    ru="Сдвиг на `most` в одну из сторон не встречается: torch.randint(-most, most) не включает верхнюю границу.",
)
def upper_end_left_out(images, most):
    return cut(images, most, torch.randint(0, max(1, 2 * most), (len(images), 2)))


@mistake(
    "random_shift",
    en="Pictures are moved in one direction only, from 0 to most. Moves from -most to most should come up.",
    ru="Картинки сдвигаются только в одну сторону, от 0 до most. Должны встречаться сдвиги от -most до most.",
)
def one_direction(images, most):
    return cut(images, most, torch.randint(0, most + 1, (len(images), 2)))


@mistake(
    "random_shift",
    en="Nothing is ever moved.",
    ru="Ничего не сдвигается.",
)
def never_moves(images, most):
    return images.clone()


@mistake(
    "random_shift",
    en="Some pictures are moved by most + 1 pixels, one too far.",
    ru="Некоторые картинки сдвинуты на most + 1 пикселей, на один больше, чем можно.",
)
def one_too_far(images, most):
    return random_shift(images, most + 1)


@mistake(
    "random_shift",
    en="Both axes are moved by the same number: only moves along the diagonal come up. Draw one for each axis.",
    ru="По обеим осям сдвиг на одно и то же число: встречаются только сдвиги по диагонали. Нужно по числу на ось.",
)
def along_the_diagonal(images, most):
    return cut(images, most, torch.randint(0, 2 * most + 1, (len(images), 1)).expand(-1, 2))


@mistake(
    "random_shift",
    en="Only the largest moves come up, by -most or most. Those in between and 0 should come up too.",
    ru="Встречаются только самые большие сдвиги, на -most или most. Нужны и те, что между ними, и 0.",
)
def largest_only(images, most):
    return cut(images, most, 2 * most * torch.randint(0, 2, (len(images), 2)))


@mistake(
    "random_shift",
    en="The padding was left on: the pictures have grown by 2 * most.",
    ru="Поля остались: картинки выросли на 2 * most.",
)
def padding_left_on(images, most):
    return F.pad(images, (most,) * 4)


@mistake(
    "random_shift",
    en="The pictures of the batch changed places: each has somebody else's label now.",
    ru="Картинки батча поменялись местами: у каждой теперь чужая метка.",
)
def pictures_exchanged(images, most):
    return random_shift(images, most)[torch.randperm(len(images))]


@mistake(
    "random_shift",
    en="The pictures that came in were overwritten. The next epoch would move what was moved before.",
    ru="Переписаны сами входные картинки. В следующей эпохе сдвигалось бы уже сдвинутое.",
)
def shifts_in_place(images, most):
    images.copy_(random_shift(images, most))
    return images


# Mirroring.


@mistake(
    "random_flip",
    en="Pictures were put upside down (axis 2). Mirroring left to right is axis 3.",
    ru="Картинки перевёрнуты вверх ногами (ось 2). Отражение слева направо это ось 3.",
)
def upside_down(images, p):
    return torch.where(torch.rand(len(images), 1, 1, 1) < p, images.flip(2), images)


@mistake(
    "random_flip",
    en="Pictures were turned by 180 degrees: mirrored along both axes.",
    ru="Картинки повёрнуты на 180 градусов: отражены по обеим осям.",
)
def turned(images, p):
    return torch.where(torch.rand(len(images), 1, 1, 1) < p, images.flip(2, 3), images)


@mistake(
    "random_flip",
    en="The pictures are mirrored with probability 1 - p: the comparison is the wrong way round.",
    ru="Картинки отражаются с вероятностью 1 - p: сравнение перевёрнуто.",
)
def other_probability(images, p):
    return random_flip(images, 1 - p)


@mistake(
    "random_flip",
    en="It is decided once for the whole batch. Draw a number for each picture.",
    ru="Решается один раз на весь батч. Нужно число на каждую картинку.",
)
def whole_batch_mirrored(images, p):
    return images.flip(3) if torch.rand(()) < p else images.clone()


@mistake(
    "random_flip",
    en="The order of the batch was turned round (axis 0), not the pictures.",
    ru="Перевёрнут порядок батча (ось 0), а не картинки.",
)
def order_turned(images, p):
    return images.flip(0) if torch.rand(()) < p else images.clone()


@mistake(
    "random_flip",
    en="All pictures are mirrored, whatever p is.",
    ru="Отражаются все картинки при любом p.",
)
def always_mirrored(images, p):
    return images.flip(3)


# Brightness.


@mistake(
    "random_brightness",
    en="One factor was drawn for the whole batch. Draw one for each picture, torch.rand(N, 1, 1, 1).",
    ru="Один множитель на весь батч. Нужен свой для каждой картинки, torch.rand(N, 1, 1, 1).",
)
def one_factor_for_the_batch(images, most):
    return (images * (1 + most * (2 * torch.rand(()) - 1))).clamp(0, 1)


@mistake(
    "random_brightness",
    en="Every pixel has a factor of its own: that is noise. Draw one for each picture.",
    ru="У каждого пикселя свой множитель: это шум. Нужен один на картинку.",
)
def a_factor_for_each_pixel(images, most):
    return (images * (1 + most * (2 * torch.rand_like(images) - 1))).clamp(0, 1)


@mistake(
    "random_brightness",
    en="A number was added. Brightness is a factor: black stays black.",
    ru="Число прибавлено. Яркость это множитель: чёрное остаётся чёрным.",
)
def added(images, most):
    return (images + most * (2 * torch.rand(len(images), 1, 1, 1) - 1)).clamp(0, 1)


@mistake(
    "random_brightness",
    en="Numbers above 1 came back: clamp(0, 1) is missing.",
    ru="Вернулись числа больше 1: нет clamp(0, 1).",
)
def not_clamped(images, most):
    return images * (1 + most * (2 * torch.rand(len(images), 1, 1, 1) - 1))


@mistake(
    "random_brightness",
    en="The pictures only get darker: the factor goes from 1 - most to 1.",
    ru="Картинки только темнеют: множитель от 1 - most до 1.",
)
def only_darker(images, most):
    return images * (1 - most * torch.rand(len(images), 1, 1, 1))


@mistake(
    "random_brightness",
    en="The pictures only get brighter: the factor goes from 1 to 1 + most.",
    ru="Картинки только светлеют: множитель от 1 до 1 + most.",
)
def only_brighter(images, most):
    return (images * (1 + most * torch.rand(len(images), 1, 1, 1))).clamp(0, 1)


@mistake(
    "random_brightness",
    en="The factor goes from 0 to most: the 1 around which it should lie is missing.",
    ru="Множитель от 0 до most: не хватает 1, вокруг которой он должен лежать.",
)
def factor_around_zero(images, most):
    return (images * most * torch.rand(len(images), 1, 1, 1)).clamp(0, 1)


# Training only.


@mistake(
    "augment",
    en="Pictures are changed when training=False too. What is evaluated has to stay as it is.",
    ru="Картинки меняются и при training=False. То, на чём проверяют, должно оставаться прежним.",
)
def always(images, training):
    return augment(images, True)


@mistake(
    "augment",
    en="It is the wrong way round: training pictures stay, the others are changed.",
    ru="Всё наоборот: обучающие картинки остаются, а остальные меняются.",
)
def wrong_way_round(images, training):
    return augment(images, not training)


@mistake(
    "augment",
    en="Digits are mirrored: a mirrored 2 is no 2. Mirroring suits photographs.",
    ru="Цифры отражаются: отражённая 2 уже не 2. Отражение годится для фотографий.",
)
def mirrors_digits(images, training):
    return random_flip(augment(images, training), 0.5) if training else images


@mistake(
    "augment",
    en="Digits are put upside down: a 6 becomes a 9.",
    ru="Цифры переворачиваются вверх ногами: 6 становится 9.",
)
def turns_digits(images, training):
    return upside_down(augment(images, True), 0.3).flip(3) if training else images


@mistake(
    "augment",
    en="Digits are moved, and their brightness stays as it is.",
    ru="Цифры сдвигаются, а их яркость не меняется.",
)
def moved_only(images, training):
    return random_shift(images, 1) if training else images


@mistake(
    "augment",
    en="The brightness of digits is changed, and they are never moved.",
    ru="Яркость цифр меняется, но сами они не сдвигаются.",
)
def brightness_only(images, training):
    return random_brightness(images, 0.2) if training else images


# Training.


def fitted(model, images, labels, change, *, epochs=30, order=torch.randperm):
    """The training loop with another change of each batch."""
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(32):
            optimizer.zero_grad()
            F.cross_entropy(model(change(images[batch])), labels[batch]).backward()
            optimizer.step()


@mistake(
    "train",
    en="The pictures are changed once before the training, and every epoch shows the same ones. Change each batch "
    "anew.",
    ru="Картинки изменены один раз до обучения, и все эпохи показывают одни и те же. Меняйте каждый батч заново.",
)
def once_before_training(model, images, labels, device):
    fitted(model, augment(images, True), labels, lambda x: x)


@mistake(
    "train",
    en="The pictures that are kept for validation are changed too: in eval mode the network should see them as "
    "they are.",
    ru="Меняются и картинки, отложенные для проверки: в режиме eval сеть должна видеть их такими, какие они есть.",
)
def validated_on_changed_ones(model, images, labels, device):
    kept = len(images) // 5
    fitted(model, images[kept:], labels[kept:], lambda x: augment(x, True), epochs=60)
    model.eval()
    with torch.no_grad():
        (model(augment(images[:kept], True)).argmax(1) == labels[:kept]).float().mean()


@mistake(
    "train",
    en="The pictures are overwritten by what was made of them, so they are moved further and further.",
    ru="Картинки переписываются тем, что из них получилось, и сдвигаются всё дальше и дальше.",
)
def changed_for_good(model, images, labels, device):
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(30):
        images.copy_(augment(images, True))
        for batch in torch.randperm(len(images)).split(32):
            optimizer.zero_grad()
            F.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()


@mistake(
    "train",
    en="Pictures are shuffled and labels are not: each picture has somebody else's label.",
    ru="Картинки перемешаны, а метки нет: у каждой картинки теперь чужая метка.",
)
def labels_left_behind(model, images, labels, device):
    def exchanged(x):
        return augment(x, True)[torch.randperm(len(x))]

    fitted(model, images, labels, exchanged)


@mistake(
    "build_model",
    en="It is a single fully connected layer: where a stroke lies in the picture decides everything.",
    ru="Это один полносвязный слой: всё решает место штриха на картинке.",
)
def linear_only():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
