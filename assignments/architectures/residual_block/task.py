"""A residual block: what is checked."""

from types import SimpleNamespace

import drive
import torch
from mistakes import MISTAKES
from sizes import layers_of, resizing
from steady import steady_seed

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.architectures.residual_block import ResidualBlock

task = Task(
    title=T(en="A residual block", ru="Остаточный блок (residual block)"),
    lesson=T(en="Architectures", ru="Архитектуры"),
    order=44,
    entry="ResidualBlock",
    reference=ResidualBlock,
    drive=drive,
    layers=layers_of,
    resize=resizing(ResidualBlock, steady=True),
    tolerance=Tolerance.measured(),
    banned=("torchvision.models.*", "torchvision.models.resnet.*", "torch.hub.load", "timm.*", "timm.models.*"),
)

IDENTITY = ((4, 4, 1), (3, 3, 1))
PROJECTION = ((3, 5, 1), (4, 4, 2), (5, 3, 2), (2, 4, 3))
STUDENT = SimpleNamespace(ResidualBlock=ResidualBlock)
LAYOUTS = {
    args: drive.layout_of(STUDENT, "ResidualBlock", args, torch.ones(1, args[0], 5, 6))
    for args in (*IDENTITY, *PROJECTION)
}


def pictures(g, args):
    """Two pictures that are not square, high and wide by chance, with odd and even sides."""
    return g.normal(2, args[0], *g.sizes(5, 9))


def filled(g, args):
    """The arguments of the drivers that put weights into the block."""
    return "ResidualBlock", args, LAYOUTS[args], g.int(0, 2**31 - 1), pictures(g, args)


@task.check(
    title=T(en="Shape and number of weights", ru="Форма ответа и число параметров"),
    points=2,
    cases=6,
    hint=T(
        en="The main branch has two 3x3 convolutions without bias and two batch norms. The shortcut has weights (a 1x1 "
        "convolution without bias and a batch norm) only where stride is not 1 or the number of channels changes.",
        ru="В основной ветви две свёртки 3x3 без сдвига (bias) и два слоя batch norm. У обходного пути есть параметры "
        "(свёртка 1x1 без сдвига и batch norm), только если stride не равен 1 или меняется число каналов.",
    ),
)
def shape_and_size(g: Gen) -> Call:
    """Has the right shape and as many weights as it should."""
    args = g.cycle((*IDENTITY, *PROJECTION))
    return Call("ResidualBlock", args, pictures(g, args)).through("shapes")


@task.check(
    title=T(en="The shape stays: the input itself is added", ru="Форма не меняется: прибавляется сам вход"),
    points=2.5,
    cases=4,
    hint=T(
        en="Follow one picture: conv1, bn1, ReLU, conv2, bn2, then the input is added, and ReLU comes last.",
        ru="Проследите за одной картинкой: conv1, bn1, ReLU, conv2, bn2, затем прибавляется вход, и только потом ReLU.",
    ),
)
def identity_shortcut(g: Gen) -> Call:
    """Adds the input to what the layers make of it."""
    return Call(*filled(g, g.cycle(IDENTITY))).through("forward")


@task.check(
    title=T(en="The shape changes: projection", ru="Форма меняется: проекция"),
    points=2.5,
    cases=8,
    hint=T(
        en="Where the channels or the size change, the input goes through a 1x1 convolution with the same stride and "
        "through a batch norm, without ReLU, before it is added. In the main branch the first convolution has the "
        "stride.",
        ru="Там, где меняются каналы или размер, вход перед сложением проходит через свёртку 1x1 с тем же шагом и "
        "через batch norm, без ReLU. В основной ветви шаг стоит у первой свёртки.",
    ),
)
def projection_shortcut(g: Gen) -> Call:
    """Brings the input into the new shape before it is added."""
    return Call(*filled(g, g.cycle(PROJECTION))).through("forward")


@task.check(
    title=T(en="In train mode", ru="В режиме обучения"),
    points=1.5,
    cases=4,
    hint=T(
        en="In train mode batch norm uses the mean and variance of the batch and moves its running statistics. Each "
        "convolution has a batch norm of its own, with PyTorch's eps and momentum, and each is passed once.",
        ru="В режиме обучения batch norm берёт среднее и дисперсию батча и сдвигает накопленные статистики. У каждой "
        "свёртки свой batch norm с eps и momentum по умолчанию, и каждый слой проходят один раз.",
    ),
)
def training(g: Gen) -> Call:
    """Takes the batch's statistics and keeps running ones."""
    return Call(*filled(g, g.cycle((IDENTITY[0], PROJECTION[0], IDENTITY[1], PROJECTION[2])))).through(
        "forward_in_training"
    )


@task.check(
    title=T(en="Gradients reach every weight", ru="Градиенты доходят до всех параметров"),
    points=1,
    cases=4,
    hint=T(
        en="Both branches must take part in the answer, computed by tensor operations: .detach(), .data, .item() and "
        "torch.no_grad() cut the chain.",
        ru="В ответе должны участвовать обе ветви, и только через операции над тензорами: .detach(), .data, .item() и "
        "torch.no_grad() обрывают цепочку.",
    ),
)
def gradients(g: Gen) -> Call:
    """Lets gradients flow through both branches."""
    args = g.cycle((IDENTITY[0], PROJECTION[0], PROJECTION[1], PROJECTION[2]))
    name, _, layout, seed, x = filled(g, args)
    rows, columns = ((side - 1) // args[2] + 1 for side in x.shape[2:])
    seed = steady_seed(ResidualBlock, args, layout, seed, x)
    return Call(name, args, layout, seed, x, g.normal(2, args[1], rows, columns)).through("weight_gradients")


@task.check(
    title=T(en="The same answer again", ru="Тот же ответ ещё раз"),
    points=0.5,
    cases=3,
    hint=T(
        en="In eval mode the answer depends on the picture alone: not on its neighbours in the batch, not on chance, "
        "and the picture itself is left as it was. Operations in place (inplace=True, +=) must not meet the input x.",
        ru="В режиме eval ответ зависит только от картинки: не от соседей по батчу, не от случая, и сама картинка "
        "остаётся прежней. Операции на месте (inplace=True, +=) не должны попадать на вход x.",
    ),
)
def steady(g: Gen) -> Call:
    """Gives one picture one answer in eval mode."""
    return Call(*filled(g, g.cycle((IDENTITY[0], PROJECTION[1], PROJECTION[0])))).through("twice")


for text, block in MISTAKES:
    task.mistake(text)(block)
