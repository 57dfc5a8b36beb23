"""Average pooling by hand: what is checked."""

import torch
from mistakes import MISTAKES, pair

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.pooling.avg_pool2d import avg_pool2d


def rounding_of_a_running_sum(call):
    """Fan-in of the worst honest way: an integral image in float32 subtracts sums over the whole map."""
    return float(call.args[0].shape[-1] * call.args[0].shape[-2]) ** 2


task = Task(
    title=T(en="Average pooling by hand", ru="Average-пулинг своими руками"),
    lesson=T(en="Pooling", ru="Пулинг"),
    order=21,
    entry="avg_pool2d",
    reference=avg_pool2d,
    tolerance=Tolerance.sum_of_products(fan_in=rounding_of_a_running_sum),
    # Unfold, running sums and a convolution with a kernel of equal numbers are honest ways and stay allowed.
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
        "scipy.ndimage.uniform_filter*",
        "cv2.blur",
        "cv2.boxFilter",
    ),
)

SLIDE_IMAGE = torch.tensor(
    [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]], dtype=torch.float32
)


def picture(g, kernel, stride, count=2, channels=1, padding=0, rest=(0, 0), smallest=2):
    """`count` pictures, neither they nor their pooled form square; wide and high by case in turn.

    `rest` rows and columns are left over by the stride; the shorter side of the output is `smallest` or one more.
    Numbers lie around 1, so that zeros that should not count, or counts that are off, show.
    """
    short = g.int(smallest, smallest + 1)
    out = [short, short + g.int(2, 3)]
    longer = g.cycle((1, 0))
    if longer == 0:
        out.reverse()
    steps = pair(stride)
    options = zip(out, pair(kernel), steps, pair(padding), rest, strict=True)
    size = [(o - 1) * s + k - 2 * p + r for o, k, s, p, r in options]
    if size[0] == size[1]:
        size[longer] += steps[longer]
    return g.normal(count, channels, *size) + 1


# Each check but the last stays with one idea, so that most misunderstandings cost their own check and "Everything
# together". Those about sizes or sums cost more: every check has a size and a sum.


@task.check(
    title=T(en="Windows that overlap or leave gaps", ru="Окна с перекрытием и с промежутками"),
    points=2,
    cases=4,
    public=[Call(SLIDE_IMAGE[None, None], 3, 1)],
    hint=T(
        en="Window (i, j) covers the rows from i * stride to i * stride + k - 1; its mean is its sum divided by the "
        "number of its pixels. There are (H - k) // stride + 1 rows of windows: those that fit as a whole.",
        ru="Окно (i, j) накрывает строки с i * stride по i * stride + k - 1; среднее равно сумме, делённой на число "
        "пикселей окна. Рядов окон всего (H - k) // stride + 1: только те, что помещаются целиком.",
    ),
)
def window(g: Gen) -> Call:
    """Takes the mean of each window."""
    kernel, step, rest = g.cycle(((2, 1, (0, 0)), (3, 2, (0, 1)), (2, 3, (2, 0)), (3, 1, (0, 0))))
    return Call(picture(g, kernel, step, count=1, rest=rest), kernel, step)


@task.check(
    title=T(en="Several pictures and channels", ru="Несколько картинок и каналов"),
    points=1.5,
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
        en="A pair is (rows, columns), for the window as well as for the stride; a window of (kh, kw) holds kh * kw "
        "pixels.",
        ru="Пара означает (строки, столбцы), и для окна, и для шага; в окне (kh, kw) ровно kh * kw пикселей.",
    ),
)
def pairs(g: Gen) -> Call:
    """Takes its own number for each axis."""
    kernel, step = g.cycle((((2, 3), (1, 2)), ((3, 1), (2, 1)), ((1, 3), 2), (2, (3, 1))))
    return Call(picture(g, kernel, step, smallest=3), kernel_size=kernel, stride=step)


@task.check(
    title=T(en="Padding", ru="Паддинг (padding)"),
    points=1.5,
    cases=3,
    hint=T(
        en="padding puts zeros on all four sides, and by default they count as pixels: divide by kh * kw at the "
        "border, too.",
        ru="padding добавляет нули со всех четырёх сторон, и по умолчанию они считаются пикселями: у края тоже "
        "делите на kh * kw.",
    ),
)
def padding(g: Gen) -> Call:
    """Counts the zeros of the border."""
    kernel, step, zeros = g.cycle(((3, 1, 1), (4, 2, (2, 0)), (5, 2, (1, 2))))
    return Call(picture(g, kernel, step, padding=zeros, smallest=4), kernel, stride=step, padding=zeros)


@task.check(
    title=T(en="count_include_pad=False", ru="count_include_pad=False"),
    points=1,
    cases=3,
    hint=T(
        en="With count_include_pad=False a window is divided by the number of its pixels inside the picture: fewer "
        "at the border, fewest in the corners.",
        ru="При count_include_pad=False сумма окна делится на число его пикселей внутри картинки: у края их меньше, "
        "а в углах меньше всего.",
    ),
)
def count_include_pad(g: Gen) -> Call:
    """Leaves the zeros of the border out of the mean."""
    kernel, step, zeros = g.cycle(((2, 1, 1), (3, 2, 1), (4, 2, (2, 1))))
    x = picture(g, kernel, step, padding=zeros, smallest=4)
    return Call(x, kernel, step, zeros, count_include_pad=False)


@task.check(
    title=T(en="ceil_mode", ru="ceil_mode"),
    points=1,
    cases=5,
    hint=T(
        en="ceil_mode=True rounds the number of windows up, so the last one may stick out; what lies beyond the "
        "picture and its padding is not counted. A window that would begin behind the last row is dropped: (H' - 1) "
        "* stride < H + padding.",
        ru="При ceil_mode=True число окон округляется вверх, и последнее окно может выходить за край; то, что лежит "
        "за картинкой и её паддингом, не считается. Окно, которое начиналось бы за последней строкой, "
        "отбрасывается: (H' - 1) * stride < H + padding.",
    ),
)
def ceil_mode(g: Gen) -> Call:
    """Keeps a last window that sticks out, and divides it by what it holds."""
    # Second case: rounding up alone would add windows that begin in the padding below and on the right.
    kernel, step, zeros, rest, count = g.cycle(
        (
            (3, 2, 0, (1, 0), True),
            (2, 2, 1, (1, 1), True),
            (4, 3, 1, (1, 2), True),
            (2, 3, 0, (1, 2), False),
            (3, 2, 1, (0, 1), False),
        )
    )
    x = picture(g, kernel, step, padding=zeros, rest=rest, smallest=3)
    return Call(x, kernel, step, zeros, True, count)


@task.check(
    title=T(en="Gradients", ru="Градиенты"),
    points=0.5,
    cases=2,
    hint=T(
        en="PyTorch finds the gradient itself if the answer is computed from x by tensor operations; .item(), "
        ".numpy(), .detach(), .data and torch.tensor(...) of a result cut the chain.",
        ru="PyTorch сам найдёт градиент, если ответ вычислен из x операциями над тензорами; .item(), .numpy(), "
        ".detach(), .data и torch.tensor(...) от результата обрывают цепочку.",
    ),
)
def gradients(g: Gen) -> Call:
    """Lets the gradient flow to all pixels of a window."""
    kernel, step = g.cycle(((3, 1), (3, 2)))
    return Call(picture(g, kernel, step, smallest=3), kernel, step).gradients("x")


@task.check(
    title=T(en="Everything together", ru="Всё вместе"),
    points=0.5,
    cases=2,
    hint=T(
        en="Each option works alone? Then look at how they meet: which rows of the last window lie in the picture, "
        "which in the padding, and which beyond it.",
        ru="По отдельности всё работает? Тогда посмотрите, как параметры сочетаются: какие строки последнего окна "
        "лежат в картинке, какие в паддинге, а какие за ним.",
    ),
)
def together(g: Gen) -> Call:
    """Combines all options, given by position; the gradient flows through all of them."""
    # One case rounds up and one does not: that tells a ceil_mode that is stuck from one that is inverted.
    options = g.cycle((((3, 2), (2, 3), (1, 0), True, True), ((2, 4), None, (1, 2), False, False)))
    kernel, step, zeros = options[:3]
    step = kernel if step is None else step
    rest = tuple(s - 1 for s in step)
    return Call(picture(g, kernel, step, 2, 3, zeros, rest, smallest=3), *options).gradients("x")


for text, function in MISTAKES:
    task.mistake(text)(function)
