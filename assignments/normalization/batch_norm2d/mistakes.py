"""What goes wrong in other people's batch normalisation, each as its author would have written it."""

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


def along(statistic):
    """A number for each channel, shaped to meet (N, C, H, W); what has four axes already stays."""
    return statistic[:, None, None] if statistic.dim() == 1 else statistic


def affine(x_hat, weight, bias):
    """The second half, as it should be."""
    x_hat = x_hat if weight is None else x_hat * along(weight)
    return x_hat if bias is None else x_hat + along(bias)


def normalised(x, mean, var, weight, bias, eps):
    """The whole output, as it should be, for any statistics."""
    return affine((x - along(mean)) / torch.sqrt(along(var) + eps), weight, bias)


def statistics(x):
    """The batch's mean and biased variance."""
    return x.mean(BATCH), x.var(BATCH, unbiased=False)


def moved(old, new, momentum):
    """What is remembered after one more batch."""
    return (1 - momentum) * old + momentum * new


def remembering(x, running_mean, running_var, training, momentum):
    """The running statistics afterwards, as they should be."""
    if not training:
        return running_mean, running_var
    mean, var = x.detach().mean(BATCH), x.detach().var(BATCH)
    return moved(running_mean, mean, momentum), moved(running_var, var, momentum)


def used(x, running_mean, running_var, training):
    """The statistics that the output is normalised with, as they should be."""
    return statistics(x) if training else (running_mean, running_var)


@mistake(
    en="The statistics are taken over the batch only, for each pixel of its own. In a convolutional network all pixels "
    "of a channel share one mean and one variance: average over the axes N, H and W (0, 2, 3).",
    ru="Статистики посчитаны только вдоль батча, отдельно для каждого пикселя. В свёрточной сети у всех пикселей "
    "канала одно среднее и одна дисперсия: усредняйте по осям N, H и W (0, 2, 3).",
)
def for_each_pixel(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    if not training:
        return normalised(x, running_mean, running_var, weight, bias, eps), running_mean, running_var
    mean, var = x.mean(0), x.var(0, unbiased=False)
    out = affine((x - mean) / torch.sqrt(var + eps), weight, bias)
    new_mean = moved(along(running_mean), mean, momentum)
    return out, new_mean, moved(along(running_var), x.var(0), momentum)


@mistake(
    en="Each picture is normalised with statistics of its own, over H and W: that is instance normalisation. Batch "
    "normalisation takes the pictures of the batch together: the axes N, H and W (0, 2, 3).",
    ru="Каждая картинка нормализована по собственным статистикам, по осям H и W: это instance normalization. "
    "Батч-нормализация берёт все картинки батча вместе: оси N, H и W (0, 2, 3).",
)
def for_each_picture(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    if not training:
        return normalised(x, running_mean, running_var, weight, bias, eps), running_mean, running_var
    mean, var = x.mean((2, 3), keepdim=True), x.var((2, 3), unbiased=False, keepdim=True)
    out = normalised(x, mean, var, weight, bias, eps)
    new_mean = moved(running_mean, mean.mean(BATCH), momentum)
    return out, new_mean, moved(running_var, var.mean(BATCH), momentum)


@mistake(
    en="The statistics are taken over C, H and W, for each picture: that is layer normalisation. Batch normalisation "
    "keeps the channels apart and takes the pictures together: the axes N, H and W (0, 2, 3).",
    ru="Статистики посчитаны по C, H и W для каждой картинки: это layer normalization. Батч-нормализация не смешивает "
    "каналы, а картинки берёт вместе: оси N, H и W (0, 2, 3).",
)
def over_channels_and_pixels(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    if not training:
        return normalised(x, running_mean, running_var, weight, bias, eps), running_mean, running_var
    mean, var = x.mean((1, 2, 3), keepdim=True), x.var((1, 2, 3), unbiased=False, keepdim=True)
    out = normalised(x, mean, var, weight, bias, eps)
    return out, moved(running_mean, mean.mean(), momentum), moved(running_var, var.mean(), momentum)


@mistake(
    en="The statistics are taken over the channels, at each pixel. Batch normalisation keeps the channels apart: "
    "average over the axes N, H and W (0, 2, 3), so that one number is left for each channel.",
    ru="Статистики посчитаны вдоль каналов, в каждом пикселе. Батч-нормализация не смешивает каналы: усредняйте по "
    "осям N, H и W (0, 2, 3), чтобы на каждый канал осталось одно число.",
)
def over_channels(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    if not training:
        return normalised(x, running_mean, running_var, weight, bias, eps), running_mean, running_var
    mean, var = x.mean(1, keepdim=True), x.var(1, unbiased=False, keepdim=True)
    out = normalised(x, mean, var, weight, bias, eps)
    return out, moved(running_mean, mean.mean(), momentum), moved(running_var, var.mean(), momentum)


@mistake(
    en="There is one mean and one variance for all channels together. Each channel needs its own: x.mean((0, 2, 3)) "
    "leaves C numbers, x.mean() only one.",
    ru="Среднее и дисперсия одни на все каналы. У каждого канала они свои: x.mean((0, 2, 3)) оставляет C чисел, а "
    "x.mean() только одно.",
)
def one_for_all_channels(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    if not training:
        return normalised(x, running_mean, running_var, weight, bias, eps), running_mean, running_var
    mean, var = x.mean(), x.var(unbiased=False)
    out = affine((x - mean) / torch.sqrt(var + eps), weight, bias)
    return out, moved(running_mean, mean, momentum), moved(running_var, x.var(), momentum)


@mistake(
    en="The picture is divided by the variance, not by its root. Divide by sqrt(variance + eps).",
    ru="Картинка разделена на дисперсию, а не на корень из неё. Делите на sqrt(дисперсия + eps).",
)
def divided_by_variance(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = affine((x - along(mean)) / (along(var) + eps), weight, bias)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="In eval mode the picture is divided by running_var itself, as if it were a standard deviation. It is a "
    "variance: divide by sqrt(running_var + eps).",
    ru="В режиме eval картинка разделена на саму running_var, как будто это стандартное отклонение. Это дисперсия: "
    "делите на sqrt(running_var + eps).",
)
def no_root_in_eval(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    root = torch.sqrt(var + eps) if training else var + eps
    out = affine((x - along(mean)) / along(root), weight, bias)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="eps is added outside the root: sqrt(variance) + eps. It belongs under it: sqrt(variance + eps).",
    ru="eps прибавлен снаружи корня: sqrt(дисперсия) + eps. Он стоит под корнем: sqrt(дисперсия + eps).",
)
def eps_outside_root(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = affine((x - along(mean)) / (torch.sqrt(along(var)) + eps), weight, bias)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="eps is not used. It is added to the variance under the root, so that a channel that is almost constant is not "
    "divided by almost 0.",
    ru="eps не использован. Он прибавляется к дисперсии под корнем, чтобы почти постоянный канал не делился почти на "
    "ноль.",
)
def eps_left_out(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, 0.0)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="eps is always 1e-5, whatever the argument says. Use the argument.",
    ru="eps всегда равен 1e-5, что бы ни было передано. Берите значение аргумента.",
)
def eps_fixed(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, 1e-5)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="The batch is normalised with the unbiased variance (divided by one less than the count), as x.var() gives it. "
    "For the output divide by N * H * W: x.var(..., unbiased=False). The unbiased one is for running_var.",
    ru="Батч нормализован несмещённой дисперсией (делённой на количество минус один), такую даёт x.var(). Для выхода "
    "делите на N * H * W: x.var(..., unbiased=False). Несмещённая нужна для running_var.",
)
def unbiased_in_output(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = (x.mean(BATCH), x.var(BATCH)) if training else (running_mean, running_var)
    out = normalised(x, mean, var, weight, bias, eps)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="The running variance takes the biased variance of the batch. What is remembered is the unbiased one: divided "
    "by N * H * W - 1.",
    ru="В накопленную дисперсию попадает смещённая дисперсия батча. Запоминается несмещённая: делённая на "
    "N * H * W - 1.",
)
def biased_remembered(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    if training:
        running_mean, running_var = moved(running_mean, mean, momentum), moved(running_var, var, momentum)
    return out, running_mean, running_var


@mistake(
    en="For the unbiased variance the number of pictures was taken: N / (N - 1). The variance is over N * H * W "
    "numbers, so the factor is N * H * W / (N * H * W - 1).",
    ru="Для несмещённой дисперсии взято число картинок: N / (N - 1). Дисперсия посчитана по N * H * W числам, поэтому "
    "множитель равен N * H * W / (N * H * W - 1).",
)
def pictures_counted_for_pixels(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    if training:
        n = x.shape[0]
        running_mean = moved(running_mean, mean, momentum)
        running_var = moved(running_var, var * n / (n - 1), momentum)
    return out, running_mean, running_var


@mistake(
    en="The factor between the two variances is upside down. The unbiased one is larger: biased * n / (n - 1), with "
    "n = N * H * W.",
    ru="Множитель между двумя дисперсиями перевёрнут. Несмещённая больше: смещённая * n / (n - 1), где n = N * H * W.",
)
def correction_upside_down(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    if training:
        n = x.numel() // x.shape[1]
        running_mean = moved(running_mean, mean, momentum)
        running_var = moved(running_var, var * (n - 1) / n, momentum)
    return out, running_mean, running_var


@mistake(
    en="The running variance takes the batch's standard deviation. Remember the variance, without the root.",
    ru="В накопленную дисперсию попадает стандартное отклонение батча. Запоминайте дисперсию, без корня.",
)
def deviation_remembered(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    if training:
        running_mean = moved(running_mean, mean, momentum)
        running_var = moved(running_var, x.std(BATCH), momentum)
    return out, running_mean, running_var


@mistake(
    en="The running variance takes the root of the batch's variance, a standard deviation, and a biased one. Remember "
    "the variance itself, divided by N * H * W - 1.",
    ru="В накопленную дисперсию попадает корень из дисперсии батча, то есть стандартное отклонение, к тому же "
    "смещённое. Запоминайте саму дисперсию, делённую на N * H * W - 1.",
)
def biased_deviation_remembered(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    if training:
        running_mean, running_var = moved(running_mean, mean, momentum), moved(running_var, var.sqrt(), momentum)
    return out, running_mean, running_var


@mistake(
    en="momentum is the wrong way round: old * momentum + new * (1 - momentum). In PyTorch momentum is the part of the "
    "new batch: old * (1 - momentum) + new * momentum.",
    ru="momentum действует наоборот: старое * momentum + новое * (1 - momentum). В PyTorch momentum это доля нового "
    "батча: старое * (1 - momentum) + новое * momentum.",
)
def momentum_reversed(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    return out, *remembering(x, running_mean, running_var, training, 1 - momentum)


@mistake(
    en="momentum is the wrong way round, as in courses where it is the part of the old value, and the variance that is "
    "remembered is the biased one. Here: old * (1 - momentum) + new * momentum, with the variance divided by "
    "N * H * W - 1.",
    ru="momentum действует наоборот, как в курсах, где это доля старого значения, и запоминается смещённая дисперсия. "
    "Здесь: старое * (1 - momentum) + новое * momentum, а дисперсия делится на N * H * W - 1.",
)
def momentum_reversed_and_biased(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    if training:
        running_mean, running_var = moved(running_mean, mean, 1 - momentum), moved(running_var, var, 1 - momentum)
    return out, running_mean, running_var


@mistake(
    en="momentum is always 0.1, whatever the argument says. Use the argument.",
    ru="momentum всегда равен 0.1, что бы ни было передано. Берите значение аргумента.",
)
def momentum_fixed(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    return out, *remembering(x, running_mean, running_var, training, 0.1)


@mistake(
    en="The running statistics come back as they were, after training as well. In train mode each batch moves them: "
    "(1 - momentum) * old + momentum * new.",
    ru="Накопленные статистики возвращаются прежними и после обучения. При обучении каждый батч их сдвигает: "
    "(1 - momentum) * старое + momentum * новое.",
)
def nothing_remembered(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    return normalised(x, mean, var, weight, bias, eps), running_mean, running_var


@mistake(
    en="The running statistics are those of the last batch alone. They are moved, not replaced: "
    "(1 - momentum) * old + momentum * new.",
    ru="Накопленные статистики равны статистикам последнего батча. Их сдвигают, а не заменяют: "
    "(1 - momentum) * старое + momentum * новое.",
)
def last_batch_only(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    return (out, mean, x.var(BATCH)) if training else (out, running_mean, running_var)


@mistake(
    en="What was remembered before is lost: the new statistics are momentum * new alone. Add (1 - momentum) * old.",
    ru="Накопленное раньше потеряно: в новых статистиках только momentum * новое. Прибавьте (1 - momentum) * старое.",
)
def old_forgotten(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    return (out, momentum * mean, momentum * x.var(BATCH)) if training else (out, running_mean, running_var)


@mistake(
    en="momentum * new is added to the whole old value, so the statistics grow without end. The old value counts for "
    "(1 - momentum).",
    ru="momentum * новое прибавлено ко всему старому значению, и статистики растут без конца. Старое значение входит с "
    "множителем (1 - momentum).",
)
def old_counts_whole(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    if training:
        running_mean = running_mean + momentum * mean
        running_var = running_var + momentum * x.var(BATCH)
    return out, running_mean, running_var


@mistake(
    en="The running statistics move in eval mode too. Then the answer for one picture would depend on those seen "
    "before it: in eval mode return them as they came.",
    ru="Накопленные статистики сдвигаются и в режиме eval. Тогда ответ для картинки зависел бы от тех, что были до "
    "неё: в eval возвращайте статистики такими, какими они пришли.",
)
def moved_in_eval(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    return out, *remembering(x, running_mean, running_var, True, momentum)


@mistake(
    en="In eval mode the running statistics are moved first and then used. In eval mode the batch is not looked at at "
    "all: normalise with running_mean and running_var as they came.",
    ru="В режиме eval накопленные статистики сначала сдвигаются, а потом используются. В eval статистики батча не "
    "нужны вообще: нормализуйте с running_mean и running_var такими, какими они пришли.",
)
def moved_then_used_in_eval(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    new_mean, new_var = remembering(x, running_mean, running_var, True, momentum)
    mean, var = used(x, new_mean, new_var, training)
    return normalised(x, mean, var, weight, bias, eps), new_mean, new_var


@mistake(
    en="In training the batch is normalised with the running statistics. They are for eval mode; in training use the "
    "mean and variance of this batch.",
    ru="При обучении батч нормализован накопленными статистиками. Они нужны в режиме eval; при обучении берите "
    "среднее и дисперсию самого батча.",
)
def remembered_used_in_training(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    out = normalised(x, running_mean, running_var, weight, bias, eps)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="In training the running statistics are moved first, then the batch is normalised with them. In training use "
    "the mean and variance of this batch itself.",
    ru="При обучении накопленные статистики сначала сдвигаются, а потом ими нормализуется батч. При обучении берите "
    "среднее и дисперсию самого батча.",
)
def moved_then_used_in_training(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    running_mean, running_var = remembering(x, running_mean, running_var, training, momentum)
    return normalised(x, running_mean, running_var, weight, bias, eps), running_mean, running_var


@mistake(
    en="In eval mode the batch's own statistics are used. Then the answer for a picture depends on its neighbours in "
    "the batch: use running_mean and running_var.",
    ru="В режиме eval использованы статистики самого батча. Тогда ответ для картинки зависит от её соседей по батчу: "
    "берите running_mean и running_var.",
)
def batch_used_in_eval(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = statistics(x)
    out = normalised(x, mean, var, weight, bias, eps)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="The two modes have changed places. training=True means: use the batch's statistics and remember them; "
    "training=False: use the running ones.",
    ru="Два режима поменялись местами. training=True значит: использовать статистики батча и запомнить их; "
    "training=False: использовать накопленные.",
)
def modes_swapped(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, not training)
    out = normalised(x, mean, var, weight, bias, eps)
    return out, *remembering(x, running_mean, running_var, not training, momentum)


@mistake(
    en="In eval mode weight and bias are left out. They belong to both modes.",
    ru="В режиме eval пропущены weight и bias. Они нужны в обоих режимах.",
)
def no_weight_and_bias_in_eval(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, *((weight, bias) if training else (None, None)), eps)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="weight and bias are not used at all. The normalised picture is multiplied by weight, then bias is added.",
    ru="weight и bias не использованы вообще. Нормализованная картинка умножается на weight, затем прибавляется bias.",
)
def no_weight_and_bias(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, None, None, eps)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="The bias is not added.",
    ru="Сдвиг (bias) не прибавлен.",
)
def no_bias(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, None, eps)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="The normalised picture is not multiplied by weight.",
    ru="Нормализованная картинка не умножена на weight.",
)
def no_weight(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, None, bias, eps)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="The bias is added before the multiplication: (x_hat + bias) * weight. Multiply first: x_hat * weight + bias.",
    ru="Сдвиг прибавлен до умножения: (x_hat + bias) * weight. Сначала умножайте: x_hat * weight + bias.",
)
def bias_before_weight(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, None, bias, eps)
    out = affine(out, weight, None)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="weight and bias have changed places. weight is the factor, bias the shift: x_hat * weight + bias.",
    ru="weight и bias поменялись местами. weight это множитель, bias сдвиг: x_hat * weight + bias.",
)
def weight_and_bias_swapped(
    x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, bias, weight, eps)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="weight and bias are used only if both are given. One may come without the other: ask for each by itself.",
    ru="weight и bias использованы, только если переданы оба. Один может прийти без другого: проверяйте их отдельно.",
)
def both_or_none(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    if weight is None or bias is None:
        weight = bias = None
    out = normalised(x, mean, var, weight, bias, eps)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="No gradient flows through the batch's mean and variance: they were computed without one (torch.no_grad, "
    ".detach() or .data). They depend on x, so compute them from x itself.",
    ru="Через среднее и дисперсию батча градиент не идёт: они посчитаны без него (torch.no_grad, .detach() или .data). "
    "Они зависят от x, поэтому вычисляйте их из самого x.",
)
def statistics_cut_off(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x.detach(), running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="No gradient flows through the batch's variance (the mean is fine). It depends on x as well: compute it without "
    ".detach(), .data and torch.no_grad.",
    ru="Через дисперсию батча градиент не идёт (через среднее идёт). Она тоже зависит от x: вычисляйте её без "
    ".detach(), .data и torch.no_grad.",
)
def variance_cut_off(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var.detach(), weight, bias, eps)
    return out, *remembering(x, running_mean, running_var, training, momentum)


@mistake(
    en="The running statistics come back with axes of length 1, (1, C, 1, 1), as keepdim=True leaves them. They are "
    "one number for each channel: (C,), for example by .flatten().",
    ru="Накопленные статистики возвращаются с лишними осями длины 1, (1, C, 1, 1), какие оставляет keepdim=True. Это "
    "по одному числу на канал: (C,), например через .flatten().",
)
def statistics_keep_axes(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    new_mean, new_var = remembering(x, running_mean, running_var, training, momentum)
    return out, new_mean.view(1, -1, 1, 1), new_var.view(1, -1, 1, 1)


@mistake(
    en="A table came out where a row is due: running_mean has the shape (C,), but the mean of the batch (1, C, 1, 1), "
    "as keepdim=True leaves it, and their sum is (1, C, 1, C). Bring the batch's statistics to (C,) first.",
    ru="Вместо строки получилась таблица: у running_mean форма (C,), а у среднего батча (1, C, 1, 1), какую оставляет "
    "keepdim=True, и в сумме выходит (1, C, 1, C). Сначала приведите статистики батча к форме (C,).",
)
def row_plus_column(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    if not training:
        return normalised(x, running_mean, running_var, weight, bias, eps), running_mean, running_var
    mean = x.mean(BATCH, keepdim=True)
    var = ((x - mean) ** 2).mean(BATCH, keepdim=True)
    out = normalised(x, mean, var, weight, bias, eps)
    return out, moved(running_mean, mean, momentum), moved(running_var, var, momentum)


@mistake(
    en="The running mean and the running variance come back in the wrong order. Return out, running_mean, running_var.",
    ru="Накопленные среднее и дисперсия возвращаются не в том порядке. Верните out, running_mean, running_var.",
)
def statistics_swapped(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, mean, var, weight, bias, eps)
    new_mean, new_var = remembering(x, running_mean, running_var, training, momentum)
    return out, new_var, new_mean


@mistake(
    en="The mean of the batch is not subtracted. First subtract it, then divide by the root of the variance.",
    ru="Среднее не вычтено. Сначала вычтите его, потом делите на корень из дисперсии.",
)
def mean_not_subtracted(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean, var = used(x, running_mean, running_var, training)
    out = normalised(x, torch.zeros_like(mean), var, weight, bias, eps)
    return out, *remembering(x, running_mean, running_var, training, momentum)
