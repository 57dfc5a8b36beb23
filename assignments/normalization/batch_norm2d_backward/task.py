"""The backward pass of batch normalisation by hand: what is checked."""

import drive
import torch
from mistakes import MISTAKES

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.normalization.batch_norm2d_backward import batch_norm2d_backward

task = Task(
    title=T(en="Batch normalisation: the backward pass by hand", ru="Батч-нормализация: обратный проход своими руками"),
    lesson=T(en="Normalisation", ru="Нормализация"),
    order=31,
    entry="batch_norm2d_backward",
    reference=batch_norm2d_backward,
    drive=drive,
    tolerance=Tolerance.measured(),
    banned=(
        "torch.*batch_norm*",
        "torch.*instance_norm*",
        "torch.*layer_norm*",
        "torch.*group_norm*",
        "torch.nn.functional.*batch_norm*",
        "torch.nn.functional.instance_norm",
        "torch.nn.functional.layer_norm",
        "torch.nn.functional.group_norm",
        "torch.nn.*BatchNorm*",
        "torch.nn.*InstanceNorm*",
        "torch.nn.LayerNorm",
        "torch.nn.GroupNorm",
        "torch.autograd.grad",
        "torch.autograd.backward",
        "torch.autograd.functional.*",
        "torch.autograd.forward_ad.*",
        "torch.func.*",
        "torch.Tensor.backward",
        "torch._tensor.backward",  # what loss.backward() is called where a call is traced; the source does not show it
    ),
)

# No two axes are equally long. The variance is so large that eps cannot be seen in it, but in the checks about eps.
SHAPES = ((2, 3, 4, 5), (4, 3, 2, 1), (3, 2, 1, 4), (5, 4, 3, 2))
EXAMPLE = torch.tensor([[[[1.0, 1.0]]], [[[1.0, 5.0]]]])  # mean 2, variance 3


def standard(g, shape):
    """Numbers whose mean in each channel is 0 and whose variance is 1, so that no draw is ill-conditioned."""
    x = g.normal(*shape)
    return (x - x.mean((0, 2, 3), keepdim=True)) / x.std((0, 2, 3), unbiased=False, keepdim=True)


def gradient_and_pictures(g, shape, scale=20.0):
    """A gradient, none of whose sums is near 0 by chance, and pictures whose channels differ."""
    x = standard(g, shape)
    grad_out = standard(g, shape) + (1 + g.uniform(0, 1, shape[1]))[:, None, None] + x
    spread, centre = g.uniform(1, 2, shape[1]), g.uniform(0.5, 1.5, shape[1])
    signs = g.ramp(shape[1]) % 2 * 2 - 1
    return grad_out, scale * (x * spread[:, None, None] + (signs * centre)[:, None, None])


def factors(g, channels):
    """A weight that is nowhere 1, different for each channel."""
    return g.ramp(channels) + 1 + g.uniform(0, 0.5, channels)


# Each check but the last stays with one idea: weights are 1 where they are not what is asked for.


@task.check(
    title=T(en="Gradient of the bias", ru="Градиент сдвига (grad_bias)"),
    points=1,
    cases=4,
    hint=T(
        en="bias[c] is added to every pixel of channel c, so its gradient is the sum of grad_out over the axes N, H "
        "and W: (C,) numbers. It is the third value returned.",
        ru="bias[c] прибавляется к каждому пикселю канала c, поэтому его градиент равен сумме grad_out по осям N, H и "
        "W: числа формы (C,). Функция возвращает его третьим.",
    ),
)
def grad_bias(g: Gen) -> Call:
    """Sums the gradient over all pixels of a channel."""
    shape = g.cycle(SHAPES)
    return Call(*gradient_and_pictures(g, shape), torch.ones(shape[1])).through("grad_bias")


@task.check(
    title=T(en="Gradient of the weight", ru="Градиент множителя (grad_weight)"),
    points=2,
    cases=4,
    hint=T(
        en="out = weight * x_hat + bias: weight[c] meets every pixel of channel c, multiplied by x_hat there. So its "
        "gradient is the sum of grad_out * x_hat over N, H and W, of shape (C,). Is your x_hat the one of the forward "
        "pass, with the biased variance?",
        ru="out = weight * x_hat + bias: weight[c] встречается в каждом пикселе канала c и умножается там на x_hat. "
        "Значит, его градиент равен сумме grad_out * x_hat по N, H и W, форма (C,). Такой ли у вас x_hat, как в "
        "прямом проходе, со смещённой дисперсией?",
    ),
)
def grad_weight(g: Gen) -> Call:
    """Sums the gradient times the normalised picture."""
    shape = g.cycle(SHAPES)
    return Call(*gradient_and_pictures(g, shape), torch.ones(shape[1])).through("grad_weight")


@task.check(
    title=T(en="Gradient of the input", ru="Градиент входа (grad_x)"),
    points=4,
    cases=4,
    hint=T(
        en="A pixel acts on the loss in three ways: through its own x_hat, through the mean and through the variance "
        "of its channel. Write all three down; each mean is over m = N * H * W numbers. To try yours: in each channel "
        "grad_x adds up to 0.",
        ru="Пиксель влияет на функцию потерь тремя путями: через свой x_hat, через среднее и через дисперсию своего "
        "канала. Выпишите все три; каждое среднее берётся по m = N * H * W числам. Проверьте себя: в каждом канале "
        "сумма grad_x равна 0.",
    ),
)
def grad_x(g: Gen) -> Call:
    """Goes back through the normalisation, by all three ways."""
    shape = g.cycle(SHAPES)
    return Call(*gradient_and_pictures(g, shape), torch.ones(shape[1])).through("grad_x")


@task.check(
    title=T(en="Weights other than 1", ru="Множители, не равные 1"),
    points=1,
    cases=2,
    needs=(grad_x,),
    hint=T(
        en="Before it reaches x_hat, the gradient passes the multiplication by weight: grad_x_hat = grad_out * weight, "
        "channel by channel.",
        ru="Прежде чем дойти до x_hat, градиент проходит через умножение на weight: grad_x_hat = grad_out * weight, в "
        "каждом канале на своё число.",
    ),
)
def weight(g: Gen) -> Call:
    """Takes the weight into account on the way to x."""
    shape = g.cycle(SHAPES)
    return Call(*gradient_and_pictures(g, shape), factors(g, shape[1])).through("grad_x")


@task.check(
    title=T(en="A variance near 0: eps", ru="Дисперсия около нуля: eps"),
    points=1,
    cases=3,
    hint=T(
        en="x_hat = (x - mean) / sqrt(variance + eps), as in the forward pass: eps under the root, its value from the "
        "argument, 1e-5 where it is not given.",
        ru="x_hat = (x - mean) / sqrt(дисперсия + eps), как в прямом проходе: eps под корнем, значение из аргумента, "
        "по умолчанию 1e-5.",
    ),
)
def eps(g: Gen) -> Call:
    """Has eps where the forward pass has it."""
    shape = g.cycle(SHAPES)
    scale, options = g.cycle(((0.05, {"eps": 1e-2}), (0.002, {}), (0.2, {"eps": 0.1})))
    return Call(*gradient_and_pictures(g, shape, scale), torch.ones(shape[1]), **options).through(
        "numbers_of_grad_weight"
    )


@task.check(
    title=T(en="Everything together, arguments unchanged", ru="Всё вместе, аргументы не меняются"),
    points=1,
    cases=4,
    public=[Call(torch.tensor([[[[1.0, 2.0]]], [[[3.0, 6.0]]]]), EXAMPLE, torch.tensor([2.0]), eps=1.0)],
    hint=T(
        en="Does each part work alone? Then compare with the example of the statement. Return grad_x, grad_weight, "
        "grad_bias. eps belongs to every root, the one in grad_x too. The arguments must stay as they are.",
        ru="По отдельности всё работает? Тогда сравните с примером из условия. Верните grad_x, grad_weight, "
        "grad_bias. eps стоит под каждым корнем, и в grad_x тоже. Аргументы должны остаться прежними.",
    ),
)
def together(g: Gen) -> Call:
    """Combines everything and leaves the arguments alone."""
    shape = g.cycle(SHAPES)
    return Call(*gradient_and_pictures(g, shape, 0.05), factors(g, shape[1]), g.cycle((1e-2, 2e-2)))


for text, function in MISTAKES:
    task.mistake(text)(function)
