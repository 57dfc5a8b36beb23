"""What goes wrong in other people's patch embeddings and filter pictures, each as its author would have written it."""

import torch
import torch.nn.functional as F

from grader.authoring import T
from reference.convolution.patch_embedding import filter_grid, patch_embedding, principal_filters

MISTAKES = []
"""(which function, what its author misunderstood, the wrong function)"""


def mistake(of, en, ru):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((of, T(en=en, ru=ru), function))
        return function

    return note


def cut(x, kh, kw):
    """(N, rows, columns, C, kh, kw): the patches of each picture in their places."""
    n, c, h, w = x.shape
    return x.reshape(n, c, h // kh, kh, w // kw, kw).permute(0, 2, 4, 1, 3, 5)


def embedded(patches, weight, bias):
    """(N, patches, F) of patches (N, ..., C * kh * kw numbers in the order of a kernel's)."""
    return F.linear(patches.reshape(len(patches), -1, weight[0].numel()), weight.flatten(1), bias)


@mistake(
    "patch_embedding",
    en="The patches stand column by column. They should go row by row, as one reads: first all patches of the upper "
    "row from left to right.",
    ru="Патчи идут столбец за столбцом. Они должны идти строка за строкой, как при чтении: сначала все патчи верхней "
    "строки слева направо.",
)
def column_by_column(x, weight, bias=None):
    return embedded(cut(x, *weight.shape[2:]).transpose(1, 2), weight, bias)


@mistake(
    "patch_embedding",
    en="The axes of the answer are (N, F, patches). A transformer wants (N, patches, F): transpose(1, 2) after "
    "flatten.",
    ru="Оси ответа идут в порядке (N, F, patches). Трансформеру нужно (N, patches, F): после flatten сделайте "
    "transpose(1, 2).",
)
def features_before_patches(x, weight, bias=None):
    return patch_embedding(x, weight, bias).transpose(1, 2)


@mistake(
    "patch_embedding",
    en="(N, F, patches) was cut anew into (N, patches, F) by view/reshape, which mixes the numbers of different "
    "patches. transpose moves axes, reshape only cuts the row of numbers anew.",
    ru="(N, F, patches) заново нарезано на (N, patches, F) через view/reshape, и числа разных патчей перемешались. Оси "
    "переставляет transpose, а reshape лишь заново нарезает тот же ряд чисел.",
)
def reshaped_for_transposed(x, weight, bias=None):
    out = patch_embedding(x, weight, bias)
    return out.transpose(1, 2).reshape(out.shape)


@mistake(
    "patch_embedding",
    en="The patches still lie in rows and columns: the answer is (N, F, rows, columns). Put them into one row of "
    "patches: (N, patches, F).",
    ru="Патчи всё ещё лежат строками и столбцами: ответ имеет форму (N, F, строки, столбцы). Вытяните их в один ряд: "
    "(N, patches, F).",
)
def left_as_a_map(x, weight, bias=None):
    return F.conv2d(x, weight, bias, stride=weight.shape[2:])


@mistake(
    "patch_embedding",
    en="The patches overlap: the kernel moved by one pixel. It should move by its own size (stride = kernel).",
    ru="Патчи перекрываются: ядро сдвигалось на один пиксель. Оно должно сдвигаться на свой размер (шаг = ядро).",
)
def stride_of_one(x, weight, bias=None):
    return F.conv2d(x, weight, bias).flatten(2).transpose(1, 2)


@mistake(
    "patch_embedding",
    en="The kernel moved by its height along both axes. Along the columns it should move by its width kw.",
    ru="Ядро сдвигалось на свою высоту по обеим осям. Вдоль столбцов оно должно сдвигаться на свою ширину kw.",
)
def stride_of_the_height(x, weight, bias=None):
    return F.conv2d(x, weight, bias, stride=weight.shape[2]).flatten(2).transpose(1, 2)


@mistake(
    "patch_embedding",
    en="The kernel moved by its width along both axes. Along the rows, downwards, it should move by its height kh.",
    ru="Ядро сдвигалось на свою ширину по обеим осям. Вниз оно должно сдвигаться на свою высоту kh.",
)
def stride_of_the_width(x, weight, bias=None):
    return F.conv2d(x, weight, bias, stride=weight.shape[3]).flatten(2).transpose(1, 2)


@mistake(
    "patch_embedding",
    en="The patches were cut out well, but the channels still stand before the rows and columns of patches when they "
    "are flattened, which mixes the patches. permute to (N, rows, columns, C, kh, kw) first.",
    ru="Патчи вырезаны верно, но при вытягивании каналы всё ещё стоят перед строками и столбцами патчей, и патчи "
    "перемешались. Сначала переставьте оси в порядок (N, строки, столбцы, C, kh, kw) через permute.",
)
def channels_before_the_patches(x, weight, bias=None):
    return embedded(cut(x, *weight.shape[2:]).permute(0, 3, 1, 2, 4, 5), weight, bias)


@mistake(
    "patch_embedding",
    en="The picture was cut into runs of C * kh * kw numbers as they lie in memory. A patch is a rectangle of the "
    "picture: split H into (H / kh, kh) and W into (W / kw, kw), then move the axes by permute.",
    ru="Картинка нарезана на куски по C * kh * kw чисел подряд, как они лежат в памяти. Патч это прямоугольник "
    "картинки: разбейте H на (H / kh, kh), W на (W / kw, kw) и переставьте оси через permute.",
)
def runs_of_memory(x, weight, bias=None):
    return embedded(x, weight, bias)


@mistake(
    "patch_embedding",
    en="H was split as (kh, H / kh) and W as (kw, W / kw): then the pixels of a patch lie far apart in the picture. "
    "Neighbours stay together if kh and kw come second: (H / kh, kh, W / kw, kw).",
    ru="H разбита как (kh, H / kh), а W как (kw, W / kw): тогда пиксели одного патча разбросаны по картинке. Соседи "
    "останутся вместе, если kh и kw стоят вторыми: (H / kh, kh, W / kw, kw).",
)
def pixels_far_apart(x, weight, bias=None):
    n, c, h, w = x.shape
    kh, kw = weight.shape[2:]
    patches = x.reshape(n, c, kh, h // kh, kw, w // kw).permute(0, 3, 5, 1, 2, 4)
    return embedded(patches, weight, bias)


@mistake(
    "patch_embedding",
    en="The pixels inside a patch are transposed: its columns met the kernel's rows. Keep the order (C, kh, kw) of the "
    "kernel.",
    ru="Пиксели внутри патча транспонированы: его столбцы попали на строки ядра. Сохраните порядок ядра (C, kh, kw).",
)
def transposed_inside(x, weight, bias=None):
    return embedded(cut(x, *weight.shape[2:]).transpose(-1, -2), weight, bias)


@mistake(
    "patch_embedding",
    en="The numbers of a patch go in the order (kh, kw, C), those of a kernel in the order (C, kh, kw). Each number "
    "must meet its own weight.",
    ru="Числа патча идут в порядке (kh, kw, C), а числа ядра в порядке (C, kh, kw). Каждое число должно встретить свой "
    "вес.",
)
def channels_last_in_the_patch(x, weight, bias=None):
    return embedded(cut(x, *weight.shape[2:]).permute(0, 1, 2, 4, 5, 3), weight, bias)


@mistake(
    "patch_embedding",
    en="The picture was turned into (N, H, W, C) by view/reshape, which mixes the pixels of its channels. permute "
    "moves axes, reshape only cuts the row of numbers anew.",
    ru="Картинка превращена в (N, H, W, C) через view/reshape, и пиксели её каналов перемешались. Оси переставляет "
    "permute, а reshape лишь заново нарезает тот же ряд чисел.",
)
def reshaped_to_channels_last(x, weight, bias=None):
    n, c, h, w = x.shape
    return patch_embedding(x.reshape(n, h, w, c).permute(0, 3, 1, 2), weight, bias)


@mistake(
    "patch_embedding",
    en="weight was cut anew by reshape(C * kh * kw, F), which mixes the kernels. Flatten each kernel and transpose: "
    "weight.flatten(1).T.",
    ru="weight заново нарезан через reshape(C * kh * kw, F), и ядра перемешались. Вытяните каждое ядро в строку и "
    "транспонируйте: weight.flatten(1).T.",
)
def weight_reshaped(x, weight, bias=None):
    out = cut(x, *weight.shape[2:]).reshape(len(x), -1, weight[0].numel()) @ weight.reshape(-1, len(weight))
    return out if bias is None else out + bias


@mistake(
    "patch_embedding",
    en="The bias was not added.",
    ru="Сдвиг (bias) не прибавлен.",
)
def bias_forgotten(x, weight, bias=None):
    return patch_embedding(x, weight)


@mistake(
    "patch_embedding",
    en="The bias was added to every number of a patch, so it counts C * kh * kw times. Add bias[f] once to each "
    "answer.",
    ru="Сдвиг (bias) прибавлен к каждому числу патча и учтён C * kh * kw раз. Прибавьте bias[f] к ответу один раз.",
)
def bias_in_every_product(x, weight, bias=None):
    return patch_embedding(x, weight, None if bias is None else bias * weight[0].numel())


def scaled(weight):
    """Each filter by itself to 0..1."""
    low, high = weight.amin((1, 2, 3), keepdim=True), weight.amax((1, 2, 3), keepdim=True)
    return (weight - low) / (high - low)


def laid(filters, columns, gap=1, frame=0, fill=0.0, by_columns=False):
    """The filters, scaled already, in one picture; as many rows as are needed."""
    f, c, kh, kw = filters.shape
    rows = -(-f // columns)
    height, width = rows * (kh + gap) - gap + 2 * frame, columns * (kw + gap) - gap + 2 * frame
    picture = filters.new_full((c, height, width), fill)
    for number in range(f):
        row, column = (number % rows, number // rows) if by_columns else (number // columns, number % columns)
        top, left = frame + row * (kh + gap), frame + column * (kw + gap)
        picture[:, top : top + kh, left : left + kw] = filters[number]
    return picture


@mistake(
    "filter_grid",
    en="All filters were scaled together, by the smallest and the largest number of weight. Weak filters are hardly "
    "seen then: scale each one by its own.",
    ru="Все фильтры масштабированы вместе, по наименьшему и наибольшему числу weight. Слабые фильтры при этом почти не "
    "видны: масштабируйте каждый по его собственным.",
)
def scaled_together(weight, columns):
    return laid((weight - weight.min()) / (weight.max() - weight.min()), columns)


@mistake(
    "filter_grid",
    en="Each channel of a filter was scaled by itself, which changes its colours. Take one smallest and one largest "
    "number for the whole filter.",
    ru="Каждый канал фильтра масштабирован отдельно, и его цвета изменились. Берите одно наименьшее и одно наибольшее "
    "число на весь фильтр.",
)
def channels_scaled_apart(weight, columns):
    low, high = weight.amin((2, 3), keepdim=True), weight.amax((2, 3), keepdim=True)
    return laid((weight - low) / (high - low), columns)


@mistake(
    "filter_grid",
    en="The filters were not scaled. Each should go from 0 to 1: subtract its smallest number, divide by the "
    "difference between the largest and the smallest.",
    ru="Фильтры не масштабированы. Каждый должен занимать отрезок от 0 до 1: вычтите его наименьшее число и поделите "
    "на разность наибольшего и наименьшего.",
)
def not_scaled(weight, columns):
    return laid(weight, columns)


@mistake(
    "filter_grid",
    en="Numbers below 0 and above 1 were cut off. Scale instead: subtract the filter's smallest number, divide by the "
    "difference between the largest and the smallest.",
    ru="Числа меньше 0 и больше 1 обрезаны. Вместо этого масштабируйте: вычтите наименьшее число фильтра и поделите на "
    "разность наибольшего и наименьшего.",
)
def cut_off_for_scaled(weight, columns):
    return laid(weight.clamp(0, 1), columns)


@mistake(
    "filter_grid",
    en="The filters were divided by their largest number, the smallest was not subtracted. The smallest should become "
    "0, the largest 1.",
    ru="Фильтры поделены на своё наибольшее число, а наименьшее не вычтено. Наименьшее должно стать нулём, наибольшее "
    "единицей.",
)
def divided_by_largest(weight, columns):
    return laid(weight / weight.amax((1, 2, 3), keepdim=True), columns)


@mistake(
    "filter_grid",
    en="The smallest number was subtracted, then divided by the largest one of before. Divide by the difference "
    "between the largest and the smallest.",
    ru="Наименьшее число вычтено, а поделено на прежнее наибольшее. Делить нужно на разность наибольшего и "
    "наименьшего.",
)
def divided_by_the_old_largest(weight, columns):
    low, high = weight.amin((1, 2, 3), keepdim=True), weight.amax((1, 2, 3), keepdim=True)
    return laid((weight - low) / high, columns)


@mistake(
    "filter_grid",
    en="0 became 0.5: the filters were scaled around the middle by their largest absolute value. The smallest number "
    "should become 0, the largest 1.",
    ru="Ноль стал серединой 0.5: фильтры масштабированы по наибольшему модулю. Наименьшее число должно стать нулём, "
    "наибольшее единицей.",
)
def scaled_around_the_middle(weight, columns):
    return laid(0.5 + 0.5 * weight / weight.abs().amax((1, 2, 3), keepdim=True), columns)


@mistake(
    "filter_grid",
    en="There is no gap between the filters. Leave one pixel of 0 between neighbours.",
    ru="Между фильтрами нет промежутка. Оставьте между соседями один пиксель со значением 0.",
)
def without_gaps(weight, columns):
    return laid(scaled(weight), columns, gap=0)


@mistake(
    "filter_grid",
    en="There is a frame around the whole picture. The gaps lie between neighbours only.",
    ru="Вокруг всей картинки есть рамка. Промежутки бывают только между соседями.",
)
def framed(weight, columns):
    return laid(scaled(weight), columns, frame=1)


@mistake(
    "filter_grid",
    en="After the last row and the last column there is a gap too. The gaps lie between neighbours only.",
    ru="После последней строки и последнего столбца тоже есть промежуток. Промежутки бывают только между соседями.",
)
def gap_after_the_last(weight, columns):
    return F.pad(laid(scaled(weight), columns), (0, 1, 0, 1))


@mistake(
    "filter_grid",
    en="The gaps hold 1. They should hold 0.",
    ru="В промежутках стоит 1. Там должен быть 0.",
)
def white_gaps(weight, columns):
    return laid(scaled(weight), columns, fill=1.0)


@mistake(
    "filter_grid",
    en="The filters were laid column by column. They should go row by row: the second stands to the right of the "
    "first.",
    ru="Фильтры разложены столбец за столбцом. Они должны идти строка за строкой: второй стоит справа от первого.",
)
def laid_by_columns(weight, columns):
    return laid(scaled(weight), columns, by_columns=True)


@mistake(
    "filter_grid",
    en="columns was taken for the number of rows. It says how many filters stand in a row.",
    ru="columns понято как число строк. Это число фильтров в строке.",
)
def rows_for_columns(weight, columns):
    return laid(scaled(weight), -(-len(weight) // columns))


@mistake(
    "filter_grid",
    en="The last row is missing where it is not full: the number of rows was rounded down. Round it up.",
    ru="Последней строки нет, если она неполная: число строк округлено вниз. Округляйте вверх.",
)
def last_row_dropped(weight, columns):
    whole = len(weight) // columns * columns
    return filter_grid(weight[:whole], columns)


@mistake(
    "filter_grid",
    en="There is an empty row at the end: the number of rows is F // columns + 1 even where the filters fill their "
    "rows. Round F / columns up.",
    ru="В конце есть пустая строка: число строк равно F // columns + 1 даже тогда, когда фильтры заполняют строки. "
    "Округляйте F / columns вверх.",
)
def one_row_too_many(weight, columns):
    picture = filter_grid(weight, columns)
    return picture if len(weight) % columns else F.pad(picture, (0, 0, 0, weight.shape[2] + 1))


@mistake(
    "filter_grid",
    en="The channels come last: (height, width, C). That is for plt.imshow; asked for is (C, height, width).",
    ru="Каналы стоят последними: (высота, ширина, C). Так нужно для plt.imshow, а здесь нужно (C, высота, ширина).",
)
def channels_last(weight, columns):
    return filter_grid(weight, columns).permute(1, 2, 0)


@mistake(
    "filter_grid",
    en="The filters are transposed: their rows run downwards.",
    ru="Фильтры транспонированы: их строки идут сверху вниз.",
)
def filters_transposed(weight, columns):
    return filter_grid(weight.transpose(-1, -2), columns)


@mistake(
    "filter_grid",
    en="The channels were averaged, so the picture is grey. Keep them apart: (C, height, width).",
    ru="Каналы усреднены, и картинка стала серой. Оставьте их отдельными: (C, высота, ширина).",
)
def grey(weight, columns):
    return filter_grid(weight, columns).mean(0, keepdim=True)


@mistake(
    "filter_grid",
    en="The answer has no axis of channels. It is (C, height, width) even for C = 1.",
    ru="В ответе нет оси каналов. Его форма (C, высота, ширина) даже при C = 1.",
)
def without_channels(weight, columns):
    return filter_grid(weight, columns)[0]


def shaped(rows, weight):
    """(k, C, kh, kw) of k flattened filters."""
    return rows.reshape(-1, *weight.shape[1:])


@mistake(
    "principal_filters",
    en="The mean filter was not subtracted, so the first component shows that mean rather than how the filters differ.",
    ru="Средний фильтр не вычтен, и первая компонента показывает это среднее, а не то, чем фильтры различаются.",
)
def not_centred(weight, k):
    return shaped(torch.linalg.svd(weight.flatten(1), full_matrices=False)[2][:k], weight)


@mistake(
    "principal_filters",
    en="From each filter its own mean was subtracted (mean over its pixels). Subtract the mean filter: the mean over "
    "the filters, one for each pixel.",
    ru="Из каждого фильтра вычтено его собственное среднее (по его пикселям). Вычитать нужно средний фильтр: среднее "
    "по фильтрам, своё для каждого пикселя.",
)
def centred_along_the_wrong_axis(weight, k):
    filters = weight.flatten(1)
    filters = filters - filters.mean(1, keepdim=True)
    return shaped(torch.linalg.svd(filters, full_matrices=False)[2][:k], weight)


@mistake(
    "principal_filters",
    en="The components were multiplied by their singular values. Each should have length 1.",
    ru="Компоненты умножены на свои сингулярные числа. Длина каждой должна быть равна 1.",
)
def multiplied_by_strength(weight, k):
    filters = weight.flatten(1)
    _, strength, directions = torch.linalg.svd(filters - filters.mean(0), full_matrices=False)
    return shaped(strength[:k, None] * directions[:k], weight)


@mistake(
    "principal_filters",
    en="The weakest components came back: torch.linalg.eigh sorts upwards. The strongest should come first.",
    ru="Возвращены самые слабые компоненты: torch.linalg.eigh сортирует по возрастанию. Первой должна идти самая "
    "сильная.",
)
def weakest_first(weight, k):
    filters = weight.flatten(1).double()
    filters = filters - filters.mean(0)
    return shaped(torch.linalg.eigh(filters.T @ filters)[1][:, :k].T, weight).to(weight.dtype)


@mistake(
    "principal_filters",
    en="The right components came back in the wrong order: the strongest is last. It should come first.",
    ru="Компоненты верные, но порядок обратный: самая сильная стоит последней. Она должна идти первой.",
)
def strongest_last(weight, k):
    return principal_filters(weight, k).flip(0)


@mistake(
    "principal_filters",
    en="Columns of Vh were taken. torch.linalg.svd returns V already transposed: the components are the rows of Vh.",
    ru="Взяты столбцы Vh. torch.linalg.svd возвращает V уже транспонированной: компоненты это строки Vh.",
)
def columns_of_vh(weight, k):
    filters = weight.flatten(1)
    directions = torch.linalg.svd(filters - filters.mean(0), full_matrices=False)[2]
    return shaped(directions[:, :k].T, weight)


@mistake(
    "principal_filters",
    en="The components were put into (k, C, kh, kw) from a matrix with one component a column, without transposing it, "
    "which mixes them. Transpose first, then reshape.",
    ru="Матрица, где компоненты стоят столбцами, превращена в (k, C, kh, kw) без транспонирования, и компоненты "
    "перемешались. Сначала транспонируйте, потом меняйте форму.",
)
def reshaped_for_transposed_components(weight, k):
    return shaped(principal_filters(weight, k).flatten(1).T.contiguous().flatten(), weight)


@mistake(
    "principal_filters",
    en="Each pixel was also divided by its deviation over the filters (standardised). Subtract the mean only: all "
    "weights are in the same units.",
    ru="Каждый пиксель ещё и поделён на своё отклонение по фильтрам (стандартизован). Вычитайте только среднее: все "
    "веса измерены в одних единицах.",
)
def standardised(weight, k):
    filters = weight.flatten(1)
    filters = (filters - filters.mean(0)) / filters.std(0)
    return shaped(torch.linalg.svd(filters, full_matrices=False)[2][:k], weight)


@mistake(
    "principal_filters",
    en="These are filters of the layer itself, those of the greatest length. Principal components are directions in "
    "which the filters vary: take them from an SVD of the centred filters.",
    ru="Это фильтры самого слоя, самые длинные из них. Главные компоненты это направления, вдоль которых фильтры "
    "меняются: возьмите их из SVD центрированных фильтров.",
)
def longest_filters(weight, k):
    filters = weight.flatten(1)
    longest = filters.norm(dim=1).argsort(descending=True)[:k]
    return shaped(F.normalize(filters[longest], dim=1), weight)
