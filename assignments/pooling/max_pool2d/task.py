"""Max pooling by hand: what is checked."""

import torch
from mistakes import MISTAKES, pair

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.pooling.max_pool2d import max_pool2d

task = Task(
    title=T(en="Max pooling by hand", ru="Max-пулинг своими руками"),
    lesson=T(en="Pooling", ru="Пулинг"),
    order=20,
    entry="max_pool2d",
    reference=max_pool2d,
    tolerance=Tolerance.exact(),
    # Unfold stays allowed: it only cuts out the windows.
    banned=(
        "torch.*pool*",
        "torch.nn.functional.*pool*",
        "torch.nn.*Pool*",
        "torch.nn.modules.*Pool*",
        "torch.nn.modules.pooling.*",
        "torch._C._nn.*pool*",
        "torch.ops.aten.*pool*",
        "torchvision.ops.*roi*",
        "torchvision.ops.*RoI*",
        "torch.ops.torchvision.*roi*",
        "skimage.measure.block_reduce",
        "scipy.ndimage.maximum_filter*",
        "scipy.ndimage.grey_dilation",
        "scipy.ndimage.rank_filter",
        "cv2.dilate",
    ),
)

SLIDE_IMAGE = torch.tensor(
    [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]], dtype=torch.float32
)
# |gradient of a pixel| is a sum over the windows that it wins; the random weights of a sum rarely exceed 4.
GRADIENTS = Tolerance.scaled(scale=lambda call: 4.0 * area(call), fan_in=lambda call: area(call))


def area(call):
    """Pixels of a window: no pixel wins more windows than that."""
    kernel = pair(call.args[1])
    return kernel[0] * kernel[1]


def picture(g, kernel, stride, count=2, channels=1, padding=0, dilation=1, rest=(0, 0), smallest=2, negative=False):
    """`count` pictures without ties, neither they nor their pooled form square; wide and high by case in turn.

    `rest` rows and columns are left over by the stride; the shorter side of the output is `smallest` or one more.
    All numbers are positive, or else all are negative: a border of zeros shows only in the checks that are about it.
    """
    short = g.int(smallest, smallest + 1)
    out = [short, short + g.int(2, 3)]
    longer = g.cycle((1, 0))
    if longer == 0:
        out.reverse()
    steps = pair(stride)
    options = zip(out, pair(kernel), steps, pair(padding), pair(dilation), rest, strict=True)
    size = [(o - 1) * s + d * (k - 1) + 1 - 2 * p + r for o, k, s, p, d, r in options]
    if size[0] == size[1]:
        size[longer] += steps[longer]
    x = g.distinct(count, channels, *size)
    return x - x.max() - 1 if negative else x - x.min() + 1


# Each check but the last stays with one idea, so that most misunderstandings cost their own check and "Everything
# together". Those about sizes or sums cost more: every check has a size and a sum.


@task.check(
    title=T(en="Windows that overlap or leave gaps", ru="Окна с перекрытием и с промежутками"),
    points=2,
    cases=4,
    public=[Call(SLIDE_IMAGE[None, None], 3, 1)],
    hint=T(
        en="Window (i, j) covers the rows from i * stride to i * stride + k - 1. There are (H - k) // stride + 1 "
        "rows of windows: those that fit as a whole.",
        ru="Окно (i, j) накрывает строки с i * stride по i * stride + k - 1. Рядов окон всего (H - k) // stride + "
        "1: только те, что помещаются целиком.",
    ),
)
def window(g: Gen) -> Call:
    """Takes the largest number of each window."""
    kernel, step, rest = g.cycle(((2, 1, (0, 0)), (3, 2, (0, 1)), (2, 3, (2, 0)), (3, 1, (0, 0))))
    return Call(picture(g, kernel, step, count=1, rest=rest), kernel, step)


@task.check(
    title=T(en="Several pictures and channels", ru="Несколько картинок и каналов"),
    points=1,
    cases=2,
    hint=T(
        en="Pooling looks at each channel of each picture alone; N and C stay as they are.",
        ru="Пулинг смотрит на каждый канал каждой картинки отдельно; N и C не меняются.",
    ),
)
def channels(g: Gen) -> Call:
    """Keeps pictures and channels apart."""
    return Call(picture(g, 3, 2, channels=3), 3, 2)


@task.check(
    title=T(en="Stride left out", ru="Шаг не указан"),
    points=1,
    cases=2,
    hint=T(
        en="stride=None means a stride as large as the window. Rows that are left over at the end are dropped.",
        ru="stride=None означает шаг размером с окно. Строки, которых в конце не хватает на окно, отбрасываются.",
    ),
)
def default_stride(g: Gen) -> Call:
    """Moves by the window's size where no stride is given, and drops what is left over."""
    kernel, rest = g.cycle(((2, (1, 0)), (3, (1, 2))))
    return Call(picture(g, kernel, kernel, rest=rest), kernel)


@task.check(
    title=T(en="Pairs for rows and columns", ru="Пары: строки и столбцы"),
    points=1,
    cases=4,
    hint=T(
        en="A pair is (rows, columns), for the window as well as for the stride.",
        ru="Пара означает (строки, столбцы), и для окна, и для шага.",
    ),
)
def pairs(g: Gen) -> Call:
    """Takes its own number for each axis."""
    kernel, step = g.cycle((((2, 3), (1, 2)), ((3, 1), (2, 1)), ((1, 3), 2), (2, (3, 1))))
    return Call(picture(g, kernel, step, smallest=3), kernel_size=kernel, stride=step)


@task.check(
    title=T(en="Padding and negative numbers", ru="Паддинг (padding) и отрицательные числа"),
    points=1.5,
    cases=4,
    hint=T(
        en="The border must never win: if all pixels of a window are negative, its maximum is negative. Fill the "
        "border with -inf, not with zeros, and do not begin the search at 0.",
        ru="Рамка не должна побеждать: если все пиксели окна отрицательны, то и максимум отрицателен. Заполняйте "
        "рамку значением -inf, а не нулями, и не начинайте поиск с нуля.",
    ),
)
def padding(g: Gen) -> Call:
    """Never lets the border win, not even over negative numbers."""
    kernel, step, zeros = g.cycle(((3, 1, 1), (4, 2, (2, 0)), (3, 2, 0), (5, 2, (1, 2))))
    x = picture(g, kernel, step, padding=zeros, smallest=4, negative=True)
    return Call(x, kernel, stride=step, padding=zeros)


@task.check(
    title=T(en="Dilation", ru="Разреженное окно (dilation)"),
    points=0.5,
    cases=2,
    hint=T(
        en="The numbers of a window lie dilation apart; the window then covers dilation * (k - 1) + 1 rows.",
        ru="Числа окна стоят на расстоянии dilation друг от друга; окно при этом накрывает dilation * (k - 1) + 1 "
        "строк.",
    ),
)
def dilation(g: Gen) -> Call:
    """Spreads the window."""
    kernel, step, spread = g.cycle(((2, 1, 2), (3, 2, (1, 2))))
    return Call(picture(g, kernel, step, dilation=spread), kernel, step, dilation=spread)


@task.check(
    title=T(en="ceil_mode", ru="ceil_mode"),
    points=1,
    cases=4,
    hint=T(
        en="ceil_mode=True rounds the number of windows up, so the last one may stick out. A window that would "
        "begin behind the last row of the picture is dropped all the same: (H' - 1) * stride < H + padding.",
        ru="При ceil_mode=True число окон округляется вверх, и последнее окно может выходить за край. Но окно, "
        "которое начиналось бы за последней строкой картинки, всё равно отбрасывается: (H' - 1) * stride < H + "
        "padding.",
    ),
)
def ceil_mode(g: Gen) -> Call:
    """Keeps a last window that sticks out, unless it begins outside."""
    # Second case: rounding up alone would add windows that begin in the padding below and on the right.
    kernel, step, zeros, rest = g.cycle(((3, 2, 0, (1, 0)), (2, 2, 1, (1, 1)), (2, 3, 0, (1, 2)), (3, 2, 1, (0, 1))))
    x = picture(g, kernel, step, padding=zeros, rest=rest, smallest=3)
    return Call(x, kernel, stride=step, padding=zeros, ceil_mode=True)


@task.check(
    title=T(en="Where the maxima lie", ru="Где находятся максимумы"),
    points=1,
    cases=3,
    hint=T(
        en="The place of a pixel is row * W + column, counted in the whole picture without its padding, for each "
        "channel from 0; its type is int64.",
        ru="Место пикселя равно строка * W + столбец; счёт идёт по всей картинке без паддинга, в каждом канале с "
        "нуля; тип int64.",
    ),
)
def indices(g: Gen) -> Call:
    """Returns the places of the maxima as well."""
    kernel, step, zeros = g.cycle(((2, 2, 0), (3, 1, 1), (4, 3, 2)))
    x = picture(g, kernel, step, padding=zeros, smallest=4)
    return Call(x, kernel, step, zeros, return_indices=True)


@task.check(
    title=T(en="Gradients", ru="Градиенты"),
    points=0.5,
    cases=2,
    tolerance=GRADIENTS,
    hint=T(
        en="PyTorch finds the gradient itself if the answer is computed from x by tensor operations; .item(), "
        ".numpy(), .detach(), .data and torch.tensor(...) cut the chain. A pixel that wins several windows gets the "
        "sum.",
        ru="PyTorch сам найдёт градиент, если ответ вычислен из x операциями над тензорами; .item(), .numpy(), "
        ".detach(), .data и torch.tensor(...) обрывают цепочку. Пиксель, победивший в нескольких окнах, получает "
        "сумму.",
    ),
)
def gradients(g: Gen) -> Call:
    """Lets the gradient flow to the pixels that won."""
    kernel, step, zeros = g.cycle(((3, 1, 0), (3, 2, 1)))
    return Call(picture(g, kernel, step, padding=zeros, smallest=3), kernel, step, zeros).gradients("x")


@task.check(
    title=T(en="Everything together", ru="Всё вместе"),
    points=0.5,
    cases=2,
    hint=T(
        en="Each option works alone? Then look at how they meet: the window covers dilation * (k - 1) + 1 rows, and "
        "H' = (H + 2 * padding - dilation * (k - 1) - 1) / stride + 1, rounded down or up.",
        ru="По отдельности всё работает? Тогда посмотрите, как параметры сочетаются: окно накрывает dilation * (k - "
        "1) + 1 строк, и H' = (H + 2 * padding - dilation * (k - 1) - 1) / stride + 1 с округлением вниз или вверх.",
    ),
)
def together(g: Gen) -> Call:
    """Combines all options, given by position."""
    # One case rounds up and one does not: that tells a ceil_mode that is stuck from one that is inverted.
    options = g.cycle((((3, 2), (2, 3), (1, 0), (1, 2), True, True), ((2, 4), None, (1, 2), (2, 1), False, True)))
    kernel, step, zeros, spread = options[:4]
    step = kernel if step is None else step
    rest = tuple(s - 1 for s in step)
    return Call(picture(g, kernel, step, 2, 3, zeros, spread, rest, smallest=3, negative=True), *options)


for text, function in MISTAKES:
    task.mistake(text)(function)
