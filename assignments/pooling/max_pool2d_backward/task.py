"""The backward pass of max pooling by hand: what is checked."""

import torch
from mistakes import MISTAKES, pair

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.pooling.max_pool2d_backward import max_pool2d_backward


def largest_sum(call):
    """No pixel gets more than the largest gradient from each window of its size."""
    return float(call.args[0].abs().max()) * area(call)


def area(call):
    """Pixels of a window, and so the most windows that a pixel can win."""
    kernel = pair(call.args[2])
    return float(kernel[0] * kernel[1])


task = Task(
    title=T(en="Backward pass of max pooling", ru="Обратный проход max-пулинга"),
    lesson=T(en="Pooling", ru="Пулинг"),
    order=22,
    entry="max_pool2d_backward",
    reference=max_pool2d_backward,
    # The gradients are whole numbers, so their sums are exact; a known mistake that divides by three is not.
    tolerance=Tolerance.scaled(scale=largest_sum, fan_in=area),
    # Unfold and fold stay allowed: they only cut out the windows and add them up again.
    banned=(
        # all that finds gradients
        "torch.autograd.grad",
        "torch.autograd.backward",
        "torch.autograd.functional.*",
        "torch.autograd.forward_ad.*",
        "torch.Tensor.backward",
        "torch.func.grad",
        "torch.func.grad_and_value",
        "torch.func.vjp",
        "torch.func.jvp",
        "torch.func.jac*",
        "torch.func.linearize",
        "torch.func.hessian",
        "functorch.grad",
        "functorch.grad_and_value",
        "functorch.vjp",
        "functorch.jvp",
        "functorch.jac*",
        # all that pools: with return_indices=True the places of the maxima come for nothing
        "torch.*pool*",
        "torch.*pool*.*",  # torch.ops.aten.max_pool2d_with_indices_backward.default
        "torch.nn.functional.*pool*",
        "torch.nn.*Pool*",
        "torch.nn.*Unpool*",
        "torch.nn.modules.*Pool*",
        "torch.nn.modules.*Unpool*",
        "torch.nn.modules.pooling.*",
        "torch._C._nn.*pool*",
        "torch.ops.aten.*pool*",
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
SLIDE_GRADIENT = torch.tensor([[10, 20], [30, 40]], dtype=torch.float32)
SIDE_BY_SIDE = torch.tensor([[1, 8, 5, 2, 0, 3], [4, 6, 7, 9, 10, 11]], dtype=torch.float32)
OVERLAPPING = torch.tensor([[1, 5, 2, 3], [4, 0, 1, 2]], dtype=torch.float32)
THREE = torch.tensor([[10, 20, 40]], dtype=torch.float32)


def layer(g, kernel, stride, count=2, channels=1, padding=0, rest=(0, 0), smallest=2, negative=False):
    """grad_out and x, neither pictures nor pooled pictures square; wide and high by case in turn.

    `rest` rows and columns are left over by the stride; the shorter side of the output is `smallest` or one more. The
    pictures have no ties; all their numbers are positive, or else all are negative. Gradients are different whole
    numbers, none of them zero: each window can be told from the others.
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
        out[longer] += 1
    x = g.distinct(count, channels, *size)
    return arriving(g, count, channels, *out), x - x.max() - 1 if negative else x - x.min() + 1


def arriving(g, *shape):
    """Different whole numbers, positive and negative, without zero."""
    numbers = g.distinct(*shape)
    return torch.where(numbers < 0, numbers, numbers + 1)


# Each check but the last stays with one idea, so that most misunderstandings cost their own check and "Everything
# together": windows overlap in one check only, ties are in one, border and several channels likewise. Misunderstandings
# about the place of a window cost more: every check has windows.


@task.check(
    title=T(en="Windows side by side", ru="Окна вплотную друг к другу"),
    points=1.5,
    cases=3,
    public=[Call(THREE[None, None], SIDE_BY_SIDE[None, None], 2, 2)],
    hint=T(
        en="grad_x is 0 everywhere but at the largest pixel of each window: that one gets the gradient of its window.",
        ru="grad_x равен 0 везде, кроме наибольшего пикселя каждого окна: он получает градиент своего окна.",
    ),
)
def window(g: Gen) -> Call:
    """Sends the gradient to the pixel that was the maximum."""
    kernel = g.cycle((2, 3, 2))
    return Call(*layer(g, kernel, kernel, count=1), kernel, kernel)


@task.check(
    title=T(en="Windows that overlap", ru="Окна с перекрытием"),
    points=2,
    cases=4,
    public=[Call(THREE[None, None], OVERLAPPING[None, None], 2, 1)],
    hint=T(
        en="One pixel can be the maximum of several windows; it gets the sum of their gradients (+=, not =).",
        ru="Один и тот же пиксель может быть максимумом нескольких окон; он получает сумму их градиентов (+=, а не =).",
    ),
)
def overlap(g: Gen) -> Call:
    """Adds up the gradients of all windows that a pixel won."""
    kernel, step = g.cycle(((2, 1), (3, 1), (3, 2), (4, 2)))
    return Call(*layer(g, kernel, step, count=1, smallest=4), kernel, step)


@task.check(
    title=T(en="Gaps and what is left over", ru="Промежутки и остаток"),
    points=1,
    cases=4,
    hint=T(
        en="Window (i, j) begins at row i * stride and column j * stride. Pixels between the windows and behind the "
        "last one have the gradient 0; grad_x has the shape of x all the same.",
        ru="Окно (i, j) начинается в строке i * stride и столбце j * stride. У пикселей между окнами и за последним "
        "окном градиент 0; форма grad_x всё равно как у x.",
    ),
)
def gaps(g: Gen) -> Call:
    """Gives pixels that no window saw no gradient."""
    kernel, step, rest = g.cycle(((2, 3, (0, 0)), (2, 3, (2, 1)), (3, 4, (1, 3)), (2, 4, (3, 0))))
    return Call(*layer(g, kernel, step, count=1, rest=rest), kernel, step)


@task.check(
    title=T(en="Stride left out", ru="Шаг не указан"),
    points=0.5,
    cases=2,
    hint=T(
        en="stride=None means a stride as large as the window.",
        ru="stride=None означает шаг размером с окно.",
    ),
)
def default_stride(g: Gen) -> Call:
    """Moves by the window's size where no stride is given."""
    kernel, rest = g.cycle(((2, (1, 0)), (3, (1, 2))))
    return Call(*layer(g, kernel, kernel, count=1, rest=rest), kernel)


@task.check(
    title=T(en="Several pictures and channels", ru="Несколько картинок и каналов"),
    points=1,
    cases=2,
    hint=T(
        en="Every channel of every picture has maxima of its own, and its gradient goes to them alone.",
        ru="У каждого канала каждой картинки свои максимумы, и его градиент идёт только к ним.",
    ),
)
def channels(g: Gen) -> Call:
    """Keeps pictures and channels apart."""
    kernel = g.cycle((2, 3))
    return Call(*layer(g, kernel, kernel, count=2, channels=3), kernel, kernel)


@task.check(
    title=T(en="Pairs for rows and columns", ru="Пары: строки и столбцы"),
    points=1,
    cases=4,
    hint=T(
        en="A pair is (rows, columns), for the window as well as for the stride. If you number the pixels of a window "
        "from 0, number t stands in row t // kw and column t % kw.",
        ru="Пара означает (строки, столбцы), и для окна, и для шага. Если нумеровать пиксели окна с 0, то пиксель t "
        "стоит в строке t // kw и столбце t % kw.",
    ),
)
def pairs(g: Gen) -> Call:
    """Takes its own number for each axis."""
    # The rest lets a window whose rows and columns were mixed up stay inside the picture: it can then be told by name.
    options = (
        ((2, 3), (4, 3), (1, 0)),
        ((3, 2), (3, 4), (0, 1)),
        ((1, 3), (3, 4), (2, 0)),
        ((3, 1), (4, 3), (0, 2)),
    )
    kernel, step, rest = g.cycle(options)
    return Call(*layer(g, kernel, step, count=1, rest=rest), kernel, step)


@task.check(
    title=T(en="Padding and negative numbers", ru="Паддинг (padding) и отрицательные числа"),
    points=1.5,
    cases=4,
    hint=T(
        en="The border never wins: fill it with -inf, not with zeros, when you look for the maxima. At the end cut it "
        "off: rows from padding to padding + H, columns likewise (p:-p is empty for p = 0).",
        ru="Рамка никогда не побеждает: при поиске максимумов заполняйте её значением -inf, а не нулями. В конце "
        "срежьте её: строки от padding до padding + H, столбцы так же (срез p:-p пуст при p = 0).",
    ),
)
def padding(g: Gen) -> Call:
    """Never gives the border a gradient, not even with negative pixels."""
    kernel, zeros = g.cycle(((3, 1), (4, 1), (3, 0), (5, 2)))
    return Call(*layer(g, kernel, kernel, 1, padding=zeros, smallest=3, negative=True), kernel, kernel, zeros)


@task.check(
    title=T(en="Several equal maxima", ru="Несколько одинаковых максимумов"),
    points=1,
    cases=3,
    public=[Call(SLIDE_GRADIENT[None, None], SLIDE_IMAGE[None, None], 2, 2)],
    hint=T(
        en="Of equal maxima only the first one gets the gradient: look through the window row by row, each from left "
        "to right, and let a number win only if it is larger (>) than all before it.",
        ru="Из одинаковых максимумов градиент получает только первый: просматривайте окно по строкам, каждую слева "
        "направо, и пусть число побеждает, только если оно больше (>) всех предыдущих.",
    ),
)
def ties(g: Gen) -> Call:
    """Chooses the first of several equal maxima."""
    # Three different numbers only, so that nearly every window has ties.
    kernel = g.cycle((2, 3, 4))
    grad_out, x = layer(g, kernel, kernel, count=1, smallest=4)
    return Call(grad_out, g.integers(1, 3, *x.shape), kernel, kernel)


@task.check(
    title=T(en="Everything together", ru="Всё вместе"),
    points=0.5,
    cases=3,
    hint=T(
        en="Each option works alone? Then look at how they meet: window (i, j) begins at row i * stride - padding of "
        "the picture.",
        ru="По отдельности всё работает? Тогда посмотрите, как параметры сочетаются: окно (i, j) начинается в строке "
        "i * stride - padding картинки.",
    ),
)
def together(g: Gen) -> Call:
    """Combines all options, padding that differs by axis among them."""
    options = (
        ((3, 2), (2, 1), (1, 0), (1, 0)),
        ((2, 4), (3, 2), (1, 2), (0, 1)),
        ((4, 3), None, (1, 1), (3, 2)),
    )
    kernel, step, zeros, rest = g.cycle(options)
    grad_out, x = layer(g, kernel, step or kernel, 2, 3, zeros, rest, smallest=3, negative=True)
    return Call(grad_out, x, kernel, stride=step, padding=zeros)


for text, function in MISTAKES:
    task.mistake(text)(function)
