"""A block of Inception v3: what is checked."""

from types import SimpleNamespace

import drive
import torch
from mistakes import MISTAKES
from sizes import layers_of, resizing
from steady import steady_seed

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.architectures.inception_block import InceptionA

task = Task(
    title=T(en="A block of Inception v3", ru="Блок Inception v3"),
    lesson=T(en="Architectures", ru="Архитектуры"),
    order=43,
    entry="InceptionA",
    reference=InceptionA,
    drive=drive,
    layers=layers_of,
    resize=resizing(InceptionA, steady=True),
    tolerance=Tolerance.measured(),
    banned=("torchvision.models.*", "torchvision.models.*.*", "torch.hub.load", "timm.*", "timm.models.*"),
)

# Few channels in, so that the block is quick; never 64 or 48, so that no branch fits in another's place by accident.
SIZES = ((5, 8), (12, 32), (7, 3))
STUDENT = SimpleNamespace(InceptionA=InceptionA)
LAYOUTS = {args: drive.layout_of(STUDENT, "InceptionA", args, torch.ones(1, args[0], 4, 5)) for args in SIZES}


def pictures(g, args):
    """Two pictures that are not square; small, so that the border weighs much."""
    return g.normal(2, args[0], *g.sizes(3, 6))


def filled(g):
    """The arguments of the drivers that put weights into the block."""
    args = g.cycle(SIZES)
    return "InceptionA", args, LAYOUTS[args], g.int(0, 2**31 - 1), pictures(g, args)


@task.check(
    title=T(en="Shape and number of weights", ru="Форма ответа и число параметров"),
    points=2.5,
    cases=3,
    hint=T(
        en="There are seven BasicConv2d. The sizes of rows and columns stay, so a kernel of k needs padding k // 2; "
        "the output has 64 + 64 + 96 + pool_features channels, joined along the axis of channels.",
        ru="Всего нужно семь BasicConv2d. Высота и ширина не меняются, поэтому ядру размера k нужен паддинг k // 2; на "
        "выходе 64 + 64 + 96 + pool_features каналов, соединённых по оси каналов.",
    ),
)
def shape_and_size(g: Gen) -> Call:
    """Has the right shape and as many weights as it should."""
    args = g.cycle(SIZES)
    return Call("InceptionA", args, pictures(g, args)).through("shapes")


@task.check(
    title=T(en="The answer in eval mode", ru="Ответ в режиме eval"),
    points=4.5,
    cases=3,
    hint=T(
        en="All four branches begin at the input x. Their order in the output is: 1x1, 5x5, double 3x3, pooling. The "
        "pooling branch averages first (3x3, stride 1, padding 1, zeros of the border counted), then comes its 1x1.",
        ru="Все четыре ветви начинаются от входа x. Порядок в ответе такой: 1x1, 5x5, двойная 3x3, пулинг. Ветвь "
        "пулинга сначала усредняет (3x3, шаг 1, паддинг 1, нули рамки считаются), затем идёт её свёртка 1x1.",
    ),
)
def answer(g: Gen) -> Call:
    """Joins what four branches make of one picture."""
    return Call(*filled(g)).through("forward")


@task.check(
    title=T(en="In train mode", ru="В режиме обучения"),
    points=1.5,
    cases=3,
    hint=T(
        en="In train mode batch norm uses the mean and variance of the batch and moves its running statistics. Each "
        "convolution has a batch norm of its own (eps=0.001) and is passed once.",
        ru="В режиме обучения batch norm берёт среднее и дисперсию батча и сдвигает накопленные статистики. У каждой "
        "свёртки свой batch norm (eps=0.001), и каждую проходят один раз.",
    ),
)
def training(g: Gen) -> Call:
    """Takes the batch's statistics and keeps running ones."""
    return Call(*filled(g)).through("forward_in_training")


@task.check(
    title=T(en="Gradients reach every weight", ru="Градиенты доходят до всех параметров"),
    points=1,
    cases=3,
    hint=T(
        en="Every layer must take part in the answer, computed by tensor operations: .detach(), .data, .item() and "
        "torch.no_grad() cut the chain.",
        ru="В ответе должен участвовать каждый слой, и только через операции над тензорами: .detach(), .data, .item() "
        "и torch.no_grad() обрывают цепочку.",
    ),
)
def gradients(g: Gen) -> Call:
    """Lets gradients flow through all branches."""
    name, args, layout, seed, x = filled(g)
    seed = steady_seed(InceptionA, args, layout, seed, x)
    cotangent = g.normal(2, 64 + 64 + 96 + args[1], *x.shape[2:])
    return Call(name, args, layout, seed, x, cotangent).through("weight_gradients")


@task.check(
    title=T(en="The same answer again", ru="Тот же ответ ещё раз"),
    points=0.5,
    cases=2,
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


for text, block in MISTAKES:
    task.mistake(text)(block)
