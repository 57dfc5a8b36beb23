"""Shift equivariance and invariance as numbers: what is checked."""

from types import SimpleNamespace

import drive
import mistakes
import torch

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.convolution.equivariance import equivariance_error, invariance_error, shift

task = Task(
    title=T(en="What a shift does to a layer", ru="Что сдвиг делает со слоем"),
    lesson=T(en="Convolution", ru="Свёртки"),
    order=13,
    entry="shift",
    reference=shift,
    also=(equivariance_error, invariance_error),
    drive=drive,
    # Whole numbers go in and the layers' weights are whole, so nearly all errors are whole as well; outputs reach a
    # thousand, and whoever moves pictures by a Fourier transform loses a little of each.
    tolerance=Tolerance.scaled(scale=lambda call: 1000.0, fan_in=lambda call: 100.0),
    # torch.roll stays allowed: what it brings in at the other edge still has to be taken away.
    banned=(
        "scipy.ndimage.shift",
        "scipy.ndimage.interpolation.shift",
        "scipy.ndimage.affine_transform",
        "torchvision.transforms.functional.affine",
        "torchvision.transforms.v2.functional.affine*",
        "torchvision.transforms.RandomAffine",
        "torchvision.transforms.v2.RandomAffine",
        "kornia.geometry.transform.translate",
        "kornia.geometry.translate",
    ),
)

MOVED = Tolerance.sum_of_products(fan_in=lambda call: 400.0)
AVERAGED = Tolerance.scaled(scale=lambda call: float(call.args[2].abs().max()), fan_in=lambda call: 100.0)
INSTEAD_OF_THE_STRIDE = (
    mistakes.stride_ignored,
    mistakes.output_moved_by_the_stride_too,
    mistakes.output_moved_by_a_part,
    mistakes.stride_on_the_wrong_side,
)
"""Ways to move something else; each has to look like itself."""
INSTEAD_OF_THE_BORDER = (
    mistakes.border_of_rows_only,
    mistakes.border_is_the_shift,
    mistakes.border_cut_off_the_picture,
)
"""Ways to leave out something else; each has to look like itself."""
SMALL = torch.arange(1.0, 13.0).reshape(1, 1, 3, 4)


def pictures(g, margin=0, low=4, high=7):
    """Two pictures of two channels, never square, whole numbers inside `margin` zeros on each side.

    They look the same when turned by half a circle, see drive.py.
    """
    inner = g.integers(-9, 9, 2, 2, *g.sizes(low, high))
    return torch.nn.functional.pad(inner + inner.flip(2, 3), (margin,) * 4)


def drawn_until(tells, make):
    """A call of `make` that tells right from nearly right."""
    return next(call for call in (make() for _ in range(2000)) if tells(call))


def is_telling(differences, positive, border=0):
    """Whether the largest difference is `positive` and in the last picture, well within the border."""
    signed = differences if positive else -differences
    inside = torch.zeros_like(signed, dtype=torch.bool)
    if border > 0:
        inside[-1:, :, border:-border, border:-border] = True
    else:
        inside[-1:] = True
    return signed[inside].max() > signed.abs()[~inside].max() and signed.max() > -signed.min()


def has_even_sides(call):
    """Whether a pooling of 2 treats both ends of the picture alike."""
    return all(side % 2 == 0 for side in call.args[2].shape[2:])


def equivariance_differences(call):
    """Output of the moved picture less moved output, all of it."""
    student = SimpleNamespace(equivariance_error=mistakes.signed_difference)
    return drive.equivariance(student, *call.args[:6], border=0)


def invariance_differences(call):
    """Output of the moved picture less output."""
    student = SimpleNamespace(invariance_error=lambda layer, x, *shifts: layer(shift(x, *shifts)) - layer(x))
    return drive.invariance(student, *call.args)


def measured(call, functions):
    """What other ways of measuring equivariance find."""
    return [drive.equivariance(SimpleNamespace(equivariance_error=function), *call.args) for function in functions]


# Each check stays with one idea. Pictures with a margin of zeros do not care what comes in at the edges, pictures that
# look the same when turned do not care which way they are moved, and a wide margin keeps the differences away from the
# border: so a slip in shift or in the border costs its own checks, and hardly another one.


@task.check(
    title=T(en="shift: in all directions", ru="shift: во все стороны"),
    points=2,
    cases=4,
    public=[Call(SMALL, 1, -1)],
    tolerance=MOVED,
    hint=T(
        en="Pixel (i, j) of the result is pixel (i - rows, j - columns) of the picture where there is one, and 0 where "
        "there is none. Try all four directions on a picture of 3 x 4.",
        ru="Пиксель (i, j) результата это пиксель (i - rows, j - columns) картинки, если такой есть, и 0, если его "
        "нет. Проверьте все четыре направления на картинке 3 x 4.",
    ),
)
def directions(g: Gen) -> Call:
    """Moves pictures down, up, right and left."""
    x = g.distinct(2, 3, *g.sizes(4, 7))
    return Call(x - x.min() + 1, *g.cycle(((1, 2), (-2, 1), (2, -1), (-1, -2))))


@task.check(
    title=T(en="shift: by 0", ru="shift: на 0"),
    points=1,
    cases=5,
    tolerance=MOVED,
    hint=T(
        en="A shift of 0 leaves the axis as it is. Beware of x[..., :-0]: -0 is 0, and nothing is left.",
        ru="Сдвиг на 0 оставляет ось как есть. Осторожно с x[..., :-0]: -0 это 0, и не остаётся ничего.",
    ),
)
def by_zero(g: Gen) -> Call:
    """Leaves an axis alone that is not to move."""
    x = g.distinct(2, 2, *g.sizes(4, 7))
    return Call(x - x.min() + 1, *g.cycle(((0, 2), (1, 0), (0, 0), (-2, 0), (0, -1))))


@task.check(
    title=T(en="shift: out of sight", ru="shift: за край целиком"),
    points=0.5,
    cases=4,
    tolerance=MOVED,
    hint=T(
        en="A picture that is moved by its height or more is gone: only zeros are left, in the same shape. Slices like "
        "x[..., : H - rows] begin to count from the end when H - rows is negative.",
        ru="Картинка, сдвинутая на свою высоту или дальше, уходит целиком: остаются одни нули той же формы. Срезы "
        "вроде x[..., : H - rows] при отрицательном H - rows начинают считать с конца.",
    ),
)
def out_of_sight(g: Gen) -> Call:
    """Leaves zeros where everything has left."""
    h, w = g.sizes(4, 7)
    x = g.distinct(2, 2, h, w)
    far = g.cycle(((h, 1), (-1, w + 2), (-h - 1, -1), (1, -w)))
    return Call(x - x.min() + 1, *far)


@task.check(
    title=T(en="equivariance_error: both orders", ru="equivariance_error: два порядка действий"),
    points=2,
    cases=4,
    hint=T(
        en="Two ways: move the picture, then the layer; or the layer, then move its output. Subtract the one from the "
        "other, take absolute values, and of them the largest over the whole batch. For a convolution it is 0.",
        ru="Два пути: сдвинуть картинку, затем слой; или слой, затем сдвинуть его ответ. Вычтите одно из другого, "
        "возьмите модули и наибольший из них по всему батчу. Для свёртки это 0.",
    ),
)
def both_orders(g: Gen) -> Call:
    """Compares the moved picture's output with the moved output."""
    layer = g.cycle(("convolution", "dense", "a weight for each pixel", "dense"))
    moved = g.cycle(((1, 2), (-2, 1), (2, -1), (-1, -2)))

    def make() -> Call:
        return Call(layer, g.int(0, 2**31 - 1), pictures(g, margin=5), *moved, 1, 1).through("equivariance")

    if layer == "convolution":
        return make()
    return drawn_until(lambda call: is_telling(equivariance_differences(call), layer == "dense", border=3), make)


@task.check(
    title=T(en="equivariance_error: the border", ru="equivariance_error: рамка"),
    points=1,
    cases=5,
    hint=T(
        en="`border` rows above and below and `border` columns left and right of the output are not compared. With "
        "border=0 everything is: beware of [0:-0], which is empty; H' - border is a safe end.",
        ru="Не сравниваются border строк ответа сверху и снизу и border столбцов слева и справа. При border=0 "
        "сравнивается всё: осторожно с пустым срезом [0:-0]; надёжный конец среза H' - border.",
    ),
)
def border(g: Gen) -> Call:
    """Leaves out the border that is asked for, on all sides."""
    moved, left_out = g.cycle((((2, 1), 4), ((-2, -1), 4), ((1, -1), 0), ((3, -3), 1), ((1, 2), 4)))

    def make() -> Call:
        x = pictures(g, low=14, high=17)
        return Call("convolution 5 x 5", g.int(0, 2**31 - 1), x, *moved, 1, left_out).through("equivariance")

    def tells(call: Call) -> bool:
        found = equivariance_differences(call).abs()
        whole = found.max()
        if left_out == 0:  # what is found beside the border and the shift is neither nothing nor everything
            return bool(0 < found[..., 1:-1, 1:-1].max() < whole)
        # the largest difference of all is in the rows that come in, at one edge, between the columns of the border
        here = found[..., slice(0, 2) if moved == (2, 1) else slice(-2, None), left_out:-left_out]
        largest_here = here.max().item()
        here.zero_()
        others = measured(call, INSTEAD_OF_THE_BORDER)
        return largest_here > found.max() and len(set(others)) == len(others)

    return drawn_until(tells, make) if moved in ((2, 1), (-2, -1), (1, -1)) else make()


@task.check(
    title=T(en="equivariance_error: stride", ru="equivariance_error: шаг"),
    points=1.5,
    cases=4,
    hint=T(
        en="A layer with stride 2 makes one step of its output out of two pixels of the picture. So the picture moves "
        "by rows * stride and columns * stride, its output by rows and columns.",
        ru="Слой с шагом 2 делает из двух пикселей картинки один шаг своего ответа. Поэтому картинка сдвигается на "
        "rows * stride и columns * stride, а ответ на rows и columns.",
    ),
)
def stride(g: Gen) -> Call:
    """Moves the picture as far as the stride demands."""
    layer, moved, step = g.cycle(
        (
            ("convolution, stride 2", (1, -2), 2),
            ("max pooling 2", (-1, 1), 2),
            ("convolution, stride 3", (-1, 1), 3),
            ("max pooling 2", (1, 2), 1),
        )
    )

    def make() -> Call:
        return Call(layer, g.int(0, 2**31 - 1), pictures(g, 7, 9, 12), *moved, step, 1).through("equivariance")

    def tells(call: Call) -> bool:
        return has_even_sides(call) and is_telling(equivariance_differences(call), True, border=3)

    if step == 1:
        return drawn_until(tells, make)
    if layer == "max pooling 2":
        return make()
    return drawn_until(lambda call: len(set(measured(call, INSTEAD_OF_THE_STRIDE))) == len(INSTEAD_OF_THE_STRIDE), make)


@task.check(
    title=T(en="invariance_error: global pooling", ru="invariance_error: глобальный пулинг"),
    points=1,
    cases=4,
    tolerance=AVERAGED,
    hint=T(
        en="Ask the layer twice, for the moved picture and for the picture as it was; the largest absolute difference "
        "of the two outputs. Nothing is done to the outputs themselves. A global pooling does not see where a number "
        "stands; with a weight of its own for each pixel before it, it does.",
        ru="Спросите слой дважды, о сдвинутой картинке и о картинке как она была; наибольшая по модулю разность двух "
        "ответов. С самими ответами ничего не делают. Глобальный пулинг не видит, где стоит число; а если перед ним у "
        "каждого пикселя свой вес, то видит.",
    ),
)
def global_pooling(g: Gen) -> Call:
    """Measures what a shift does to a global pooling."""
    layer = g.cycle(
        (
            "global max pooling",
            "global average pooling",
            "weighted pixels, global max pooling",
            "weighted pixels, global average pooling",
        )
    )
    moved = g.cycle(((2, -3), (-3, 1), (1, 2), (2, -1)))

    def make() -> Call:
        return Call(layer, g.int(0, 2**31 - 1), pictures(g, margin=3), *moved).through("invariance")

    def tells(call: Call) -> bool:
        student = SimpleNamespace(invariance_error=mistakes.largest_numbers_compared)
        found = invariance_differences(call)
        return is_telling(found, "average" in layer) and drive.invariance(student, *call.args) != found.abs().max()

    return make() if layer.startswith("global") else drawn_until(tells, make)


@task.check(
    title=T(en="invariance_error: networks", ru="invariance_error: сети"),
    points=1,
    cases=3,
    hint=T(
        en="The output may have any shape: (N, F), (N, F, H', W'). Subtract number from number; no shape has to be "
        "known. A network of convolutions that ends in a global maximum is invariant, one that ends in a dense layer "
        "is not.",
        ru="Форма ответа бывает любой: (N, F), (N, F, H', W'). Вычитайте число из числа; знать форму не нужно. Сеть из "
        "свёрток с глобальным максимумом в конце инвариантна, а с полносвязным слоем в конце нет.",
    ),
)
def networks(g: Gen) -> Call:
    """Takes outputs of any shape."""
    layer = g.cycle(
        ("convolution, ReLU, convolution, global max", "convolution, ReLU, flatten, dense", "max pooling 2")
    )
    moved = g.cycle(((2, -1), (-1, 2), (1, -1)))

    def make() -> Call:
        return Call(layer, g.int(0, 2**31 - 1), pictures(g, margin=5), *moved).through("invariance")

    if "global" in layer:
        return make()

    def tells(call: Call) -> bool:
        return has_even_sides(call) and is_telling(invariance_differences(call), "dense" in layer)

    return drawn_until(tells, make)


for text, function, of in mistakes.MISTAKES:
    task.mistake(text, of=of)(function)
