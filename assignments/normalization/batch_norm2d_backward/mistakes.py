"""What goes wrong on the way back through other people's batch normalisation, as its author would have written it."""

import torch

from grader.authoring import T

MISTAKES = []
"""(what its author misunderstood, the wrong function)"""
BATCH = (0, 2, 3)


def mistake(en, ru):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((T(en=en, ru=ru), function))
        return function

    return note


def mean_of(values):
    """The mean of each channel, shaped to meet (N, C, H, W)."""
    return values.mean(BATCH, keepdim=True)


def deviation(x, eps, unbiased=False):
    """sqrt(var + eps), as it should be."""
    return torch.sqrt(x.var(BATCH, unbiased=unbiased, keepdim=True) + eps)


def through(x_hat, grad_hat, root):
    """From the gradient of x_hat to that of x, as it should be."""
    return (grad_hat - mean_of(grad_hat) - x_hat * mean_of(grad_hat * x_hat)) / root


def all_three(grad_out, x_hat, weight, root):
    """The three gradients, as they should be, for any x_hat and root."""
    grad_x = through(x_hat, grad_out * weight[:, None, None], root)
    return grad_x, (grad_out * x_hat).sum(BATCH), grad_out.sum(BATCH)


def right(grad_out, x, weight, eps):
    """The three gradients, and what they are made of: x_hat, the gradient of x_hat, the root."""
    root = deviation(x, eps)
    x_hat = (x - mean_of(x)) / root
    return all_three(grad_out, x_hat, weight, root), (x_hat, grad_out * weight[:, None, None], root)


@mistake(
    en="The mean and the variance are treated as constants: grad_x = grad_out * weight / sqrt(var + eps). In training "
    "they depend on every pixel of the channel, so the gradient flows through them too.",
    ru="Среднее и дисперсия приняты за константы: grad_x = grad_out * weight / sqrt(var + eps). При обучении они "
    "зависят от каждого пикселя канала, поэтому градиент идёт и через них.",
)
def statistics_constant(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (_, grad_hat, root) = right(grad_out, x, weight, eps)
    return grad_hat / root, grad_weight, grad_bias


@mistake(
    en="In grad_x the way through the mean is missing: subtract the mean of grad_x_hat over the channel.",
    ru="В grad_x нет пути через среднее: вычтите среднее от grad_x_hat по каналу.",
)
def mean_path_missing(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, grad_hat, root) = right(grad_out, x, weight, eps)
    return (grad_hat - x_hat * mean_of(grad_hat * x_hat)) / root, grad_weight, grad_bias


@mistake(
    en="In grad_x the way through the variance is missing: subtract x_hat times the mean of grad_x_hat * x_hat over "
    "the channel.",
    ru="В grad_x нет пути через дисперсию: вычтите x_hat, умноженный на среднее от grad_x_hat * x_hat по каналу.",
)
def variance_path_missing(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (_, grad_hat, root) = right(grad_out, x, weight, eps)
    return (grad_hat - mean_of(grad_hat)) / root, grad_weight, grad_bias


@mistake(
    en="In grad_x the way through the variance has the wrong sign. A root in the denominator gives a minus: the "
    "derivative of (var + eps) ** -0.5 is -0.5 * (var + eps) ** -1.5.",
    ru="В grad_x у пути через дисперсию неверный знак. Корень в знаменателе даёт минус: производная (var + eps) ** "
    "-0.5 равна -0.5 * (var + eps) ** -1.5.",
)
def variance_path_added(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, grad_hat, root) = right(grad_out, x, weight, eps)
    return (grad_hat - mean_of(grad_hat) + x_hat * mean_of(grad_hat * x_hat)) / root, grad_weight, grad_bias


@mistake(
    en="In grad_x the way through the mean has the wrong sign. The mean is subtracted from x, so its gradient comes "
    "with a minus.",
    ru="В grad_x у пути через среднее неверный знак. Среднее вычитается из x, поэтому его градиент идёт с минусом.",
)
def mean_path_added(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, grad_hat, root) = right(grad_out, x, weight, eps)
    return (grad_hat + mean_of(grad_hat) - x_hat * mean_of(grad_hat * x_hat)) / root, grad_weight, grad_bias


@mistake(
    en="In grad_x the way through the variance is half of what it should be: the square gives a factor of 2, "
    "d(var)/dx = 2 * (x - mean) / m.",
    ru="В grad_x путь через дисперсию вдвое меньше, чем нужно: квадрат даёт множитель 2, d(var)/dx = 2 * (x - mean) / "
    "m.",
)
def factor_two_missing(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, grad_hat, root) = right(grad_out, x, weight, eps)
    grad_x = (grad_hat - mean_of(grad_hat) - x_hat * mean_of(grad_hat * x_hat) / 2) / root
    return grad_x, grad_weight, grad_bias


@mistake(
    en="In grad_x the way through the variance is twice what it should be: the root gives a factor of one half, "
    "d(1 / sqrt(var + eps)) / d(var) = -0.5 * (var + eps) ** -1.5.",
    ru="В grad_x путь через дисперсию вдвое больше, чем нужно: корень даёт множитель одна вторая, "
    "d(1 / sqrt(var + eps)) / d(var) = -0.5 * (var + eps) ** -1.5.",
)
def factor_half_missing(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, grad_hat, root) = right(grad_out, x, weight, eps)
    grad_x = (grad_hat - mean_of(grad_hat) - x_hat * mean_of(grad_hat * x_hat) * 2) / root
    return grad_x, grad_weight, grad_bias


@mistake(
    en="In grad_x the way through the variance is multiplied by x, not by x_hat: x - mean came out of the derivative "
    "of the square.",
    ru="В grad_x путь через дисперсию умножен на x, а не на x_hat: производная квадрата даёт x - mean.",
)
def variance_path_times_x(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, grad_hat, root) = right(grad_out, x, weight, eps)
    return (grad_hat - mean_of(grad_hat) - x * mean_of(grad_hat * x_hat)) / root, grad_weight, grad_bias


@mistake(
    en="The sums in grad_x are divided by N, the number of pictures. The mean and the variance of a channel are over "
    "m = N * H * W numbers: divide by m.",
    ru="Суммы в grad_x делятся на N, число картинок. Среднее и дисперсия канала посчитаны по m = N * H * W числам: "
    "делите на m.",
)
def divided_by_pictures(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, grad_hat, root) = right(grad_out, x, weight, eps)
    n = x.shape[0]
    sums = grad_hat.sum(BATCH, keepdim=True), (grad_hat * x_hat).sum(BATCH, keepdim=True)
    return (n * grad_hat - sums[0] - x_hat * sums[1]) / (n * root), grad_weight, grad_bias


@mistake(
    en="The sums in grad_x are divided by C, the number of channels. The mean and the variance of a channel are over "
    "m = N * H * W numbers: divide by m.",
    ru="Суммы в grad_x делятся на C, число каналов. Среднее и дисперсия канала посчитаны по m = N * H * W числам: "
    "делите на m.",
)
def divided_by_channels(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, grad_hat, root) = right(grad_out, x, weight, eps)
    c = x.shape[1]
    sums = grad_hat.sum(BATCH, keepdim=True), (grad_hat * x_hat).sum(BATCH, keepdim=True)
    return (c * grad_hat - sums[0] - x_hat * sums[1]) / (c * root), grad_weight, grad_bias


@mistake(
    en="In grad_x stand sums where means are due: divide both sums over the channel by m = N * H * W.",
    ru="В grad_x стоят суммы там, где нужны средние: разделите обе суммы по каналу на m = N * H * W.",
)
def sums_for_means(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, grad_hat, root) = right(grad_out, x, weight, eps)
    sums = grad_hat.sum(BATCH, keepdim=True), (grad_hat * x_hat).sum(BATCH, keepdim=True)
    return (grad_hat - sums[0] - x_hat * sums[1]) / root, grad_weight, grad_bias


@mistake(
    en="In grad_x the way through the variance is not divided by m = N * H * W: d(var)/dx = 2 * (x - mean) / m.",
    ru="В grad_x путь через дисперсию не разделён на m = N * H * W: d(var)/dx = 2 * (x - mean) / m.",
)
def variance_path_not_divided(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, grad_hat, root) = right(grad_out, x, weight, eps)
    through_var = x_hat * (grad_hat * x_hat).sum(BATCH, keepdim=True)
    return (grad_hat - mean_of(grad_hat) - through_var) / root, grad_weight, grad_bias


@mistake(
    en="In grad_x the way through the mean is not divided by m = N * H * W: d(mean)/dx = 1 / m.",
    ru="В grad_x путь через среднее не разделён на m = N * H * W: d(mean)/dx = 1 / m.",
)
def mean_path_not_divided(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, grad_hat, root) = right(grad_out, x, weight, eps)
    through_mean = grad_hat.sum(BATCH, keepdim=True)
    return (grad_hat - through_mean - x_hat * mean_of(grad_hat * x_hat)) / root, grad_weight, grad_bias


@mistake(
    en="grad_x is m = N * H * W times too large: the 1 / m in front of (m * grad_x_hat - sum - x_hat * sum) is "
    "missing.",
    ru="grad_x больше нужного в m = N * H * W раз: пропущен множитель 1 / m перед (m * grad_x_hat - сумма - x_hat * "
    "сумма).",
)
def not_divided_by_count(grad_out, x, weight, eps=1e-5):
    (grad_x, grad_weight, grad_bias), _ = right(grad_out, x, weight, eps)
    return grad_x * (x.numel() // x.shape[1]), grad_weight, grad_bias


@mistake(
    en="grad_x is divided by the variance, not by its root. One more pass through x_hat = (x - mean) / sqrt(var + eps) "
    "divides by sqrt(var + eps) once.",
    ru="grad_x разделён на дисперсию, а не на её корень. Обратный проход через x_hat = (x - mean) / sqrt(var + eps) "
    "делит на sqrt(var + eps) один раз.",
)
def divided_by_variance(grad_out, x, weight, eps=1e-5):
    (grad_x, grad_weight, grad_bias), (_, _, root) = right(grad_out, x, weight, eps)
    return grad_x / root, grad_weight, grad_bias


@mistake(
    en="grad_x is not divided by sqrt(var + eps). The forward pass divides by it, so the backward pass does too.",
    ru="grad_x не разделён на sqrt(var + eps). Прямой проход делит на него, значит, и обратный тоже.",
)
def root_forgotten(grad_out, x, weight, eps=1e-5):
    (grad_x, grad_weight, grad_bias), (_, _, root) = right(grad_out, x, weight, eps)
    return grad_x * root, grad_weight, grad_bias


@mistake(
    en="grad_x does not know of weight. On its way to x_hat the gradient is multiplied by the weight of the channel.",
    ru="В grad_x не учтён weight. По пути к x_hat градиент умножается на множитель канала.",
)
def weight_forgotten(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, _, root) = right(grad_out, x, weight, eps)
    return through(x_hat, grad_out, root), grad_weight, grad_bias


@mistake(
    en="In grad_x only the first term is multiplied by weight. The ways through the mean and the variance begin at the "
    "same gradient, grad_x_hat = grad_out * weight.",
    ru="В grad_x на weight умножено только первое слагаемое. Пути через среднее и дисперсию начинаются с того же "
    "градиента, grad_x_hat = grad_out * weight.",
)
def weight_in_first_term_only(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, grad_hat, root) = right(grad_out, x, weight, eps)
    return (grad_hat - mean_of(grad_out) - x_hat * mean_of(grad_out * x_hat)) / root, grad_weight, grad_bias


@mistake(
    en="grad_x is multiplied by weight twice. Once is enough: grad_x_hat = grad_out * weight.",
    ru="grad_x умножен на weight дважды. Достаточно одного раза: grad_x_hat = grad_out * weight.",
)
def weight_twice(grad_out, x, weight, eps=1e-5):
    (grad_x, grad_weight, grad_bias), _ = right(grad_out, x, weight, eps)
    return grad_x * weight[:, None, None], grad_weight, grad_bias


@mistake(
    en="eps is not used. The forward pass has it under the root, so x_hat and grad_x have it too: sqrt(var + eps).",
    ru="eps не использован. В прямом проходе он стоит под корнем, значит, он есть и в x_hat, и в grad_x: "
    "sqrt(var + eps).",
)
def eps_left_out(grad_out, x, weight, eps=1e-5):
    return right(grad_out, x, weight, 0.0)[0]


@mistake(
    en="eps is always 1e-5, whatever the argument says. Use the argument.",
    ru="eps всегда равен 1e-5, что бы ни было передано. Берите значение аргумента.",
)
def eps_fixed(grad_out, x, weight, eps=1e-5):
    return right(grad_out, x, weight, 1e-5)[0]


@mistake(
    en="eps is added outside the root: sqrt(var) + eps. It stands under it: sqrt(var + eps).",
    ru="eps прибавлен снаружи корня: sqrt(var) + eps. Он стоит под корнем: sqrt(var + eps).",
)
def eps_outside_root(grad_out, x, weight, eps=1e-5):
    root = deviation(x, 0.0) + eps
    return all_three(grad_out, (x - mean_of(x)) / root, weight, root)


@mistake(
    en="In the last division of grad_x eps is missing. It is the same root as in x_hat: sqrt(var + eps).",
    ru="В последнем делении в grad_x нет eps. Там тот же корень, что и в x_hat: sqrt(var + eps).",
)
def eps_missing_in_grad_x(grad_out, x, weight, eps=1e-5):
    (_, grad_weight, grad_bias), (x_hat, grad_hat, _) = right(grad_out, x, weight, eps)
    return through(x_hat, grad_hat, deviation(x, 0.0)), grad_weight, grad_bias


@mistake(
    en="x_hat is made with the unbiased variance (divided by one less than the count), as x.var() gives it. The "
    "forward pass divides by N * H * W: x.var(..., unbiased=False).",
    ru="x_hat посчитан с несмещённой дисперсией (делённой на количество минус один), такую даёт x.var(). В прямом "
    "проходе дисперсия делится на N * H * W: x.var(..., unbiased=False).",
)
def unbiased_variance(grad_out, x, weight, eps=1e-5):
    root = deviation(x, eps, unbiased=True)
    return all_three(grad_out, (x - mean_of(x)) / root, weight, root)


@mistake(
    en="Each picture has statistics of its own here, over H and W: that is instance normalisation. Take mean and "
    "variance over N, H and W.",
    ru="Здесь у каждой картинки свои статистики, по осям H и W: это instance normalization. Берите среднее и "
    "дисперсию по N, H и W.",
)
def for_each_picture(grad_out, x, weight, eps=1e-5):
    axes = (2, 3)
    root = torch.sqrt(x.var(axes, unbiased=False, keepdim=True) + eps)
    x_hat = (x - x.mean(axes, keepdim=True)) / root
    hat = grad_out * weight[:, None, None]
    grad_x = (hat - hat.mean(axes, keepdim=True) - x_hat * (hat * x_hat).mean(axes, keepdim=True)) / root
    return grad_x, (grad_out * x_hat).sum(BATCH), grad_out.sum(BATCH)


@mistake(
    en="The statistics are taken over the batch only, for each pixel of its own, and so are the sums. In a "
    "convolutional network all pixels of a channel share them: the axes N, H and W (0, 2, 3).",
    ru="И статистики, и суммы взяты только вдоль батча, отдельно для каждого пикселя. В свёрточной сети они общие для "
    "всех пикселей канала: оси N, H и W (0, 2, 3).",
)
def for_each_pixel(grad_out, x, weight, eps=1e-5):
    root = torch.sqrt(x.var(0, unbiased=False) + eps)
    x_hat = (x - x.mean(0)) / root
    hat = grad_out * weight[:, None, None]
    grad_x = (hat - hat.mean(0) - x_hat * (hat * x_hat).mean(0)) / root
    return grad_x, (grad_out * x_hat).sum(0), grad_out.sum(0)


@mistake(
    en="grad_weight and grad_bias are summed over the batch only, so H and W are left. One weight serves all pixels "
    "of a channel: sum over the axes N, H and W (0, 2, 3).",
    ru="grad_weight и grad_bias просуммированы только вдоль батча, оси H и W остались. Один множитель служит всем "
    "пикселям канала: суммируйте по осям N, H и W (0, 2, 3).",
)
def summed_over_batch_only(grad_out, x, weight, eps=1e-5):
    (grad_x, _, _), (x_hat, _, _) = right(grad_out, x, weight, eps)
    return grad_x, (grad_out * x_hat).sum(0), grad_out.sum(0)


@mistake(
    en="grad_weight and grad_bias are summed over H and W only, so there is a row for each picture. One weight serves "
    "all pictures: sum over the axes N, H and W (0, 2, 3).",
    ru="grad_weight и grad_bias просуммированы только по H и W, осталась строка на каждую картинку. Один множитель "
    "служит всем картинкам: суммируйте по осям N, H и W (0, 2, 3).",
)
def summed_over_pixels_only(grad_out, x, weight, eps=1e-5):
    (grad_x, _, _), (x_hat, _, _) = right(grad_out, x, weight, eps)
    return grad_x, (grad_out * x_hat).sum((2, 3)), grad_out.sum((2, 3))


@mistake(
    en="grad_weight and grad_bias are means. One weight acts on all pixels of its channel, so their gradients add up: "
    "sum, without dividing.",
    ru="grad_weight и grad_bias посчитаны как средние. Один множитель действует на все пиксели канала, поэтому "
    "градиенты складываются: нужна сумма, без деления.",
)
def mean_for_sum(grad_out, x, weight, eps=1e-5):
    (grad_x, _, _), (x_hat, _, _) = right(grad_out, x, weight, eps)
    return grad_x, (grad_out * x_hat).mean(BATCH), grad_out.mean(BATCH)


@mistake(
    en="grad_weight and grad_bias are divided by N, the number of pictures. The loss has already been averaged, or "
    "not, further up: here only sum.",
    ru="grad_weight и grad_bias разделены на N, число картинок. Усреднять или нет, решает функция потерь: здесь нужна "
    "только сумма.",
)
def divided_by_batch(grad_out, x, weight, eps=1e-5):
    (grad_x, grad_weight, grad_bias), _ = right(grad_out, x, weight, eps)
    return grad_x, grad_weight / x.shape[0], grad_bias / x.shape[0]


@mistake(
    en="grad_weight and grad_bias have axes of length 1 left, (1, C, 1, 1), as keepdim=True leaves them. They are as "
    "long as weight: (C,).",
    ru="У grad_weight и grad_bias остались лишние оси длины 1, (1, C, 1, 1), как после keepdim=True. Форма у них такая "
    "же, как у weight: (C,).",
)
def axes_kept(grad_out, x, weight, eps=1e-5):
    (grad_x, grad_weight, grad_bias), _ = right(grad_out, x, weight, eps)
    return grad_x, grad_weight.view(1, -1, 1, 1), grad_bias.view(1, -1, 1, 1)


@mistake(
    en="grad_weight and grad_bias have the shape (1, C). They are as long as weight and bias: (C,).",
    ru="У grad_weight и grad_bias форма (1, C). Она должна быть такой же, как у weight и bias: (C,).",
)
def one_row(grad_out, x, weight, eps=1e-5):
    (grad_x, grad_weight, grad_bias), _ = right(grad_out, x, weight, eps)
    return grad_x, grad_weight[None], grad_bias[None]


@mistake(
    en="grad_weight is made with x itself. In the forward pass weight multiplies x_hat, the normalised picture: sum "
    "grad_out * x_hat.",
    ru="grad_weight посчитан с самим x. В прямом проходе weight умножается на x_hat, нормализованную картинку: "
    "суммируйте grad_out * x_hat.",
)
def weight_meets_x(grad_out, x, weight, eps=1e-5):
    (grad_x, _, grad_bias), _ = right(grad_out, x, weight, eps)
    return grad_x, (grad_out * x).sum(BATCH), grad_bias


@mistake(
    en="grad_weight is made with x - mean, which is not yet divided by the root. In the forward pass weight multiplies "
    "x_hat = (x - mean) / sqrt(var + eps).",
    ru="grad_weight посчитан с x - mean, ещё не разделённым на корень. В прямом проходе weight умножается на "
    "x_hat = (x - mean) / sqrt(var + eps).",
)
def weight_meets_centred(grad_out, x, weight, eps=1e-5):
    (grad_x, _, grad_bias), _ = right(grad_out, x, weight, eps)
    return grad_x, (grad_out * (x - mean_of(x))).sum(BATCH), grad_bias


@mistake(
    en="x_hat is divided by the variance, not by its root: x_hat = (x - mean) / sqrt(var + eps).",
    ru="x_hat разделён на дисперсию, а не на её корень: x_hat = (x - mean) / sqrt(var + eps).",
)
def x_hat_without_root(grad_out, x, weight, eps=1e-5):
    root = x.var(BATCH, unbiased=False, keepdim=True) + eps
    return all_three(grad_out, (x - mean_of(x)) / root, weight, root)


@mistake(
    en="grad_weight is multiplied by weight. The derivative of weight * x_hat for weight is x_hat alone.",
    ru="grad_weight умножен на weight. Производная weight * x_hat по weight равна просто x_hat.",
)
def weight_in_its_own_gradient(grad_out, x, weight, eps=1e-5):
    (grad_x, grad_weight, grad_bias), _ = right(grad_out, x, weight, eps)
    return grad_x, grad_weight * weight, grad_bias


@mistake(
    en="grad_bias is multiplied by weight. bias is added after the multiplication, so weight does not touch its "
    "gradient.",
    ru="grad_bias умножен на weight. Сдвиг прибавляется после умножения, поэтому weight его градиента не касается.",
)
def weight_in_the_biases_gradient(grad_out, x, weight, eps=1e-5):
    (grad_x, grad_weight, grad_bias), _ = right(grad_out, x, weight, eps)
    return grad_x, grad_weight, grad_bias * weight


@mistake(
    en="grad_weight and grad_bias have changed places. Return grad_x, grad_weight, grad_bias.",
    ru="grad_weight и grad_bias поменялись местами. Верните grad_x, grad_weight, grad_bias.",
)
def weight_and_bias_swapped(grad_out, x, weight, eps=1e-5):
    (grad_x, grad_weight, grad_bias), _ = right(grad_out, x, weight, eps)
    return grad_x, grad_bias, grad_weight
