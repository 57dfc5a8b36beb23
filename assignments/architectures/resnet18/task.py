"""ResNet-18: what is checked."""

from types import SimpleNamespace

import drive
import torch
from mistakes import MISTAKES
from sizes import layers_of, resizing
from steady import steady_seed

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.architectures.resnet18 import ResNet18

task = Task(
    title=T(en="ResNet-18", ru="ResNet-18"),
    lesson=T(en="Architectures", ru="Архитектуры"),
    order=45,
    entry="ResNet18",
    reference=ResNet18,
    drive=drive,
    layers=layers_of,
    resize=resizing(ResNet18, steady=True),
    gives=("ResidualBlock",),
    tolerance=Tolerance.measured(),
    banned=("torchvision.models.*", "torchvision.models.*.*", "torch.hub.load", "timm.*", "timm.models.*"),
)

SIZES = ((5, 4), (7, 8))
STUDENT = SimpleNamespace(ResNet18=ResNet18)
LAYOUTS = {args: drive.layout_of(STUDENT, "ResNet18", args, torch.ones(1, 3, 32, 32)) for args in SIZES}


def pictures(g, large=True):
    """Two pictures that are not square, high and wide in turn; the last stage sees 2 x 3 pixels of large ones.

    The halves are rounded up now and then, so sizes are odd and even.
    """
    sides = [33 + g.int(0, 14), 65 + g.int(0, 14)] if large else [9 + g.int(0, 20), 33 + g.int(0, 20)]
    return g.normal(2, 3, *(sides if g.case % 2 else reversed(sides)))


def filled(g, large=True):
    """The arguments of the drivers that put weights into the network."""
    args = g.cycle(SIZES)
    return "ResNet18", args, LAYOUTS[args], g.int(0, 2**31 - 1), pictures(g, large)


@task.check(
    title=T(en="Shape and number of weights", ru="Форма ответа и число параметров"),
    points=2.5,
    cases=3,
    hint=T(
        en="Stem, then four stages of two blocks with width, 2 * width, 4 * width and 8 * width channels, then one "
        "fully connected layer from 8 * width to num_classes (1000 where nothing is said). Convolutions have no bias.",
        ru="Вход (stem), затем четыре стадии по два блока с width, 2 * width, 4 * width и 8 * width каналами, затем "
        "один полносвязный слой из 8 * width в num_classes (1000, если не сказано иначе). У свёрток нет сдвига (bias).",
    ),
)
def shape_and_size(g: Gen) -> Call:
    """Has the right shape and as many weights as it should."""
    args = g.cycle((*SIZES, {"width": 4}))
    return Call("ResNet18", args, pictures(g)).through("shapes")


@task.check(
    title=T(en="The answer in eval mode", ru="Ответ в режиме eval"),
    points=3.5,
    cases=2,
    hint=T(
        en="Write down the shape after every step for a picture of 64 x 64: stem 32 x 32, max pooling 16 x 16, stages "
        "16, 8, 4 and 2, then the average. Only the first block of stages 2, 3 and 4 has stride 2.",
        ru="Выпишите форму после каждого шага для картинки 64 x 64: после первой свёртки 32 x 32, после пулинга "
        "16 x 16, после стадий 16, 8, 4 и 2, затем среднее. Шаг 2 только у первого блока стадий 2, 3 и 4.",
    ),
)
def answer(g: Gen) -> Call:
    """Gives the scores that these layers in this order give."""
    return Call(*filled(g)).through("forward")


@task.check(
    title=T(en="Pictures of any size", ru="Картинки любого размера"),
    points=1,
    cases=2,
    hint=T(
        en="The head averages over the whole picture, however large it is (adaptive pooling to 1 x 1, or the mean over "
        "the last two axes): a window of fixed size fits one size of picture only.",
        ru="В конце берётся среднее по всей картинке, какого бы размера она ни была (адаптивный пулинг до 1 x 1 или "
        "среднее по двум последним осям): окно заданного размера годится только для одного размера картинок.",
    ),
)
def any_size(g: Gen) -> Call:
    """Works for small pictures as well."""
    return Call(*filled(g, large=False)).through("forward")


@task.check(
    title=T(en="In train mode", ru="В режиме обучения"),
    points=1.5,
    cases=2,
    hint=T(
        en="In train mode batch norm uses the mean and variance of the batch and moves its running statistics; each "
        "convolution has a batch norm of its own, and each is passed once.",
        ru="В режиме обучения batch norm берёт среднее и дисперсию батча и сдвигает накопленные статистики; у каждой "
        "свёртки свой batch norm, и каждый слой проходят один раз.",
    ),
)
def training(g: Gen) -> Call:
    """Takes the batch's statistics and keeps running ones."""
    return Call(*filled(g)).through("forward_in_training")


@task.check(
    title=T(en="Gradients reach every weight", ru="Градиенты доходят до всех параметров"),
    points=1,
    cases=2,
    hint=T(
        en="Every layer must take part in the answer, computed by tensor operations: .detach(), .data, .item() and "
        "torch.no_grad() cut the chain.",
        ru="В ответе должен участвовать каждый слой, и только через операции над тензорами: .detach(), .data, .item() "
        "и torch.no_grad() обрывают цепочку.",
    ),
)
def gradients(g: Gen) -> Call:
    """Lets gradients flow down to the stem."""
    name, args, layout, seed, x = filled(g, large=False)
    seed = steady_seed(ResNet18, args, layout, seed, x)
    return Call(name, args, layout, seed, x, g.normal(2, args[0])).through("weight_gradients")


@task.check(
    title=T(en="The same answer again", ru="Тот же ответ ещё раз"),
    points=0.5,
    cases=1,
    hint=T(
        en="In eval mode the answer depends on the picture alone: not on its neighbours in the batch, not on chance, "
        "and the picture itself is left as it was.",
        ru="В режиме eval ответ зависит только от картинки: не от соседей по батчу, не от случая, и сама картинка "
        "остаётся прежней.",
    ),
)
def steady(g: Gen) -> Call:
    """Gives one picture one answer in eval mode."""
    return Call(*filled(g)).through("twice")


for text, network in MISTAKES:
    task.mistake(text)(network)
