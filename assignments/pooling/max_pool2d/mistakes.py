"""What goes wrong in other people's max pooling, each as its author would have written it."""

import torch
from torch.nn.functional import pad

from grader.authoring import T
from reference.pooling.max_pool2d import max_pool2d

MISTAKES = []
"""(what its author misunderstood, the wrong function)"""


def mistake(en, ru):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((T(en=en, ru=ru), function))
        return function

    return note


def pair(value):
    """3 -> (3, 3); a pair stays."""
    return (value, value) if isinstance(value, int) else tuple(value)


def answer(values, place, return_indices):
    """What the function returns, with the places where they were asked for."""
    return (values, place) if return_indices else values


def bordered(x, padding, fill):
    """The picture with a border of `fill`."""
    ph, pw = pair(padding)
    return pad(x, (pw, pw, ph, ph), value=fill)


def windows(x, kernel_size, stride, padding, dilation, ceil_mode):
    """How many rows and columns of windows there are, those included that begin behind the picture."""
    steps = pair(kernel_size if stride is None else stride)
    options = zip(x.shape[2:], pair(kernel_size), steps, pair(padding), pair(dilation), strict=True)
    room = [size + 2 * p - d * (k - 1) - 1 for size, k, _, p, d in options]
    return [(-(-free // s) if ceil_mode else free // s) + 1 for free, s in zip(room, steps, strict=True)]


def found_by_argmax(x, kernel_size, stride, padding, dilation, size, fill):
    """Maxima of `size` windows of the picture in an endless border of `fill`, and their places.

    A place is what argmax gives, less the padding: one in the border lies outside the picture or in another row.
    """
    (kh, kw), (ph, pw), (dh, dw) = pair(kernel_size), pair(padding), pair(dilation)
    stride = sh, sw = pair(kernel_size if stride is None else stride)
    rows, columns = size
    whole = pad(x, (pw, columns * sw + kw * dw, ph, rows * sh + kh * dh), value=fill)
    values, place = max_pool2d(whole, kernel_size, stride, 0, dilation, False, True)
    place = (place // whole.shape[3] - ph) * x.shape[3] + place % whole.shape[3] - pw
    return values[:, :, :rows, :columns], place[:, :, :rows, :columns]


def pooled(x, kernel_size, stride, padding, dilation, ceil_mode):
    """Right maxima and places, also where the padding is more than half of the window."""
    size = windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    steps = pair(kernel_size if stride is None else stride)
    for axis, step in enumerate(steps):
        if ceil_mode and (size[axis] - 1) * step >= x.shape[2 + axis] + pair(padding)[axis]:
            size[axis] -= 1
    return found_by_argmax(x, kernel_size, stride, padding, dilation, size, -torch.inf)


@mistake(
    en="The border was filled with zeros, and a zero beats every negative pixel. Fill it with -inf.",
    ru="Рамка заполнена нулями, а ноль больше любого отрицательного пикселя. Заполняйте её значением -inf.",
)
def zeros_in_the_border(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    size = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode).shape[2:]
    values, place = found_by_argmax(x, kernel_size, stride, padding, dilation, size, 0.0)
    return answer(values, place, return_indices)


@mistake(
    en="The search for the maximum begins at 0, so that windows of negative pixels give 0. Begin at -inf or at the "
    "first pixel of the window.",
    ru="Поиск максимума начинается с 0, поэтому окна из отрицательных пикселей дают 0. Начинайте с -inf или с "
    "первого пикселя окна.",
)
def search_begins_at_zero(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    values, place = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    return answer(values.clamp(min=0), place, return_indices)


@mistake(
    en="The size of the output was computed as H / k. That holds only where the stride equals the window; the "
    "formula is (H + 2 * padding - k) // stride + 1.",
    ru="Размер ответа посчитан как H / k. Это верно, только если шаг равен окну; общая формула: (H + 2 * padding - "
    "k) // stride + 1.",
)
def size_from_division(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    (h, w), (kh, kw), (ph, pw) = x.shape[2:], pair(kernel_size), pair(padding)
    size = (h + 2 * ph) // kh, (w + 2 * pw) // kw
    values, place = found_by_argmax(x, kernel_size, stride, padding, dilation, size, -torch.inf)
    return answer(values, place, return_indices)


@mistake(
    en="The size of the output was computed as H / k, without the padding. That holds only where the stride equals the "
    "window and there is no padding; the formula is (H + 2 * padding - k) // stride + 1.",
    ru="Размер ответа посчитан как H / k, без паддинга. Это верно, только если шаг равен окну, а паддинга нет; общая "
    "формула: (H + 2 * padding - k) // stride + 1.",
)
def size_from_division_without_padding(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    size = [side // k for side, k in zip(x.shape[2:], pair(kernel_size), strict=True)]
    values, place = found_by_argmax(x, kernel_size, stride, padding, dilation, size, -torch.inf)
    return answer(values, place, return_indices)


@mistake(
    en="There is one window too many: the size is always rounded up. Without ceil_mode a window that does not fit "
    "as a whole is left out, so round down (//).",
    ru="Одно окно лишнее: размер всегда округляется вверх. Без ceil_mode окно, которое не помещается целиком, "
    "пропускают, поэтому округляйте вниз (//).",
)
def always_rounded_up(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return max_pool2d(x, kernel_size, stride, padding, dilation, True, return_indices)


@mistake(
    en="ceil_mode is ignored: with ceil_mode=True the number of windows is rounded up.",
    ru="Параметр ceil_mode не учтён: при ceil_mode=True число окон округляется вверх.",
)
def ceil_mode_ignored(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return max_pool2d(x, kernel_size, stride, padding, dilation, False, return_indices)


@mistake(
    en="ceil_mode works the wrong way round: sizes are rounded up where it is False and down where it is True. Swap "
    "the two branches.",
    ru="Параметр ceil_mode работает наоборот: при False размер округляется вверх, при True вниз. Поменяйте две ветки "
    "местами.",
)
def ceil_mode_inverted(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return max_pool2d(x, kernel_size, stride, padding, dilation, not ceil_mode, return_indices)


@mistake(
    en="In ceil_mode there are windows that begin behind the last pixel and see nothing but padding. They are "
    "dropped: (H' - 1) * stride must be less than H + padding.",
    ru="При ceil_mode=True остались окна, которые начинаются за последним пикселем и видят только паддинг. Их "
    "отбрасывают: (H' - 1) * stride должно быть меньше H + padding.",
)
def windows_outside_kept(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    values, place = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    rows, columns = windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    more = (0, columns - values.shape[3], 0, rows - values.shape[2])
    return answer(pad(values, more, value=-torch.inf), pad(place, more), return_indices)


@mistake(
    en="The windows grow instead of moving: the slice ends at i * stride + k, but begins at i. It begins at i * "
    "stride.",
    ru="Окна растут, а не сдвигаются: срез заканчивается на i * stride + k, но начинается с i. Начало тоже i * stride.",
)
def windows_grow(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    _, place = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    values = bordered(x, padding, -torch.inf)
    for axis in (0, 1):  # the maximum of a window is the maximum of the maxima of its rows
        k, d = pair(kernel_size)[axis], pair(dilation)[axis]
        s = k if stride is None else pair(stride)[axis]
        begins_and_ends = [(i, i * s + d * (k - 1) + 1) for i in range(place.shape[2 + axis])]
        values = values.transpose(2, 2 + axis)
        values = torch.stack([values[:, :, begin:end:d].amax(2) for begin, end in begins_and_ends], 2)
        values = values.transpose(2, 2 + axis)
    return answer(values, place, return_indices)


@mistake(
    en="The maximum was taken over the channels as well. Every channel is pooled alone, and C stays as it is.",
    ru="Максимум взят ещё и по каналам. Каждый канал обрабатывается отдельно, число каналов C не меняется.",
)
def pooled_over_channels(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    values, place = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    values, channel = values.max(1, keepdim=True)
    return answer(values, place.gather(1, channel), return_indices)


@mistake(
    en="Without a stride the windows move by 1. stride=None means: by the size of the window.",
    ru="Если шаг не указан, окна сдвигаются на 1. stride=None означает сдвиг на размер окна.",
)
def stride_one_by_default(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    stride = 1 if stride is None else stride
    return max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


@mistake(
    en="Pairs were read as (columns, rows). They are (rows, columns), like the shape of the picture.",
    ru="Пары прочитаны как (столбцы, строки). Порядок такой же, как в форме картинки: (строки, столбцы).",
)
def pairs_read_backwards(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    stride = None if stride is None else pair(stride)[::-1]
    kernel_size, padding, dilation = pair(kernel_size)[::-1], pair(padding)[::-1], pair(dilation)[::-1]
    return max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


@mistake(
    en="Rows and columns of the window (kernel_size) are swapped. A pair is (rows, columns).",
    ru="Строки и столбцы окна (kernel_size) поменялись местами. Пара означает (строки, столбцы).",
)
def kernel_pair_swapped(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    stride = kernel_size if stride is None else stride
    values, place = pooled(x, pair(kernel_size)[::-1], stride, padding, dilation, ceil_mode)
    return answer(values, place, return_indices)


@mistake(
    en="Rows and columns of the stride are swapped. A pair is (rows, columns).",
    ru="Строки и столбцы шага (stride) поменялись местами. Пара означает (строки, столбцы).",
)
def stride_pair_swapped(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    stride = pair(kernel_size if stride is None else stride)[::-1]
    return max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


@mistake(
    en="Rows and columns of the padding are swapped. A pair is (rows, columns).",
    ru="Строки и столбцы паддинга (padding) поменялись местами. Пара означает (строки, столбцы).",
)
def padding_pair_swapped(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    values, place = pooled(x, kernel_size, stride, pair(padding)[::-1], dilation, ceil_mode)
    return answer(values, place, return_indices)


@mistake(
    en="Rows and columns of the dilation are swapped. A pair is (rows, columns).",
    ru="Строки и столбцы параметра dilation поменялись местами. Пара означает (строки, столбцы).",
)
def dilation_pair_swapped(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return max_pool2d(x, kernel_size, stride, padding, pair(dilation)[::-1], ceil_mode, return_indices)


@mistake(
    en="Both axes use the first number of the stride. A pair is (rows, columns): columns move by the second.",
    ru="По обеим осям взят первый шаг из пары. Пара означает (по строкам, по столбцам): по столбцам действует второй.",
)
def first_stride_for_both(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    stride = pair(kernel_size if stride is None else stride)[0]
    return max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


@mistake(
    en="The padding is ignored: windows may begin in the border around the picture, which makes the output larger.",
    ru="Паддинг не учтён: окна могут начинаться в рамке вокруг картинки, и ответ от этого больше.",
)
def padding_ignored(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return max_pool2d(x, kernel_size, stride, 0, dilation, ceil_mode, return_indices)


@mistake(
    en="The dilation is ignored: the numbers of a window lie dilation apart.",
    ru="Параметр dilation не учтён: числа окна стоят на расстоянии dilation друг от друга.",
)
def dilation_ignored(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return max_pool2d(x, kernel_size, stride, padding, 1, ceil_mode, return_indices)


@mistake(
    en="The places are counted in the picture with its border. Count in the picture without padding: row * W + column.",
    ru="Места посчитаны в картинке вместе с рамкой. Считайте в картинке без паддинга: строка * W + столбец.",
)
def places_in_the_bordered_picture(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    values, place = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    (ph, pw), w = pair(padding), x.shape[3]
    return answer(values, (place // w + ph) * (w + 2 * pw) + place % w + pw, return_indices)


@mistake(
    en="The places were computed as row * H + column. One row holds W pixels: row * W + column.",
    ru="Места посчитаны как строка * H + столбец. В строке W пикселей: строка * W + столбец.",
)
def places_with_the_height(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    values, place = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    h, w = x.shape[2:]
    return answer(values, place // w * h + place % w, return_indices)


@mistake(
    en="The places are counted within the window. They belong to the whole picture: add where the window begins.",
    ru="Места посчитаны внутри окна, а нужны места во всей картинке: прибавьте начало окна.",
)
def places_in_the_window(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    values, place = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    (kh, kw), (ph, pw), (dh, dw), w = pair(kernel_size), pair(padding), pair(dilation), x.shape[3]
    sh, sw = (kh, kw) if stride is None else pair(stride)
    row = place // w - torch.arange(place.shape[2])[:, None] * sh + ph
    column = place % w - torch.arange(place.shape[3]) * sw + pw
    return answer(values, row // dh * kw + column // dw, return_indices)


@mistake(
    en="The places run on through the channels and pictures. They begin at 0 in every channel of every picture.",
    ru="Места пронумерованы сквозь каналы и картинки. В каждом канале каждой картинки счёт начинается с нуля.",
)
def places_in_the_whole_batch(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    values, place = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    (n, c), plane = x.shape[:2], x.shape[2] * x.shape[3]
    return answer(values, place + torch.arange(n * c).reshape(n, c, 1, 1) * plane, return_indices)
