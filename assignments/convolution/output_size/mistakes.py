"""What goes wrong when sizes and weights are counted, each as its author would have written it."""

import math

from grader.authoring import T
from reference.convolution.output_size import output_size, receptive_field

MISTAKES = []
"""(what its author misunderstood, the wrong function, which of the task's functions it stands for)"""


def mistake(of, en, ru):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((T(en=en, ru=ru), function, of))
        return function

    return note


def pair(value):
    """3 -> (3, 3); a pair stays."""
    return (value, value) if isinstance(value, int) else tuple(value)


def on_each_axis(one_axis, size, *options):
    """A formula for one axis, applied to a number or to a pair."""
    if isinstance(size, int):
        return one_axis(size, *options)
    return tuple(one_axis(*axis) for axis in zip(*map(pair, (size, *options)), strict=True))


@mistake(
    "output_size",
    en="One place is missing: the + 1 was forgotten. Room / stride counts the steps; the place where the kernel stands "
    "before its first step counts too.",
    ru="Не хватает одного положения: забыта + 1. Запас места, делённый на шаг, даёт число сдвигов, а ядро стоит ещё и "
    "там, откуда начинает.",
)
def without_plus_one(size, kernel_size, stride=1, padding=0, dilation=1):
    def axis(n, k, s, p, d):
        return (n + 2 * p - d * (k - 1) - 1) // s

    return on_each_axis(axis, size, kernel_size, stride, padding, dilation)


@mistake(
    "output_size",
    en="The - 1 in the numerator is missing. A kernel of k rows leaves n - k steps, and in the formula with dilation, "
    "n - dilation * (k - 1) - 1.",
    ru="Потеряна - 1 в числителе. Ядру из k строк остаётся n - k сдвигов, а в формуле с dilation это "
    "n - dilation * (k - 1) - 1.",
)
def without_minus_one(size, kernel_size, stride=1, padding=0, dilation=1):
    def axis(n, k, s, p, d):
        return (n + 2 * p - d * (k - 1)) // s + 1

    return on_each_axis(axis, size, kernel_size, stride, padding, dilation)


@mistake(
    "output_size",
    en="The + 1 went inside the division: (n - k + 1) // stride. It has to be added after dividing: "
    "(n - k) // stride + 1. At stride 1 the two are equal.",
    ru="Единица прибавлена до деления: (n - k + 1) // stride. Её прибавляют после: (n - k) // stride + 1. При шаге 1 "
    "разницы не видно.",
)
def one_inside(size, kernel_size, stride=1, padding=0, dilation=1):
    def axis(n, k, s, p, d):
        return (n + 2 * p - d * (k - 1)) // s

    return on_each_axis(axis, size, kernel_size, stride, padding, dilation)


@mistake(
    "output_size",
    en="The division was rounded up. A place where the kernel would reach over the edge is left out, so it has to be "
    "rounded down.",
    ru="Результат деления округлён вверх. Положение, в котором ядро вышло бы за край, пропускают, поэтому округлять "
    "нужно вниз.",
)
def rounded_up(size, kernel_size, stride=1, padding=0, dilation=1):
    def axis(n, k, s, p, d):
        return math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1

    return on_each_axis(axis, size, kernel_size, stride, padding, dilation)


@mistake(
    "output_size",
    en="The division was rounded to the nearest whole number. A step that does not fit as a whole is not made: round "
    "down (//).",
    ru="Результат деления округлён до ближайшего целого. Неполный сдвиг не делается: округлять нужно вниз (//).",
)
def rounded_to_nearest(size, kernel_size, stride=1, padding=0, dilation=1):
    def axis(n, k, s, p, d):
        return round((n + 2 * p - d * (k - 1) - 1) / s) + 1

    return on_each_axis(axis, size, kernel_size, stride, padding, dilation)


@mistake(
    "output_size",
    en="The division was not rounded: there is no half row in a picture. A step that does not fit as a whole is not "
    "made: round down (//).",
    ru="Результат деления не округлён, а половины строки в картинке не бывает. Неполный сдвиг не делается: округлять "
    "нужно вниз (//).",
)
def not_rounded(size, kernel_size, stride=1, padding=0, dilation=1):
    def axis(n, k, s, p, d):
        return (n + 2 * p - d * (k - 1) - 1) / s + 1

    return on_each_axis(axis, size, kernel_size, stride, padding, dilation)


@mistake(
    "output_size",
    en="The stride was ignored. With stride s the kernel stands in every s-th place only.",
    ru="Шаг не учтён. При шаге s ядро стоит только в каждом s-м положении.",
)
def stride_ignored(size, kernel_size, stride=1, padding=0, dilation=1):
    return output_size(size, kernel_size, 1, padding, dilation)


@mistake(
    "output_size",
    en="The size was divided by the stride without a look at the kernel. The kernel has to fit as a whole, so it takes "
    "away kernel_size - 1 rows first.",
    ru="Размер поделён на шаг без учёта ядра. Ядро должно помещаться целиком, поэтому сначала оно отнимает "
    "kernel_size - 1 строк.",
)
def kernel_ignored(size, kernel_size, stride=1, padding=0, dilation=1):
    def axis(n, k, s, p, d):
        return (n + 2 * p) // s

    return on_each_axis(axis, size, kernel_size, stride, padding, dilation)


@mistake(
    "output_size",
    en="The size was only divided by the stride, as if padding made good what the kernel takes away. Without padding "
    "the kernel takes kernel_size - 1 rows.",
    ru="Размер только поделён на шаг, как будто паддинг возмещает всё, что отнимает ядро. Без паддинга ядро отнимает "
    "kernel_size - 1 строк.",
)
def as_if_padded_to_the_same_size(size, kernel_size, stride=1, padding=0, dilation=1):
    def axis(n, k, s, p, d):
        return math.ceil(n / s)

    return on_each_axis(axis, size, kernel_size, stride, padding, dilation)


@mistake(
    "output_size",
    en="The stride divides only the size, not the room that is left beside the kernel: (n - k) is to be divided as a "
    "whole.",
    ru="На шаг поделён только размер картинки, а не запас места рядом с ядром: делить нужно всю разность (n - k).",
)
def only_size_divided(size, kernel_size, stride=1, padding=0, dilation=1):
    def axis(n, k, s, p, d):
        return (n + 2 * p) // s - d * (k - 1)

    return on_each_axis(axis, size, kernel_size, stride, padding, dilation)


@mistake(
    "output_size",
    en="Padding was counted once. It lies on both sides: padding rows above and as many below.",
    ru="Паддинг посчитан один раз. Он есть с обеих сторон: padding строк сверху и столько же снизу.",
)
def padding_once(size, kernel_size, stride=1, padding=0, dilation=1):
    def axis(n, k, s, p, d):
        return (n + p - d * (k - 1) - 1) // s + 1

    return on_each_axis(axis, size, kernel_size, stride, padding, dilation)


@mistake(
    "output_size",
    en="Padding was ignored. It makes the picture larger before the kernel is laid on it.",
    ru="Паддинг не учтён. Он увеличивает картинку ещё до того, как на неё накладывают ядро.",
)
def padding_ignored(size, kernel_size, stride=1, padding=0, dilation=1):
    return output_size(size, kernel_size, stride, 0, dilation)


@mistake(
    "output_size",
    en="Padding was added to the output. It belongs to the picture, before the kernel is taken away and before the "
    "stride divides.",
    ru="Паддинг прибавлен к ответу. Он относится к картинке: его прибавляют до вычитания ядра и до деления на шаг.",
)
def padding_after(size, kernel_size, stride=1, padding=0, dilation=1):
    def axis(n, k, s, p, d):
        return (n - d * (k - 1) - 1) // s + 1 + 2 * p

    return on_each_axis(axis, size, kernel_size, stride, padding, dilation)


@mistake(
    "output_size",
    en="Dilation was ignored. It pulls the numbers of the kernel apart, so that the kernel covers "
    "dilation * (k - 1) + 1 rows.",
    ru="Параметр dilation не учтён. Он раздвигает числа ядра, и ядро накрывает dilation * (k - 1) + 1 строк.",
)
def dilation_ignored(size, kernel_size, stride=1, padding=0, dilation=1):
    return output_size(size, kernel_size, stride, padding, 1)


@mistake(
    "output_size",
    en="A dilated kernel was taken to cover dilation * k rows. Between k numbers there are k - 1 gaps: it covers "
    "dilation * (k - 1) + 1.",
    ru="Размер разреженного ядра посчитан как dilation * k. Между k числами k - 1 промежутков, и ядро накрывает "
    "dilation * (k - 1) + 1 строк.",
)
def dilation_times_kernel(size, kernel_size, stride=1, padding=0, dilation=1):
    def axis(n, k, s, p, d):
        return (n + 2 * p - d * k) // s + 1

    return on_each_axis(axis, size, kernel_size, stride, padding, dilation)


@mistake(
    "output_size",
    en="dilation - 1 was added to the kernel once. It is added in each of the k - 1 gaps: the kernel covers "
    "k + (k - 1) * (dilation - 1) rows.",
    ru="К ядру один раз прибавлено dilation - 1. Это добавляется в каждом из k - 1 промежутков: ядро накрывает "
    "k + (k - 1) * (dilation - 1) строк.",
)
def dilation_added_once(size, kernel_size, stride=1, padding=0, dilation=1):
    def axis(n, k, s, p, d):
        return (n + 2 * p - (k + d - 1)) // s + 1

    return on_each_axis(axis, size, kernel_size, stride, padding, dilation)


@mistake(
    "output_size",
    en="Both numbers of the answer are made of the rows. Columns have their own size, kernel, stride and padding.",
    ru="Оба числа ответа посчитаны по строкам. У столбцов свой размер, своё ядро, свой шаг и свой паддинг.",
)
def rows_for_both(size, kernel_size, stride=1, padding=0, dilation=1):
    out = output_size(size, kernel_size, stride, padding, dilation)
    return out if isinstance(size, int) else (out[0], out[0])


@mistake(
    "output_size",
    en="Rows and columns of the answer changed places. A pair is always (rows, columns).",
    ru="Строки и столбцы в ответе поменялись местами. Пара всегда означает (строки, столбцы).",
)
def answer_swapped(size, kernel_size, stride=1, padding=0, dilation=1):
    out = output_size(size, kernel_size, stride, padding, dilation)
    return out if isinstance(size, int) else out[::-1]


@mistake(
    "output_size",
    en="The pairs of the options were read as (columns, rows). A pair is always (rows, columns).",
    ru="Пары параметров прочитаны как (столбцы, строки). Пара всегда означает (строки, столбцы).",
)
def options_swapped(size, kernel_size, stride=1, padding=0, dilation=1):
    if isinstance(size, int):
        return output_size(size, kernel_size, stride, padding, dilation)
    turned = [pair(option)[::-1] for option in (kernel_size, stride, padding, dilation)]
    return output_size(size, *turned)


@mistake(
    "receptive_field",
    en="The strides were ignored. After a layer with stride s, neighbouring pixels lie s times as far apart in the "
    "picture, and every later kernel reaches s times as far.",
    ru="Шаги не учтены. После слоя с шагом s соседние пиксели в s раз дальше друг от друга на картинке, и каждое "
    "следующее ядро захватывает в s раз больше.",
)
def field_without_strides(layers):
    return 1 + sum(d * (k - 1) for k, _, d in layers)


@mistake(
    "receptive_field",
    en="The kernels' sizes were added up. Neighbouring windows overlap: a layer adds only kernel_size - 1 to what one "
    "pixel saw before, times the strides of the layers before it.",
    ru="Размеры ядер просто сложены. Соседние окна перекрываются: слой добавляет к области видимости только "
    "kernel_size - 1, умноженное на шаги предыдущих слоёв.",
)
def sum_of_kernels(layers):
    return sum(d * (k - 1) + 1 for k, _, d in layers) if layers else 1


@mistake(
    "receptive_field",
    en="The kernels' sizes were multiplied. That would be so if windows did not overlap; at stride 1 a layer adds "
    "kernel_size - 1.",
    ru="Размеры ядер перемножены. Так было бы, если бы окна не перекрывались; при шаге 1 слой добавляет "
    "kernel_size - 1.",
)
def product_of_kernels(layers):
    return math.prod(d * (k - 1) + 1 for k, _, d in layers)


@mistake(
    "receptive_field",
    en="Only the last layer was looked at. Each pixel that its kernel sees has itself been made from several pixels of "
    "the layer before.",
    ru="Учтён только последний слой. Каждый пиксель, на который смотрит его ядро, сам собран из нескольких пикселей "
    "предыдущего слоя.",
)
def last_layer_only(layers):
    return 1 + layers[-1][2] * (layers[-1][0] - 1) if layers else 1


@mistake(
    "receptive_field",
    en="The field was squared. What is asked for is its rows, not all of its pixels.",
    ru="Область возведена в квадрат. Нужно число её строк, а не всех пикселей.",
)
def area_of_the_field(layers):
    return receptive_field(layers) ** 2


@mistake(
    "receptive_field",
    en="The count began with 0. One pixel sees itself before there is any layer, so it begins with 1.",
    ru="Счёт начат с 0. Пиксель видит сам себя ещё до всяких слоёв, поэтому начинать нужно с 1.",
)
def field_from_zero(layers):
    field, jump = 0, 1
    for k, s, d in layers:
        field += d * (k - 1) * jump
        jump *= s
    return field


@mistake(
    "receptive_field",
    en="A layer's own stride was applied to its own kernel (too early). The stride moves the window, it does not widen "
    "it: only the layers after it reach further.",
    ru="Шаг слоя применён к его же ядру (слишком рано). Шаг двигает окно, а не расширяет его: дальше видят только "
    "следующие слои.",
)
def stride_too_early(layers):
    field, jump = 1, 1
    for k, s, d in layers:
        jump *= s
        field += d * (k - 1) * jump
    return field


@mistake(
    "receptive_field",
    en="A stride was applied one layer too late. It is felt by the very next layer already.",
    ru="Шаг применён на слой позже, чем нужно. Он действует уже на следующий слой.",
)
def stride_too_late(layers):
    field, jump, waiting = 1, 1, 1
    for k, s, d in layers:
        field += d * (k - 1) * jump
        jump *= waiting
        waiting = s
    return field


@mistake(
    "receptive_field",
    en="Only the stride of the layer just before was applied. The strides of all layers before are multiplied.",
    ru="Учтён шаг только предыдущего слоя. Шаги всех предыдущих слоёв перемножаются.",
)
def only_previous_stride(layers):
    field, jump = 1, 1
    for k, s, d in layers:
        field += d * (k - 1) * jump
        jump = s
    return field


@mistake(
    "receptive_field",
    en="The rule (field - 1) * stride + kernel was applied from the first layer to the last. It steps from the output "
    "back to the picture, so it begins with the last layer.",
    ru="Правило (область - 1) * шаг + ядро применено от первого слоя к последнему. Оно ведёт от ответа назад к "
    "картинке, поэтому начинать нужно с последнего слоя.",
)
def from_the_wrong_end(layers):
    field = 1
    for k, s, d in layers:
        field = (field - 1) * s + d * (k - 1) + 1
    return field


@mistake(
    "receptive_field",
    en="On the way back the field was multiplied by the stride as a whole. There is one gap fewer than pixels: "
    "(field - 1) * stride + kernel.",
    ru="При движении назад на шаг умножена вся область. Промежутков на один меньше, чем пикселей: "
    "(область - 1) * шаг + ядро.",
)
def whole_field_times_stride(layers):
    field = 1
    for k, s, d in reversed(layers):
        field = field * s + d * (k - 1)
    return field


@mistake(
    "receptive_field",
    en="Dilation was ignored. The kernel's outermost numbers lie dilation * (k - 1) apart.",
    ru="Параметр dilation не учтён. Крайние числа ядра отстоят друг от друга на dilation * (k - 1).",
)
def field_without_dilation(layers):
    field, jump = 1, 1
    for k, s, _ in layers:
        field += (k - 1) * jump
        jump *= s
    return field


@mistake(
    "receptive_field",
    en="A dilated kernel was taken to cover dilation * k pixels. Between k numbers there are k - 1 gaps: it covers "
    "dilation * (k - 1) + 1.",
    ru="Размер разреженного ядра посчитан как dilation * k. Между k числами k - 1 промежутков, и ядро накрывает "
    "dilation * (k - 1) + 1 пикселей.",
)
def field_dilation_times_kernel(layers):
    field, jump = 1, 1
    for k, s, d in layers:
        field += (d * k - 1) * jump
        jump *= s
    return field


@mistake(
    "receptive_field",
    en="Dilation was kept for the later layers, as if it were a stride. It widens its own kernel only; the picture "
    "does not get smaller by it.",
    ru="Параметр dilation перешёл на следующие слои, как будто это шаг. Он раздвигает только своё ядро, а картинку не "
    "уменьшает.",
)
def dilation_kept(layers):
    field, jump = 1, 1
    for k, s, d in layers:
        field += d * (k - 1) * jump
        jump *= s * d
    return field


@mistake(
    "conv_parameters",
    en="The output channels were forgotten. Each of them has a kernel of its own.",
    ru="Забыты выходные каналы. У каждого из них своё ядро.",
)
def one_kernel_for_all(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, columns = pair(kernel_size)
    return in_channels // groups * rows * columns + (out_channels if bias else 0)


@mistake(
    "conv_parameters",
    en="The input channels were forgotten. A kernel has a layer for each channel that it sees.",
    ru="Забыты входные каналы. В ядре по слою на каждый канал, на который оно смотрит.",
)
def flat_kernels(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, columns = pair(kernel_size)
    return out_channels * rows * columns + (out_channels if bias else 0)


@mistake(
    "conv_parameters",
    en="A kernel of size k was counted as k numbers. It is a square of k * k; a pair means rows * columns.",
    ru="Ядро размера k посчитано как k чисел. Это квадрат из k * k; пара означает строки * столбцы.",
)
def kernel_not_squared(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, _ = pair(kernel_size)
    return out_channels * in_channels // groups * rows + (out_channels if bias else 0)


@mistake(
    "conv_parameters",
    en="One number of the kernel's pair was squared. A pair is (rows, columns): multiply the two.",
    ru="В квадрат возведено одно число из пары. Пара это (строки, столбцы): их нужно перемножить.",
)
def rows_squared(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, _ = pair(kernel_size)
    return out_channels * in_channels // groups * rows * rows + (out_channels if bias else 0)


@mistake(
    "conv_parameters",
    en="The channels were added. Each output channel is tied to each input channel: multiply them.",
    ru="Каналы сложены. Каждый выходной канал связан с каждым входным: их нужно перемножить.",
)
def channels_added(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, columns = pair(kernel_size)
    return (in_channels // groups + out_channels) * rows * columns + (out_channels if bias else 0)


@mistake(
    "conv_parameters",
    en="The bias was not counted. With bias=True there is one more number for each output channel.",
    ru="Сдвиг (bias) не посчитан. При bias=True добавляется по одному числу на каждый выходной канал.",
)
def bias_never(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, columns = pair(kernel_size)
    return out_channels * (in_channels // groups) * rows * columns


@mistake(
    "conv_parameters",
    en="The bias was counted with bias=False as well.",
    ru="Сдвиг (bias) посчитан и при bias=False.",
)
def bias_always(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, columns = pair(kernel_size)
    return out_channels * (in_channels // groups * rows * columns + 1)


@mistake(
    "conv_parameters",
    en="One bias was counted for the whole layer. There is one for each output channel.",
    ru="Посчитан один сдвиг (bias) на весь слой. Их по одному на каждый выходной канал.",
)
def bias_once(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, columns = pair(kernel_size)
    return out_channels * (in_channels // groups) * rows * columns + (1 if bias else 0)


@mistake(
    "conv_parameters",
    en="A bias was counted for each weight. It is added once to the finished sum: one for each output channel.",
    ru="Сдвиг (bias) посчитан на каждый вес. Он прибавляется один раз к готовой сумме: по одному на каждый выходной "
    "канал.",
)
def bias_per_weight(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, columns = pair(kernel_size)
    return out_channels * (in_channels // groups) * rows * columns * (2 if bias else 1)


@mistake(
    "conv_parameters",
    en="A bias was counted for each layer of each kernel. The layers of a kernel are summed first: one bias for each "
    "output channel.",
    ru="Сдвиг (bias) посчитан на каждый слой каждого ядра. Сначала слои ядра складываются: сдвиг один на каждый "
    "выходной канал.",
)
def bias_per_layer_of_kernel(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, columns = pair(kernel_size)
    return out_channels * (in_channels // groups) * (rows * columns + (1 if bias else 0))


@mistake(
    "conv_parameters",
    en="A bias was counted for each input channel. It is added to the output: one for each output channel.",
    ru="Сдвиг (bias) посчитан на каждый входной канал. Он прибавляется к ответу: по одному на каждый выходной канал.",
)
def bias_per_input(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, columns = pair(kernel_size)
    return out_channels * (in_channels // groups) * rows * columns + (in_channels if bias else 0)


@mistake(
    "conv_parameters",
    en="groups was ignored. A kernel has layers for the channels of its own group only: in_channels / groups.",
    ru="Параметр groups не учтён. В ядре есть слои только для каналов своей группы: in_channels / groups.",
)
def groups_ignored(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, columns = pair(kernel_size)
    return out_channels * in_channels * rows * columns + (out_channels if bias else 0)


@mistake(
    "conv_parameters",
    en="Both the input and the output channels were divided by groups: that is one group alone. There are `groups` of "
    "them.",
    ru="На groups поделены и входные, и выходные каналы: это всего одна группа. А их groups штук.",
)
def one_group_only(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, columns = pair(kernel_size)
    weights = (out_channels // groups) * (in_channels // groups) * rows * columns
    return weights + (out_channels if bias else 0)


@mistake(
    "conv_parameters",
    en="The count was multiplied by groups. Groups do not add weights, they save them: a kernel sees in_channels / "
    "groups channels.",
    ru="Число весов умножено на groups. Группы не добавляют веса, а экономят их: ядро видит in_channels / groups "
    "каналов.",
)
def groups_multiplied(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, columns = pair(kernel_size)
    return out_channels * in_channels * rows * columns * groups + (out_channels if bias else 0)


@mistake(
    "conv_parameters",
    en="The bias was divided by groups too. Every output channel has its bias, whatever its group.",
    ru="На groups поделён и сдвиг (bias). Он есть у каждого выходного канала, в какой бы группе тот ни был.",
)
def bias_divided(in_channels, out_channels, kernel_size, bias=True, groups=1):
    rows, columns = pair(kernel_size)
    return out_channels * (in_channels * rows * columns + (1 if bias else 0)) // groups


@mistake(
    "dense_parameters",
    en="The numbers of inputs and outputs were added. Each output is tied to each input: multiply them.",
    ru="Числа входов и выходов сложены. Каждый выход связан с каждым входом: их нужно перемножить.",
)
def inputs_and_outputs_added(in_shape, out_shape, bias=True):
    return math.prod(in_shape) + math.prod(out_shape) + (math.prod(out_shape) if bias else 0)


@mistake(
    "dense_parameters",
    en="The sizes of a shape were added. A tensor of shape (C, H, W) holds C * H * W numbers.",
    ru="Размеры внутри формы сложены. В тензоре формы (C, H, W) всего C * H * W чисел.",
)
def sizes_added(in_shape, out_shape, bias=True):
    return sum(out_shape) * (sum(in_shape) + (1 if bias else 0))


@mistake(
    "dense_parameters",
    en="Only the channels were counted. A dense layer has a weight for every pixel of every channel.",
    ru="Посчитаны только каналы. У полносвязного слоя есть вес для каждого пикселя каждого канала.",
)
def channels_only(in_shape, out_shape, bias=True):
    return out_shape[0] * (in_shape[0] + (1 if bias else 0))


@mistake(
    "dense_parameters",
    en="Only the last size of each shape was counted, as torch.nn.Linear does without flattening. Here every number of "
    "the input is tied to every number of the output.",
    ru="Учтён только последний размер каждой формы, как в torch.nn.Linear без flatten. Здесь каждое число входа "
    "связано с каждым числом выхода.",
)
def last_axis_only(in_shape, out_shape, bias=True):
    return out_shape[-1] * (in_shape[-1] + (1 if bias else 0))


@mistake(
    "dense_parameters",
    en="The first number of each shape was left out, as if it were the batch. These shapes have no batch: a tensor of "
    "shape (C, H, W) holds C * H * W numbers.",
    ru="Первое число каждой формы пропущено, как будто это батч. В этих формах батча нет: в тензоре формы (C, H, W) "
    "всего C * H * W чисел.",
)
def first_size_left_out(in_shape, out_shape, bias=True):
    outputs = math.prod(out_shape[1:])
    return outputs * (math.prod(in_shape[1:]) + (1 if bias else 0))


@mistake(
    "dense_parameters",
    en="The bias was not counted. With bias=True there is one more number for each number of the output.",
    ru="Сдвиг (bias) не посчитан. При bias=True добавляется по одному числу на каждое число выхода.",
)
def dense_bias_never(in_shape, out_shape, bias=True):
    return math.prod(in_shape) * math.prod(out_shape)


@mistake(
    "dense_parameters",
    en="The bias was counted with bias=False as well.",
    ru="Сдвиг (bias) посчитан и при bias=False.",
)
def dense_bias_always(in_shape, out_shape, bias=True):
    return (math.prod(in_shape) + 1) * math.prod(out_shape)


@mistake(
    "dense_parameters",
    en="One bias was counted for the whole layer. There is one for each number of the output.",
    ru="Посчитан один сдвиг (bias) на весь слой. Их по одному на каждое число выхода.",
)
def dense_bias_once(in_shape, out_shape, bias=True):
    return math.prod(in_shape) * math.prod(out_shape) + (1 if bias else 0)


@mistake(
    "dense_parameters",
    en="A bias was counted for each input. There is one for each number of the output.",
    ru="Сдвиг (bias) посчитан на каждый вход. Их по одному на каждое число выхода.",
)
def dense_bias_per_input(in_shape, out_shape, bias=True):
    return math.prod(in_shape) * math.prod(out_shape) + (math.prod(in_shape) if bias else 0)


@mistake(
    "dense_parameters",
    en="The bias was counted for each output channel, as in a convolution. A dense layer shares nothing: there is one "
    "for each number of the output.",
    ru="Сдвиг (bias) посчитан на каждый выходной канал, как у свёртки. У полносвязного слоя ничего общего нет: сдвигов "
    "столько же, сколько чисел на выходе.",
)
def dense_bias_per_channel(in_shape, out_shape, bias=True):
    return math.prod(in_shape) * math.prod(out_shape) + (out_shape[0] if bias else 0)
