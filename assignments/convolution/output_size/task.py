"""Sizes, fields of view and weights as numbers: what is checked."""

from mistakes import MISTAKES, pair

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.convolution.output_size import conv_parameters, dense_parameters, output_size, receptive_field

task = Task(
    title=T(en="Levers of a layer in numbers", ru="Рычаги слоя в числах"),
    lesson=T(en="Convolution", ru="Свёртки"),
    order=12,
    entry="output_size",
    reference=output_size,
    also=(receptive_field, conv_parameters, dense_parameters),
    tolerance=Tolerance.exact(),
    # A layer that is built and asked knows all the answers; a tensor of the right shape that is counted is honest.
    banned=(
        "torch.conv*",
        "torch.nn.functional.conv*",
        "torch.nn.Conv*",
        "torch.nn.LazyConv*",
        "torch.*pool*",
        "torch.nn.functional.*pool*",
        "torch.nn.*Pool*",
        "torch.nn.Unfold",
        "torch.nn.functional.unfold",
        "torch.nn.Linear",
        "torch.nn.LazyLinear",
        "torch.nn.Bilinear",
    ),
)


def fitted(out, kernel_size, stride=1, padding=0, dilation=1, rest=0):
    """The picture on which the kernel has `out` places, with `rest` rows left over by the stride."""
    return (out - 1) * stride + dilation * (kernel_size - 1) + 1 - 2 * padding + rest


def fitted_pair(outs, *options):
    """The same for rows and columns."""
    return tuple(fitted(*axis) for axis in zip(outs, *map(pair, options), strict=True))


# Each check stays with one idea. Sizes are large enough that no wrong formula is right by accident.


@task.check(
    title=T(en="output_size: the kernel", ru="output_size: ядро"),
    points=1,
    cases=3,
    public=[Call(5, 3), Call(28, 5)],
    hint=T(
        en="Draw a row of 5 pixels and slide a kernel of 3 along it: it stands in 3 places. Each further pixel of the "
        "kernel takes one place away.",
        ru="Нарисуйте ряд из 5 пикселей и проведите вдоль него ядро из 3: получится 3 положения. Каждый следующий "
        "пиксель ядра отнимает одно положение.",
    ),
)
def kernel(g: Gen) -> Call:
    """Counts the places of a kernel."""
    size = g.cycle((7, 3, 4))
    return Call(fitted(g.int(20, 60), size), size)


@task.check(
    title=T(en="output_size: stride", ru="output_size: шаг"),
    points=1.5,
    cases=6,
    public=[Call(227, 11, 4)],
    hint=T(
        en="The kernel can move by size - kernel_size pixels. Only whole steps are made, so the division rounds down; "
        "then add the place where the kernel stood before the first step.",
        ru="Ядро может сдвинуться всего на size - kernel_size пикселей. Делаются только целые шаги, поэтому деление "
        "округляет вниз; затем прибавьте положение, в котором ядро стояло до первого шага.",
    ),
)
def stride(g: Gen) -> Call:
    """Makes whole steps only."""
    # No rest is half a stride: there, ways of rounding to the nearest number differ among themselves.
    size, step, rest = g.cycle(((7, 2, 0), (5, 3, 1), (4, 3, 2), (11, 5, 2), (6, 4, 3), (3, 5, 4)))
    return Call(fitted(g.int(10, 30), size, step, rest=rest), size, stride=step)


@task.check(
    title=T(en="output_size: padding", ru="output_size: паддинг"),
    points=1,
    cases=3,
    public=[Call(32, 3, 1, 1)],
    hint=T(
        en="padding rows lie above the picture and as many below: the kernel slides over size + 2 * padding rows.",
        ru="Строки паддинга есть и сверху, и снизу: ядро скользит по size + 2 * padding строкам.",
    ),
)
def padding(g: Gen) -> Call:
    """Adds padding on both sides."""
    size, zeros = g.cycle(((5, 2), (4, 1), (7, 3)))
    return Call(fitted(g.int(20, 60), size, padding=zeros), size, padding=zeros)


@task.check(
    title=T(en="output_size: dilation", ru="output_size: разреженное ядро"),
    points=0.5,
    cases=3,
    hint=T(
        en="Draw 3 numbers with one free pixel between neighbours (dilation=2): from the first to the last they cover "
        "5 pixels, dilation * (kernel_size - 1) + 1.",
        ru="Нарисуйте 3 числа, между соседними по одному свободному пикселю (dilation=2): от первого до последнего они "
        "накрывают 5 пикселей, dilation * (kernel_size - 1) + 1.",
    ),
)
def dilation(g: Gen) -> Call:
    """Spreads the kernel."""
    size, spread = g.cycle(((3, 2), (4, 3), (5, 4)))
    return Call(fitted(g.int(20, 60), size, dilation=spread), size, dilation=spread)


@task.check(
    title=T(en="output_size: rows and columns", ru="output_size: строки и столбцы"),
    points=0.5,
    cases=4,
    public=[Call((32, 28), (5, 3))],
    hint=T(
        en="Where size is a pair, the answer is a pair (rows, columns). Each option is a number that counts for both, "
        "or a pair; make pairs of all of them first, then reckon axis by axis.",
        ru="Если size это пара, то и ответ пара (строки, столбцы). Каждый параметр либо одно число, общее для обеих "
        "осей, либо пара; сначала сделайте парами все, затем считайте по осям.",
    ),
)
def pairs(g: Gen) -> Call:
    """Reckons rows and columns each with their own."""
    options = g.cycle(
        (
            ((3, 6), 1, 0, 1),
            (4, (2, 3), 0, 1),
            ((5, 4), 1, (1, 3), 1),
            (3, 1, 1, (2, 4)),
        )
    )
    size = fitted_pair(g.sizes(15, 30), *options)
    kernel_size, step, zeros, spread = options
    return Call(size, kernel_size, stride=step, padding=zeros, dilation=spread)


@task.check(
    title=T(en="output_size: everything together", ru="output_size: всё вместе"),
    points=0.25,
    cases=4,
    public=[Call(224, 7, 2, 3)],
    hint=T(
        en="Each option works alone? Then look at how they meet: (size + 2 * padding - dilation * (kernel_size - 1) - "
        "1) // stride + 1.",
        ru="По отдельности всё работает? Тогда посмотрите, как параметры сочетаются: (size + 2 * padding - dilation * "
        "(kernel_size - 1) - 1) // stride + 1.",
    ),
)
def together(g: Gen) -> Call:
    """Combines all options, given by position."""
    options, rest = g.cycle(
        (
            ((4, 2, 1, 3), 0),
            (((3, 5), (3, 2), (2, 1), (2, 3)), (1, 0)),
            ((5, 3, 2, 2), 2),
            (((2, 3), (3, 5), (1, 2), (4, 2)), (2, 3)),
        )
    )
    if isinstance(rest, int):
        return Call(fitted(g.int(15, 30), *options, rest), *options)
    return Call(fitted_pair(g.sizes(15, 30), *options, rest), *options)


@task.check(
    title=T(en="receptive_field: kernels", ru="receptive_field: ядра"),
    points=0.5,
    cases=3,
    public=[Call([(3, 1, 1), (3, 1, 1), (3, 1, 1)]).on("receptive_field")],
    hint=T(
        en="Draw two layers with kernels of 3 in one row: two neighbours of the first layer see 4 pixels together, "
        "three see 5. Each layer adds kernel_size - 1; before the first layer a pixel sees 1: itself.",
        ru="Нарисуйте в одной строке два слоя с ядрами из 3: два соседа первого слоя вместе видят 4 пикселя, три видят "
        "5. Каждый слой добавляет kernel_size - 1; до первого слоя пиксель видит 1: сам себя.",
    ),
)
def field_of_kernels(g: Gen) -> Call:
    """Adds what each layer's kernel adds."""
    depth = g.cycle((2, 3, 5))
    return Call([(g.int(3, 7), 1, 1) for _ in range(depth)]).on("receptive_field")


@task.check(
    title=T(en="receptive_field: strides", ru="receptive_field: шаги"),
    points=1.5,
    cases=4,
    public=[Call([(5, 1, 1), (2, 2, 1), (5, 1, 1), (2, 2, 1)]).on("receptive_field")],
    hint=T(
        en="Keep two numbers: the field, and the distance in the picture between neighbours of the layer. A layer adds "
        "(kernel_size - 1) * distance to the field; then its stride multiplies the distance for the layers after it.",
        ru="Храните два числа: область видимости и расстояние на картинке между соседями слоя. Слой добавляет к "
        "области (kernel_size - 1) * расстояние; после этого его шаг умножает расстояние для следующих слоёв.",
    ),
)
def field_of_strides(g: Gen) -> Call:
    """Lets a stride widen what the layers after it see, and only them."""
    # The first, the second and the last stride are no 1: too early, too late and only the last one all show.
    steps = g.cycle(((2, 3, 2), (3, 2, 1, 2), (2, 2, 3, 4), (4, 3, 1, 1, 2)))
    return Call([(g.int(2, 6), step, 1) for step in steps]).on("receptive_field")


@task.check(
    title=T(en="receptive_field: dilation", ru="receptive_field: разреженные ядра"),
    points=0.5,
    cases=3,
    public=[Call([(3, 1, 1), (3, 1, 2), (3, 1, 4)]).on("receptive_field")],
    hint=T(
        en="The outermost numbers of a dilated kernel lie dilation * (kernel_size - 1) apart; a layer's dilation does "
        "nothing to the other layers.",
        ru="Крайние числа разреженного ядра отстоят друг от друга на dilation * (kernel_size - 1); на другие слои "
        "dilation слоя не влияет.",
    ),
)
def field_of_dilations(g: Gen) -> Call:
    """Spreads the kernel of a layer, and only of this one."""
    spreads = g.cycle(((2, 3), (4, 2, 3), (3, 5)))
    return Call([(g.int(3, 5), 1, spread) for spread in spreads]).on("receptive_field")


@task.check(
    title=T(en="conv_parameters: kernels", ru="conv_parameters: ядра"),
    points=0.5,
    cases=3,
    public=[Call(3, 96, 11, bias=False).on("conv_parameters")],
    hint=T(
        en="Each output channel has its own kernel, and each kernel has a layer of kernel_size * kernel_size numbers "
        "for each input channel.",
        ru="У каждого выходного канала своё ядро, а в ядре по слою из kernel_size * kernel_size чисел на каждый "
        "входной канал.",
    ),
)
def conv_weights(g: Gen) -> Call:
    """Counts the weights of the kernels."""
    inputs, outputs = g.sizes(5, 40)
    return Call(inputs, outputs, g.cycle((3, 5, 7)), bias=False).on("conv_parameters")


@task.check(
    title=T(en="conv_parameters: kernels that are not square", ru="conv_parameters: неквадратные ядра"),
    points=0.25,
    cases=2,
    hint=T(
        en="kernel_size may be a pair (rows, columns): a layer of the kernel then holds rows * columns numbers.",
        ru="kernel_size бывает парой (строки, столбцы): тогда в слое ядра строки * столбцы чисел.",
    ),
)
def conv_pair(g: Gen) -> Call:
    """Takes a pair for the kernel."""
    inputs, outputs = g.sizes(5, 40)
    return Call(inputs, outputs, g.cycle(((3, 5), (7, 2))), bias=False).on("conv_parameters")


@task.check(
    title=T(en="conv_parameters: bias", ru="conv_parameters: сдвиг (bias)"),
    points=0.5,
    cases=3,
    public=[Call(3, 16, 3).on("conv_parameters")],
    hint=T(
        en="A bias is added to a whole output channel: there are as many as output channels, none with bias=False.",
        ru="Сдвиг прибавляется ко всему выходному каналу: сдвигов столько же, сколько выходных каналов, а при "
        "bias=False их нет.",
    ),
)
def conv_bias(g: Gen) -> Call:
    """Counts one bias for each output channel."""
    (inputs, outputs), size = g.sizes(5, 40), g.int(2, 7)
    given = g.cycle(({}, {"bias": False}, {"bias": True}))
    return Call(inputs, outputs, size, **given).on("conv_parameters")


@task.check(
    title=T(en="conv_parameters: groups", ru="conv_parameters: группы"),
    points=0.5,
    cases=4,
    hint=T(
        en="With groups each kernel sees in_channels / groups channels only; kernels and biases are as many as before. "
        "So groups save weights.",
        ru="С группами каждое ядро видит только in_channels / groups каналов, а самих ядер и сдвигов столько же. "
        "Поэтому группы экономят веса.",
    ),
)
def conv_groups(g: Gen) -> Call:
    """Lets a kernel see its own group only."""
    count = g.cycle((2, 4, 3, 6))
    inner, outer = g.sizes(2, 8)
    inputs, outputs = g.cycle(((inner, outer), (inner, outer), (1, 1), (inner, outer)))  # (1, 1): depthwise
    bias = g.cycle((True, False, True, True))
    return Call(inputs * count, outputs * count, g.int(2, 5), bias, count).on("conv_parameters")


@task.check(
    title=T(en="dense_parameters: weights", ru="dense_parameters: веса"),
    points=0.5,
    cases=4,
    public=[Call((1, 28, 28), (100,), bias=False).on("dense_parameters")],
    hint=T(
        en="Lay out both tensors as rows of numbers: C * H * W of them. Every number of the output has a weight for "
        "every number of the input.",
        ru="Вытяните оба тензора в ряды чисел: в каждом C * H * W. У каждого числа на выходе есть вес для каждого "
        "числа на входе.",
    ),
)
def dense_weights(g: Gen) -> Call:
    """Ties everything to everything."""
    start = (g.int(2, 4), *g.sizes(6, 30))
    end = g.cycle(((g.int(10, 50),), (g.int(5, 9), *g.sizes(3, 20)), (g.int(5, 9), *g.sizes(3, 20)), (7,)))
    return Call(g.cycle((start, start, start, (g.int(50, 90),))), end, bias=False).on("dense_parameters")


@task.check(
    title=T(en="dense_parameters: bias", ru="dense_parameters: сдвиг (bias)"),
    points=0.5,
    cases=3,
    public=[Call((3, 32, 32), (16, 32, 32)).on("dense_parameters")],
    hint=T(
        en="Every number of the output has its own bias; with bias=False there are none.",
        ru="У каждого числа на выходе свой сдвиг; при bias=False сдвигов нет.",
    ),
)
def dense_bias(g: Gen) -> Call:
    """Counts one bias for each number of the output."""
    start, end = (g.int(2, 4), *g.sizes(6, 30)), (g.int(5, 9), *g.sizes(3, 20))
    given = g.cycle(({}, {"bias": False}, {"bias": True}))
    return Call(start, end, **given).on("dense_parameters")


for text, function, of in MISTAKES:
    task.mistake(text, of=of)(function)
