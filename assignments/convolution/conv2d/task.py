"""Convolution by hand: what is checked."""

import torch
from mistakes import MISTAKES, pair

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.convolution.conv2d import conv2d

task = Task(
    title=T(en="Convolution by hand", ru="Свёртка своими руками"),
    lesson=T(en="Convolution", ru="Свёртки"),
    order=10,
    entry="conv2d",
    reference=conv2d,
    tolerance=Tolerance.sum_of_products(),
    # Unfold (im2col) and the Fourier transform are honest ways and stay allowed.
    banned=(
        "torch.conv*",
        "torch._convolution*",
        "torch.mkldnn_convolution*",
        "torch.cudnn_convolution*",
        "torch.nn.functional.conv*",
        "torch.nn.Conv*",
        "torch.nn.LazyConv*",
        "torch.nn.modules.Conv*",
        "torch.nn.modules.conv.*",
        "torch.nn.grad.conv*",
        "torch._C._nn.*conv*",
        "torch.ops.aten.*conv*",
        "torchvision.ops.deform_conv*",
        "torchvision.ops.Deform*",
        "torch.ops.torchvision.*conv*",
        "scipy.signal.*convolve*",
        "scipy.signal.correlate*",
        "scipy.ndimage.convolve*",
        "scipy.ndimage.correlate*",
        "cv2.filter2D",
    ),
)

SLIDE_IMAGE = torch.tensor(
    [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]], dtype=torch.float32
)
SLIDE_KERNEL = torch.tensor([[1, 0, 1], [0, 1, 0], [1, 0, 1]], dtype=torch.float32)
KERNELS = ((2, 3), (3, 2), (1, 3), (3, 1))  # wider than high and higher than wide in turn


def picture(g, kernel, count=1, channels=1, stride=1, padding=0, dilation=1, rest=(0, 0), smallest=3, wide=False):
    """`count` pictures, neither they nor what a convolution makes of them square; every other one high, unless `wide`.

    `rest` rows and columns are left over by the stride; the shorter side of the output is `smallest` or one more, so
    that a transposed kernel fits as well and gives numbers that can be told from others.
    """
    short = g.int(smallest, smallest + 1)
    out = [short, short + g.int(2, 3)]
    longer = 1 if wide else g.cycle((1, 0))
    if longer == 0:
        out.reverse()
    steps = pair(stride)
    options = zip(out, kernel, steps, pair(padding), pair(dilation), rest, strict=True)
    size = [(o - 1) * s + d * (k - 1) + 1 - 2 * p + r for o, k, s, p, d, r in options]
    if size[0] == size[1]:
        size[longer] += steps[longer]
    return g.normal(count, channels, *size)


# Each check but the last stays with one idea, so that most misunderstandings cost their own check and "Everything
# together". Those about sizes or sums cost more: every check has a size and a sum.


@task.check(
    title=T(en="One picture, one kernel", ru="Одна картинка, одно ядро"),
    points=1.5,
    cases=4,
    public=[Call(SLIDE_IMAGE[None, None], SLIDE_KERNEL[None, None])],
    hint=T(
        en="Lay the kernel on the top left corner of the picture, multiply number by number without turning the "
        "kernel, add up; then move. The output has (H - kh + 1) rows and (W - kw + 1) columns.",
        ru="Положите ядро на левый верхний угол картинки, перемножьте числа попарно, не переворачивая ядро, и "
        "сложите; затем сдвиньте. В ответе (H - kh + 1) строк и (W - kw + 1) столбцов.",
    ),
)
def one_channel(g: Gen) -> Call:
    """Slides one kernel over one picture."""
    kernel = g.cycle(KERNELS)
    return Call(picture(g, kernel), g.normal(1, 1, *kernel))


@task.check(
    title=T(en="Several pictures, channels and kernels", ru="Несколько картинок, каналов и ядер"),
    points=1.5,
    cases=4,
    hint=T(
        en="Every output channel has its own kernel with a layer for each input channel; the products of all layers "
        "are added into one number. The pictures of a batch do not touch one another.",
        ru="У каждого выходного канала своё ядро, и в нём по слою на каждый входной канал; произведения всех слоёв "
        "складываются в одно число. Картинки одного батча друг на друга не влияют.",
    ),
)
def channels(g: Gen) -> Call:
    """Sums over the channels, for each picture and each kernel."""
    kernel = g.cycle(KERNELS)
    return Call(picture(g, kernel, count=2, channels=3, wide=True), g.normal(4, 3, *kernel))


@task.check(
    title=T(en="Bias", ru="Сдвиг (bias)"),
    points=1,
    cases=2,
    hint=T(
        en="bias[f] is added once to every pixel of output channel f, after the products have been summed.",
        ru="bias[f] прибавляется один раз к каждому пикселю выходного канала f, уже после суммирования произведений.",
    ),
)
def bias(g: Gen) -> Call:
    """Adds each output channel its own bias."""
    kernel = g.cycle(((3, 2), (3, 1)))
    return Call(picture(g, kernel, wide=True), g.normal(3, 1, *kernel), g.ramp(3))


@task.check(
    title=T(en="Stride", ru="Шаг (stride)"),
    points=1,
    cases=6,
    hint=T(
        en="Output pixel (i, j) looks at the window that begins at row i * stride and column j * stride; there are "
        "(H - kh) // stride + 1 rows, rounded down. A pair is (rows, columns).",
        ru="Пиксель (i, j) ответа смотрит на окно, которое начинается в строке i * stride и столбце j * stride; "
        "строк всего (H - kh) // stride + 1, с округлением вниз. Пара означает (по строкам, по столбцам).",
    ),
)
def stride(g: Gen) -> Call:
    """Moves the kernel by the stride, on each axis by its own."""
    kernel = g.cycle(KERNELS)
    step, rest = g.cycle(((2, (0, 1)), (3, (1, 0)), ((1, 2), (0, 0)), ((3, 1), (2, 0)), (2, (1, 0)), ((2, 3), (1, 2))))
    return Call(picture(g, kernel, count=2, stride=step, rest=rest), g.normal(1, 1, *kernel), stride=step)


@task.check(
    title=T(en="Padding", ru="Паддинг (padding)"),
    points=1,
    cases=6,
    hint=T(
        en="padding adds zeros on all four sides: padding rows above and below, padding columns left and right. A "
        'pair is (rows, columns). Try padding=0 and "valid" as well: both mean no zeros.',
        ru="padding добавляет нули со всех четырёх сторон: столько строк сверху и снизу, столько столбцов слева и "
        'справа. Пара означает (строки, столбцы). Проверьте и padding=0, и "valid": в обоих случаях нулей нет.',
    ),
)
def padding(g: Gen) -> Call:
    """Puts zeros around the picture."""
    kernel = g.cycle(KERNELS)
    zeros = g.cycle((1, (0, 2), "valid", (2, 1), 2, 0))
    x = picture(g, kernel, count=2, padding=0 if zeros == "valid" else zeros, smallest=5)
    return Call(x, g.normal(1, 1, *kernel), padding=zeros)


@task.check(
    title=T(en='padding="same"', ru='padding="same"'),
    points=0.5,
    cases=4,
    hint=T(
        en='"same" adds dilation * (k - 1) zero rows in total, so that the output is as large as the picture. Half '
        "of them go above; if the number is odd, the extra one goes below (for columns: to the right).",
        ru='"same" добавляет всего dilation * (k - 1) строк нулей, чтобы размер ответа совпал с размером картинки. '
        "Половина идёт сверху; если число нечётное, лишняя строка идёт снизу (лишний столбец справа).",
    ),
)
def same_padding(g: Gen) -> Call:
    """Keeps the size of the picture, for odd and even kernels."""
    kernel, step = g.cycle((((3, 5), 1), ((2, 3), 1), ((3, 4), 1), ((2, 3), (3, 2))))
    return Call(g.normal(2, 1, *g.sizes(5, 8)), g.normal(1, 1, *kernel), padding="same", dilation=step)


@task.check(
    title=T(en="Dilation", ru="Разреженное ядро (dilation)"),
    points=1,
    cases=4,
    hint=T(
        en="Neighbouring numbers of the kernel look at pixels that lie dilation apart; the kernel then covers "
        "dilation * (k - 1) + 1 rows.",
        ru="Соседние числа ядра смотрят на пиксели на расстоянии dilation друг от друга; ядро при этом накрывает "
        "dilation * (k - 1) + 1 строк.",
    ),
)
def dilation(g: Gen) -> Call:
    """Spreads the kernel."""
    kernel = g.cycle(((2, 3), (3, 2)))
    step = g.cycle((2, (1, 3), (2, 1), 3))
    return Call(picture(g, kernel, count=2, dilation=step, smallest=4), g.normal(1, 1, *kernel), dilation=step)


@task.check(
    title=T(en="Groups", ru="Группы (groups)"),
    points=1,
    cases=4,
    hint=T(
        en="Cut the channels into `groups` equal runs of neighbours, the kernels too: kernels of run g see the "
        "channels of run g only. With groups = C every channel is convolved alone (depthwise).",
        ru="Разрежьте каналы на groups равных частей подряд, ядра тоже: ядра части g видят только каналы части g. "
        "При groups = C каждый канал сворачивается отдельно (depthwise).",
    ),
)
def groups(g: Gen) -> Call:
    """Keeps the groups of channels apart."""
    kernel = g.cycle(KERNELS)
    count, inputs, outputs = g.cycle(((2, 4, 6), (3, 3, 3), (2, 2, 6), (3, 6, 3)))
    x = picture(g, kernel, count=2, channels=inputs)
    return Call(x, g.normal(outputs, inputs // count, *kernel), groups=count)


@task.check(
    title=T(en="Gradients", ru="Градиенты"),
    points=1,
    cases=2,
    hint=T(
        en="PyTorch finds the gradients itself if the answer is computed from x, weight and bias by tensor "
        "operations. .item(), .numpy(), .detach(), .data and torch.tensor(...) of a result cut the chain.",
        ru="PyTorch сам найдёт градиенты, если ответ вычислен из x, weight и bias операциями над тензорами. "
        ".item(), .numpy(), .detach(), .data и torch.tensor(...) от результата обрывают цепочку.",
    ),
)
def gradients(g: Gen) -> Call:
    """Lets gradients flow to the picture and to the kernels."""
    kernel = g.cycle(KERNELS)
    return Call(picture(g, kernel), g.normal(2, 1, *kernel)).gradients("x", "weight")


@task.check(
    title=T(en="Everything together", ru="Всё вместе"),
    points=0.5,
    cases=3,
    hint=T(
        en="Each option works alone? Then look at how they meet: H' = (H + 2 * padding - dilation * (kh - 1) - 1) "
        "// stride + 1, and bias comes last.",
        ru="По отдельности всё работает? Тогда посмотрите, как параметры сочетаются: H' = (H + 2 * padding - "
        "dilation * (kh - 1) - 1) // stride + 1, а bias прибавляется последним.",
    ),
)
def together(g: Gen) -> Call:
    """Combines all options, given by position; gradients flow through all of them."""
    kernel = g.cycle(((2, 3), (3, 2), (2, 4)))
    step, zeros, spread = g.cycle((((2, 1), (1, 2), (1, 2)), ((1, 2), (2, 0), 2), (2, 1, (2, 1))))
    x = picture(g, kernel, 2, 4, step, zeros, spread, rest=(0, 0), smallest=4)
    return Call(x, g.normal(6, 2, *kernel), g.ramp(6), step, zeros, spread, 2).gradients("x", "weight", "bias")


for text, function in MISTAKES:
    task.mistake(text)(function)
