"""What goes wrong in other people's backward passes of max pooling, each as its author would have written it."""

import torch
from torch.nn.functional import pad

from grader.authoring import T
from reference.pooling.max_pool2d_backward import max_pool2d_backward

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


def bordered(x, padding, fill=-torch.inf):
    """The picture with a border of `fill`."""
    ph, pw = pair(padding)
    return pad(x, (pw, pw, ph, ph), value=fill)


def cropped(padded, x, padding):
    """The picture without its border."""
    ph, pw = pair(padding)
    return padded[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]


def windows(grad_out, kernel_size, stride):
    """Place in the output, and rows and columns of its window, one window after the other."""
    (kh, kw), (sh, sw) = pair(kernel_size), pair(kernel_size if stride is None else stride)
    for i in range(grad_out.shape[2]):
        for j in range(grad_out.shape[3]):
            yield i, j, slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)


def added(grad_out, x, kernel_size, stride, padding, share):
    """grad_x where each pixel of a window, (N, C, kh, kw), gets the `share(window)` of the window's gradient."""
    padded = bordered(x, padding)
    grad_padded = torch.zeros_like(padded)
    for i, j, rows, columns in windows(grad_out, kernel_size, stride):
        seen = padded[:, :, rows, columns]
        grad_padded[:, :, rows, columns] += share(seen) * grad_out[:, :, i : i + 1, j : j + 1]
    return cropped(grad_padded, x, padding)


def first_maximum(window):
    """1 for the first maximum of each window, else 0."""
    place = window.flatten(2).argmax(2, keepdim=True)
    return torch.zeros_like(window).flatten(2).scatter(2, place, 1.0).reshape(window.shape)


def moved_windows(grad_out, x, kernel_size, step, padding):
    """grad_x with the border still on it, for windows that begin at every `step`-th place."""
    padded, (kh, kw), (sh, sw) = bordered(x, padding), pair(kernel_size), pair(step)
    rows, columns = (grad_out.shape[2] - 1) * sh + kh, (grad_out.shape[3] - 1) * sw + kw
    seen = max_pool2d_backward(grad_out, padded[:, :, :rows, :columns], kernel_size, step)
    return pad(seen, (0, padded.shape[3] - columns, 0, padded.shape[2] - rows))


@mistake(
    en="Where windows overlap only the last one counts: the gradients of the others were overwritten (= where += is "
    "needed). A pixel that won several windows gets the sum.",
    ru="Там, где окна перекрываются, учтено только последнее: градиенты остальных перезаписаны (= там, где нужно +=). "
    "Пиксель, победивший в нескольких окнах, получает сумму.",
)
def last_window_won(grad_out, x, kernel_size, stride=None, padding=0):
    padded = bordered(x, padding)
    grad_padded = torch.zeros_like(padded)
    for i, j, rows, columns in windows(grad_out, kernel_size, stride):
        place = grad_padded[:, :, rows, columns]
        winner = first_maximum(padded[:, :, rows, columns]).bool()
        grad_padded[:, :, rows, columns] = torch.where(winner, grad_out[:, :, i : i + 1, j : j + 1], place)
    return cropped(grad_padded, x, padding)


@mistake(
    en="Each window overwrites its whole place, zeros included, and with it what earlier windows gave (= where += is "
    "needed). Windows overlap: add to what is there.",
    ru="Каждое окно целиком перезаписывает своё место, в том числе нулями, и стирает то, что дали предыдущие окна (= "
    "там, где нужно +=). Окна перекрываются: прибавляйте к тому, что уже есть.",
)
def whole_window_overwritten(grad_out, x, kernel_size, stride=None, padding=0):
    padded = bordered(x, padding)
    grad_padded = torch.zeros_like(padded)
    for i, j, rows, columns in windows(grad_out, kernel_size, stride):
        winner = first_maximum(padded[:, :, rows, columns])
        grad_padded[:, :, rows, columns] = winner * grad_out[:, :, i : i + 1, j : j + 1]
    return cropped(grad_padded, x, padding)


@mistake(
    en="All pixels that equal the maximum got the gradient. Only one of them gets it, the first in reading order; "
    "comparing the window with its maximum (==) finds all.",
    ru="Градиент получили все пиксели, равные максимуму. Получить его должен только один, первый в порядке чтения; "
    "сравнение окна с его максимумом (==) находит все.",
)
def every_maximum(grad_out, x, kernel_size, stride=None, padding=0):
    return added(grad_out, x, kernel_size, stride, padding, lambda seen: (seen == seen.amax((2, 3), True)).to(seen))


@mistake(
    en="Equal maxima share the gradient. PyTorch gives all of it to the first one in reading order.",
    ru="Одинаковые максимумы делят градиент между собой. PyTorch отдаёт его целиком первому в порядке чтения.",
)
def maxima_share(grad_out, x, kernel_size, stride=None, padding=0):
    def share(seen):
        equal = (seen == seen.amax((2, 3), True)).to(seen)
        return equal / equal.sum((2, 3), True)

    return added(grad_out, x, kernel_size, stride, padding, share)


@mistake(
    en="Of equal maxima the last one got the gradient (>= where > is needed). The first one in reading order gets it.",
    ru="Из одинаковых максимумов градиент получил последний (>= там, где нужно >). Получить его должен первый в "
    "порядке чтения.",
)
def last_maximum(grad_out, x, kernel_size, stride=None, padding=0):
    def share(seen):
        return first_maximum(seen.flip(2, 3)).flip(2, 3)

    return added(grad_out, x, kernel_size, stride, padding, share)


@mistake(
    en="Of equal maxima the first one down the columns got the gradient. Reading order goes row by row, each from left "
    "to right.",
    ru="Из одинаковых максимумов градиент получил первый по столбцам. Порядок чтения идёт по строкам, каждая слева "
    "направо.",
)
def first_down_the_columns(grad_out, x, kernel_size, stride=None, padding=0):
    def share(seen):
        return first_maximum(seen.transpose(2, 3)).transpose(2, 3)

    return added(grad_out, x, kernel_size, stride, padding, share)


@mistake(
    en="All pixels of a window got its gradient. Only the maximum had an influence on the output, so the others get 0.",
    ru="Градиент окна получили все его пиксели. На ответ повлиял только максимум, поэтому у остальных градиент 0.",
)
def all_of_the_window(grad_out, x, kernel_size, stride=None, padding=0):
    return added(grad_out, x, kernel_size, stride, padding, torch.ones_like)


@mistake(
    en="The gradient was shared among all pixels of a window: that is average pooling. Here the maximum gets all of "
    "it.",
    ru="Градиент поделён между всеми пикселями окна: так делает average-пулинг. Здесь он целиком достаётся максимуму.",
)
def as_for_the_average(grad_out, x, kernel_size, stride=None, padding=0):
    kh, kw = pair(kernel_size)
    return added(grad_out, x, kernel_size, stride, padding, lambda seen: torch.full_like(seen, 1 / (kh * kw)))


@mistake(
    en="The maxima got 1 for each window that they won. Multiply by grad_out, the gradient that arrives for the "
    "window.",
    ru="Максимумы получили по 1 за каждое окно, в котором победили. Умножайте на grad_out, градиент, который пришёл "
    "для этого окна.",
)
def grad_out_left_out(grad_out, x, kernel_size, stride=None, padding=0):
    return max_pool2d_backward(torch.ones_like(grad_out), x, kernel_size, stride, padding)


@mistake(
    en="The gradient was multiplied by the maximum itself. The output is the maximum times 1, so the gradient arrives "
    "as it is.",
    ru="Градиент умножен на сам максимум. Ответ равен максимуму, умноженному на 1, поэтому градиент доходит без "
    "изменений.",
)
def times_the_maximum(grad_out, x, kernel_size, stride=None, padding=0):
    return max_pool2d_backward(grad_out, x, kernel_size, stride, padding) * x


@mistake(
    en="The place of the maximum within its window was taken for its place in the picture, so all gradients meet in "
    "the top left corner. Add the window's beginning, i * stride and j * stride.",
    ru="Место максимума внутри окна принято за место в картинке, и все градиенты собрались в левом верхнем углу. "
    "Прибавьте начало окна: i * stride и j * stride.",
)
def place_within_the_window(grad_out, x, kernel_size, stride=None, padding=0):
    padded, (kh, kw) = bordered(x, padding), pair(kernel_size)
    grad_padded = torch.zeros_like(padded)
    for i, j, rows, columns in windows(grad_out, kernel_size, stride):
        winner = first_maximum(padded[:, :, rows, columns])
        grad_padded[:, :, :kh, :kw] += winner * grad_out[:, :, i : i + 1, j : j + 1]
    return cropped(grad_padded, x, padding)


@mistake(
    en="Pixel t of the window was looked for in row t // kh and column t % kh. A row of the window has kw pixels, so "
    "divide by kw.",
    ru="Пиксель окна с номером t искали в строке t // kh и столбце t % kh. В строке окна kw пикселей, поэтому делить "
    "нужно на kw.",
)
def divided_by_the_height(grad_out, x, kernel_size, stride=None, padding=0):
    padded, kh = bordered(x, padding), pair(kernel_size)[0]
    grad_padded = torch.zeros_like(padded)
    for i, j, rows, columns in windows(grad_out, kernel_size, stride):
        place = padded[:, :, rows, columns].flatten(2).argmax(2)
        for n in range(x.shape[0]):
            for c in range(x.shape[1]):
                row, column = divmod(int(place[n, c]), kh)
                grad_padded[n, c, rows.start + row, columns.start + column] += grad_out[n, c, i, j]
    return cropped(grad_padded, x, padding)


@mistake(
    en="Rows and columns of the window are swapped. A pair is (rows, columns): the window has as many rows as the "
    "first number says.",
    ru="Строки и столбцы окна поменялись местами. Пара означает (строки, столбцы): строк в окне столько, сколько "
    "указано первым числом.",
)
def window_pair_swapped(grad_out, x, kernel_size, stride=None, padding=0):
    step = pair(kernel_size if stride is None else stride)
    return added(grad_out, x, pair(kernel_size)[::-1], step, padding, first_maximum)


@mistake(
    en="The windows move by one pixel, not by the stride. Window (i, j) begins at row i * stride, column j * stride.",
    ru="Окна сдвигаются на один пиксель, а не на шаг. Окно (i, j) начинается в строке i * stride и столбце j * stride.",
)
def stride_missing(grad_out, x, kernel_size, stride=None, padding=0):
    return cropped(moved_windows(grad_out, x, kernel_size, 1, padding), x, padding)


@mistake(
    en="The stride acts on the rows only; along the columns the windows move by one pixel. Window (i, j) begins at "
    "column j * stride as well.",
    ru="Шаг действует только по строкам; по столбцам окна сдвигаются на один пиксель. Окно (i, j) начинается в "
    "столбце j * stride.",
)
def stride_missing_along_columns(grad_out, x, kernel_size, stride=None, padding=0):
    rows = pair(kernel_size if stride is None else stride)[0]
    return cropped(moved_windows(grad_out, x, kernel_size, (rows, 1), padding), x, padding)


@mistake(
    en="With stride=None the windows move by one pixel. None means a stride as large as the window.",
    ru="При stride=None окна сдвигаются на один пиксель. None означает шаг размером с окно.",
)
def none_as_one(grad_out, x, kernel_size, stride=None, padding=0):
    if stride is not None:
        return max_pool2d_backward(grad_out, x, kernel_size, stride, padding)
    return cropped(moved_windows(grad_out, x, kernel_size, 1, padding), x, padding)


@mistake(
    en="The windows always move by their own size; the stride is ignored. Window (i, j) begins at row i * stride, "
    "column j * stride.",
    ru="Окна всегда сдвигаются на свой размер, шаг не учтён. Окно (i, j) начинается в строке i * stride и столбце j * "
    "stride.",
)
def windows_always_side_by_side(grad_out, x, kernel_size, stride=None, padding=0):
    (kh, kw), padded = pair(kernel_size), bordered(x, padding)
    rows, columns = padded.shape[2] // kh, padded.shape[3] // kw
    return cropped(moved_windows(grad_out[:, :, :rows, :columns], x, kernel_size, (kh, kw), padding), x, padding)


@mistake(
    en="The number of windows was computed as H / k, so that some of them gave no gradient. There are as many as "
    "grad_out has rows and columns.",
    ru="Число окон посчитано как H / k, и часть окон не передала градиент. Окон столько, сколько строк и столбцов в "
    "grad_out.",
)
def windows_counted_by_division(grad_out, x, kernel_size, stride=None, padding=0):
    (kh, kw), padded = pair(kernel_size), bordered(x, padding)
    rows, columns = padded.shape[2] // kh, padded.shape[3] // kw
    if rows > grad_out.shape[2] or columns > grad_out.shape[3]:
        raise IndexError("grad_out has no such window")
    counted = torch.zeros_like(grad_out)
    counted[:, :, :rows, :columns] = grad_out[:, :, :rows, :columns]
    return max_pool2d_backward(counted, x, kernel_size, stride, padding)


@mistake(
    en="grad_x lacks the rows or columns that no window reached. Their gradient is 0, but they are there: grad_x has "
    "the shape of x.",
    ru="В grad_x не хватает строк или столбцов, до которых не дошло ни одно окно. Их градиент равен 0, но они есть: "
    "форма grad_x как у x.",
)
def leftover_cut_off(grad_out, x, kernel_size, stride=None, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = pair(kernel_size), pair(kernel_size if stride is None else stride), pair(padding)
    grad_x = max_pool2d_backward(grad_out, x, kernel_size, stride, padding)
    rows, columns = (grad_out.shape[2] - 1) * sh + kh - ph, (grad_out.shape[3] - 1) * sw + kw - pw
    return grad_x[:, :, :rows, :columns]


@mistake(
    en="The maximum was taken over all pictures and channels at once, so only one of them got the gradient. Every "
    "channel of every picture has a maximum of its own: take it over the last two axes.",
    ru="Максимум взят сразу по всем картинкам и каналам, и градиент получила только одна карта. У каждого канала "
    "каждой картинки максимум свой: берите его по двум последним осям.",
)
def one_maximum_for_all_pictures(grad_out, x, kernel_size, stride=None, padding=0):
    return added(grad_out, x, kernel_size, stride, padding, lambda seen: (seen == seen.max()).to(seen))


@mistake(
    en="The maximum was taken over the channels as well, so only one channel of a window got the gradient. Every "
    "channel has a maximum of its own: take it over the last two axes.",
    ru="Максимум взят и по каналам, и в каждом окне градиент получил только один канал. У каждого канала максимум "
    "свой: берите его по двум последним осям.",
)
def maximum_over_channels(grad_out, x, kernel_size, stride=None, padding=0):
    return added(grad_out, x, kernel_size, stride, padding, lambda seen: (seen == seen.amax((1, 2, 3), True)).to(seen))


@mistake(
    en="The border was filled with zeros; a zero beats every negative pixel and takes its gradient away. Fill it with "
    "-inf.",
    ru="Рамка заполнена нулями; ноль больше любого отрицательного пикселя и забирает его градиент. Заполняйте её "
    "значением -inf.",
)
def zeros_in_the_border(grad_out, x, kernel_size, stride=None, padding=0):
    zeros = bordered(x, padding, 0.0)
    return cropped(max_pool2d_backward(grad_out, zeros, kernel_size, stride), x, padding)


@mistake(
    en="The search for the maximum begins at 0, so that windows of negative pixels have no winner and send no "
    "gradient. Begin at -inf or at the first pixel of the window.",
    ru="Поиск максимума начинается с 0, поэтому в окнах из отрицательных пикселей нет победителя и градиент никому не "
    "достаётся. Начинайте с -inf или с первого пикселя окна.",
)
def search_begins_at_zero(grad_out, x, kernel_size, stride=None, padding=0):
    return max_pool2d_backward(grad_out, x, kernel_size, stride, padding) * (x > 0)


@mistake(
    en="grad_x still has the border on it: it is the gradient for the padded picture. Cut the border off, so that "
    "grad_x has the shape of x.",
    ru="В grad_x осталась рамка: это градиент по картинке вместе с паддингом. Срежьте рамку, чтобы форма grad_x была "
    "как у x.",
)
def border_left_on(grad_out, x, kernel_size, stride=None, padding=0):
    return max_pool2d_backward(grad_out, bordered(x, padding), kernel_size, stride)


@mistake(
    en="With padding 0 grad_x comes out empty: the slice p:-p is empty for p = 0, since -0 is 0. Cut the border off "
    "with p : p + H and p : p + W.",
    ru="При padding=0 ответ grad_x пустой: срез p:-p пуст при p = 0, ведь -0 это 0. Срезайте рамку так: p : p + H и p "
    ": p + W.",
)
def empty_at_padding_0(grad_out, x, kernel_size, stride=None, padding=0):
    ph, pw = pair(padding)
    return max_pool2d_backward(grad_out, bordered(x, padding), kernel_size, stride)[:, :, ph:-ph, pw:-pw]


@mistake(
    en="The border was cut off on the wrong sides: the first H rows and W columns of the padded picture begin with the "
    "border. The picture begins at row p and column p.",
    ru="Рамка срезана не с тех сторон: первые H строк и W столбцов дополненной картинки начинаются с рамки. Сама "
    "картинка начинается со строки p и столбца p.",
)
def border_cut_below_and_right(grad_out, x, kernel_size, stride=None, padding=0):
    whole = max_pool2d_backward(grad_out, bordered(x, padding), kernel_size, stride)
    return whole[:, :, : x.shape[2], : x.shape[3]]


@mistake(
    en="The windows begin at row i * stride of the picture, without regard to the padding. They begin padding rows "
    "above and padding columns to the left of that.",
    ru="Окна начинаются в строке i * stride картинки, без учёта паддинга. На самом деле они начинаются на padding "
    "строк выше и на padding столбцов левее.",
)
def padding_ignored(grad_out, x, kernel_size, stride=None, padding=0):
    ph, pw = pair(padding)
    below = pad(x, (0, 2 * pw, 0, 2 * ph), value=-torch.inf)
    return max_pool2d_backward(grad_out, below, kernel_size, stride)[:, :, : x.shape[2], : x.shape[3]]
