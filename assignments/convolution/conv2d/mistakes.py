"""What goes wrong in other people's convolutions, each as its author would have written it."""

import torch
from torch.nn.functional import pad

from grader.authoring import T
from reference.convolution.conv2d import conv2d

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


def padded_by_hand(x, weight, padding, dilation, mode="constant"):
    """The picture with the border that `padding` asks for: zeros, or what `mode` of torch's pad fills in."""
    dh, dw = pair(dilation)
    if padding == "same":
        span_h, span_w = dh * (weight.shape[2] - 1), dw * (weight.shape[3] - 1)
        return pad(x, (span_w // 2, span_w - span_w // 2, span_h // 2, span_h - span_h // 2), mode)
    ph, pw = (0, 0) if padding == "valid" else pair(padding)
    return pad(x, (pw, pw, ph, ph), mode)


def cropped(out, rows, columns):
    """What a loop over so many rows and columns leaves; it fails where there is no window any more."""
    if rows > out.shape[2] or columns > out.shape[3]:
        raise IndexError("a window lies outside the picture")
    return out[:, :, :rows, :columns]


@mistake(
    en="The kernel was turned upside down and mirrored. In deep learning the kernel is laid on the picture as it "
    "is; flipping belongs to the convolution of mathematics.",
    ru="Ядро перевёрнуто по вертикали и горизонтали. В глубоком обучении ядро накладывают как есть; переворот "
    "бывает у свёртки в математике.",
)
def flipped(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return conv2d(x, weight.flip(-1, -2), bias, stride, padding, dilation, groups)


@mistake(
    en="Rows and columns of the kernel are swapped (it is transposed). Look at which index of weight runs along the "
    "rows of the picture: weight[f, c, row, column].",
    ru="Строки и столбцы ядра поменялись местами (оно транспонировано). Посмотрите, какой индекс weight идёт вдоль "
    "строк картинки: weight[f, c, строка, столбец].",
)
def kernel_transposed(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return conv2d(x, weight.transpose(-1, -2), bias, stride, padding, dilation, groups)


@mistake(
    en="The width of the output was computed from the height of the picture. That works for square pictures only: "
    "W' needs W.",
    ru="Ширина ответа посчитана по высоте картинки. Так получается только для квадратных картинок: для W' нужна W.",
)
def width_from_height(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    out = conv2d(x, weight, bias, stride, padding, dilation, groups)
    return cropped(out, out.shape[2], out.shape[2])


@mistake(
    en="The width of the output was computed with the height of the kernel. That works for square kernels only: W' "
    "needs kw.",
    ru="Ширина ответа посчитана по высоте ядра. Так получается только для квадратных ядер: для W' нужна kw.",
)
def width_from_kernel_height(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    out = conv2d(x, weight, bias, stride, padding, dilation, groups)
    wide = padded_by_hand(x, weight, padding, dilation).shape[3]
    span = pair(dilation)[1] * (weight.shape[2] - 1)
    return cropped(out, out.shape[2], (wide - span - 1) // pair(stride)[1] + 1)


@mistake(
    en="The last row or column of windows is missing where the stride fits exactly. The formula is (H - kh) // "
    "stride + 1: the one is added after the division.",
    ru="Там, где шаг укладывается ровно, не хватает последней строки или столбца окон. Формула такая: (H - kh) // "
    "stride + 1, единица прибавляется после деления.",
)
def one_added_before_division(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    positions = conv2d(x, weight, None, 1, padding, dilation, groups).shape
    (sh, sw), out = pair(stride), conv2d(x, weight, bias, stride, padding, dilation, groups)
    return cropped(out, positions[2] // sh, positions[3] // sw)


@mistake(
    en="There is one window too many: the size was rounded up. A window that does not fit into the picture as a "
    "whole is left out, so round down (//).",
    ru="Одно окно лишнее: размер округлён вверх. Окно, которое не помещается в картинку целиком, пропускают, "
    "поэтому округляйте вниз (//).",
)
def size_rounded_up(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    positions = conv2d(x, weight, None, 1, padding, dilation, groups).shape
    below, right = (-(size - 1) % step for size, step in zip(positions[2:], pair(stride), strict=True))
    whole = pad(padded_by_hand(x, weight, padding, dilation), (0, right, 0, below))
    return conv2d(whole, weight, bias, stride, 0, dilation, groups)


@mistake(
    en="The stride sets the size of the output, but the windows still move by one pixel. Window (i, j) begins at "
    "row i * stride, column j * stride.",
    ru="Шаг учтён в размере ответа, но окна по-прежнему сдвигаются на один пиксель. Окно (i, j) начинается в строке "
    "i * stride и столбце j * stride.",
)
def stride_in_the_size_only(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    out = conv2d(x, weight, bias, stride, padding, dilation, groups)
    return cropped(conv2d(x, weight, bias, 1, padding, dilation, groups), *out.shape[2:])


@mistake(
    en="Both axes use the first number of the stride. A pair is (rows, columns): columns move by the second.",
    ru="По обеим осям взят первый шаг из пары. Пара означает (по строкам, по столбцам): по столбцам действует второй.",
)
def first_stride_for_both(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return conv2d(x, weight, bias, pair(stride)[0], padding, dilation, groups)


@mistake(
    en="Rows and columns of the stride are swapped. A pair is (rows, columns): rows move by the first number.",
    ru="Строки и столбцы шага поменялись местами. Пара означает (по строкам, по столбцам): первое число действует по "
    "строкам.",
)
def stride_pair_swapped(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return conv2d(x, weight, bias, pair(stride)[::-1], padding, dilation, groups)


@mistake(
    en="The bias was not added.",
    ru="Сдвиг (bias) не прибавлен.",
)
def bias_forgotten(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return conv2d(x, weight, None, stride, padding, dilation, groups)


@mistake(
    en="The bias was added to every product, so it counts kh * kw * C times. Add it once, after the sum.",
    ru="Сдвиг (bias) прибавлен к каждому произведению и учтён kh * kw * C раз. Прибавьте его один раз, после суммы.",
)
def bias_in_every_product(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    often = None if bias is None else bias * weight[0].numel()
    return conv2d(x, weight, often, stride, padding, dilation, groups)


@mistake(
    en="Only the last input channel counts: the others were overwritten (= where += is needed).",
    ru="Учтён только последний входной канал: остальные перезаписаны (= там, где нужно +=).",
)
def last_channel_only(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    last = torch.zeros_like(weight)
    last[:, -1] = 1
    return conv2d(x, weight * last, bias, stride, padding, dilation, groups)


@mistake(
    en="The channels were averaged. A convolution adds them up.",
    ru="Каналы усреднены. Свёртка их складывает.",
)
def mean_over_channels(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return conv2d(x, weight / weight.shape[1], bias, stride, padding, dilation, groups)


@mistake(
    en="The axes were rearranged by view/reshape, which keeps the shape right but mixes the pixels of different "
    "channels. permute moves axes, reshape only cuts the row of numbers anew.",
    ru="Оси переставлены через view/reshape: форма верная, но пиксели разных каналов перемешаны. Оси переставляет "
    "permute, а reshape лишь заново нарезает тот же ряд чисел.",
)
def reshaped_for_permuted(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    scrambled = x.permute(0, 2, 3, 1).reshape(x.shape)
    return conv2d(scrambled, weight, bias, stride, padding, dilation, groups)


@mistake(
    en="The picture was cut anew as (N, H, W, C) by view/reshape, which mixes its pixels. The axes come as (N, C, H, "
    "W); permute moves them, reshape does not.",
    ru="Картинка заново нарезана как (N, H, W, C) через view/reshape, и её пиксели перемешались. Оси идут в порядке "
    "(N, C, H, W); переставляет их permute, а не reshape.",
)
def reshaped_to_channels_last(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    n, c, h, w = x.shape
    return conv2d(x.reshape(n, h, w, c).permute(0, 3, 1, 2), weight, bias, stride, padding, dilation, groups)


@mistake(
    en="The batch was padded as well: there are more pictures than before. Zeros go around rows and columns only, "
    "the last two axes.",
    ru="Нулями дополнен и батч: картинок стало больше. Нули добавляют только по строкам и столбцам, то есть по двум "
    "последним осям.",
)
def batch_padded_too(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    extra = 0 if isinstance(padding, str) else pair(padding)[0]
    return conv2d(pad(x, (0, 0, 0, 0, 0, 0, extra, extra)), weight, bias, stride, padding, dilation, groups)


@mistake(
    en="The zeros were added below and to the right only. padding means so many on each of the four sides.",
    ru="Нули добавлены только снизу и справа. padding означает столько нулей с каждой из четырёх сторон.",
)
def padding_below_and_right(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    whole = padded_by_hand(x, weight, padding, dilation)
    moved = pad(x, (0, whole.shape[3] - x.shape[3], 0, whole.shape[2] - x.shape[2]))
    return conv2d(moved, weight, bias, stride, 0, dilation, groups)


@mistake(
    en="The border was filled with copies of the nearest pixels. padding adds zeros.",
    ru="Рамка заполнена копиями ближайших пикселей. padding добавляет нули.",
)
def padding_by_copies(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    copies = padded_by_hand(x, weight, padding, dilation, mode="replicate")
    return conv2d(copies, weight, bias, stride, 0, dilation, groups)


@mistake(
    en="The border was filled with the picture's own pixels, mirrored (mode='reflect'). padding adds zeros.",
    ru="Рамка заполнена отражёнными пикселями картинки (mode='reflect'). padding добавляет нули.",
)
def padding_by_reflection(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    mirrored = padded_by_hand(x, weight, padding, dilation, mode="reflect")
    return conv2d(mirrored, weight, bias, stride, 0, dilation, groups)


@mistake(
    en="Rows and columns of the padding are swapped. A pair is (rows, columns), while torch.nn.functional.pad takes "
    "the columns first.",
    ru="Строки и столбцы паддинга поменялись местами. Пара означает (строки, столбцы), а torch.nn.functional.pad "
    "принимает сначала столбцы.",
)
def padding_pair_swapped(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    swapped = padding if isinstance(padding, str) else pair(padding)[::-1]
    return conv2d(x, weight, bias, stride, swapped, dilation, groups)


@mistake(
    en="Padding 0 breaks: the slice p:-p is empty for p = 0, since -0 is 0. Use p : p + H, or pad only where p > 0.",
    ru="При padding=0 всё ломается: срез p:-p пуст при p = 0, ведь -0 это 0. Берите p : p + H или дополняйте нулями "
    "только при p > 0.",
)
def nothing_left_at_padding_0(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if isinstance(padding, str):
        return conv2d(x, weight, bias, stride, padding, dilation, groups)
    ph, pw = pair(padding)
    whole = x.new_zeros(*x.shape[:2], x.shape[2] + 2 * ph, x.shape[3] + 2 * pw)
    whole[:, :, ph:-ph, pw:-pw] = x
    return conv2d(whole, weight, bias, stride, 0, dilation, groups)


@mistake(
    en='For padding="same" and an even kernel the extra zeros are on the wrong side: they belong below and to the '
    "right.",
    ru='При padding="same" и чётном ядре лишние нули стоят не с той стороны: им место снизу и справа.',
)
def same_extra_above(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if padding != "same":
        return conv2d(x, weight, bias, stride, padding, dilation, groups)
    zeros = padded_by_hand(x, weight, padding, dilation)
    below, right = zeros.shape[2] - x.shape[2], zeros.shape[3] - x.shape[3]
    moved = pad(x, (right - right // 2, right // 2, below - below // 2, below // 2))
    return conv2d(moved, weight, bias, stride, 0, dilation, groups)


@mistake(
    en='padding="same" was taken for kernel // 2 on each side. That is right for odd kernels only; an even kernel '
    "makes the output one row or column too large.",
    ru='padding="same" понят как kernel // 2 с каждой стороны. Это верно только для нечётных ядер; при чётном ядре '
    "в ответе лишняя строка или столбец.",
)
def same_as_half_kernel(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if padding == "same":
        dh, dw = pair(dilation)
        padding = (dh * (weight.shape[2] // 2), dw * (weight.shape[3] // 2))
    return conv2d(x, weight, bias, stride, padding, dilation, groups)


@mistake(
    en='padding="same" does not take the dilation into account: a spread kernel needs dilation * (k - 1) zeros.',
    ru='В padding="same" не учтён dilation: разреженному ядру нужно dilation * (k - 1) нулей.',
)
def same_without_dilation(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if padding != "same":
        return conv2d(x, weight, bias, stride, padding, dilation, groups)
    return conv2d(padded_by_hand(x, weight, "same", 1), weight, bias, stride, 0, dilation, groups)


@mistake(
    en="The dilation is ignored: neighbouring numbers of the kernel must look at pixels that lie dilation apart.",
    ru="Параметр dilation не учтён: соседние числа ядра должны смотреть на пиксели на расстоянии dilation.",
)
def dilation_ignored(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return conv2d(x, weight, bias, stride, padding, 1, groups)


@mistake(
    en="Rows and columns of the dilation are swapped. A pair is (rows, columns): the first number spreads the rows.",
    ru="Строки и столбцы dilation поменялись местами. Пара означает (строки, столбцы): первое число раздвигает строки.",
)
def dilation_pair_swapped(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return conv2d(x, weight, bias, stride, padding, pair(dilation)[::-1], groups)


@mistake(
    en="All kernels look at the first group of channels. Kernels of group g look at the channels of group g.",
    ru="Все ядра смотрят на первую группу каналов. Ядра группы g должны смотреть на каналы группы g.",
)
def first_group_for_all(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return conv2d(x[:, : weight.shape[1]], weight, bias, stride, padding, dilation, 1)


@mistake(
    en="The kernels were dealt out to the groups in turn (0, 1, 0, 1, ...). Groups are runs of neighbours: the "
    "first F / groups kernels belong to the first group.",
    ru="Ядра розданы группам по очереди (0, 1, 0, 1, ...). Группы идут подряд: первые F / groups ядер относятся к "
    "первой группе.",
)
def kernels_dealt_in_turn(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    order = torch.arange(len(weight)).reshape(-1, groups).T.flatten()
    out = conv2d(x, weight[order], None, stride, padding, dilation, groups)[:, order.argsort()]
    return out if bias is None else out + bias[:, None, None]


@mistake(
    en="The input channels were dealt out to the groups in turn (x[:, g::groups]). Groups are runs of neighbours: the "
    "first C / groups channels belong to the first group.",
    ru="Входные каналы розданы группам по очереди (x[:, g::groups]). Группы идут подряд: первые C / groups каналов "
    "относятся к первой группе.",
)
def channels_dealt_in_turn(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    order = torch.arange(x.shape[1]).reshape(-1, groups).T.flatten()
    return conv2d(x[:, order], weight, bias, stride, padding, dilation, groups)
