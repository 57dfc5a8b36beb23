"""VGG: what is checked."""

from types import SimpleNamespace

import drive
import torch
from mistakes import MISTAKES
from sizes import layers_of, resizing
from steady import steady_seed

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.architectures.vgg import VGG

task = Task(
    title=T(en="VGG from a list", ru="VGG по списку"),
    lesson=T(en="Architectures", ru="Архитектуры"),
    order=42,
    entry="VGG",
    reference=VGG,
    drive=drive,
    layers=layers_of,
    resize=resizing(VGG, steady=True),
    tolerance=Tolerance.measured(),
    banned=("torchvision.models.*", "torchvision.models.vgg.*", "torch.hub.load", "timm.*", "timm.models.*"),
)

# Several convolutions in a row, of the same and of another width; a list that does not end with "M"; two "M" in a row.
CONFIGURATIONS = (
    [6, "M", 8, 8, "M"],
    [4, 6, "M", 10, 8, 8],
    [5, 5, 5, "M", "M", 7, "M"],
    [8, "M", 4, "M", 6, 6, 9],
)
CLASSES_AND_HIDDEN = ((11, 20), (10, 16), (13, 24), (3, 18))  # never as many as channels in the same network


def network(g, batch_norm=False, dropout=0.5):
    """The arguments of VGG, another configuration in each case."""
    classes, hidden = g.cycle(CLASSES_AND_HIDDEN)
    return g.cycle(CONFIGURATIONS), classes, batch_norm, hidden, dropout


def pictures(g, count):
    """High and wide pictures in turn; many of their sides are odd and do not divide by 2, 4 or 8.

    Large enough that convolutions without padding leave something of them.
    """
    size = g.cycle(((25, 34), (35, 26), (27, 38), (46, 36)))
    return g.normal(count, 3, *(side + g.int(0, 3) for side in size))


def filled(g, args, count=2):
    """The arguments of the drivers that put weights into the network."""
    layout = drive.layout_of(SimpleNamespace(VGG=VGG), "VGG", args, torch.ones(1, 3, 48, 40))
    return "VGG", args, layout, g.int(0, 2**31 - 100), pictures(g, count)


@task.check(
    title=T(en="Shape and number of weights", ru="Форма ответа и число параметров"),
    points=2,
    cases=4,
    hint=T(
        en="Each number of the list is one convolution: out * in * 9 + out weights, with the channels that the "
        "previous one puts out as `in` (3 at first), and 2 * out more with batch normalisation. Behind the 7 x 7 "
        "pooling follow three fully connected layers.",
        ru="Каждое число списка означает одну свёртку: out * in * 9 + out параметров, где in это выходные каналы "
        "предыдущей (у первой 3), и ещё 2 * out при батч-нормализации. После пулинга до 7 x 7 идут три полносвязных "
        "слоя.",
    ),
)
def shape_and_size(g: Gen) -> Call:
    """Has the right shape and as many weights as it should."""
    args = network(g, batch_norm=g.cycle((False, True)))
    return Call("VGG", args, pictures(g, g.cycle((2, 3)))).through("shapes")


@task.check(
    title=T(en="The answer with given weights", ru="Ответ сети с заданными весами"),
    points=3.5,
    cases=4,
    hint=T(
        en="The sizes can be right and the function another one. Is there a ReLU after every convolution and between "
        "the fully connected layers, and none at the end? Has every convolution padding=1? Which poolings are there?",
        ru="Размеры могут быть верными, а функция другой. Стоит ли ReLU после каждой свёртки и между полносвязными "
        "слоями и нет ли его в конце? У каждой ли свёртки padding=1? Какие в сети пулинги?",
    ),
)
def answer(g: Gen) -> Call:
    """Computes what VGG computes with the same weights."""
    return Call(*filled(g, network(g))).through("forward")


@task.check(
    title=T(en="Batch normalisation, eval mode", ru="Батч-нормализация в режиме eval"),
    points=1,
    cases=3,
    hint=T(
        en="With batch_norm=True nn.BatchNorm2d stands between each convolution and its ReLU; the convolutions keep "
        "their bias. In eval mode it uses its running statistics.",
        ru="При batch_norm=True между каждой свёрткой и её ReLU стоит nn.BatchNorm2d; сдвиг (bias) у свёрток "
        "остаётся. В режиме eval берутся накопленные статистики.",
    ),
)
def batch_norm(g: Gen) -> Call:
    """Puts batch normalisation where it belongs."""
    return Call(*filled(g, network(g, batch_norm=True))).through("forward")


@task.check(
    title=T(en="Batch normalisation, train mode", ru="Батч-нормализация в режиме train"),
    points=1.5,
    cases=2,
    hint=T(
        en="In training the statistics of the batch count, and the running ones move by a tenth towards them: momentum "
        "and eps are those that nn.BatchNorm2d has by itself. (Here dropout is 0.)",
        ru="При обучении берутся статистики батча, а накопленные сдвигаются к ним на одну десятую: momentum и eps "
        "такие, какие у nn.BatchNorm2d по умолчанию. (Здесь dropout равен 0.)",
    ),
)
def batch_norm_in_training(g: Gen) -> Call:
    """Normalises by the batch in training, and remembers."""
    return Call(*filled(g, network(g, batch_norm=True, dropout=0.0), count=3)).through("forward_in_training")


@task.check(
    title=T(en="Dropout in training", ru="Dropout при обучении"),
    points=0.5,
    cases=2,
    hint=T(
        en="In training, dropout with the given probability follows the ReLU of both inner fully connected layers. It "
        "is tried with dropout=1.0: all that the last layer would see is dropped, and only its bias is left.",
        ru="При обучении dropout с заданной вероятностью стоит после ReLU обоих внутренних полносвязных слоёв. Он "
        "проверяется с dropout=1.0: всё, что увидел бы последний слой, зануляется, и остаётся только его сдвиг (bias).",
    ),
)
def dropout(g: Gen) -> Call:
    """Drops numbers in training where VGG does."""
    return Call(*filled(g, network(g, dropout=1.0))).through("forward_in_training")


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
    name, args, layout, seed, x = filled(g, network(g))
    seed = steady_seed(VGG, args, layout, seed, x)
    return Call(name, args, layout, seed, x, g.normal(len(x), args[1])).through("weight_gradients")


@task.check(
    title=T(en="Same picture, same answer", ru="Та же картинка, тот же ответ"),
    points=0.5,
    cases=2,
    hint=T(
        en="After net.eval() the answer for a picture depends on this picture alone: not on chance (dropout belongs to "
        "training), not on the other pictures of the batch.",
        ru="После net.eval() ответ для картинки зависит только от неё самой: ни от случая (dropout нужен только при "
        "обучении), ни от других картинок батча.",
    ),
)
def steady(g: Gen) -> Call:
    """Answers the same twice, and for a picture alone, with and without batch normalisation."""
    return Call(*filled(g, network(g, batch_norm=g.cycle((False, True))), count=4)).through("twice")


for text, net in MISTAKES:
    task.mistake(text)(net)
