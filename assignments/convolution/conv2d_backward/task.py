"""The backward pass of a convolution by hand: what is checked."""

import drive
import torch
from mistakes import MISTAKES, pair

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.convolution.conv2d_backward import conv2d_backward

task = Task(
    title=T(en="Backward pass of a convolution", ru="Обратный проход свёртки"),
    lesson=T(en="Convolution", ru="Свёртки"),
    order=14,
    entry="conv2d_backward",
    reference=conv2d_backward,
    drive=drive,
    tolerance=Tolerance.sum_of_products(),
    # Unfold and fold (im2col and col2im) and the Fourier transform are honest ways and stay allowed.
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
        # all that convolves: both grad_x and grad_weight are convolutions
        "torch.conv*",
        "torch.conv*.*",  # torch.ops.aten.convolution_backward.default
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
SLIDE_GRADIENT = torch.tensor([[1, 0, 2], [0, 0, 0], [0, 3, 0]], dtype=torch.float32)
KERNELS = ((2, 3), (3, 2), (1, 3), (3, 1))  # wider than high and higher than wide in turn
STRIDES = ((2, (0, 1)), (3, (1, 0)), ((1, 2), (0, 0)), ((3, 2), (2, 0)), (2, (1, 0)), ((2, 3), (1, 2)))
"""Strides with the rows and columns that they leave over."""
PADDINGS = (((2, 3), 1), ((3, 2), (2, 0)), ((2, 3), (0, 2)), ((3, 2), 0), ((3, 4), 2), ((4, 3), (3, 1)))
"""Kernels with a padding that is smaller than they are: only then does every output see a pixel, and does the way over
a full convolution with a border of k - 1 - padding zeros exist."""


def layer(g, kernel, count=2, channels=1, kernels=1, stride=1, padding=0, rest=(0, 0), smallest=3):
    """grad_out, x and weight of one convolution, neither pictures nor outputs square; wide and high by case in turn.

    `rest` rows and columns are left over by the stride; the shorter side of the output is `smallest` or one more.
    """
    short = g.int(smallest, smallest + 1)
    out = [short, short + g.int(2, 3)]
    longer = g.cycle((1, 0))
    if longer == 0:
        out.reverse()
    steps = pair(stride)
    size = [(o - 1) * s + k - 2 * p + r for o, k, s, p, r in zip(out, kernel, steps, pair(padding), rest, strict=True)]
    if size[0] == size[1]:
        size[longer] += steps[longer]
        out[longer] += 1
    return g.normal(count, kernels, *out), g.normal(count, channels, *size), g.normal(kernels, channels, *kernel)


# The three gradients have checks of their own, so that each one counts before the others are written. The first and
# the last check look at the function's whole answer.


@task.check(
    title=T(en="All three gradients", ru="Все три градиента"),
    points=1,
    cases=2,
    public=[
        Call(
            torch.tensor([[[[1.0, 3], [0, 2]]]]),
            torch.tensor([[[[1.0, 2, 3], [4, 5, 6]]]]),
            torch.tensor([[[[1.0, 2]]]]),
        ),
        Call(SLIDE_GRADIENT[None, None], SLIDE_IMAGE[None, None], SLIDE_KERNEL[None, None]),
    ],
    hint=T(
        en="Return grad_x, grad_weight, grad_bias in this order, of the shapes of x, of weight and (F,). The checks "
        "below look at each of them alone.",
        ru="Верните grad_x, grad_weight, grad_bias в этом порядке; их формы: как у x, как у weight и (F,). Проверки "
        "ниже смотрят на каждый из них отдельно.",
    ),
)
def whole(g: Gen) -> Call:
    """Returns three gradients, here for one channel and one kernel."""
    return Call(*layer(g, g.cycle(((2, 3), (3, 2)))))


@task.check(
    title=T(en="grad_bias", ru="grad_bias"),
    points=1,
    cases=2,
    hint=T(
        en="bias[f] is added to every place of output channel f in every picture. What does the chain rule make of a "
        "number that is added in many places?",
        ru="bias[f] прибавляется к каждому месту выходного канала f в каждой картинке. Что даёт правило цепочки для "
        "числа, которое прибавлено во многих местах?",
    ),
)
def bias(g: Gen) -> Call:
    """Finds the gradient of the bias."""
    # A square kernel on purpose: whoever cannot do others yet gets this one right.
    return Call(*layer(g, (3, 3), count=3, channels=2, kernels=4)).through("grad_bias")


@task.check(
    title=T(en="grad_weight", ru="grad_weight"),
    points=1.5,
    cases=4,
    hint=T(
        en="weight[f, c, a, b] meets pixel (i + a, j + b) of channel c for every output place (i, j) of channel f. Its "
        "gradient is the sum of grad_out times pixel over all places and all pictures.",
        ru="weight[f, c, a, b] встречается с пикселем (i + a, j + b) канала c для каждого места (i, j) выходного "
        "канала f. Его градиент это сумма произведений grad_out на пиксель по всем местам и всем картинкам.",
    ),
)
def weight(g: Gen) -> Call:
    """Finds the gradient of the kernels."""
    return Call(*layer(g, g.cycle(KERNELS), channels=3, kernels=4)).through("grad_weight")


@task.check(
    title=T(en="grad_weight: stride", ru="grad_weight: шаг (stride)"),
    points=1,
    cases=6,
    hint=T(
        en="Output place (i, j) saw the window that begins at row i * stride and column j * stride; rows and columns "
        "have a stride of their own. What is left over at the end was seen by no window.",
        ru="Место (i, j) выхода видело окно, которое начинается в строке i * stride и столбце j * stride; у строк и "
        "столбцов шаг свой. Остаток в конце не видело ни одно окно.",
    ),
)
def weight_stride(g: Gen) -> Call:
    """Takes the stride into account in the gradient of the kernels."""
    kernel, (step, rest) = g.cycle(KERNELS), g.cycle(STRIDES)
    return Call(*layer(g, kernel, stride=step, rest=rest), stride=step).through("grad_weight")


@task.check(
    title=T(en="grad_weight: padding", ru="grad_weight: паддинг (padding)"),
    points=1,
    cases=6,
    hint=T(
        en="The kernel saw the picture with its zeros: surround x with them first, padding rows above and below, "
        "padding columns left and right.",
        ru="Ядро видело картинку вместе с нулями: сначала окружите ими x, padding строк сверху и снизу, padding "
        "столбцов слева и справа.",
    ),
)
def weight_padding(g: Gen) -> Call:
    """Takes the zeros around the picture into account in the gradient of the kernels."""
    kernel, zeros = g.cycle(PADDINGS)
    return Call(*layer(g, kernel, padding=zeros, smallest=5), padding=zeros).through("grad_weight")


@task.check(
    title=T(en="grad_x", ru="grad_x"),
    points=1.5,
    cases=4,
    hint=T(
        en="Output place (i, j) of channel f gives grad_out[n, f, i, j] * weight[f] to the pixels of its window. A "
        "pixel lies in several windows and is seen by all kernels: add everything up.",
        ru="Место (i, j) выходного канала f даёт пикселям своего окна grad_out[n, f, i, j] * weight[f]. Пиксель "
        "попадает в несколько окон, и смотрят на него все ядра: всё складывайте.",
    ),
)
def picture(g: Gen) -> Call:
    """Finds the gradient of the pictures."""
    return Call(*layer(g, g.cycle(KERNELS), channels=3, kernels=4)).through("grad_x")


@task.check(
    title=T(en="grad_x: stride", ru="grad_x: шаг (stride)"),
    points=1,
    cases=6,
    hint=T(
        en="What output place (i, j) gives away begins at row i * stride and column j * stride. Rows and columns that "
        "no window reached have the gradient 0; grad_x has the shape of x all the same.",
        ru="То, что отдаёт место (i, j) выхода, начинается в строке i * stride и столбце j * stride. У строк и "
        "столбцов, до которых не дошло ни одно окно, градиент 0; форма grad_x всё равно как у x.",
    ),
)
def picture_stride(g: Gen) -> Call:
    """Takes the stride into account in the gradient of the pictures."""
    kernel, (step, rest) = g.cycle(KERNELS), g.cycle(STRIDES)
    return Call(*layer(g, kernel, stride=step, rest=rest), stride=step).through("grad_x")


@task.check(
    title=T(en="grad_x: padding", ru="grad_x: паддинг (padding)"),
    points=1,
    cases=6,
    hint=T(
        en="First find the gradient of the picture with its zeros, then cut the border off: rows from padding to "
        "padding + H, columns likewise. That works for padding=0 as well, where p:-p is empty.",
        ru="Сначала найдите градиент картинки вместе с нулями, потом срежьте рамку: строки от padding до padding + H, "
        "столбцы так же. Это работает и при padding=0, где срез p:-p пуст.",
    ),
)
def picture_padding(g: Gen) -> Call:
    """Gives the zeros around the picture no gradient."""
    kernel, zeros = g.cycle(PADDINGS)
    return Call(*layer(g, kernel, padding=zeros, smallest=5), padding=zeros).through("grad_x")


@task.check(
    title=T(en="Everything together", ru="Всё вместе"),
    points=1,
    cases=3,
    hint=T(
        en="Each gradient and each option works alone? Then look at how they meet: the windows begin at i * stride in "
        "the picture with its zeros.",
        ru="По отдельности всё работает? Тогда посмотрите, как параметры сочетаются: окна начинаются в i * stride в "
        "картинке вместе с нулями.",
    ),
)
def together(g: Gen) -> Call:
    """Combines channels, stride and padding, given by position."""
    kernel = g.cycle(((2, 3), (3, 2), (2, 4)))
    step, zeros, rest = g.cycle((((2, 1), (1, 2), (1, 0)), ((1, 2), (2, 0), (0, 1)), ((3, 2), 1, (2, 1))))
    return Call(*layer(g, kernel, 2, 3, 4, step, zeros, rest, smallest=4), step, zeros)


for text, function in MISTAKES:
    task.mistake(text)(function)
