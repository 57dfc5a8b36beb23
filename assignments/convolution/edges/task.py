"""Outlines and patterns by convolution: what is checked."""

import math

import mistakes
import torch
from cat import CAT

from grader.authoring import Ban, Call, Gen, T, Task, Tolerance
from reference.convolution.edges import edges, find_pattern

SLIDE_KERNEL = torch.tensor([[1, 0, 1], [0, 1, 0], [1, 0, 1]], dtype=torch.float32)
BLOCK = torch.zeros(7, 8)
BLOCK[2:5, 2:6] = 100
CROSS = torch.tensor(
    [
        [2, 3, 5, 0, 1, 3, 1, 1],
        [1, 3, 5, 2, 0, 3, 4, 2],
        [0, 0, 2, 8, 1, 8, 5, 2],
        [2, 5, 1, 1, 8, 1, 1, 0],
        [5, 0, 1, 8, 1, 8, 5, 4],
        [2, 3, 4, 1, 1, 5, 1, 1],
    ],
    dtype=torch.float32,
)
BESIDE_A_LAMP = CROSS.clone()
BESIDE_A_LAMP[3:6, 0:3] = torch.tensor([[9, 8, 9], [9, 9, 9], [8, 9, 9]])
KERNELS = ((3, 5), (5, 3), (4, 5), (5, 4))  # wider than high and higher than wide in turn

LARGEST = 2 * 8 * 255.0
"""Two kernels, whose weights add up to 8 without their signs, on brightness up to 255."""
CLEAR = 0.02
"""By how much the best coefficient must exceed the others: no honest rounding comes near that."""
LEAST_DEVIATION = 2.0
"""Of the brightness in any window: a flat one has no coefficient, a nearly flat one only rounding."""


def drawn(g, high):
    """Two blocks and a triangle on black; two rows and columns of black around make the border everybody's."""
    picture = torch.zeros((13, 11) if high else (10, 14))
    rows, columns = picture.shape
    for _ in range(2):
        h, w = g.sizes(2, 5)
        top, left = g.int(2, rows - h - 2), g.int(2, columns - w - 2)
        picture[top : top + h, left : left + w] = g.int(120, 255)
    side = g.int(4, 6)
    top, left = g.int(2, rows - side - 2), g.int(2, columns - side - 2)
    triangle = torch.ones(side, side).tril().bool()
    triangle = triangle if g.bool() else triangle.flip(1)
    picture[top : top + side, left : left + side][triangle] = g.int(60, 255)
    return picture


def cut_from_the_cat(g, rows, columns):
    """A part of the cat at random."""
    top, left = g.int(0, CAT.shape[0] - rows), g.int(0, CAT.shape[1] - columns)
    return CAT[top : top + rows, left : left + columns]


def whole(numbers):
    """Brightness comes in whole numbers, which are easy to read; sums of them are exact."""
    return numbers.round()


def resembling(g, pattern, likeness, contrast, brightness):
    """A patch of the given correlation coefficient with `pattern`, mean and contrast (1 is the pattern's own)."""
    p = pattern.double().flatten()
    p = p - p.mean()
    other = g.normal(p.numel()).double()
    other = other - other.mean()
    other = other - (other @ p) / (p @ p) * p
    other = other * p.norm() / other.norm()
    patch = likeness * p + math.sqrt(1 - likeness**2) * other
    return whole((brightness + contrast * patch).reshape(pattern.shape).float())


def scene(g, low, high, patches):
    """A picture of noise with the patches in it, none touching another, and the place of the first of them."""
    kh, kw = patches[0].shape
    cells = (3, 2) if kh < kw else (2, 3)  # so many places for patches below and beside one another
    rows, columns = cells[0] * (kh + 2) + 1, cells[1] * (kw + 2)
    picture = whole(g.uniform(low, high, rows, columns))
    order = list(range(cells[0] * cells[1]))
    places = []
    for patch in patches:
        cell = g.choice(order)
        order.remove(cell)
        top = cell // cells[1] * (kh + 2) + g.int(0, 2)
        left = cell % cells[1] * (kw + 2) + g.int(0, 1)
        picture[top : top + kh, left : left + kw] = patch
        places.append((top, left))
    return picture, places[0]


def is_clear(picture, pattern, place):
    """Whether the pattern fits best at `place`, by far, and no window is flat."""
    row, column = place
    score = mistakes.coefficient(picture.double(), pattern.double())
    deviation = mistakes.windows_of(picture.double(), pattern).std(0)
    best = float(score[row, column])
    score[row, column] = -1
    apart = row != column and row > 0
    return apart and best > float(score.max()) + CLEAR and float(deviation.min()) > LEAST_DEVIATION


def search(draw, fair=()):
    """The first draw of (picture, pattern, place) that is clear and in which the solutions in `fair` are right too."""
    for _ in range(100):
        picture, pattern, place = draw()
        if is_clear(picture, pattern, place) and all(other(picture, pattern) == place for other in fair):
            return Call(picture, pattern).on("find_pattern")
    raise ValueError("no clear place was drawn")


# Checks of edges come first; a function not yet written costs only its own.

task = Task(
    title=T(en="Outlines and patterns", ru="Контуры и образцы"),
    lesson=T(en="Convolution", ru="Свёртки"),
    order=11,
    entry="edges",
    reference=edges,
    also=(find_pattern,),
    tolerance=Tolerance.scaled(scale=lambda call: LARGEST, fan_in=lambda call: 9),
    # Convolutions are what the task is about and stay allowed; the filters ready-made from them do not.
    banned=(
        Ban(
            "kornia.filters.sobel",
            "kornia.filters.Sobel",
            "kornia.filters.spatial_gradient",
            "kornia.filters.SpatialGradient",
            "skimage.filters.sobel*",
            "scipy.ndimage.sobel",
            "scipy.ndimage.gaussian_gradient_magnitude",
            "scipy.ndimage.generic_gradient_magnitude",
            "cv2.Sobel",
            "cv2.spatialGradient",
            "cv2.matchTemplate",
            "skimage.feature.match_template",
        ),
    ),
)


@task.check(
    title=T(en="Outlines of drawn figures", ru="Контуры нарисованных фигур"),
    points=2,
    cases=4,
    public=[Call(BLOCK)],
    hint=T(
        en="Convolve the picture with both kernels, then join the two results pixel by pixel: sqrt(across ** 2 + "
        "down ** 2). The answer is as large as the picture and is not scaled.",
        ru="Сверните картинку с обоими ядрами и соедините результаты пиксель за пикселем: sqrt(across ** 2 + "
        "down ** 2). Размер ответа равен размеру картинки, масштабировать его не нужно.",
    ),
)
def figures(g: Gen) -> Call:
    """Finds the outlines of figures, straight and slanted, from dark to bright and back."""
    return Call(drawn(g, high=g.cycle((False, True))))


@task.check(
    title=T(en="Outlines of a real cat", ru="Контуры настоящего кота"),
    points=1.5,
    cases=3,
    hint=T(
        en="A photograph has every brightness and outlines of every direction; nothing else is new. Is the size of the "
        "picture written into the code, or are numbers cut off at 255?",
        ru="На фотографии встречаются любые яркости и границы любых направлений; больше ничего нового. Не зашит ли в "
        "код размер картинки, не обрезаются ли числа на 255?",
    ),
)
def outlines_of_the_cat(g: Gen) -> Call:
    """Finds the outlines in a photograph that has a black frame."""
    rows, columns = g.cycle(((24, 37), (33, 26), (28, 45)))
    framed = torch.zeros(rows + 4, columns + 4)
    # Stretched so that some gradients exceed 255 wherever the part is cut: fur is soft.
    part = cut_from_the_cat(g, rows, columns)
    framed[2:-2, 2:-2] = whole((part - part.min()) / (part.max() - part.min()) * 225 + 30)
    return Call(framed)


@task.check(
    title=T(en="The border of the picture", ru="Края картинки"),
    points=1.5,
    cases=4,
    hint=T(
        en="A pixel at the border lacks neighbours: put one row or column around the picture that repeats its border "
        'pixels, corners too. torch.nn.functional.pad calls that mode="replicate".',
        ru="У крайнего пикселя не хватает соседей: добавьте вокруг картинки по одной строке и одному столбцу, "
        'повторив крайние пиксели, углы тоже. В torch.nn.functional.pad это называется mode="replicate".',
    ),
)
def border(g: Gen) -> Call:
    """Repeats the border pixels outside the picture."""
    rows, columns = g.cycle(((5, 8), (7, 4), (4, 9), (8, 6)))
    return Call(whole(g.uniform(0, 255, rows, columns)))


# Patterns. The first check is fair to every measure of likeness, so that it is about the place only.
_MEASURES = (
    mistakes.plain_correlation,
    mistakes.not_divided_by_the_window,
    mistakes.means_left_in,
    mistakes.divided_before_the_mean,
    mistakes.divided_by_the_square,
    mistakes.smallest_difference,
    mistakes.sign_dropped,
)


@task.check(
    title=T(en="Place of a pattern", ru="Место образца"),
    points=1.5,
    cases=4,
    public=[Call(CROSS, 9 * SLIDE_KERNEL).on("find_pattern")],
    hint=T(
        en="There are (H - kh + 1) * (W - kw + 1) windows. argmax of a matrix is a single number that counts along the "
        "rows: divide it by the number of windows in a row. The place is that of the window's top left pixel.",
        ru="Всего (H - kh + 1) * (W - kw + 1) окон. argmax матрицы даёт одно число, которое считает вдоль строк: "
        "поделите его на число окон в строке. Место окна задаёт его левый верхний пиксель.",
    ),
)
def place(g: Gen) -> Call:
    """Says where a bright piece of the picture was cut out, in the last row or column of windows as well."""
    kernel = g.cycle(KERNELS)
    ends = g.cycle(((False, False), (True, False), (False, True), (True, True)))

    def draw():
        pattern = whole(g.uniform(5, 255, *kernel))
        picture, where = scene(g, 5, 170, [pattern])
        last = (picture.shape[0] - kernel[0], picture.shape[1] - kernel[1])
        there = tuple(most if end else now for most, now, end in zip(last, where, ends, strict=True))
        by = tuple(then - now for then, now in zip(there, where, strict=True))
        return torch.roll(picture, by, (0, 1)), pattern, there

    return search(draw, fair=_MEASURES)


@task.check(
    title=T(en="A bright spot", ru="Яркое пятно"),
    points=1,
    cases=4,
    public=[Call(BESIDE_A_LAMP, 9 * SLIDE_KERNEL).on("find_pattern")],
    needs=(place,),
    hint=T(
        en="The plain convolution is large wherever the picture is bright. Take the mean off the window and off the "
        "pattern, and divide by the length of the window.",
        ru="Сама свёртка велика всюду, где картинка светлая. Вычтите среднее из окна и из образца и поделите на длину "
        "окна.",
    ),
)
def bright_spot(g: Gen) -> Call:
    """Is not drawn to a bright spot."""
    kernel = g.cycle(KERNELS)

    def draw():
        pattern = whole(g.uniform(20, 230, *kernel))
        lamp = whole(g.uniform(222, 255, *kernel))
        picture, where = scene(g, 20, 170, [pattern, lamp])
        return picture, pattern, where

    fair = (mistakes.not_divided_by_the_window, mistakes.means_left_in, mistakes.divided_before_the_mean)
    return search(draw, fair)


@task.check(
    title=T(en="High and low contrast", ru="Высокий и низкий контраст"),
    points=1,
    cases=4,
    needs=(place,),
    hint=T(
        en="A window of high contrast makes every product large, even if it is less like the pattern. Divide by "
        "sqrt(sum((w - mean(w)) ** 2)), each window by its own.",
        ru="У окна с высоким контрастом велики все произведения, даже если оно меньше похоже на образец. Делите на "
        "sqrt(sum((w - mean(w)) ** 2)), для каждого окна на своё.",
    ),
)
def contrast(g: Gen) -> Call:
    """Is drawn neither to a spot of high contrast nor to one of low contrast."""
    kernel = g.cycle(KERNELS)

    def draw():
        pattern = whole(g.uniform(95, 160, *kernel))
        vivid, dull = resembling(g, pattern, 0.6, 3, 127), resembling(g, pattern, 0.75, 0.4, 127)
        picture, where = scene(g, 95, 160, [pattern, vivid, dull])
        return picture, pattern, where

    return search(draw, fair=(mistakes.means_left_in, mistakes.smallest_difference, mistakes.sign_dropped))


@task.check(
    title=T(en="The pattern in other light", ru="Образец при другом освещении"),
    points=1,
    cases=4,
    needs=(place,),
    hint=T(
        en="w = a * p + b with a > 0 is the same pattern in other light: its coefficient is 1. Sum of squared "
        "differences and cosine do not see that. The negative of the pattern has the coefficient -1: keep the sign.",
        ru="w = a * p + b, где a > 0, это тот же образец при другом освещении: коэффициент равен 1. Сумма квадратов "
        "разностей и косинус этого не видят. У негатива образца коэффициент -1: знак важен.",
    ),
)
def other_light(g: Gen) -> Call:
    """Finds the pattern paler or dimmer than it was; what only resembles it, and its negative, lie beside it."""
    kernel = g.cycle(KERNELS)
    added = g.cycle((180, 2, 180, 2))  # pale or dim
    darker, brighter = g.cycle(((85, 195), (60, 150), (60, 150), (85, 195)))
    negative = g.cycle((True, True, False, False))

    def draw():
        pattern = whole(g.uniform(85, 170, *kernel))
        patches = [
            whole(0.3 * pattern + added),
            resembling(g, pattern, 0.8, 1, darker),
            resembling(g, pattern, 0.8, 1.3, brighter),
        ]
        if negative:
            patches.append(255 - pattern)
        picture, where = scene(g, 85, 170, patches)
        return picture, pattern, where

    return search(draw)


@task.check(
    title=T(en="A piece of the cat", ru="Кусочек кота"),
    points=0.5,
    cases=3,
    needs=(place,),
    hint=T(
        en="The piece was cut out of the photograph, then its light was changed a little. Do the checks above pass?",
        ru="Кусочек вырезан из фотографии, затем его освещение немного изменено. Проходят ли проверки выше?",
    ),
)
def piece_of_the_cat(g: Gen) -> Call:
    """Finds a piece of the photograph."""
    kernel = g.cycle(((9, 12), (13, 8), (8, 11)))
    rows, columns = g.cycle(((40, 58), (52, 36), (44, 60)))

    def draw():
        picture = cut_from_the_cat(g, rows, columns).clone()
        top, left = g.int(1, rows - kernel[0]), g.int(0, columns - kernel[1])
        piece = picture[top : top + kernel[0], left : left + kernel[1]]
        pattern = whole(0.8 * piece + g.int(20, 45) + g.uniform(-2, 2, *kernel))
        return picture, pattern, (top, left)

    return search(draw)


for of, text, function in mistakes.MISTAKES:
    task.mistake(text, of=of)(function)
