"""What goes wrong in other people's backward passes of a convolution, each as its author would have written it."""

import torch
from torch.nn.functional import pad

from grader.authoring import T
from reference.convolution.conv2d_backward import conv2d_backward

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


def bordered(x, padding):
    """The picture with its zeros."""
    ph, pw = pair(padding)
    return pad(x, (pw, pw, ph, ph))


def cropped(padded, x, padding):
    """The picture without its zeros."""
    ph, pw = pair(padding)
    return padded[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]


def gradients_of_padded(grad_out, x, weight, step, padding):
    """grad_x with the border still on it and grad_weight, both for windows that begin at every `step`-th place."""
    padded, (sh, sw) = bordered(x, padding), pair(step)
    rows = (grad_out.shape[2] - 1) * sh + weight.shape[2]
    columns = (grad_out.shape[3] - 1) * sw + weight.shape[3]
    seen, grad_weight, _ = conv2d_backward(grad_out, padded[:, :, :rows, :columns], weight, step)
    return pad(seen, (0, padded.shape[3] - columns, 0, padded.shape[2] - rows)), grad_weight


def windows(grad_out, weight, stride):
    """Place in the output, and rows and columns of its window, one window after the other."""
    (kh, kw), (sh, sw) = weight.shape[2:], pair(stride)
    for i in range(grad_out.shape[2]):
        for j in range(grad_out.shape[3]):
            yield i, j, slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)


@mistake(
    en="With padding 0 grad_x comes out empty: the slice p:-p is empty for p = 0, since -0 is 0. Cut the border off "
    "with p : p + H and p : p + W.",
    ru="При padding=0 ответ grad_x пустой: срез p:-p пуст при p = 0, ведь -0 это 0. Срезайте рамку так: p : p + H "
    "и p : p + W.",
)
def empty_at_padding_0(grad_out, x, weight, stride=1, padding=0):
    _, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    padded, _ = gradients_of_padded(grad_out, x, weight, stride, padding)
    ph, pw = pair(padding)
    return padded[:, :, ph:-ph, pw:-pw], grad_weight, grad_bias


@mistake(
    en="grad_x still has the border on it: it is the gradient for the padded picture. Cut the border off, so that "
    "grad_x has the shape of x.",
    ru="В grad_x осталась рамка: это градиент по картинке вместе с паддингом. Срежьте рамку, чтобы форма grad_x была "
    "как у x.",
)
def border_left_on(grad_out, x, weight, stride=1, padding=0):
    _, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return gradients_of_padded(grad_out, x, weight, stride, padding)[0], grad_weight, grad_bias


@mistake(
    en="grad_x lies too low and too far to the right by the padding. Window (i, j) begins at row i * stride - padding "
    "of the picture; if you cut grad_x out of the gradient of the padded picture, it begins there at row p and column "
    "p.",
    ru="grad_x сдвинут вниз и вправо на величину паддинга. Окно (i, j) начинается в строке i * stride - padding "
    "картинки; если grad_x вырезается из градиента по дополненной картинке, он начинается там со строки p и столбца p.",
)
def shifted_by_the_padding(grad_out, x, weight, stride=1, padding=0):
    _, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    padded, _ = gradients_of_padded(grad_out, x, weight, stride, padding)
    return padded[:, :, : x.shape[2], : x.shape[3]], grad_weight, grad_bias


@mistake(
    en="One row and one column were cut off grad_x on each side, whatever the padding is. Cut off as many as padding "
    "says.",
    ru="От grad_x с каждой стороны отрезано по одной строке и одному столбцу, каким бы ни был паддинг. Отрезать нужно "
    "столько, сколько указано в padding.",
)
def border_of_one_cut(grad_out, x, weight, stride=1, padding=0):
    _, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    padded, _ = gradients_of_padded(grad_out, x, weight, stride, padding)
    return padded[:, :, 1:-1, 1:-1], grad_weight, grad_bias


@mistake(
    en="When the border was cut off grad_x, rows and columns of the padding were swapped. A pair is (rows, columns).",
    ru="При срезании рамки с grad_x строки и столбцы паддинга поменялись местами. Пара означает (строки, столбцы).",
)
def border_pair_swapped(grad_out, x, weight, stride=1, padding=0):
    _, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    padded, _ = gradients_of_padded(grad_out, x, weight, stride, padding)
    pw, ph = pair(padding)
    return padded[:, :, ph : padded.shape[2] - ph, pw : padded.shape[3] - pw], grad_weight, grad_bias


@mistake(
    en="In grad_x the kernel is turned upside down and mirrored. With full padding of grad_out the kernel has to be "
    "flipped; when each window adds weight * grad_out to its place, it stays as it is.",
    ru="В grad_x ядро перевёрнуто по вертикали и горизонтали. Если считать grad_x свёрткой с дополненным нулями "
    "grad_out, ядро нужно перевернуть; если каждое окно прибавляет weight * grad_out на своё место, ядро берут как "
    "есть.",
)
def kernel_turned_in_grad_x(grad_out, x, weight, stride=1, padding=0):
    _, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return conv2d_backward(grad_out, x, weight.flip(-1, -2), stride, padding)[0], grad_weight, grad_bias


@mistake(
    en="grad_x holds only what the last window and the last kernel gave: the others were overwritten (= where += is "
    "needed). A pixel gets a gradient from every window that saw it and from every kernel.",
    ru="В grad_x осталось только то, что дали последнее окно и последнее ядро: остальное перезаписано (= там, где "
    "нужно +=). Пиксель получает градиент от каждого окна, в которое попал, и от каждого ядра.",
)
def last_window_and_kernel_in_grad_x(grad_out, x, weight, stride=1, padding=0):
    _, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    padded = torch.zeros_like(bordered(x, padding))
    for i, j, rows, columns in windows(grad_out, weight, stride):
        padded[:, :, rows, columns] = grad_out[:, -1, i, j].reshape(-1, 1, 1, 1) * weight[-1]
    return cropped(padded, x, padding), grad_weight, grad_bias


@mistake(
    en="grad_x holds only what the last window gave where windows overlap: the others were overwritten (= where += is "
    "needed). A pixel gets a gradient from every window that saw it.",
    ru="Там, где окна перекрываются, в grad_x осталось только то, что дало последнее окно: остальное перезаписано (= "
    "там, где нужно +=). Пиксель получает градиент от каждого окна, в которое попал.",
)
def last_window_in_grad_x(grad_out, x, weight, stride=1, padding=0):
    _, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    padded = torch.zeros_like(bordered(x, padding))
    for i, j, rows, columns in windows(grad_out, weight, stride):
        padded[:, :, rows, columns] = torch.einsum("nf,fchw->nchw", grad_out[:, :, i, j], weight)
    return cropped(padded, x, padding), grad_weight, grad_bias


@mistake(
    en="grad_x holds only what the last number of the kernel gave: in the loop over the kernel the others were "
    "overwritten (= where += is needed).",
    ru="В grad_x осталось только то, что дало последнее число ядра: в цикле по ядру остальное перезаписано (= там, где "
    "нужно +=).",
)
def last_number_of_the_kernel_in_grad_x(grad_out, x, weight, stride=1, padding=0):
    _, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    padded, (sh, sw) = torch.zeros_like(bordered(x, padding)), pair(stride)
    out_h, out_w = grad_out.shape[2:]
    for i in range(weight.shape[2]):
        for j in range(weight.shape[3]):
            part = torch.einsum("nfhw,fc->nchw", grad_out, weight[:, :, i, j])
            padded[:, :, i : i + (out_h - 1) * sh + 1 : sh, j : j + (out_w - 1) * sw + 1 : sw] = part
    return cropped(padded, x, padding), grad_weight, grad_bias


@mistake(
    en="grad_x takes only the last kernel into account: the others were overwritten (= where += is needed). Each of "
    "the F output channels depends on the picture, so the gradients of all are added up.",
    ru="В grad_x учтено только последнее ядро: остальные перезаписаны (= там, где нужно +=). От картинки зависит "
    "каждый из F выходных каналов, и градиенты от всех складываются.",
)
def last_kernel_in_grad_x(grad_out, x, weight, stride=1, padding=0):
    _, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return conv2d_backward(grad_out[:, -1:], x, weight[-1:], stride, padding)[0], grad_weight, grad_bias


@mistake(
    en="grad_weight holds only what the last window of the last picture gave: the others were overwritten (= where += "
    "is needed). A kernel is used at every place of every picture.",
    ru="В grad_weight осталось только то, что дало последнее окно последней картинки: остальное перезаписано (= там, "
    "где нужно +=). Ядро участвует в каждом месте каждой картинки.",
)
def last_window_in_grad_weight(grad_out, x, weight, stride=1, padding=0):
    grad_x, _, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    last = torch.zeros_like(grad_out)
    last[-1, :, -1, -1] = grad_out[-1, :, -1, -1]
    return grad_x, conv2d_backward(last, x, weight, stride, padding)[1], grad_bias


@mistake(
    en="grad_weight takes only the last picture into account: the others were overwritten (= where += is needed). The "
    "gradients of all pictures of the batch are added up.",
    ru="В grad_weight учтена только последняя картинка: остальные перезаписаны (= там, где нужно +=). Градиенты от "
    "всех картинок батча складываются.",
)
def last_picture_in_grad_weight(grad_out, x, weight, stride=1, padding=0):
    grad_x, _, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return grad_x, conv2d_backward(grad_out[-1:], x[-1:], weight, stride, padding)[1], grad_bias


@mistake(
    en="grad_weight was not summed over the pictures: each has a gradient of its own. All pictures use the same "
    "kernels, so their gradients are added up.",
    ru="grad_weight не просуммирован по картинкам: у каждой свой градиент. Ядра у всех картинок одни и те же, поэтому "
    "их градиенты складываются.",
)
def grad_weight_for_each_picture(grad_out, x, weight, stride=1, padding=0):
    grad_x, _, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    parts = [
        conv2d_backward(g[None], one[None], weight, stride, padding)[1] for g, one in zip(grad_out, x, strict=True)
    ]
    return grad_x, torch.stack(parts), grad_bias


@mistake(
    en="grad_weight is turned upside down and mirrored. Number (i, j) of the kernel was multiplied by the pixels that "
    "lie i rows below and j columns to the right of the windows' corners.",
    ru="grad_weight перевёрнут по вертикали и горизонтали. Число (i, j) ядра умножалось на пиксели, которые лежат на i "
    "строк ниже и на j столбцов правее углов окон.",
)
def grad_weight_turned(grad_out, x, weight, stride=1, padding=0):
    grad_x, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return grad_x, grad_weight.flip(-1, -2), grad_bias


@mistake(
    en="Input and output channels of grad_weight are swapped. It has the shape of weight: (F, C, kh, kw).",
    ru="Входные и выходные каналы grad_weight поменялись местами. Форма у него как у weight: (F, C, kh, kw).",
)
def channels_swapped_in_grad_weight(grad_out, x, weight, stride=1, padding=0):
    grad_x, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return grad_x, grad_weight.transpose(0, 1), grad_bias


@mistake(
    en="The stride is missing in the windows, for grad_x as well as for grad_weight: they move by one pixel. Window "
    "(i, j) begins at row i * stride, column j * stride.",
    ru="В окнах не учтён шаг, и для grad_x, и для grad_weight: они сдвигаются на один пиксель. Окно (i, j) начинается "
    "в строке i * stride и столбце j * stride.",
)
def stride_missing(grad_out, x, weight, stride=1, padding=0):
    padded, grad_weight = gradients_of_padded(grad_out, x, weight, 1, padding)
    return cropped(padded, x, padding), grad_weight, grad_out.sum((0, 2, 3))


@mistake(
    en="The stride is missing in grad_x: the windows move by one pixel there. What window (i, j) adds begins at row i "
    "* stride, column j * stride.",
    ru="В grad_x не учтён шаг: окна сдвигаются там на один пиксель. То, что прибавляет окно (i, j), начинается в "
    "строке i * stride и столбце j * stride.",
)
def stride_missing_in_grad_x(grad_out, x, weight, stride=1, padding=0):
    _, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    padded, _ = gradients_of_padded(grad_out, x, weight, 1, padding)
    return cropped(padded, x, padding), grad_weight, grad_bias


@mistake(
    en="The stride is missing in grad_weight: the windows move by one pixel there. Window (i, j) begins at row i * "
    "stride, column j * stride.",
    ru="В grad_weight не учтён шаг: окна сдвигаются там на один пиксель. Окно (i, j) начинается в строке i * stride и "
    "столбце j * stride.",
)
def stride_missing_in_grad_weight(grad_out, x, weight, stride=1, padding=0):
    grad_x, _, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return grad_x, gradients_of_padded(grad_out, x, weight, 1, padding)[1], grad_bias


@mistake(
    en="The stride acts on the rows only; along the columns the windows move by one pixel. Window (i, j) begins at "
    "column j * stride as well.",
    ru="Шаг действует только по строкам; по столбцам окна сдвигаются на один пиксель. Окно (i, j) начинается в столбце "
    "j * stride.",
)
def stride_missing_along_columns(grad_out, x, weight, stride=1, padding=0):
    padded, grad_weight = gradients_of_padded(grad_out, x, weight, (pair(stride)[0], 1), padding)
    return cropped(padded, x, padding), grad_weight, grad_out.sum((0, 2, 3))


@mistake(
    en="grad_x is too small where the stride is larger than 1: grad_out was not spread. Put stride - 1 zeros between "
    "its neighbours before it is convolved with the flipped kernel.",
    ru="При шаге больше 1 ответ grad_x слишком мал: grad_out не раздвинут. Перед свёрткой с перевёрнутым ядром "
    "вставьте между соседними его числами stride - 1 нулей.",
)
def grad_out_not_spread(grad_out, x, weight, stride=1, padding=0):
    _, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    (ph, pw), (kh, kw), (out_h, out_w) = pair(padding), weight.shape[2:], grad_out.shape[2:]
    small = x.new_zeros(*x.shape[:2], out_h + kh - 1, out_w + kw - 1)
    full = conv2d_backward(grad_out, small, weight)[0]
    return full[:, :, ph : full.shape[2] - ph, pw : full.shape[3] - pw], grad_weight, grad_bias


@mistake(
    en="grad_x lacks the rows or columns that no window reached, since the stride does not divide. Their gradient is "
    "0, but they are there: grad_x has the shape of x.",
    ru="В grad_x не хватает строк или столбцов, до которых не дошло ни одно окно, потому что шаг не укладывается "
    "ровно. Их градиент равен 0, но они есть: форма grad_x как у x.",
)
def leftover_cut_off(grad_out, x, weight, stride=1, padding=0):
    grad_x, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    (ph, pw), (sh, sw) = pair(padding), pair(stride)
    rows = (grad_out.shape[2] - 1) * sh + weight.shape[2] - 2 * ph
    columns = (grad_out.shape[3] - 1) * sw + weight.shape[3] - 2 * pw
    return grad_x[:, :, :rows, :columns], grad_weight, grad_bias


@mistake(
    en="grad_bias is missing. bias[f] is added to every place of output channel f, so its gradient is the sum of "
    "grad_out over the pictures, rows and columns of that channel.",
    ru="grad_bias не вычислен. bias[f] прибавляется к каждому месту выходного канала f, поэтому его градиент равен "
    "сумме grad_out по картинкам, строкам и столбцам этого канала.",
)
def no_grad_bias(grad_out, x, weight, stride=1, padding=0):
    return *conv2d_backward(grad_out, x, weight, stride, padding)[:2], None


@mistake(
    en="Only two gradients are returned; the third one, grad_bias, is missing. bias[f] is added to every place of "
    "output channel f, so its gradient is the sum of grad_out over the pictures, rows and columns of that channel.",
    ru="Возвращены только два градиента, третьего, grad_bias, нет. bias[f] прибавляется к каждому месту выходного "
    "канала f, поэтому его градиент равен сумме grad_out по картинкам, строкам и столбцам этого канала.",
)
def two_gradients_only(grad_out, x, weight, stride=1, padding=0):
    return conv2d_backward(grad_out, x, weight, stride, padding)[:2]


@mistake(
    en="grad_bias has kept an axis and has the shape (1, F). One number for each output channel is needed: (F,).",
    ru="В grad_bias осталась лишняя ось, форма вышла (1, F). Нужно по числу на каждый выходной канал: (F,).",
)
def grad_bias_as_a_row(grad_out, x, weight, stride=1, padding=0):
    grad_x, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return grad_x, grad_weight, grad_bias.reshape(1, -1)


@mistake(
    en="grad_bias has kept the axes that were summed over (keepdim) and has the shape (1, F, 1, 1). One number for "
    "each output channel is needed: (F,).",
    ru="В grad_bias остались оси, по которым шло суммирование (keepdim), форма вышла (1, F, 1, 1). Нужно по числу на "
    "каждый выходной канал: (F,).",
)
def grad_bias_with_all_axes(grad_out, x, weight, stride=1, padding=0):
    grad_x, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return grad_x, grad_weight, grad_bias.reshape(1, -1, 1, 1)


@mistake(
    en="grad_bias was not summed over the batch and has the shape (N, F). All pictures use the same bias, so their "
    "gradients are added up.",
    ru="grad_bias не просуммирован по батчу, форма вышла (N, F). Сдвиг у всех картинок один и тот же, поэтому их "
    "градиенты складываются.",
)
def grad_bias_for_each_picture(grad_out, x, weight, stride=1, padding=0):
    return *conv2d_backward(grad_out, x, weight, stride, padding)[:2], grad_out.sum((2, 3))


@mistake(
    en="grad_bias was summed over the output channels. Each channel has a bias of its own: sum over the pictures, rows "
    "and columns, axes 0, 2 and 3.",
    ru="grad_bias просуммирован по выходным каналам. У каждого канала свой сдвиг: суммируйте по картинкам, строкам и "
    "столбцам, то есть по осям 0, 2 и 3.",
)
def grad_bias_over_channels(grad_out, x, weight, stride=1, padding=0):
    return *conv2d_backward(grad_out, x, weight, stride, padding)[:2], grad_out.sum((1, 2, 3))


@mistake(
    en="grad_bias is one number, the sum of all of grad_out. Each channel has a bias of its own: sum over the "
    "pictures, rows and columns, axes 0, 2 and 3.",
    ru="grad_bias это одно число, сумма всего grad_out. У каждого канала свой сдвиг: суммируйте по картинкам, строкам "
    "и столбцам, то есть по осям 0, 2 и 3.",
)
def grad_bias_of_everything(grad_out, x, weight, stride=1, padding=0):
    return *conv2d_backward(grad_out, x, weight, stride, padding)[:2], grad_out.sum()


@mistake(
    en="grad_bias takes only the last picture into account: the others were overwritten (= where += is needed).",
    ru="В grad_bias учтена только последняя картинка: остальные перезаписаны (= там, где нужно +=).",
)
def last_picture_in_grad_bias(grad_out, x, weight, stride=1, padding=0):
    return *conv2d_backward(grad_out, x, weight, stride, padding)[:2], grad_out[-1].sum((1, 2))


@mistake(
    en="grad_bias is an average over all places. The bias is added to each of them, so its gradient is their sum.",
    ru="grad_bias усреднён по всем местам. Сдвиг прибавляется к каждому из них, поэтому его градиент равен сумме.",
)
def grad_bias_averaged(grad_out, x, weight, stride=1, padding=0):
    return *conv2d_backward(grad_out, x, weight, stride, padding)[:2], grad_out.mean((0, 2, 3))


@mistake(
    en="grad_bias was divided by the size of the batch. If the loss is an average, that is in grad_out already.",
    ru="grad_bias поделён на размер батча. Если функция потерь усредняется, это уже учтено в grad_out.",
)
def grad_bias_averaged_over_batch(grad_out, x, weight, stride=1, padding=0):
    grad_x, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return grad_x, grad_weight, grad_bias / len(x)


@mistake(
    en="grad_weight was divided by the size of the batch. If the loss is an average, that is in grad_out already.",
    ru="grad_weight поделён на размер батча. Если функция потерь усредняется, это уже учтено в grad_out.",
)
def grad_weight_averaged_over_batch(grad_out, x, weight, stride=1, padding=0):
    grad_x, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return grad_x, grad_weight / len(x), grad_bias


@mistake(
    en="grad_weight and grad_bias were divided by the size of the batch. If the loss is an average, that is in "
    "grad_out already.",
    ru="grad_weight и grad_bias поделены на размер батча. Если функция потерь усредняется, это уже учтено в grad_out.",
)
def averaged_over_batch(grad_out, x, weight, stride=1, padding=0):
    grad_x, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return grad_x, grad_weight / len(x), grad_bias / len(x)


@mistake(
    en="grad_out was left out: these are the gradients of the sum of the output. Multiply by grad_out, the gradient "
    "that arrives from the next layer.",
    ru="Не учтён grad_out: это градиенты суммы всех выходов. Умножайте на grad_out, градиент, который приходит от "
    "следующего слоя.",
)
def grad_out_left_out(grad_out, x, weight, stride=1, padding=0):
    return conv2d_backward(torch.ones_like(grad_out), x, weight, stride, padding)


@mistake(
    en="The gradients come in another order: grad_weight first. Return grad_x, grad_weight, grad_bias.",
    ru="Градиенты идут в другом порядке: первым стоит grad_weight. Верните grad_x, grad_weight, grad_bias.",
)
def grad_weight_first(grad_out, x, weight, stride=1, padding=0):
    grad_x, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return grad_weight, grad_x, grad_bias


@mistake(
    en="The gradients come in another order: grad_weight, grad_bias, grad_x. Return grad_x, grad_weight, grad_bias.",
    ru="Градиенты идут в другом порядке: grad_weight, grad_bias, grad_x. Верните grad_x, grad_weight, grad_bias.",
)
def grad_x_last(grad_out, x, weight, stride=1, padding=0):
    grad_x, grad_weight, grad_bias = conv2d_backward(grad_out, x, weight, stride, padding)
    return grad_weight, grad_bias, grad_x
