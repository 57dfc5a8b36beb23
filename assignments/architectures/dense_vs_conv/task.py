"""A dense and a convolutional network under one budget: what is checked."""

import math

import drive
from mistakes import MISTAKES

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.architectures.dense_vs_conv import conv_net, dense_net, parameter_count

task = Task(
    title=T(en="Dense and convolutional under one budget", ru="Полносвязная и свёрточная при одном бюджете"),
    lesson=T(en="Architectures", ru="Архитектуры"),
    order=47,
    entry="dense_net",
    reference=dense_net,
    also=(conv_net, parameter_count),
    drive=drive,
    tolerance=Tolerance.measured(),
)

SIZES = (((2, 7, 9), 4), ((3, 8, 5), 5), ((2, 6, 11), 3))
"""Shape of a picture and number of classes; a picture is never square."""
DENSE_EDGES = (((2, 3, 4), 10), ((3, 2, 5), 7), ((2, 4, 3), 8))
CONV_EDGES = (((2, 7, 9), 30), ((3, 8, 5), 34), ((4, 6, 7), 31))
"""Sizes for which whatever may be left out of a count gives a width of its own."""


def dense_size(in_shape, num_classes, width):
    """Parameters of a dense network of that width."""
    return width * (math.prod(in_shape) + 1) + num_classes * (width + 1)


def conv_size(in_shape, num_classes, width):
    """Parameters of a convolutional network of that width."""
    return width * (9 * in_shape[0] + 1) + width * (9 * width + 1) + num_classes * (width + 1)


def at_the_edge(g, size, sizes, widths):
    """A budget that just fits, lacks one parameter, or lies between, in turn; with pictures."""
    in_shape, classes = g.cycle(sizes)
    width = g.int(*widths)
    fits, next_fits = size(in_shape, classes, width), size(in_shape, classes, width + 1)
    between = fits + 3 * (next_fits - fits) // 5
    budget = g.cycle((fits, fits - 1, between, fits - 1, fits, next_fits - 2))
    return in_shape, classes, budget, g.normal(g.int(2, 3), *in_shape)


def between_the_edges(g, size, sizes=SIZES):
    """A budget away from either edge, for checks that are not about it."""
    in_shape, classes = g.cycle(sizes)
    width = g.int(6, 9)
    return in_shape, classes, (2 * size(in_shape, classes, width) + size(in_shape, classes, width + 1)) // 3


def shapes(network):
    """Shapes of the weights that the reference has."""
    return tuple(tuple(weight.shape) for weight in network.parameters())


def moved(g, in_shape):
    """Pictures within a frame of zeros, and by how much they can be moved without coming near the border."""
    rows, columns = g.cycle(((1, 2), (2, 1)))
    x = g.normal(3, *in_shape)
    x[:, :, :3] = x[:, :, -3 - rows :] = 0
    x[:, :, :, :3] = x[:, :, :, -3 - columns :] = 0
    return x, rows, columns


@task.check(
    title=T(en="parameter_count", ru="parameter_count"),
    points=1.5,
    cases=4,
    hint=T(
        en="model.parameters() gives every tensor that is learned once, however deep it lies; add up how many numbers "
        "each holds (numel). state_dict() also has the running statistics of batch norm, which are not learned.",
        ru="model.parameters() перебирает все обучаемые тензоры по одному разу, как бы глубоко они ни лежали; сложите, "
        "сколько в каждом чисел (numel). В state_dict() есть ещё накопленные статистики batch norm, их не учат.",
    ),
)
def counted(g: Gen) -> Call:
    """Counts the numbers that a model learns."""
    options = (g.int(2, 3), *(4 + one for one in g.sizes(0, 4)))
    return Call(g.cycle(("layers", "batch norm", "nested", "shared")), options).through("count")


@task.check(
    title=T(en="dense_net: as wide as the budget allows", ru="dense_net: насколько хватает бюджета"),
    points=2,
    cases=6,
    hint=T(
        en="With D = C * H * W and the width h the network has h * D + h + K * h + K parameters. Take the largest "
        "whole h for which that is not above the budget; a budget that fits exactly is used up.",
        ru="Пусть D = C * H * W, ширина h. Тогда в сети h * D + h + K * h + K параметров. Возьмите наибольшее целое h, "
        "при котором это не больше бюджета; если бюджет подходит точно, он расходуется весь.",
    ),
)
def dense_budget(g: Gen) -> Call:
    """Chooses the width of the hidden layer."""
    return Call(*at_the_edge(g, dense_size, DENSE_EDGES, (40, 60))).through("dense_size")


@task.check(
    title=T(en="dense_net: the answer", ru="dense_net: ответ сети"),
    points=1.5,
    cases=3,
    hint=T(
        en="Flatten, fully connected layer, ReLU, fully connected layer, and nothing after it.",
        ru="Вытянуть в строку, полносвязный слой, ReLU, полносвязный слой, и после него ничего.",
    ),
)
def dense_function(g: Gen) -> Call:
    """Computes what one hidden layer computes with the same weights."""
    args = between_the_edges(g, dense_size)
    x = g.normal(3, *args[0])
    return Call(*args, shapes(dense_net(*args)), g.int(0, 2**31 - 1), x).through("dense_answer")


@task.check(
    title=T(en="conv_net: as wide as the budget allows", ru="conv_net: насколько хватает бюджета"),
    points=2,
    cases=6,
    hint=T(
        en="With the width w the three layers have 9 * C * w + w, 9 * w * w + w and K * w + K parameters. The sum "
        "grows with w: try w = 1, 2, 3, ... and stop before it exceeds the budget. H and W play no part.",
        ru="При ширине w в трёх слоях 9 * C * w + w, 9 * w * w + w и K * w + K параметров. Сумма растёт вместе с w: "
        "пробуйте w = 1, 2, 3, ... и остановитесь, пока бюджет не превышен. H и W тут ни при чём.",
    ),
)
def conv_budget(g: Gen) -> Call:
    """Chooses the width of the convolutions."""
    return Call(*at_the_edge(g, conv_size, CONV_EDGES, (6, 9))).through("conv_size")


@task.check(
    title=T(en="conv_net: the answer", ru="conv_net: ответ сети"),
    points=2,
    cases=3,
    hint=T(
        en="Convolution with padding 1, ReLU, convolution with padding 1, ReLU, the mean over rows and columns, fully "
        "connected layer, and nothing after it. No pooling between the convolutions, stride 1.",
        ru="Свёртка с паддингом 1, ReLU, свёртка с паддингом 1, ReLU, среднее по строкам и столбцам, полносвязный "
        "слой, и после него ничего. Между свёртками пулинга нет, шаг 1.",
    ),
)
def conv_function(g: Gen) -> Call:
    """Computes what the two convolutions and the average compute with the same weights."""
    args = between_the_edges(g, conv_size)
    x = g.normal(3, *args[0])
    return Call(*args, shapes(conv_net(*args)), g.int(0, 2**31 - 1), x).through("conv_answer")


@task.check(
    title=T(en="A picture that is moved", ru="Сдвинутая картинка"),
    points=1,
    cases=4,
    hint=T(
        en="What is seen elsewhere gives the same maps elsewhere, and the average over the whole map is the same. "
        "Flatten before the last layer, a stride or a pooling between the convolutions would spoil that. The dense "
        "network has a weight of its own for each pixel, so for it a moved picture is another one.",
        ru="Если объект сдвинуть, карты признаков те же, только сдвинуты, и среднее по всей карте не меняется. Flatten "
        "вместо усреднения, шаг или пулинг между свёртками всё бы испортили. У полносвязной сети на каждый пиксель "
        "свой вес, для неё сдвинутая картинка совсем другая.",
    ),
)
def shifted(g: Gen) -> Call:
    """The convolutional network does not care where something is; the dense one does."""
    sizes = (((2, 11, 13), 4), ((3, 14, 12), 5))
    if g.case % 4 < 2:
        args = between_the_edges(g, conv_size, sizes)
        seed = g.int(0, 2**31 - 1)
        x, rows, columns = moved(g, args[0])
        return Call(*args, seed, x, rows, columns).through("conv_moved")
    args = between_the_edges(g, dense_size, sizes)
    seed = g.int(0, 2**31 - 1)
    x, rows, columns = moved(g, args[0])
    return Call(*args, seed, x, rows, columns).through("dense_moved")


for of, text, function in MISTAKES:
    task.mistake(text, of=of)(function)
