"""What goes wrong when a shift is made or measured, each as its author would have written it."""

import torch
import torch.nn.functional as F

from grader.authoring import T
from reference.convolution.equivariance import equivariance_error, invariance_error, shift

MISTAKES = []
"""(what its author misunderstood, the wrong function, which of the task's functions it stands for)"""


def mistake(of, en, ru):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((T(en=en, ru=ru), function, of))
        return function

    return note


def inside(difference, border):
    """What is left without `border` rows and columns on each side."""
    h, w = difference.shape[-2:]
    return difference[..., border : h - border, border : w - border]


def signed_difference(layer, x, rows, columns, stride=1, border=0):
    """What the picture moved makes of the layer, less the output moved."""
    return inside(layer(shift(x, rows * stride, columns * stride)) - shift(layer(x), rows, columns), border)


@mistake(
    "shift",
    en="What leaves at one edge comes in at the other (torch.roll). Here it is lost, and zeros come in.",
    ru="То, что ушло за один край, появляется с другого (torch.roll). Здесь оно теряется, а на его место приходят "
    "нули.",
)
def circular(x, rows, columns):
    return torch.roll(x, (rows, columns), (2, 3))


@mistake(
    "shift",
    en="The picture moves the wrong way. Positive rows move it down, positive columns to the right: "
    "out[..., i, j] = x[..., i - rows, j - columns].",
    ru="Картинка сдвигается не в ту сторону. При положительных rows вниз, при положительных columns вправо: "
    "out[..., i, j] = x[..., i - rows, j - columns].",
)
def other_way(x, rows, columns):
    return shift(x, -rows, -columns)


@mistake(
    "shift",
    en="Rows and columns are swapped. The shape is (N, C, H, W): rows run along the last axis but one.",
    ru="Строки и столбцы поменялись местами. Форма (N, C, H, W): строки идут вдоль предпоследней оси.",
)
def axes_swapped(x, rows, columns):
    return shift(x, columns, rows)


@mistake(
    "shift",
    en="Channels and rows were moved, not rows and columns. The shape is (N, C, H, W): the picture lies along the last "
    "two axes.",
    ru="Сдвинуты каналы и строки, а не строки и столбцы. Форма (N, C, H, W): картинка лежит вдоль двух последних осей.",
)
def channels_moved(x, rows, columns):
    return shift(x.permute(0, 3, 1, 2), rows, columns).permute(0, 2, 3, 1)


@mistake(
    "shift",
    en="The edge was repeated where the picture left room. Zeros come in there.",
    ru="На освободившемся месте повторён край картинки. Туда должны прийти нули.",
)
def edge_repeated(x, rows, columns):
    h, w = x.shape[-2:]
    i = (torch.arange(h) - rows).clamp(0, h - 1)
    j = (torch.arange(w) - columns).clamp(0, w - 1)
    return x[..., i, :][..., j]


@mistake(
    "shift",
    en="The sign was dropped: the picture moves down and to the right whatever the sign. Negative numbers move it up "
    "and to the left.",
    ru="Знак потерян: картинка всегда сдвигается вниз и вправо. Отрицательные числа сдвигают её вверх и влево.",
)
def sign_dropped(x, rows, columns):
    return shift(x, abs(rows), abs(columns))


@mistake(
    "shift",
    en="For a negative number the picture stays where it is. It has to move up or to the left.",
    ru="При отрицательном числе картинка остаётся на месте. Она должна сдвинуться вверх или влево.",
)
def negative_ignored(x, rows, columns):
    return shift(x, max(rows, 0), max(columns, 0))


@mistake(
    "shift",
    en="The picture grew by the zeros that came in. Its size stays: as many rows and columns leave at the other edge.",
    ru="Картинка выросла на пришедшие нули. Размер не меняется: столько же строк и столбцов уходит за другой край.",
)
def grown(x, rows, columns):
    return F.pad(x, (max(columns, 0), max(-columns, 0), max(rows, 0), max(-rows, 0)))


@mistake(
    "shift",
    en="The part that leaves was cut off, but no zeros came in: the picture has become smaller. Its size stays.",
    ru="Уходящая часть отрезана, но нули не добавлены: картинка стала меньше. Размер не меняется.",
)
def shrunk(x, rows, columns):
    h, w = x.shape[-2:]
    return x[..., max(-rows, 0) : max(h - max(rows, 0), 0), max(-columns, 0) : max(w - max(columns, 0), 0)]


@mistake(
    "shift",
    en="With a shift of 0 along an axis the picture is lost: x[..., :-0] holds nothing, and a branch for > 0 and one "
    "for < 0 leave 0 out. At 0 everything stays.",
    ru="При сдвиге 0 вдоль оси картинка пропадает: в x[..., :-0] ничего нет, а ветки > 0 и < 0 не покрывают 0. При 0 "
    "всё остаётся на месте.",
)
def lost_at_zero(x, rows, columns):
    return shift(x, rows, columns) if rows != 0 and columns != 0 else torch.zeros_like(x)


@mistake(
    "equivariance_error",
    en="The output was not moved: that is the error of invariance. Equivariance compares with the output moved as "
    "well.",
    ru="Ответ слоя не сдвинут: это ошибка инвариантности. Для эквивариантности сравнивают со сдвинутым ответом.",
)
def output_not_moved(layer, x, rows, columns, stride=1, border=0):
    return float(inside((layer(shift(x, rows * stride, columns * stride)) - layer(x)).abs(), border).max())


@mistake(
    "equivariance_error",
    en="The picture was not moved, only the output. One side moves the picture before the layer, the other its output.",
    ru="Сдвинут только ответ, а картинка нет. С одной стороны сдвигают картинку до слоя, с другой ответ после него.",
)
def picture_not_moved(layer, x, rows, columns, stride=1, border=0):
    return float(inside((layer(x) - shift(layer(x), rows, columns)).abs(), border).max())


@mistake(
    "equivariance_error",
    en="The output was moved the other way than the picture. Both move in the same direction.",
    ru="Ответ сдвинут в другую сторону, чем картинка. Оба сдвигаются в одну сторону.",
)
def output_moved_back(layer, x, rows, columns, stride=1, border=0):
    moved = layer(shift(x, rows * stride, columns * stride))
    return float(inside((moved - shift(layer(x), -rows, -columns)).abs(), border).max())


@mistake(
    "equivariance_error",
    en="The mean of the differences was taken. Asked for is the largest one.",
    ru="Взято среднее отличие. Нужно наибольшее.",
)
def mean_of_differences(layer, x, rows, columns, stride=1, border=0):
    return float(signed_difference(layer, x, rows, columns, stride, border).abs().mean())


@mistake(
    "equivariance_error",
    en="The differences were squared. Asked for is the largest absolute difference as it is.",
    ru="Разности возведены в квадрат. Нужна наибольшая разность по модулю, как она есть.",
)
def squared_differences(layer, x, rows, columns, stride=1, border=0):
    return float(signed_difference(layer, x, rows, columns, stride, border).square().max())


@mistake(
    "equivariance_error",
    en="All differences were gathered in one length (norm). Asked for is the largest absolute difference.",
    ru="Все разности собраны в одну длину (norm). Нужна наибольшая разность по модулю.",
)
def length_of_differences(layer, x, rows, columns, stride=1, border=0):
    return float(signed_difference(layer, x, rows, columns, stride, border).norm())


@mistake(
    "equivariance_error",
    en="The answer is whether the two agree, yes or no. Asked for is how far they are apart: the largest absolute "
    "difference.",
    ru="Ответ говорит только, совпали ли результаты. Нужно, насколько они разошлись: наибольшая разность по модулю.",
)
def only_whether_equal(layer, x, rows, columns, stride=1, border=0):
    return bool(signed_difference(layer, x, rows, columns, stride, border).abs().max() < 1e-5)


@mistake(
    "equivariance_error",
    en="The largest difference was taken without the absolute value, so large negative ones do not count.",
    ru="Наибольшая разность взята без модуля, поэтому большие отрицательные не учитываются.",
)
def without_absolute_value(layer, x, rows, columns, stride=1, border=0):
    return float(signed_difference(layer, x, rows, columns, stride, border).max())


@mistake(
    "equivariance_error",
    en="The largest difference was taken without the absolute value (here: the output moved less the picture moved), "
    "so large negative ones do not count.",
    ru="Наибольшая разность взята без модуля (здесь: ответ, который сдвинут сам, минус ответ на сдвинутую картинку), "
    "поэтому большие отрицательные не учитываются.",
)
def without_absolute_value_turned(layer, x, rows, columns, stride=1, border=0):
    return float((-signed_difference(layer, x, rows, columns, stride, border)).max())


@mistake(
    "equivariance_error",
    en="Only the first picture of the batch was looked at. All of them count.",
    ru="Учтена только первая картинка батча. Учитывать нужно все.",
)
def first_picture_only(layer, x, rows, columns, stride=1, border=0):
    return float(signed_difference(layer, x, rows, columns, stride, border)[0].abs().max())


@mistake(
    "equivariance_error",
    en="The difference was divided by the size of the output's numbers. Asked for is the difference as it is.",
    ru="Разность поделена на величину чисел в ответе слоя. Нужна сама разность.",
)
def relative_error(layer, x, rows, columns, stride=1, border=0):
    error = equivariance_error(layer, x, rows, columns, stride, border)
    return error / float(layer(x).abs().max())


@mistake(
    "equivariance_error",
    en="Rows and columns are swapped where the output is moved.",
    ru="При сдвиге ответа строки и столбцы поменялись местами.",
)
def output_moved_across(layer, x, rows, columns, stride=1, border=0):
    moved = layer(shift(x, rows * stride, columns * stride))
    return float(inside((moved - shift(layer(x), columns, rows)).abs(), border).max())


@mistake(
    "equivariance_error",
    en="The border was not left out. Near the edges the zeros that came in show; `border` rows and columns are left "
    "out on each side.",
    ru="Рамка не отброшена. У краёв видны пришедшие нули, поэтому с каждой стороны отбрасывают border строк и "
    "столбцов.",
)
def border_compared(layer, x, rows, columns, stride=1, border=0):
    return equivariance_error(layer, x, rows, columns, stride, 0)


@mistake(
    "equivariance_error",
    en="The border was left out above and to the left only. It is left out on all four sides.",
    ru="Рамка отброшена только сверху и слева. Её отбрасывают со всех четырёх сторон.",
)
def border_at_the_beginning_only(layer, x, rows, columns, stride=1, border=0):
    return float(signed_difference(layer, x, rows, columns, stride)[..., border:, border:].abs().max())


@mistake(
    "equivariance_error",
    en="The border was left out below and to the right only. It is left out on all four sides.",
    ru="Рамка отброшена только снизу и справа. Её отбрасывают со всех четырёх сторон.",
)
def border_at_the_end_only(layer, x, rows, columns, stride=1, border=0):
    difference = signed_difference(layer, x, rows, columns, stride)
    h, w = difference.shape[-2:]
    return float(difference[..., : h - border, : w - border].abs().max())


@mistake(
    "equivariance_error",
    en="The border was left out in the rows only. Columns are left out as well.",
    ru="Рамка отброшена только по строкам. Столбцы тоже отбрасывают.",
)
def border_of_rows_only(layer, x, rows, columns, stride=1, border=0):
    difference = signed_difference(layer, x, rows, columns, stride)
    return float(difference[..., border : difference.shape[-2] - border, :].abs().max())


@mistake(
    "equivariance_error",
    en="What was left out is as wide as the shift, not as wide as `border` says. `border` alone decides what is "
    "compared; with border=0 everything is.",
    ru="Отброшено столько, на сколько сделан сдвиг, а не столько, сколько сказано в border. Что сравнивать, решает "
    "только border; при border=0 сравнивают всё.",
)
def border_is_the_shift(layer, x, rows, columns, stride=1, border=0):
    difference = signed_difference(layer, x, rows, columns, stride)
    h, w = difference.shape[-2:]
    rows, columns = abs(rows), abs(columns)
    return float(difference[..., rows : h - rows, columns : w - columns].abs().max())


@mistake(
    "equivariance_error",
    en="The shift was left out in addition to `border`. `border` alone decides what is compared.",
    ru="Кроме border отброшен ещё и сам сдвиг. Что сравнивать, решает только border.",
)
def border_beside_the_shift(layer, x, rows, columns, stride=1, border=0):
    return equivariance_error(layer, x, rows, columns, stride, border + max(abs(rows), abs(columns)))


@mistake(
    "equivariance_error",
    en="The border was cut off the picture, before the layer. It is left out of the output, when the two are "
    "compared: the layer has to see the whole picture.",
    ru="Рамка отрезана от картинки, до слоя. Её отбрасывают от ответа, при сравнении: слой должен видеть всю картинку.",
)
def border_cut_off_the_picture(layer, x, rows, columns, stride=1, border=0):
    return equivariance_error(layer, inside(x, border), rows, columns, stride, 0)


@mistake(
    "equivariance_error",
    en="stride was ignored: the picture moved as far as the output. With a stride the picture has to move `stride` "
    "times as far.",
    ru="Параметр stride не учтён: картинка сдвинута на столько же, на сколько ответ. При шаге stride картинку нужно "
    "сдвинуть в stride раз дальше.",
)
def stride_ignored(layer, x, rows, columns, stride=1, border=0):
    return equivariance_error(layer, x, rows, columns, 1, border)


@mistake(
    "equivariance_error",
    en="The output was moved `stride` times as far, too. A step of the output is `stride` pixels of the picture: the "
    "output moves by rows and columns as they are.",
    ru="Ответ тоже сдвинут в stride раз дальше. Один шаг ответа это stride пикселей картинки: сам ответ сдвигается на "
    "rows и columns без умножения.",
)
def output_moved_by_the_stride_too(layer, x, rows, columns, stride=1, border=0):
    return float(
        inside(_apart(layer, x, rows * stride, columns * stride, rows * stride, columns * stride), border).max()
    )


@mistake(
    "equivariance_error",
    en="rows and columns were taken for pixels of the picture and divided by the stride for the output. They count the "
    "output's pixels: the picture moves by rows * stride.",
    ru="rows и columns приняты за пиксели картинки и поделены на stride для ответа. Они считают пиксели ответа: "
    "картинка сдвигается на rows * stride.",
)
def output_moved_by_a_part(layer, x, rows, columns, stride=1, border=0):
    return float(inside(_apart(layer, x, rows, columns, rows // stride, columns // stride), border).max())


@mistake(
    "equivariance_error",
    en="The stride was applied to the output, and not to the picture. It is the picture that moves `stride` times as "
    "far.",
    ru="На stride умножен сдвиг ответа, а не картинки. В stride раз дальше сдвигается картинка.",
)
def stride_on_the_wrong_side(layer, x, rows, columns, stride=1, border=0):
    return float(inside(_apart(layer, x, rows, columns, rows * stride, columns * stride), border).max())


def _apart(layer, x, down, right, output_down, output_right):
    return (layer(shift(x, down, right)) - shift(layer(x), output_down, output_right)).abs()


@mistake(
    "invariance_error",
    en="The output was moved too: that is the error of equivariance. Invariance means that the output stays where it "
    "is.",
    ru="Ответ слоя тоже сдвинут: это ошибка эквивариантности. Инвариантность означает, что ответ остаётся на месте.",
)
def output_moved_too(layer, x, rows, columns):
    return equivariance_error(layer, x, rows, columns)


@mistake(
    "invariance_error",
    en="The picture itself was compared with the moved one, without the layer. Asked for is what the layer makes of "
    "both.",
    ru="Сравнены сами картинки, без слоя. Нужно сравнить то, что из них делает слой.",
)
def layer_not_asked(layer, x, rows, columns):
    return float((shift(x, rows, columns) - x).abs().max())


@mistake(
    "invariance_error",
    en="The mean of the differences was taken. Asked for is the largest one.",
    ru="Взято среднее отличие. Нужно наибольшее.",
)
def mean_change(layer, x, rows, columns):
    return float((layer(shift(x, rows, columns)) - layer(x)).abs().mean())


@mistake(
    "invariance_error",
    en="The differences were squared. Asked for is the largest absolute difference as it is.",
    ru="Разности возведены в квадрат. Нужна наибольшая разность по модулю, как она есть.",
)
def squared_change(layer, x, rows, columns):
    return float((layer(shift(x, rows, columns)) - layer(x)).square().max())


@mistake(
    "invariance_error",
    en="The answer is whether the two agree, yes or no. Asked for is how far they are apart: the largest absolute "
    "difference.",
    ru="Ответ говорит только, совпали ли результаты. Нужно, насколько они разошлись: наибольшая разность по модулю.",
)
def only_whether_unchanged(layer, x, rows, columns):
    return bool((layer(shift(x, rows, columns)) - layer(x)).abs().max() < 1e-5)


@mistake(
    "invariance_error",
    en="The largest difference was taken without the absolute value, so large negative ones do not count.",
    ru="Наибольшая разность взята без модуля, поэтому большие отрицательные не учитываются.",
)
def change_without_absolute_value(layer, x, rows, columns):
    return float((layer(shift(x, rows, columns)) - layer(x)).max())


@mistake(
    "invariance_error",
    en="The largest difference was taken without the absolute value (here: before the shift less after it), so large "
    "negative ones do not count.",
    ru="Наибольшая разность взята без модуля (здесь: до сдвига минус после него), поэтому большие отрицательные не "
    "учитываются.",
)
def change_without_absolute_value_turned(layer, x, rows, columns):
    return float((layer(x) - layer(shift(x, rows, columns))).max())


@mistake(
    "invariance_error",
    en="The largest numbers of the two outputs were compared with each other. Compare number with number first, then "
    "take the largest difference.",
    ru="Сравнены между собой наибольшие числа двух ответов. Сначала сравнивают число с числом, а потом берут "
    "наибольшую разность.",
)
def largest_numbers_compared(layer, x, rows, columns):
    return abs(float(layer(shift(x, rows, columns)).max()) - float(layer(x).max()))


@mistake(
    "invariance_error",
    en="Only the first picture of the batch was looked at. All of them count.",
    ru="Учтена только первая картинка батча. Учитывать нужно все.",
)
def change_of_the_first_picture(layer, x, rows, columns):
    return float((layer(shift(x, rows, columns)) - layer(x))[0].abs().max())


@mistake(
    "invariance_error",
    en="The difference was divided by the size of the output's numbers. Asked for is the difference as it is.",
    ru="Разность поделена на величину чисел в ответе слоя. Нужна сама разность.",
)
def relative_change(layer, x, rows, columns):
    return invariance_error(layer, x, rows, columns) / float(layer(x).abs().max())
