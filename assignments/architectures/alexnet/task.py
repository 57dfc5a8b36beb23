"""AlexNet: what is checked."""

from types import SimpleNamespace

import drive
import torch
from mistakes import MISTAKES
from sizes import layers_of, resizing
from steady import steady_seed

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.architectures.alexnet import AlexNet

task = Task(
    title=T(en="AlexNet, layer by layer", ru="AlexNet слой за слоем"),
    lesson=T(en="Architectures", ru="Архитектуры"),
    order=41,
    entry="AlexNet",
    reference=AlexNet,
    drive=drive,
    layers=layers_of,
    resize=resizing(AlexNet, steady=True),
    tolerance=Tolerance.measured(),
    banned=("torchvision.models.*", "torchvision.models.alexnet.*", "torch.hub.load", "timm.*", "timm.models.*"),
)

# (num_classes, width, dropout): the full network has 61 million weights, these have some hundred thousand. All numbers
# of channels are whole, and no number of classes is that of an inner layer.
NETWORKS = ((7, 1 / 16, 0.5), (1000, 1 / 32, 0.25), (5, 3 / 64, 0.4))
LAYOUTS = {}


def layout(args):
    """Made when it is first needed; the dropout does not change it."""
    if args[:2] not in LAYOUTS:
        student, picture = SimpleNamespace(AlexNet=AlexNet), torch.ones(1, 3, 127, 159)
        LAYOUTS[args[:2]] = drive.layout_of(student, "AlexNet", args, picture)
    return LAYOUTS[args[:2]]


def pictures(g, count=2):
    """High and wide pictures in turn, so large that a network without some padding still finds room in them.

    Their last maps have sides of 4, 5 and 6: where 6 x 6 numbers are made of less, average and maximum differ.
    """
    size = g.cycle(((159, 192), (194, 160), (161, 223)))
    return g.normal(count, 3, *(side + g.int(0, 2) for side in size))


def filled(g, args, count=2):
    """The arguments of the drivers that put weights into the network."""
    return "AlexNet", args, layout(args), g.int(0, 2**31 - 100), pictures(g, count)


@task.check(
    title=T(en="Shape and number of weights", ru="Форма ответа и число параметров"),
    points=2,
    cases=3,
    hint=T(
        en="Go through the table layer by layer: kernel, channels, fully connected layers, each times width. A "
        "convolution has out * in * k * k + out weights, a fully connected layer out * in + out. For width 1 and 1000 "
        "classes they are 61100840 in all.",
        ru="Пройдите по таблице слой за слоем: ядро, каналы, полносвязные слои, всё умножено на width. У свёртки "
        "out * in * k * k + out параметров, у полносвязного слоя out * in + out. При width 1 и 1000 классах всего их "
        "61100840.",
    ),
)
def shape_and_size(g: Gen) -> Call:
    """Has the right shape and as many weights as it should."""
    return Call("AlexNet", g.cycle(NETWORKS), pictures(g, g.cycle((2, 3, 2)))).through("shapes")


@task.check(
    title=T(en="The answer with given weights", ru="Ответ сети с заданными весами"),
    points=4,
    cases=3,
    hint=T(
        en="The sizes can be right and the function another one: go through the table row by row. Is there a ReLU "
        "after every layer but the last? Stride and padding of each convolution, kind and size of each pooling?",
        ru="Размеры могут быть верными, а функция другой: пройдите по таблице строка за строкой. Стоит ли ReLU после "
        "каждого слоя, кроме последнего? Верны ли шаг и паддинг каждой свёртки, вид и размер каждого пулинга?",
    ),
)
def answer(g: Gen) -> Call:
    """Computes what AlexNet computes with the same weights."""
    return Call(*filled(g, g.cycle(NETWORKS))).through("forward")


@task.check(
    title=T(en="Dropout in training", ru="Dropout при обучении"),
    points=2,
    cases=2,
    hint=T(
        en="In training, dropout with the given probability stands before the first and before the second fully "
        "connected layer, not before the third. It is tried with dropout=1.0: all that the second layer would see is "
        "dropped, whatever the picture, and only biases and the third layer decide.",
        ru="При обучении dropout с заданной вероятностью стоит перед первым и перед вторым полносвязным слоем, но не "
        "перед третьим. Он проверяется с dropout=1.0: всё, что увидел бы второй слой, зануляется, какой бы ни была "
        "картинка, и ответ зависит только от сдвигов (bias) и третьего слоя.",
    ),
)
def dropout(g: Gen) -> Call:
    """Drops numbers in training where AlexNet does."""
    return Call(*filled(g, (*g.cycle(NETWORKS)[:2], 1.0))).through("forward_in_training")


@task.check(
    title=T(en="Gradients of all weights", ru="Градиенты всех параметров"),
    points=1,
    cases=2,
    hint=T(
        en="Every layer that the network holds must take part in the answer, and nothing on the way may cut the chain "
        "(.detach(), .data, torch.no_grad()). If the answer itself is wrong, mend that first.",
        ru="Каждый слой сети должен участвовать в ответе, и ничто по пути не должно обрывать цепочку (.detach(), "
        ".data, torch.no_grad()). Если неверен сам ответ, начните с него.",
    ),
)
def gradients(g: Gen) -> Call:
    """Lets gradients reach every weight."""
    name, args, shapes, seed, x = filled(g, g.cycle(NETWORKS[:2]))
    seed = steady_seed(AlexNet, args, shapes, seed, x)
    return Call(name, args, shapes, seed, x, g.normal(len(x), args[0])).through("weight_gradients")


@task.check(
    title=T(en="Same picture, same answer", ru="Та же картинка, тот же ответ"),
    points=1,
    cases=2,
    hint=T(
        en="After net.eval() the answer for a picture depends on this picture alone: not on chance (dropout belongs to "
        "training), not on the other pictures of the batch.",
        ru="После net.eval() ответ для картинки зависит только от неё самой: ни от случая (dropout нужен только при "
        "обучении), ни от других картинок батча.",
    ),
)
def steady(g: Gen) -> Call:
    """Answers the same twice, and for a picture alone."""
    return Call(*filled(g, g.cycle(NETWORKS), count=3)).through("twice")


for text, network in MISTAKES:
    task.mistake(text)(network)
