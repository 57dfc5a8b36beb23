"""LeNet: what is checked."""

from types import SimpleNamespace

import drive
import torch
from mistakes import MISTAKES
from sizes import layers_of, resizing

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.architectures.lenet import LeNet

task = Task(
    title=T(en="LeNet, layer by layer", ru="LeNet слой за слоем"),
    lesson=T(en="Architectures", ru="Архитектуры"),
    order=40,
    entry="LeNet",
    reference=LeNet,
    drive=drive,
    layers=layers_of,
    resize=resizing(LeNet),
    tolerance=Tolerance.measured(),
)

# Neither as many as there are neurons in an inner layer nor 10 alone, so that no size is right by accident.
CLASSES = ((10,), (7,), (26,), ())
STUDENT, PICTURE = SimpleNamespace(LeNet=LeNet), torch.ones(1, 1, 28, 28)
LAYOUTS = {args: drive.layout_of(STUDENT, "LeNet", args, PICTURE) for args in CLASSES}


def filled(g, count):
    """The arguments of the drivers that put weights into the network, with `count` pictures."""
    args = g.cycle(CLASSES)
    return "LeNet", args, LAYOUTS[args], g.int(0, 2**31 - 1), g.normal(count, 1, 28, 28)


def answers(args):
    """How many numbers come out for one picture."""
    return args[0] if args else 10


@task.check(
    title=T(en="Shape and number of weights", ru="Форма ответа и число параметров"),
    points=2,
    cases=4,
    hint=T(
        en="Count the weights layer by layer with the table: a convolution has out * in * 5 * 5 + out of them, a fully "
        "connected layer out * in + out; for 10 classes 61706 in all. The first axis of the answer is the batch's.",
        ru="Посчитайте параметры слой за слоем по таблице: у свёртки их out * in * 5 * 5 + out, у полносвязного слоя "
        "out * in + out; при 10 классах всего 61706. Первая ось ответа принадлежит батчу.",
    ),
)
def shape_and_size(g: Gen) -> Call:
    """Has the right shape and as many weights as it should."""
    return Call("LeNet", g.cycle(CLASSES), g.normal(g.cycle((3, 4, 2, 5)), 1, 28, 28)).through("shapes")


@task.check(
    title=T(en="The answer with given weights", ru="Ответ сети с заданными весами"),
    points=5,
    cases=4,
    hint=T(
        en="The sizes can be right and the function another one: go through the table row by row. Where does tanh "
        "stand, where not, before or after the pooling? Which pooling is it? What happens to the last layer's numbers?",
        ru="Размеры могут быть верными, а функция другой: пройдите по таблице строка за строкой. Где стоит tanh, где "
        "его нет, до пулинга он или после? Какой это пулинг? Что делается с числами последнего слоя?",
    ),
)
def answer(g: Gen) -> Call:
    """Computes what LeNet computes with the same weights."""
    return Call(*filled(g, g.cycle((2, 3)))).through("forward")


@task.check(
    title=T(en="Gradients of all weights", ru="Градиенты всех параметров"),
    points=2,
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
    name, args, layout, seed, x = filled(g, 3)
    return Call(name, args, layout, seed, x, g.normal(3, answers(args))).through("weight_gradients")


@task.check(
    title=T(en="Same picture, same answer", ru="Та же картинка, тот же ответ"),
    points=1,
    cases=2,
    hint=T(
        en="After net.eval() the answer for a picture depends on this picture alone: not on chance (dropout), not on "
        "the other pictures of the batch.",
        ru="После net.eval() ответ для картинки зависит только от неё самой: ни от случая (dropout), ни от других "
        "картинок батча.",
    ),
)
def steady(g: Gen) -> Call:
    """Answers the same twice, and for a picture alone."""
    return Call(*filled(g, 4)).through("twice")


for text, network in MISTAKES:
    task.mistake(text)(network)
