"""What goes wrong in other people's edges and find_pattern, each as its author would have written it."""

import torch
import torch.nn.functional as F

from grader.authoring import T
from reference.convolution.edges import find_pattern

MISTAKES = []
"""(which function, what its author misunderstood, the wrong function)"""


def mistake(of, en, ru):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((of, T(en=en, ru=ru), function))
        return function

    return note


def gradient(image, mode="replicate", smooth=(1, 2, 1)):
    """Brightness growing along rows and along columns, each (H, W) (smaller where `mode` is None)."""
    across = torch.outer(image.new_tensor(smooth), image.new_tensor([-1, 0, 1]))
    framed = image[None, None]
    if mode is not None:
        framed = F.pad(framed, (1, 1, 1, 1), mode=mode)
    return F.conv2d(framed, torch.stack([across, across.T])[:, None])[0]


@mistake(
    "edges",
    en="Only one of the two kernels was used, the one for changes along a row: horizontal outlines are lost. Use both "
    "kernels and join their results by sqrt(across ** 2 + down ** 2).",
    ru="Использовано только одно из двух ядер, для изменений вдоль строки: горизонтальные границы потеряны. Нужны оба "
    "ядра, а их результаты соединяет sqrt(across ** 2 + down ** 2).",
)
def only_across(image):
    return gradient(image)[0].abs()


@mistake(
    "edges",
    en="Only one of the two kernels was used, the one for changes along a column: vertical outlines are lost. Use both "
    "kernels and join their results by sqrt(across ** 2 + down ** 2).",
    ru="Использовано только одно из двух ядер, для изменений вдоль столбца: вертикальные границы потеряны. Нужны оба "
    "ядра, а их результаты соединяет sqrt(across ** 2 + down ** 2).",
)
def only_down(image):
    return gradient(image)[1].abs()


@mistake(
    "edges",
    en="The two results were added with their signs, so that they cancel where one is positive and the other "
    "negative. The length of the gradient is sqrt(across ** 2 + down ** 2).",
    ru="Два результата сложены со знаками и гасят друг друга там, где один положителен, а другой отрицателен. Длина "
    "градиента равна sqrt(across ** 2 + down ** 2).",
)
def added_with_signs(image):
    return gradient(image).sum(0)


@mistake(
    "edges",
    en="The absolute values were added: |across| + |down|. That makes slanted outlines up to 1.41 times stronger than "
    "straight ones; the length of the gradient is sqrt(across ** 2 + down ** 2).",
    ru="Сложены модули: |across| + |down|. Наклонные границы при этом выходят до 1.41 раза сильнее прямых; длина "
    "градиента равна sqrt(across ** 2 + down ** 2).",
)
def added_absolute_values(image):
    return gradient(image).abs().sum(0)


@mistake(
    "edges",
    en="The absolute values were averaged, half of one and half of the other. The length of the gradient is "
    "sqrt(across ** 2 + down ** 2).",
    ru="Взято среднее модулей: половина одного и половина другого. Длина градиента равна "
    "sqrt(across ** 2 + down ** 2).",
)
def half_and_half(image):
    return 0.5 * gradient(image).abs().sum(0)


@mistake(
    "edges",
    en="The larger of |across| and |down| was taken. The length of the gradient takes both: "
    "sqrt(across ** 2 + down ** 2).",
    ru="Взят больший из модулей |across| и |down|. Длина градиента учитывает оба: sqrt(across ** 2 + down ** 2).",
)
def larger_of_both(image):
    return gradient(image).abs().amax(0)


@mistake(
    "edges",
    en="The square root is missing: these are the squares of the right numbers.",
    ru="Забыт квадратный корень: получились квадраты нужных чисел.",
)
def root_forgotten(image):
    return gradient(image).square().sum(0)


@mistake(
    "edges",
    en="The middle weight of the kernels is 1: those are Prewitt's kernels. In Sobel's the middle row (or column) "
    "counts twice: -2 0 2.",
    ru="Средний вес ядер равен 1: это ядра Превитт. У Собеля средняя строка (или столбец) считается дважды: -2 0 2.",
)
def kernels_of_prewitt(image):
    return gradient(image, smooth=(1, 1, 1)).norm(dim=0)


@mistake(
    "edges",
    en="Only the two neighbours of a pixel were compared (-1 0 1). Sobel's kernels are 3 x 3: they add the same "
    "difference from the rows (or columns) on both sides, with the weights 1, 2, 1.",
    ru="Сравнены только два соседа пикселя (-1 0 1). Ядра Собеля имеют размер 3 x 3: они складывают такую же разность "
    "по соседним строкам (или столбцам) с весами 1, 2, 1.",
)
def neighbours_only(image):
    return gradient(image, smooth=(0, 1, 0)).norm(dim=0)


@mistake(
    "edges",
    en="The numbers are an eighth of what they should be: the kernels were divided by 8. Take them as they stand in "
    "the statement.",
    ru="Числа в восемь раз меньше нужных: ядра поделены на 8. Возьмите их такими, как в условии.",
)
def kernels_divided_by_8(image):
    return gradient(image).norm(dim=0) / 8


@mistake(
    "edges",
    en="The numbers are a quarter of what they should be: the kernels were divided by 4. Take them as they stand in "
    "the statement.",
    ru="Числа в четыре раза меньше нужных: ядра поделены на 4. Возьмите их такими, как в условии.",
)
def kernels_divided_by_4(image):
    return gradient(image).norm(dim=0) / 4


@mistake(
    "edges",
    en="The answer was divided by its largest number. Return the length of the gradient itself; scale it only where "
    "you draw it.",
    ru="Ответ поделён на своё наибольшее число. Верните саму длину градиента; масштабировать её нужно только при "
    "рисовании.",
)
def divided_by_largest(image):
    found = gradient(image).norm(dim=0)
    return found / found.max()


@mistake(
    "edges",
    en="The answer was stretched to the range from 0 to 255. Return the length of the gradient itself; scale it only "
    "where you draw it.",
    ru="Ответ растянут на отрезок от 0 до 255. Верните саму длину градиента; масштабировать её нужно только при "
    "рисовании.",
)
def stretched_to_255(image):
    found = gradient(image).norm(dim=0)
    return (found - found.min()) / (found.max() - found.min()) * 255


@mistake(
    "edges",
    en="Numbers above 255 were cut off. A gradient is no brightness: keep it as it is.",
    ru="Числа больше 255 обрезаны. Градиент не яркость: оставьте его как есть.",
)
def clipped_at_255(image):
    return gradient(image).norm(dim=0).clamp(max=255)


@mistake(
    "edges",
    en="Only changes from dark to bright count, those from bright to dark became 0 (negative numbers were cut off "
    "before squaring). An outline is a change in either direction.",
    ru="Учтены только переходы от тёмного к светлому, а от светлого к тёмному дали 0 (отрицательные числа обрезаны до "
    "возведения в квадрат). Граница есть при переходе в любую сторону.",
)
def dark_to_bright_only(image):
    return gradient(image).relu().norm(dim=0)


@mistake(
    "edges",
    en="Zeros were put around the picture, so that its frame became an outline. Repeat the border pixels instead.",
    ru="Картинка окружена нулями, и её рамка стала границей. Нужно повторить крайние пиксели.",
)
def zeros_around(image):
    return gradient(image, mode="constant").norm(dim=0)


@mistake(
    "edges",
    en="The picture was mirrored at its border pixels (mode='reflect'): outside comes the second pixel. It should be "
    "the border pixel once more.",
    ru="Картинка отражена относительно крайних пикселей (mode='reflect'): снаружи оказывается второй пиксель. Там "
    "должен ещё раз стоять крайний.",
)
def mirrored_around(image):
    return gradient(image, mode="reflect").norm(dim=0)


@mistake(
    "edges",
    en="The picture goes on at its opposite side (mode='circular'). Repeat the border pixels instead.",
    ru="Картинка продолжена со своей противоположной стороны (mode='circular'). Нужно повторить крайние пиксели.",
)
def opposite_side_around(image):
    return gradient(image, mode="circular").norm(dim=0)


@mistake(
    "edges",
    en="The answer has two rows and two columns too few: nothing was put around the picture. Repeat its border pixels, "
    "one on each side, so that every pixel has all its neighbours.",
    ru="В ответе не хватает двух строк и двух столбцов: вокруг картинки ничего не добавлено. Повторите её крайние "
    "пиксели, по одному с каждой стороны, чтобы у каждого пикселя были все соседи.",
)
def nothing_around(image):
    return gradient(image, mode=None).norm(dim=0)


@mistake(
    "edges",
    en="The border of the answer was filled with zeros. It is to be computed like the rest, from a picture whose "
    "border pixels are repeated.",
    ru="Края ответа заполнены нулями. Их нужно посчитать так же, как остальное, повторив крайние пиксели картинки.",
)
def zeros_in_the_answer(image):
    return F.pad(gradient(image, mode=None).norm(dim=0), (1, 1, 1, 1))


def windows_of(image, pattern):
    """(kh * kw, rows, columns): what the pattern sees from each place."""
    kh, kw = pattern.shape
    rows, columns = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    return F.unfold(image[None, None], (kh, kw)).reshape(kh * kw, rows, columns)


def place_of(score):
    """(row, column) of the largest number."""
    return divmod(int(score.argmax()), score.shape[1])


def coefficient(image, pattern):
    """(rows, columns): correlation coefficient of each window with the pattern."""
    windows, kernel = windows_of(image, pattern), (pattern - pattern.mean()).flatten()
    windows = windows - windows.mean(0)
    return torch.einsum("k,krc->rc", kernel, windows) / windows.norm(dim=0) / kernel.norm()


@mistake(
    "find_pattern",
    en="Row and column came back in the wrong order. The row, counted from the top, comes first.",
    ru="Строка и столбец возвращены в обратном порядке. Первой идёт строка, считая сверху.",
)
def column_first(image, pattern):
    row, column = find_pattern(image, pattern)
    return column, row


@mistake(
    "find_pattern",
    en="The last row and the last column of windows were left out. There are H - kh + 1 windows one below the other "
    "and W - kw + 1 beside one another.",
    ru="Пропущены последняя строка и последний столбец окон. Друг под другом помещается H - kh + 1 окон, рядом друг с "
    "другом W - kw + 1.",
)
def last_windows_left_out(image, pattern):
    return place_of(coefficient(image, pattern)[:-1, :-1])


@mistake(
    "find_pattern",
    en="This is the centre of the window that fits. Asked for is its top left pixel.",
    ru="Это центр подходящего окна. Нужен его левый верхний пиксель.",
)
def centre_of_the_window(image, pattern):
    row, column = find_pattern(image, pattern)
    return row + pattern.shape[0] // 2, column + pattern.shape[1] // 2


@mistake(
    "find_pattern",
    en="The place was counted in a padded picture (padding='same'). Only windows inside the picture count: leave the "
    "padding away.",
    ru="Место отсчитано в картинке с паддингом (padding='same'). Считаются только окна внутри картинки: уберите "
    "паддинг.",
)
def counted_in_a_padded_picture(image, pattern):
    row, column = find_pattern(image, pattern)
    return row + (pattern.shape[0] - 1) // 2, column + (pattern.shape[1] - 1) // 2


@mistake(
    "find_pattern",
    en="The number of the best window was divided by the width of the picture. The windows of a row are fewer than its "
    "pixels: W - kw + 1.",
    ru="Номер лучшего окна поделён на ширину картинки. Окон в строке меньше, чем пикселей: W - kw + 1.",
)
def split_by_the_width(image, pattern):
    return divmod(int(coefficient(image, pattern).argmax()), image.shape[1])


@mistake(
    "find_pattern",
    en="The number of the best window was divided by the number of rows. Windows are numbered along the rows, so "
    "divide by how many there are in a row: W - kw + 1.",
    ru="Номер лучшего окна поделён на число строк. Окна нумеруются вдоль строк, поэтому делить нужно на то, сколько их "
    "в строке: W - kw + 1.",
)
def split_by_the_rows(image, pattern):
    score = coefficient(image, pattern)
    return divmod(int(score.argmax()), score.shape[0])


@mistake(
    "find_pattern",
    en="The plain convolution with the pattern was taken for likeness. It is largest where the picture is bright, "
    "whatever is there: take the means off and divide by the length of the window.",
    ru="За сходство принята сама свёртка с образцом. Она больше всего там, где картинка светлая, что бы там ни было: "
    "вычтите средние и поделите на длину окна.",
)
def plain_correlation(image, pattern):
    return place_of(torch.einsum("k,krc->rc", pattern.flatten(), windows_of(image, pattern)))


@mistake(
    "find_pattern",
    en="The means were taken off, but the result was not divided by sqrt(sum((w - mean(w)) ** 2)) of each window: it "
    "is largest where the contrast is high, even if the window is less like the pattern.",
    ru="Средние вычтены, но результат не поделён на sqrt(sum((w - mean(w)) ** 2)) каждого окна: он больше там, где "
    "выше контраст, даже если окно меньше похоже на образец.",
)
def not_divided_by_the_window(image, pattern):
    return place_of(torch.einsum("k,krc->rc", (pattern - pattern.mean()).flatten(), windows_of(image, pattern)))


@mistake(
    "find_pattern",
    en="The means were not taken off (this is the cosine of window and pattern). Then a window in other light is "
    "missed: subtract the mean from both the window and the pattern.",
    ru="Средние не вычтены (это косинус между окном и образцом). Тогда окно при другом освещении будет пропущено: "
    "вычтите среднее и из окна, и из образца.",
)
def means_left_in(image, pattern):
    windows = windows_of(image, pattern)
    return place_of(torch.einsum("k,krc->rc", pattern.flatten(), windows) / windows.norm(dim=0))


@mistake(
    "find_pattern",
    en="The window was divided by its length before its mean was taken off. Take the mean off first; the length is "
    "that of what is left.",
    ru="Окно поделено на свою длину раньше, чем из него вычтено среднее. Сначала вычтите среднее; длина берётся у "
    "того, что осталось.",
)
def divided_before_the_mean(image, pattern):
    windows, kernel = windows_of(image, pattern), (pattern - pattern.mean()).flatten()
    return place_of(torch.einsum("k,krc->rc", kernel, windows) / windows.norm(dim=0))


@mistake(
    "find_pattern",
    en="The result was divided by the sum of squares of the window, without the root. Then dull windows win: divide by "
    "sqrt(sum((w - mean(w)) ** 2)).",
    ru="Результат поделён на сумму квадратов окна, без корня. Тогда побеждают бледные окна: делите на "
    "sqrt(sum((w - mean(w)) ** 2)).",
)
def divided_by_the_square(image, pattern):
    windows, kernel = windows_of(image, pattern), (pattern - pattern.mean()).flatten()
    windows = windows - windows.mean(0)
    return place_of(torch.einsum("k,krc->rc", kernel, windows) / windows.square().sum(0))


@mistake(
    "find_pattern",
    en="The window with the smallest sum of squared differences was taken. The same pattern in other light differs a "
    "lot by that measure: use the correlation coefficient.",
    ru="Взято окно с наименьшей суммой квадратов разностей. По этой мере тот же рисунок при другом освещении сильно "
    "отличается от образца: используйте коэффициент корреляции.",
)
def smallest_difference(image, pattern):
    return place_of(-(windows_of(image, pattern) - pattern.flatten()[:, None, None]).square().sum(0))


@mistake(
    "find_pattern",
    en="The sign of the coefficient was dropped (absolute value or square), so the negative of the pattern counts as "
    "the pattern. Look for the largest coefficient, not the one furthest from 0.",
    ru="Знак коэффициента отброшен (модуль или квадрат), и негатив образца сошёл за образец. Ищите наибольший "
    "коэффициент, а не самый далёкий от нуля.",
)
def sign_dropped(image, pattern):
    return place_of(coefficient(image, pattern).abs())


@mistake(
    "find_pattern",
    en="The smallest coefficient was looked for. The larger the coefficient, the more alike window and pattern are.",
    ru="Найден наименьший коэффициент. Чем коэффициент больше, тем сильнее окно похоже на образец.",
)
def least_like(image, pattern):
    return place_of(-coefficient(image, pattern))


@mistake(
    "find_pattern",
    en="The pattern was turned upside down and mirrored before it was compared. Lay it on the picture as it is, as "
    "conv2d does.",
    ru="Перед сравнением образец перевёрнут по вертикали и горизонтали. Накладывайте его как есть, как делает conv2d.",
)
def pattern_flipped(image, pattern):
    return place_of(coefficient(image, pattern.flip(0, 1)))
