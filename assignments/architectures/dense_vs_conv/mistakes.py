"""What goes wrong when two networks share a budget, each as its author would have written it."""

import math

import torch
from torch import nn

from grader.authoring import T
from reference.architectures.dense_vs_conv import conv_net, dense_net

MISTAKES = []
"""(which function it stands for, what its author misunderstood, the wrong function)"""


def mistake(of, en, ru):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((of, T(en=en, ru=ru), function))
        return function

    return note


def dense(in_shape, num_classes, width, bias=True):
    """The dense network of a given width."""
    features = math.prod(in_shape)
    return nn.Sequential(nn.Flatten(), nn.Linear(features, width, bias), nn.ReLU(), nn.Linear(width, num_classes, bias))


def conv(in_shape, num_classes, width, bias=True):
    """The convolutional network of a given width."""
    return nn.Sequential(
        nn.Conv2d(in_shape[0], width, 3, padding=1, bias=bias),
        nn.ReLU(),
        nn.Conv2d(width, width, 3, padding=1, bias=bias),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(width, num_classes, bias),
    )


def count(model):
    """Numbers that a model learns."""
    return sum(weight.numel() for weight in model.parameters())


def widest(fits):
    """The largest width for which `fits` holds, at least 1."""
    width = 1
    while fits(width + 1):
        width += 1
    return width


def width_of(network):
    """The width that the reference has chosen."""
    return next(network.parameters()).shape[0]


def without(network, *places):
    """The network without some of its layers."""
    return nn.Sequential(*(layer for place, layer in enumerate(network) if place not in places))


def replaced(network, **layers):
    """The network with other layers at the places `at_0`, `at_1`, ..."""
    return nn.Sequential(*(layers.get(f"at_{place}", layer) for place, layer in enumerate(network)))


# parameter_count


@mistake(
    "parameter_count",
    en="state_dict() was counted: it also holds the running statistics of batch norm, which are not learned. Take "
    "model.parameters().",
    ru="Посчитан state_dict(): в нём лежат и накопленные статистики batch norm, которые не учат. Возьмите "
    "model.parameters().",
)
def counts_the_state(model):
    return sum(tensor.numel() for tensor in model.state_dict().values())


@mistake(
    "parameter_count",
    en="The tensors were counted, not the numbers in them. Add up numel().",
    ru="Посчитаны тензоры, а не числа в них. Складывайте numel().",
)
def counts_tensors(model):
    return len(list(model.parameters()))


@mistake(
    "parameter_count",
    en="Biases and other parameters with one axis were left out. They are learned as well.",
    ru="Не посчитаны сдвиги (bias) и другие параметры с одной осью. Их тоже учат.",
)
def counts_without_biases(model):
    return sum(weight.numel() for weight in model.parameters() if weight.dim() > 1)


@mistake(
    "parameter_count",
    en="Parameters of inner modules were counted several times: module.parameters() already goes into the depth, so no "
    "loop over model.modules() is needed.",
    ru="Параметры вложенных модулей посчитаны по нескольку раз: parameters() и так идёт вглубь, цикл по "
    "model.modules() не нужен.",
)
def counts_at_every_depth(model):
    return sum(weight.numel() for module in model.modules() for weight in module.parameters())


@mistake(
    "parameter_count",
    en="A parameter that two layers share was counted twice. It is learned once: model.parameters() gives it once.",
    ru="Параметр, общий для двух слоёв, посчитан дважды. Учат его один раз: model.parameters() и выдаёт его один раз.",
)
def counts_shared_twice(model):
    return sum(weight.numel() for module in model.modules() for weight in module.parameters(recurse=False))


@mistake(
    "parameter_count",
    en="Only the parameters of layers were counted (model.children()). A model may have parameters of its own, too.",
    ru="Посчитаны только параметры слоёв (model.children()). Параметр может лежать и в самой модели.",
)
def counts_children_only(model):
    return sum(weight.numel() for weight in nn.ModuleList(model.children()).parameters())


@mistake(
    "parameter_count",
    en="Only convolutions and fully connected layers were counted. Batch norm has weight and bias for each channel.",
    ru="Посчитаны только свёртки и полносвязные слои. У batch norm на каждый канал есть weight и bias.",
)
def counts_known_layers_only(model):
    layers = nn.ModuleList(layer for layer in model.modules() if isinstance(layer, nn.Conv2d | nn.Linear))
    return count(layers)


# dense_net


@mistake(
    "dense_net",
    en="The biases of the dense network were not counted, so it is above the budget. The layers have h + K of them.",
    ru="Не посчитаны сдвиги (bias) полносвязной сети, и бюджет превышен. В двух слоях их h + K.",
)
def dense_biases_not_counted(in_shape, num_classes, budget):
    return dense(in_shape, num_classes, budget // (math.prod(in_shape) + num_classes))


@mistake(
    "dense_net",
    en="The biases of the dense network's last layer were not counted: before dividing, take K from the budget.",
    ru="Не посчитаны сдвиги последнего слоя полносвязной сети: перед делением вычтите из бюджета K.",
)
def dense_last_bias_not_counted(in_shape, num_classes, budget):
    return dense(in_shape, num_classes, budget // (math.prod(in_shape) + 1 + num_classes))


@mistake(
    "dense_net",
    en="The last layer of the dense network was not counted. It has K * h + K parameters.",
    ru="Не посчитан последний слой полносвязной сети. В нём K * h + K параметров.",
)
def dense_last_layer_not_counted(in_shape, num_classes, budget):
    return dense(in_shape, num_classes, budget // (math.prod(in_shape) + 1))


@mistake(
    "dense_net",
    en="The dense network is one neuron too narrow where the budget fits exactly: below or equal is allowed.",
    ru="Полносвязная сеть на один нейрон уже, чем можно, когда бюджет подходит точно: равенство разрешено.",
)
def dense_strictly_below(in_shape, num_classes, budget):
    return dense(in_shape, num_classes, widest(lambda width: count(dense(in_shape, num_classes, width)) < budget))


@mistake(
    "dense_net",
    en="The first width at which the dense network is above the budget was taken. Take the one before it.",
    ru="У полносвязной сети взята первая ширина, при которой бюджет уже превышен. Нужна предыдущая.",
)
def dense_one_too_wide(in_shape, num_classes, budget):
    return dense(in_shape, num_classes, width_of(dense_net(in_shape, num_classes, budget)) + 1)


@mistake(
    "dense_net",
    en="The width of the dense network was rounded to the nearest whole number. Round down (//), else it is above the "
    "budget.",
    ru="Ширина полносвязной сети округлена до ближайшего целого. Округляйте вниз (//), иначе бюджет превышен.",
)
def dense_rounded(in_shape, num_classes, budget):
    return dense(in_shape, num_classes, round((budget - num_classes) / (math.prod(in_shape) + 1 + num_classes)))


@mistake(
    "dense_net",
    en="The width of the dense network is the largest power of two that fits. The largest whole number is asked for.",
    ru="Ширина полносвязной сети это наибольшая подходящая степень двойки. Нужно наибольшее целое число.",
)
def dense_power_of_two(in_shape, num_classes, budget):
    width = width_of(dense_net(in_shape, num_classes, budget))
    return dense(in_shape, num_classes, 1 << (width.bit_length() - 1))


@mistake(
    "dense_net",
    en="The layers of the dense network have no bias. They should have one (nn.Linear has it by default).",
    ru="У слоёв полносвязной сети нет сдвига (bias). Он должен быть (в nn.Linear он есть по умолчанию).",
)
def dense_without_bias(in_shape, num_classes, budget):
    return dense(in_shape, num_classes, budget // (math.prod(in_shape) + num_classes), bias=False)


@mistake(
    "dense_net",
    en="The dense network has no ReLU. Two fully connected layers without anything between them are one.",
    ru="В полносвязной сети нет ReLU. Два полносвязных слоя подряд без активации это всё равно что один.",
)
def dense_without_relu(in_shape, num_classes, budget):
    return without(dense_net(in_shape, num_classes, budget), 2)


@mistake(
    "dense_net",
    en="The dense network ends with softmax. It returns the numbers of the last layer as they are.",
    ru="В конце полносвязной сети стоит softmax. Сеть возвращает числа последнего слоя как есть.",
)
def dense_softmax_at_the_end(in_shape, num_classes, budget):
    return dense_net(in_shape, num_classes, budget).append(nn.Softmax(dim=1))


@mistake(
    "dense_net",
    en="The dense network ends with ReLU. It returns the numbers of the last layer as they are, negative ones too.",
    ru="В конце полносвязной сети стоит ReLU. Сеть возвращает числа последнего слоя как есть, отрицательные тоже.",
)
def dense_relu_at_the_end(in_shape, num_classes, budget):
    return dense_net(in_shape, num_classes, budget).append(nn.ReLU())


@mistake(
    "dense_net",
    en="The activation of the dense network is a sigmoid. It should be ReLU.",
    ru="В полносвязной сети стоит сигмоида. Нужна ReLU.",
)
def dense_sigmoid(in_shape, num_classes, budget):
    return replaced(dense_net(in_shape, num_classes, budget), at_2=nn.Sigmoid())


@mistake(
    "dense_net",
    en="The dense network has two hidden layers. One is asked for, as wide as the budget allows.",
    ru="В полносвязной сети два скрытых слоя. Нужен один, насколько хватает бюджета.",
)
def dense_two_hidden_layers(in_shape, num_classes, budget):
    def deep(width):
        hidden = [nn.Flatten(), nn.Linear(math.prod(in_shape), width), nn.ReLU(), nn.Linear(width, width), nn.ReLU()]
        return nn.Sequential(*hidden, nn.Linear(width, num_classes))

    return deep(widest(lambda width: count(deep(width)) <= budget))


class PlainList(nn.Module):
    """Keeps its layers where PyTorch does not see them."""

    def __init__(self, network):
        super().__init__()
        self.layers = list(network)

    def forward(self, x):
        for layer in self.layers:
            x = layer.to(x.dtype)(x)
        return x


@mistake(
    "dense_net",
    en="The layers of the dense network lie in a plain Python list, where PyTorch does not see them: no parameters to "
    "learn, none to count. Use nn.Sequential or nn.ModuleList, or make each layer an attribute.",
    ru="Слои полносвязной сети лежат в обычном списке Python, и PyTorch их не видит: учить и считать нечего. Возьмите "
    "nn.Sequential или nn.ModuleList либо сделайте каждый слой атрибутом.",
)
def dense_plain_list(in_shape, num_classes, budget):
    return PlainList(dense_net(in_shape, num_classes, budget))


# conv_net


@mistake(
    "conv_net",
    en="The biases of the convolutional network were not counted, so it is above the budget. The layers have 2w + K.",
    ru="Не посчитаны сдвиги (bias) свёрточной сети, и бюджет превышен. В трёх слоях их 2w + K.",
)
def conv_biases_not_counted(in_shape, num_classes, budget):
    return conv(in_shape, num_classes, widest(lambda width: count(conv(in_shape, num_classes, width, False)) <= budget))


@mistake(
    "conv_net",
    en="The last layer of the convolutional network was not counted. It has K * w + K parameters.",
    ru="Не посчитан последний слой свёрточной сети. В нём K * w + K параметров.",
)
def conv_last_layer_not_counted(in_shape, num_classes, budget):
    return conv(in_shape, num_classes, widest(lambda width: count(without(conv(in_shape, 1, width), 6)) <= budget))


@mistake(
    "conv_net",
    en="The input channels of the first convolution were not counted. Its kernel has 9 numbers for each of the C "
    "channels.",
    ru="Не учтены входные каналы первой свёртки. В её ядре по 9 чисел на каждый из C каналов.",
)
def conv_channels_not_counted(in_shape, num_classes, budget):
    gray = (1, *in_shape[1:])
    return conv(in_shape, num_classes, widest(lambda width: count(conv(gray, num_classes, width)) <= budget))


@mistake(
    "conv_net",
    en="The convolutional network is one channel too narrow where the budget fits exactly: below or equal is allowed.",
    ru="Свёрточная сеть на один канал уже, чем можно, когда бюджет подходит точно: равенство разрешено.",
)
def conv_strictly_below(in_shape, num_classes, budget):
    return conv(in_shape, num_classes, widest(lambda width: count(conv(in_shape, num_classes, width)) < budget))


@mistake(
    "conv_net",
    en="The first width at which the convolutional network is above the budget was taken. Take the one before it.",
    ru="У свёрточной сети взята первая ширина, при которой бюджет уже превышен. Нужна предыдущая.",
)
def conv_one_too_wide(in_shape, num_classes, budget):
    return conv(in_shape, num_classes, width_of(conv_net(in_shape, num_classes, budget)) + 1)


@mistake(
    "conv_net",
    en="The width of the convolutions is the largest power of two that fits. The largest whole number is asked for.",
    ru="Ширина свёрток это наибольшая подходящая степень двойки. Нужно наибольшее целое число.",
)
def conv_power_of_two(in_shape, num_classes, budget):
    width = width_of(conv_net(in_shape, num_classes, budget))
    return conv(in_shape, num_classes, 1 << (width.bit_length() - 1))


@mistake(
    "conv_net",
    en="The layers of the convolutional network have no bias. They should have one (it is there by default).",
    ru="У слоёв свёрточной сети нет сдвига (bias). Он должен быть (по умолчанию он есть).",
)
def conv_without_bias(in_shape, num_classes, budget):
    width = widest(lambda width: count(conv(in_shape, num_classes, width, False)) <= budget)
    return conv(in_shape, num_classes, width, bias=False)


@mistake(
    "conv_net",
    en="The second convolution is twice as wide as the first. Both have the same width here.",
    ru="Вторая свёртка вдвое шире первой. Здесь у обеих одна и та же ширина.",
)
def conv_second_twice_as_wide(in_shape, num_classes, budget):
    def growing(width):
        second, last = nn.Conv2d(width, 2 * width, 3, padding=1), nn.Linear(2 * width, num_classes)
        return replaced(conv(in_shape, num_classes, width), at_2=second, at_6=last)

    return growing(widest(lambda width: count(growing(width)) <= budget))


@mistake(
    "conv_net",
    en="The maps are flattened, and the last layer has a weight for every pixel. Average each map over the whole "
    "picture first (global average pooling): one number for each channel is left.",
    ru="Карты вытянуты в строку, и у последнего слоя вес на каждый пиксель. Сначала усредните каждую карту по всей "
    "картинке (global average pooling): на каждый канал останется одно число.",
)
def conv_flattened(in_shape, num_classes, budget):
    def flat(width):
        last = nn.Linear(width * in_shape[1] * in_shape[2], num_classes)
        return replaced(conv(in_shape, num_classes, width), at_4=nn.Identity(), at_6=last)

    return flat(widest(lambda width: count(flat(width)) <= budget))


@mistake(
    "conv_net",
    en="The maximum over the whole picture was taken. The average is asked for.",
    ru="Взят максимум по всей картинке. Нужно среднее.",
)
def conv_global_maximum(in_shape, num_classes, budget):
    return replaced(conv_net(in_shape, num_classes, budget), at_4=nn.AdaptiveMaxPool2d(1))


class Summed(nn.Module):
    """Hands on the sum of each map."""

    def forward(self, x):
        return x.sum((2, 3))


@mistake(
    "conv_net",
    en="The maps were added up over the picture. The average is asked for.",
    ru="Карты просуммированы по картинке. Нужно среднее.",
)
def conv_global_sum(in_shape, num_classes, budget):
    return replaced(conv_net(in_shape, num_classes, budget), at_4=Summed())


@mistake(
    "conv_net",
    en="The convolutions have no padding. They have padding=1, so that the maps are as large as the picture.",
    ru="У свёрток нет паддинга. Нужен padding=1, чтобы карты были того же размера, что и картинка.",
)
def conv_without_padding(in_shape, num_classes, budget):
    network = conv_net(in_shape, num_classes, budget)
    network[0].padding = network[2].padding = (0, 0)
    return network


@mistake(
    "conv_net",
    en="There is a pooling between the convolutions. Here the only pooling is the average over the whole picture.",
    ru="Между свёртками стоит пулинг. Здесь пулинг только один, среднее по всей картинке.",
)
def conv_pooling_between(in_shape, num_classes, budget):
    return conv_net(in_shape, num_classes, budget).insert(2, nn.MaxPool2d(2))


@mistake(
    "conv_net",
    en="The second convolution has stride 2. Both have stride 1.",
    ru="У второй свёртки шаг 2. У обеих шаг 1.",
)
def conv_stride_two(in_shape, num_classes, budget):
    network = conv_net(in_shape, num_classes, budget)
    network[2].stride = (2, 2)
    return network


@mistake(
    "conv_net",
    en="There is no ReLU between the convolutions. Two convolutions without anything between them are one larger one.",
    ru="Между свёртками нет ReLU. Две свёртки подряд без активации это всё равно что одна побольше.",
)
def conv_without_first_relu(in_shape, num_classes, budget):
    return without(conv_net(in_shape, num_classes, budget), 1)


@mistake(
    "conv_net",
    en="There is no ReLU after the second convolution. Without it, the average over the map is all that is left of it.",
    ru="После второй свёртки нет ReLU. Без неё от карты остаётся лишь её среднее, со знаками вместе.",
)
def conv_without_second_relu(in_shape, num_classes, budget):
    return without(conv_net(in_shape, num_classes, budget), 3)


@mistake(
    "conv_net",
    en="The average comes before the second ReLU. ReLU belongs right behind the convolution.",
    ru="Среднее берётся до второй ReLU. ReLU стоит сразу за свёрткой.",
)
def conv_average_before_relu(in_shape, num_classes, budget):
    return replaced(conv_net(in_shape, num_classes, budget), at_3=nn.AdaptiveAvgPool2d(1), at_4=nn.ReLU())


@mistake(
    "conv_net",
    en="The convolutional network ends with softmax. It returns the numbers of the last layer as they are.",
    ru="В конце свёрточной сети стоит softmax. Сеть возвращает числа последнего слоя как есть.",
)
def conv_softmax_at_the_end(in_shape, num_classes, budget):
    return conv_net(in_shape, num_classes, budget).append(nn.Softmax(dim=1))


@mistake(
    "conv_net",
    en="There is batch norm after the convolutions. It is not asked for, and it takes parameters from the budget.",
    ru="После свёрток стоит batch norm. Здесь он не нужен, и он отнимает параметры у бюджета.",
)
def conv_batch_norm(in_shape, num_classes, budget):
    def normalised(width):
        layers = list(conv(in_shape, num_classes, width))
        return nn.Sequential(layers[0], nn.BatchNorm2d(width), *layers[1:3], nn.BatchNorm2d(width), *layers[3:])

    return normalised(widest(lambda width: count(normalised(width)) <= budget))


class MiddlePixel(nn.Module):
    """Hands on the middle of each map."""

    def forward(self, x):
        return x[:, :, x.shape[2] // 2, x.shape[3] // 2]


@mistake(
    "conv_net",
    en="Only the middle pixel of each map goes on. The average over the whole map is asked for.",
    ru="Дальше идёт только средний пиксель каждой карты. Нужно среднее по всей карте.",
)
def conv_middle_pixel(in_shape, num_classes, budget):
    return replaced(conv_net(in_shape, num_classes, budget), at_4=MiddlePixel())


class Averaged(nn.Module):
    """Hands on the mean of the whole picture, for each channel."""

    def forward(self, x):
        return torch.ones_like(x) * x.mean((2, 3), keepdim=True)


@mistake(
    "dense_net",
    en="The dense network gets the average of the picture, so that a moved picture looks the same to it. It should see "
    "each pixel by itself.",
    ru="В полносвязную сеть попадает среднее картинки, поэтому сдвиг для неё незаметен. Она должна видеть каждый "
    "пиксель отдельно.",
)
def dense_averaged_first(in_shape, num_classes, budget):
    return dense_net(in_shape, num_classes, budget).insert(0, Averaged())
