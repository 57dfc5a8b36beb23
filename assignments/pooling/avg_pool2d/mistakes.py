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


def window_sums(x, kernel_size, stride, padding, ceil_mode, count_include_pad):
    """The sums that the right answer divides: means of the picture with its border made part of it."""
    kh, kw = pair(kernel_size)
    out, (ph, pw) = avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad), pair(padding)
    # A border of zeros as wide as the window on every side: then every window is whole and divided by kh * kw.
    sh, sw = (kh, kw) if stride is None else pair(stride)
    whole = pad(x, (pw, kw + sw, ph, kh + sh))
    return kh * kw * cropped(avg_pool2d(whole, kernel_size, stride), *out.shape[2:])


@mistake(
    en="The sum of the window was returned. An average is the sum divided by the number of its pixels.",
    ru="Возвращена сумма окна. Среднее равно сумме, делённой на число пикселей.",
)
def sum_for_mean(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return window_sums(x, kernel_size, stride, padding, ceil_mode, count_include_pad)


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
    en="In ceil_mode a window that sticks out was divided by kh * kw. What lies beyond the picture and its padding "
    "does not count.",
    ru="При ceil_mode=True окно, выходящее за край, разделено на kh * kw. То, что лежит за картинкой и её "
    "паддингом, не считается.",
)
def always_divided_by_the_whole_window(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    if not count_include_pad:
        return avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad)
    kh, kw = pair(kernel_size)
    return window_sums(x, kernel_size, stride, padding, ceil_mode, count_include_pad) / (kh * kw)


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
    return cropped(
        avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad),
        (h + 2 * ph) // kh,
        (w + 2 * pw) // kw,
    )


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
    en="In ceil_mode there are windows that begin behind the last pixel and see nothing but padding. They are "
    "dropped: (H' - 1) * stride must be less than H + padding.",
    ru="При ceil_mode=True остались окна, которые начинаются за последним пикселем и видят только паддинг. Их "
    "отбрасывают: (H' - 1) * stride должно быть меньше H + padding.",
)
def windows_outside_kept(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    out = avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad)
    more = []  # columns first, as pad takes them
    for axis in (1, 0):
        size, k, p = x.shape[2 + axis], pair(kernel_size)[axis], pair(padding)[axis]
        s = k if stride is None else pair(stride)[axis]
        room = size + 2 * p - k
        windows = -(-room // s) + 1 if ceil_mode else room // s + 1
        more += [0, windows - out.shape[2 + axis]]
    return pad(out, more)


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
