"""What goes wrong in other people's average pooling, each as its author would have written it."""

import torch
from torch.nn.functional import pad

from grader.authoring import T
from reference.pooling.avg_pool2d import avg_pool2d

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


def cropped(out, rows, columns):
    """What a loop over so many rows and columns leaves; it fails where there is no window any more."""
    if rows > out.shape[2] or columns > out.shape[3]:
        raise IndexError("a window lies outside the picture")
    return out[:, :, :rows, :columns]


def windows(x, kernel_size, stride, padding, ceil_mode):
    """How many rows and columns of windows there are, those included that begin behind the picture."""
    steps = pair(kernel_size if stride is None else stride)
    options = zip(x.shape[2:], pair(kernel_size), pair(padding), strict=True)
    room = [size + 2 * p - k for size, k, p in options]
    return [(-(-free // s) if ceil_mode else free // s) + 1 for free, s in zip(room, steps, strict=True)]


def window_sums(x, kernel_size, stride, padding, size):
    """Sums of `size` windows of the picture in an endless border of zeros: means of whole windows, times their area."""
    (kh, kw), (ph, pw), (rows, columns) = pair(kernel_size), pair(padding), size
    stride = sh, sw = pair(kernel_size if stride is None else stride)
    whole = pad(x, (pw, columns * sw + kw, ph, rows * sh + kh))
    return kh * kw * avg_pool2d(whole, kernel_size, stride)[:, :, :rows, :columns]


def window_counts(x, kernel_size, stride, padding, size, count_include_pad):
    """How many numbers of each of `size` windows count."""
    ph, pw = pair(padding)
    counting = pad(torch.ones_like(x[:1, :1]), (pw, pw, ph, ph), value=float(count_include_pad))
    return window_sums(counting, kernel_size, stride, 0, size)


def averaged(x, kernel_size, stride, padding, ceil_mode, count_include_pad):
    """Right means, also where the padding is more than half of the window."""
    size = windows(x, kernel_size, stride, padding, ceil_mode)
    steps = pair(kernel_size if stride is None else stride)
    for axis, step in enumerate(steps):
        if ceil_mode and (size[axis] - 1) * step >= x.shape[2 + axis] + pair(padding)[axis]:
            size[axis] -= 1
    counts = window_counts(x, kernel_size, stride, padding, size, count_include_pad)
    return window_sums(x, kernel_size, stride, padding, size) / counts


@mistake(
    en="The sum of the window was returned. An average is the sum divided by the number of its pixels.",
    ru="Возвращена сумма окна. Среднее равно сумме, делённой на число пикселей.",
)
def sum_for_mean(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    size = avg_pool2d(x, kernel_size, stride, padding, ceil_mode).shape[2:]
    return window_sums(x, kernel_size, stride, padding, size)


@mistake(
    en="count_include_pad=False is ignored: the zeros of the border still count. Divide by the number of pixels "
    "inside the picture.",
    ru="Параметр count_include_pad=False не учтён: нули рамки по-прежнему входят в счёт. Делите на число пикселей "
    "внутри картинки.",
)
def border_always_counts(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return avg_pool2d(x, kernel_size, stride, padding, ceil_mode, True)


@mistake(
    en="The zeros of the border are never counted. By default (count_include_pad=True) they are pixels like the "
    "others: divide by kh * kw.",
    ru="Нули рамки никогда не входят в счёт. По умолчанию (count_include_pad=True) это такие же пиксели, как "
    "остальные: делите на kh * kw.",
)
def border_never_counts(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return avg_pool2d(x, kernel_size, stride, padding, ceil_mode, False)


@mistake(
    en="count_include_pad works the wrong way round: the zeros of the border count where it is False and do not where "
    "it is True. Swap the two branches.",
    ru="Параметр count_include_pad работает наоборот: нули рамки входят в счёт при False и не входят при True. "
    "Поменяйте две ветки местами.",
)
def count_include_pad_inverted(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return avg_pool2d(x, kernel_size, stride, padding, ceil_mode, not count_include_pad)


@mistake(
    en="In ceil_mode a window that sticks out was divided by kh * kw. What lies beyond the picture and its padding "
    "does not count.",
    ru="При ceil_mode=True окно, выходящее за край, разделено на kh * kw. То, что лежит за картинкой и её "
    "паддингом, не считается.",
)
def always_divided_by_the_whole_window(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    if not count_include_pad:
        return avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad)
    kh, kw = pair(kernel_size)
    size = avg_pool2d(x, kernel_size, stride, padding, ceil_mode).shape[2:]
    return window_sums(x, kernel_size, stride, padding, size) / (kh * kw)


@mistake(
    en="The sum was divided by kh * kh. A window of kh rows and kw columns holds kh * kw pixels.",
    ru="Сумма разделена на kh * kh. В окне из kh строк и kw столбцов ровно kh * kw пикселей.",
)
def divided_by_a_square(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    kh, kw = pair(kernel_size)
    return avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad) * kw / kh


@mistake(
    en="The size of the output was computed as H / k. That holds only where the stride equals the window; the "
    "formula is (H + 2 * padding - k) // stride + 1.",
    ru="Размер ответа посчитан как H / k. Это верно, только если шаг равен окну; общая формула: (H + 2 * padding - "
    "k) // stride + 1.",
)
def size_from_division(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    (h, w), (kh, kw), (ph, pw) = x.shape[2:], pair(kernel_size), pair(padding)
    size = (h + 2 * ph) // kh, (w + 2 * pw) // kw
    counts = window_counts(x, kernel_size, stride, padding, size, count_include_pad)
    return window_sums(x, kernel_size, stride, padding, size) / counts.clamp(min=1)


@mistake(
    en="The size of the output was computed as H / k, without the padding. That holds only where the stride equals the "
    "window and there is no padding; the formula is (H + 2 * padding - k) // stride + 1.",
    ru="Размер ответа посчитан как H / k, без паддинга. Это верно, только если шаг равен окну, а паддинга нет; общая "
    "формула: (H + 2 * padding - k) // stride + 1.",
)
def size_from_division_without_padding(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    size = [side // k for side, k in zip(x.shape[2:], pair(kernel_size), strict=True)]
    counts = window_counts(x, kernel_size, stride, padding, size, count_include_pad)
    return window_sums(x, kernel_size, stride, padding, size) / counts.clamp(min=1)


@mistake(
    en="There is one window too many: the size is always rounded up. Without ceil_mode a window that does not fit "
    "as a whole is left out, so round down (//).",
    ru="Одно окно лишнее: размер всегда округляется вверх. Без ceil_mode окно, которое не помещается целиком, "
    "пропускают, поэтому округляйте вниз (//).",
)
def always_rounded_up(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return avg_pool2d(x, kernel_size, stride, padding, True, count_include_pad)


@mistake(
    en="ceil_mode is ignored: with ceil_mode=True the number of windows is rounded up.",
    ru="Параметр ceil_mode не учтён: при ceil_mode=True число окон округляется вверх.",
)
def ceil_mode_ignored(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return avg_pool2d(x, kernel_size, stride, padding, False, count_include_pad)


@mistake(
    en="ceil_mode works the wrong way round: sizes are rounded up where it is False and down where it is True. Swap "
    "the two branches.",
    ru="Параметр ceil_mode работает наоборот: при False размер округляется вверх, при True вниз. Поменяйте две ветки "
    "местами.",
)
def ceil_mode_inverted(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return avg_pool2d(x, kernel_size, stride, padding, not ceil_mode, count_include_pad)


@mistake(
    en="In ceil_mode there are windows that begin behind the last pixel and see nothing but padding. They are "
    "dropped: (H' - 1) * stride must be less than H + padding.",
    ru="При ceil_mode=True остались окна, которые начинаются за последним пикселем и видят только паддинг. Их "
    "отбрасывают: (H' - 1) * stride должно быть меньше H + padding.",
)
def windows_outside_kept(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    out = avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad)
    rows, columns = windows(x, kernel_size, stride, padding, ceil_mode)
    return pad(out, (0, columns - out.shape[3], 0, rows - out.shape[2]))


@mistake(
    en="The windows grow instead of moving: the slice ends at i * stride + k, but begins at i. It begins at i * "
    "stride.",
    ru="Окна растут, а не сдвигаются: срез заканчивается на i * stride + k, но начинается с i. Начало тоже i * stride.",
)
def windows_grow(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    size = avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad).shape
    (ph, pw), out = pair(padding), x
    out = pad(x, (pw, pw, ph, ph))
    for axis in (0, 1):  # the mean of a window is the mean of the means of its rows
        k = pair(kernel_size)[axis]
        s = k if stride is None else pair(stride)[axis]
        out = out.transpose(2, 2 + axis)
        out = torch.stack([out[:, :, i : i * s + k].mean(2) for i in range(size[2 + axis])], 2)
        out = out.transpose(2, 2 + axis)
    return out


@mistake(
    en="The mean was taken over the channels as well. Every channel is pooled alone, and C stays as it is.",
    ru="Усреднены ещё и каналы. Каждый канал обрабатывается отдельно, число каналов C не меняется.",
)
def pooled_over_channels(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad).mean(1, keepdim=True)


@mistake(
    en="Without a stride the windows move by 1. stride=None means: by the size of the window.",
    ru="Если шаг не указан, окна сдвигаются на 1. stride=None означает сдвиг на размер окна.",
)
def stride_one_by_default(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    stride = 1 if stride is None else stride
    return avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad)


@mistake(
    en="Pairs were read as (columns, rows). They are (rows, columns), like the shape of the picture.",
    ru="Пары прочитаны как (столбцы, строки). Порядок такой же, как в форме картинки: (строки, столбцы).",
)
def pairs_read_backwards(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    stride = None if stride is None else pair(stride)[::-1]
    kernel_size, padding = pair(kernel_size)[::-1], pair(padding)[::-1]
    return avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad)


@mistake(
    en="Rows and columns of the window (kernel_size) are swapped. A pair is (rows, columns).",
    ru="Строки и столбцы окна (kernel_size) поменялись местами. Пара означает (строки, столбцы).",
)
def kernel_pair_swapped(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    stride = kernel_size if stride is None else stride
    return averaged(x, pair(kernel_size)[::-1], stride, padding, ceil_mode, count_include_pad)


@mistake(
    en="Rows and columns of the stride are swapped. A pair is (rows, columns).",
    ru="Строки и столбцы шага (stride) поменялись местами. Пара означает (строки, столбцы).",
)
def stride_pair_swapped(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    stride = pair(kernel_size if stride is None else stride)[::-1]
    return avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad)


@mistake(
    en="Rows and columns of the padding are swapped. A pair is (rows, columns).",
    ru="Строки и столбцы паддинга (padding) поменялись местами. Пара означает (строки, столбцы).",
)
def padding_pair_swapped(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return averaged(x, kernel_size, stride, pair(padding)[::-1], ceil_mode, count_include_pad)


@mistake(
    en="Both axes use the first number of the stride. A pair is (rows, columns): columns move by the second.",
    ru="По обеим осям взят первый шаг из пары. Пара означает (по строкам, по столбцам): по столбцам действует второй.",
)
def first_stride_for_both(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    stride = pair(kernel_size if stride is None else stride)[0]
    return avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad)


@mistake(
    en="The padding is ignored: windows may begin in the border around the picture, which makes the output larger.",
    ru="Паддинг не учтён: окна могут начинаться в рамке вокруг картинки, и ответ от этого больше.",
)
def padding_ignored(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return avg_pool2d(x, kernel_size, stride, 0, ceil_mode, count_include_pad)


@mistake(
    en="The border was filled with copies of the nearest pixels. padding adds zeros.",
    ru="Рамка заполнена копиями ближайших пикселей. padding добавляет нули.",
)
def padding_by_copies(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    out, (ph, pw) = avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad), pair(padding)
    copies = pad(x, (pw, pw, ph, ph), mode="replicate")
    return cropped(avg_pool2d(copies, kernel_size, stride, 0, ceil_mode), *out.shape[2:])
