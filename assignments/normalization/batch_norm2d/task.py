"""Batch normalisation by hand: what is checked."""

import drive
import torch
from mistakes import MISTAKES

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.normalization.batch_norm2d import batch_norm2d

task = Task(
    title=T(en="Batch normalisation by hand", ru="Батч-нормализация своими руками"),
    lesson=T(en="Normalisation", ru="Нормализация"),
    order=30,
    entry="batch_norm2d",
    reference=batch_norm2d,
    drive=drive,
    tolerance=Tolerance.measured(),
    # The other normalisations are the same function over other axes: a permute turns one into the other.
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
        "torchvision.ops.*BatchNorm*",
        "torchvision.ops.misc.*BatchNorm*",
    ),
)

# No two axes are equally long, so a statistic along the wrong axis does not fit by accident. The variance is so large
# that eps cannot be seen in it, but in the checks that are about eps.
SHAPES = ((2, 3, 4, 5), (4, 3, 2, 1), (3, 2, 1, 4), (5, 4, 3, 2))
SMALL = ((2, 3, 1, 4), (3, 4, 2, 1), (4, 3, 2, 1), (2, 4, 3, 1))
EXAMPLE = torch.tensor([[[[1.0, 1.0]]], [[[1.0, 5.0]]]])  # mean 2, variance 3, unbiased 4


def pictures(g, shape, scale=20.0):
    """Pictures whose channels have different means and variances, none near 0 by bad luck, whatever the draw."""
    x = g.normal(*shape)
    x = (x - x.mean((0, 2, 3), keepdim=True)) / x.std((0, 2, 3), unbiased=False, keepdim=True)
    spread, centre = g.uniform(1, 2, shape[1]), g.uniform(0.5, 1.5, shape[1])
    signs = g.ramp(shape[1]) % 2 * 2 - 1
    return scale * (x * spread[:, None, None] + (signs * centre)[:, None, None])


def remembered(g, channels, scale=20.0):
    """Running statistics that are neither 0 and 1 nor those of the batch."""
    return scale * (3 + g.uniform(0, 1, channels)), scale**2 * (6 + g.uniform(0, 3, channels))


def of_this_batch(x):
    """Running statistics that equal the batch's: checks that take these do not ask which of the two was used."""
    return x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)


def factors(g, channels):
    """Weight and bias that are neither 1 and 0 nor alike."""
    return 2 + g.uniform(0, 1, channels), g.ramp(channels) + 3


# Each check but the last stays with one idea: weight, bias and eps are looked at in eval mode, where nothing else can
# go wrong; "Everything together" looks at them in train mode as well.


@task.check(
    title=T(en="Training: the output", ru="Обучение: выход"),
    points=2,
    cases=4,
    hint=T(
        en="With training=True each channel gets one mean and one variance, over all pixels of all pictures of the "
        "batch: over the axes N, H and W together. The variance is divided by N * H * W here, not by one less.",
        ru="При training=True у каждого канала одно среднее и одна дисперсия, по всем пикселям всех картинок батча: "
        "сразу по осям N, H и W. Дисперсия здесь делится на N * H * W, без вычитания единицы.",
    ),
)
def training_output(g: Gen) -> Call:
    """Normalises each channel with the batch's mean and biased variance."""
    shape = g.cycle(SHAPES)
    return Call(pictures(g, shape), *remembered(g, shape[1]), training=True).through("output")


@task.check(
    title=T(en="Eval: the output", ru="Режим eval: выход"),
    points=1.5,
    cases=4,
    hint=T(
        en="With training=False (the default) the batch is not looked at: subtract running_mean and divide by "
        "sqrt(running_var + eps).",
        ru="При training=False (так по умолчанию) статистики батча не считаются: вычтите running_mean и разделите на "
        "sqrt(running_var + eps).",
    ),
)
def eval_output(g: Gen) -> Call:
    """Normalises with what is remembered."""
    shape, options = g.cycle(SHAPES), g.cycle(({}, {"training": False}))
    return Call(pictures(g, shape), *remembered(g, shape[1]), **options).through("output")


@task.check(
    title=T(en="Training: the running mean", ru="Обучение: накопленное среднее"),
    points=1,
    cases=4,
    hint=T(
        en="new = (1 - momentum) * old + momentum * mean of the batch; momentum is 0.1 where it is not given. The "
        "running mean is the second value that the function returns, of shape (C,).",
        ru="Новое = (1 - momentum) * старое + momentum * среднее батча; если momentum не передан, он равен 0.1. "
        "Накопленное среднее функция возвращает вторым, его форма (C,).",
    ),
)
def running_mean(g: Gen) -> Call:
    """Moves the running mean towards the batch's."""
    shape, options = g.cycle(SHAPES), g.cycle(({}, {"momentum": 0.3}, {"momentum": 0.8}, {"momentum": 0.05}))
    return Call(pictures(g, shape), *remembered(g, shape[1]), training=True, **options).through("new_mean")


@task.check(
    title=T(en="Training: the running variance", ru="Обучение: накопленная дисперсия"),
    points=1.5,
    cases=4,
    hint=T(
        en="The running variance moves like the running mean, but towards the unbiased variance of the batch, the one "
        "divided by N * H * W - 1. It is a variance, not its root; it is the third value returned, of shape (C,).",
        ru="Накопленная дисперсия сдвигается так же, как среднее, но к несмещённой дисперсии батча, той, что делится "
        "на N * H * W - 1. Это дисперсия, а не её корень; функция возвращает её третьей, её форма (C,).",
    ),
)
def running_var(g: Gen) -> Call:
    """Moves the running variance towards the batch's unbiased one."""
    shape, options = g.cycle(SMALL), g.cycle(({}, {"momentum": 0.3}, {"momentum": 0.8}, {"momentum": 0.05}))
    return Call(pictures(g, shape), *remembered(g, shape[1]), training=True, **options).through("new_var")


@task.check(
    title=T(en="Eval: the statistics stay", ru="Режим eval: статистики не меняются"),
    points=0.5,
    cases=2,
    hint=T(
        en="In eval mode nothing is learned: return running_mean and running_var with the numbers they came with.",
        ru="В режиме eval ничего не запоминается: верните running_mean и running_var с теми же числами.",
    ),
)
def eval_statistics(g: Gen) -> Call:
    """Returns the running statistics as they were."""
    shape, options = g.cycle(SMALL), g.cycle(({"training": False}, {"momentum": 0.4}))
    return Call(pictures(g, shape), *remembered(g, shape[1]), **options).through("statistics")


@task.check(
    title=T(en="Weight and bias", ru="Множитель и сдвиг (weight, bias)"),
    points=1,
    cases=4,
    hint=T(
        en="out = x_hat * weight + bias, in train mode and in eval mode: one number of each for a channel, the factor "
        "first. Either of them may be None without the other.",
        ru="out = x_hat * weight + bias, и при обучении, и в eval: по одному числу на канал, сначала умножение. Любой "
        "из них может быть None, даже если другой передан.",
    ),
)
def weight_and_bias(g: Gen) -> Call:
    """Scales, then shifts each channel, also with what is remembered."""
    shape, names = g.cycle(SHAPES), g.cycle((("weight", "bias"), ("weight",), ("bias",), ("weight", "bias")))
    x = pictures(g, shape)
    given = dict(zip(("weight", "bias"), factors(g, shape[1]), strict=True))
    return Call(x, *of_this_batch(x), **{name: given[name] for name in names}).through("output")


@task.check(
    title=T(en="A variance near 0: eps", ru="Дисперсия около нуля: eps"),
    points=1,
    cases=3,
    hint=T(
        en="Divide by sqrt(variance + eps): eps stands under the root and keeps it from 0. Use the argument eps, whose "
        "default is 1e-5.",
        ru="Делите на sqrt(дисперсия + eps): eps стоит под корнем и не даёт ему стать нулём. Берите значение аргумента "
        "eps, по умолчанию 1e-5.",
    ),
)
def eps(g: Gen) -> Call:
    """Adds eps to the variance, under the root."""
    shape = g.cycle(SHAPES)
    scale, options = g.cycle(((0.05, {"eps": 1e-2}), (0.002, {}), (0.2, {"eps": 0.1})))
    x = pictures(g, shape, scale)
    return Call(x, *of_this_batch(x), **options).through("output")


@task.check(
    title=T(en="Gradients in training", ru="Градиенты при обучении"),
    points=1,
    cases=3,
    needs=(training_output,),
    hint=T(
        en="The batch's mean and variance depend on x, so the gradient flows through them too. .detach(), .item(), "
        ".data and torch.no_grad() on the way to out cut it. (The running statistics need no gradient.)",
        ru="Среднее и дисперсия батча зависят от x, поэтому градиент идёт и через них. .detach(), .item(), .data и "
        "torch.no_grad() на пути к out его обрывают. (Накопленным статистикам градиент не нужен.)",
    ),
)
def gradients(g: Gen) -> Call:
    """Lets gradients flow through the batch's statistics."""
    shape = g.cycle(SHAPES)
    call = Call(pictures(g, shape), *remembered(g, shape[1]), training=True)
    return call.through("output").gradients("x")


@task.check(
    title=T(en="Everything together, arguments unchanged", ru="Всё вместе, аргументы не меняются"),
    points=0.5,
    cases=6,
    public=[
        Call(
            EXAMPLE, torch.tensor([10.0]), torch.tensor([9.0]), torch.tensor([2.0]), torch.tensor([10.0]), True, eps=1.0
        ),
        Call(EXAMPLE, torch.tensor([3.0]), torch.tensor([15.0]), torch.tensor([2.0]), torch.tensor([10.0]), eps=1.0),
    ],
    hint=T(
        en="Does each part work alone? Then compare with the example of the statement. The function returns out, "
        "running_mean, running_var. PyTorch writes the running statistics into its arguments; here they are new "
        "tensors, and the arguments stay as they were: no mul_, no +=, no [...] = on them.",
        ru="По отдельности всё работает? Тогда сравните с примером из условия. Функция возвращает out, running_mean, "
        "running_var. PyTorch записывает накопленные статистики прямо в свои аргументы; здесь это новые тензоры, а "
        "аргументы остаются прежними: без mul_, += и [...] = над ними.",
    ),
)
def together(g: Gen) -> Call:
    """Combines everything, given by position and by name, and leaves the arguments alone."""
    shape = g.cycle((*SMALL, (2, 3, 4, 5), (5, 4, 3, 2)))
    training = g.cycle((True, False))
    weight, bias = factors(g, shape[1])
    if g.cycle((False, False, True, True, False, False)):
        bias = None
    if g.cycle((False, False, False, False, True, True)):
        weight = None
    scale, allowed = 0.05, g.cycle((1e-2, 2e-2))
    call = Call(pictures(g, shape, scale), *remembered(g, shape[1], scale), weight, bias, training, 0.3, allowed)
    return call.gradients("x", *(["weight"] if weight is not None else []), *(["bias"] if bias is not None else []))


for text, function in MISTAKES:
    task.mistake(text)(function)
