"""The first layer of a vision transformer and pictures of its filters: what is checked."""

import drive
import torch
from mistakes import MISTAKES

from grader.authoring import Ban, Call, Gen, T, Task, Tolerance
from reference.convolution.patch_embedding import filter_grid, patch_embedding, principal_filters

COUNTING = torch.arange(24, dtype=torch.float32).reshape(1, 1, 4, 6)
KERNEL = torch.tensor([[1, 0], [0, 10]], dtype=torch.float32)
FILTERS = torch.tensor([[[0, 1], [1, 2]], [[5, 5], [1, 5]], [[-1, 1], [0, 3]]], dtype=torch.float32)

# Numbers from 0 to 1 and filters of length 1. The bound leaves room for a small number added to a divisor by habit, and
# for components found by way of the covariance matrix, which squares what is lost.
TO_ONE = Tolerance.scaled(scale=lambda call: 16.0, fan_in=lambda call: 16)


def pictures(g, count, channels, kernel, patches):
    """`count` pictures of so many rows and columns of patches."""
    return g.normal(count, channels, patches[0] * kernel[0], patches[1] * kernel[1])


def from_0_to_1(g, count, channels, kernel):
    """Filters whose smallest number is 0 and whose largest is 1, so that scaling leaves them as they are."""
    filters = g.uniform(0.1, 0.9, count, channels * kernel[0] * kernel[1])
    for one in filters:
        low, high = g.sizes(0, len(one) - 1)
        one[low], one[high] = 0, 1
    return filters.reshape(count, channels, *kernel)


def layer(g, count, shape, k, mean):
    """Filters around `mean`, made of k strong directions of clearly different strength and of weak ones.

    No two singular values come near one another, the weak ones are so weak that approximate methods find the strong
    ones, and in each strong direction one number is clearly the furthest from 0: neither the components nor their signs
    hang on rounding.
    """
    size = shape[0] * shape[1] * shape[2]
    weak = torch.linspace(0.05, 0.01, min(count - 1, size) - k)
    strengths = torch.cat([torch.tensor([8.0, 4.0, 2.0][:k]), weak]).double()
    for _ in range(100):
        drawn = torch.cat([torch.ones(count, 1), g.normal(count, len(strengths))], dim=1).double()
        mixed = torch.linalg.qr(drawn)[0][:, 1:]  # at right angles to ones: the filters' mean stays what it is
        directions = torch.linalg.qr(g.normal(size, len(strengths)).double())[0].T
        furthest = directions[:k].abs().topk(2, dim=1).values
        if bool((furthest[:, 0] - furthest[:, 1] > 0.03).all()):
            filters = (mixed * strengths) @ directions + mean.double().flatten()
            return filters.reshape(count, *shape).float()
    raise ValueError("no clear directions were drawn")


task = Task(
    title=T(en="Patches and filters of a first layer", ru="Патчи и фильтры первого слоя"),
    lesson=T(en="Convolution", ru="Свёртки"),
    order=15,
    entry="patch_embedding",
    reference=patch_embedding,
    also=(filter_grid, principal_filters),
    drive=drive,
    tolerance=Tolerance.sum_of_products(),
    # That the first layer of ViT is a convolution is the point: conv2d is an honest way, and so are reshape and unfold.
    banned=(Ban("torchvision.utils.make_grid", "torchvision.utils.save_image"),),
)


@task.check(
    title=T(en="Order of the patches", ru="Порядок патчей"),
    points=1.5,
    cases=4,
    public=[Call(COUNTING, KERNEL[None, None])],
    hint=T(
        en="Patch number i * columns + j covers the rows from i * kh and the columns from j * kw. The answer has the "
        "shape (N, patches, F), even where F is 1.",
        ru="Патч номер i * columns + j накрывает строки с i * kh и столбцы с j * kw. Форма ответа (N, patches, F), "
        "даже если F равно 1.",
    ),
)
def order_of_patches(g: Gen) -> Call:
    """Takes the patches row by row; one kernel, one channel."""
    kernel, patches = g.cycle((((2, 2), (2, 3)), ((2, 2), (4, 2)), ((3, 3), (2, 4)), ((3, 3), (3, 2))))
    return Call(pictures(g, 2, 1, kernel, patches), g.normal(1, 1, *kernel))


@task.check(
    title=T(en="Channels and several kernels", ru="Каналы и несколько ядер"),
    points=1.5,
    cases=4,
    hint=T(
        en="Each of the F numbers is the sum of all C * kh * kw numbers of the patch times those of its kernel, in the "
        "same order. permute and transpose move axes; view and reshape only cut the row of numbers anew.",
        ru="Каждое из F чисел это сумма всех C * kh * kw чисел патча, умноженных на числа его ядра в том же порядке. "
        "Оси переставляют permute и transpose; view и reshape лишь заново нарезают тот же ряд чисел.",
    ),
)
def channels(g: Gen) -> Call:
    """Lets each number of a patch meet its own weight."""
    kernel, patches = g.cycle((((2, 2), (2, 3)), ((2, 2), (4, 3)), ((3, 3), (2, 4)), ((3, 3), (3, 2))))
    return Call(pictures(g, 2, 3, kernel, patches), g.normal(4, 3, *kernel))


@task.check(
    title=T(en="Patches that are not square", ru="Неквадратные патчи"),
    points=1,
    cases=4,
    hint=T(
        en="A patch has kh rows and kw columns; the kernel moves by kh downwards and by kw to the right.",
        ru="В патче kh строк и kw столбцов; ядро сдвигается на kh вниз и на kw вправо.",
    ),
)
def oblong(g: Gen) -> Call:
    """Moves by the kernel's own size along each axis."""
    kernel, patches = g.cycle((((2, 3), (3, 4)), ((3, 2), (2, 4)), ((1, 4), (4, 3)), ((4, 2), (2, 5))))
    return Call(pictures(g, 2, 2, kernel, patches), g.normal(3, 2, *kernel))


@task.check(
    title=T(en="Bias", ru="Сдвиг (bias)"),
    points=0.5,
    cases=2,
    hint=T(
        en="bias[f] is added once to number f of every patch.",
        ru="bias[f] прибавляется один раз к числу f каждого патча.",
    ),
)
def bias(g: Gen) -> Call:
    """Adds each of the F numbers its own bias."""
    patches = g.cycle(((2, 4), (3, 2)))
    return Call(pictures(g, 2, 1, (2, 2), patches), g.normal(3, 1, 2, 2), g.ramp(3))


@task.check(
    title=T(en="Filters in a grid", ru="Фильтры в сетке"),
    points=1,
    cases=4,
    tolerance=TO_ONE,
    hint=T(
        en="Filter number i stands in row i // columns and column i % columns, so its top left pixel is at (i // "
        "columns * (kh + 1), i % columns * (kw + 1)). The gaps lie between neighbours only.",
        ru="Фильтр номер i стоит в строке i // columns и столбце i % columns, и его левый верхний пиксель лежит в (i "
        "// columns * (kh + 1), i % columns * (kw + 1)). Промежутки бывают только между соседями.",
    ),
)
def grid(g: Gen) -> Call:
    """Lays out filters that go from 0 to 1 already, in full rows."""
    kernel, rows, columns = g.cycle((((3, 4), 2, 3), ((4, 3), 3, 2), ((2, 4), 2, 4), ((4, 2), 3, 4)))
    return Call(from_0_to_1(g, rows * columns, 1, kernel), columns).on("filter_grid")


@task.check(
    title=T(en="A last row that is not full", ru="Неполная последняя строка"),
    points=0.5,
    cases=3,
    public=[Call(FILTERS[:, None], 2).on("filter_grid")],
    tolerance=TO_ONE,
    hint=T(
        en="There are F / columns rows, rounded up: -(-F // columns). Places without a filter are 0.",
        ru="Строк всего F / columns с округлением вверх: -(-F // columns). Места без фильтра заполнены нулями.",
    ),
)
def last_row(g: Gen) -> Call:
    """Leaves places over where the filters do not fill the last row."""
    kernel, count, columns = g.cycle((((3, 2), 7, 3), ((2, 3), 5, 4), ((3, 4), 7, 2)))
    return Call(from_0_to_1(g, count, 1, kernel), columns=columns).on("filter_grid")


@task.check(
    title=T(en="Each filter from 0 to 1", ru="Каждый фильтр от 0 до 1"),
    points=1.5,
    cases=4,
    tolerance=TO_ONE,
    hint=T(
        en="(filter - smallest) / (largest - smallest), with the smallest and the largest number of that filter over "
        "all its channels and pixels. The channels stay apart.",
        ru="(фильтр - наименьшее) / (наибольшее - наименьшее), где наименьшее и наибольшее взяты по всем каналам и "
        "пикселям этого фильтра. Каналы остаются отдельными.",
    ),
)
def scaling(g: Gen) -> Call:
    """Scales strong and weak filters alike, in colour."""
    kernel, rows, columns = g.cycle((((3, 4), 2, 3), ((4, 3), 3, 2), ((2, 4), 2, 3), ((5, 2), 2, 4)))
    count = rows * columns
    strength = 2 ** g.uniform(0, 4, count, 1, 1, 1)
    middle = g.uniform(-2, 2, count, 3, 1, 1)
    return Call((g.normal(count, 3, *kernel) + middle) * strength, columns).on("filter_grid")


@task.check(
    title=T(en="Principal filters", ru="Главные фильтры"),
    points=1.5,
    cases=4,
    tolerance=TO_ONE,
    hint=T(
        en="Flatten each filter into a row, then U, S, Vh = torch.linalg.svd(...): the first k rows of Vh are the "
        "components, strongest first, each of length 1. Give them the shape (k, C, kh, kw).",
        ru="Вытяните каждый фильтр в строку, затем U, S, Vh = torch.linalg.svd(...): первые k строк Vh и есть "
        "компоненты, самая сильная первая, длина каждой 1. Придайте им форму (k, C, kh, kw).",
    ),
)
def principal(g: Gen) -> Call:
    """Finds the directions in which the filters vary most; their mean is 0."""
    shape, count, k = g.cycle((((2, 2, 3), 14, 2), ((3, 2, 2), 16, 3), ((1, 3, 4), 15, 1), ((2, 3, 2), 20, 3)))
    return Call(layer(g, count, shape, k, torch.zeros(shape)), k).through("up_to_sign")


@task.check(
    title=T(en="Principal filters around a mean", ru="Главные фильтры вокруг среднего"),
    points=1,
    cases=4,
    tolerance=TO_ONE,
    hint=T(
        en="Subtract the mean filter first: the mean over the F filters, one number for each channel and pixel.",
        ru="Сначала вычтите средний фильтр: среднее по F фильтрам, своё для каждого канала и пикселя.",
    ),
)
def principal_around_a_mean(g: Gen) -> Call:
    """Does not take the mean filter for a direction."""
    shape, count, k = g.cycle((((2, 3, 2), 9, 3), ((3, 3, 2), 8, 2), ((1, 4, 3), 16, 2), ((2, 2, 3), 20, 1)))
    return Call(layer(g, count, shape, k, 1 + 0.3 * g.normal(*shape)), k).through("up_to_sign")


for of, text, function in MISTAKES:
    task.mistake(text, of=of)(function)
