"""What goes wrong in other people's VGGs, each as its author would have written it."""

import torch
import torch.nn.functional as F
from torch import nn

from grader.authoring import T
from reference.architectures.vgg import VGG

MISTAKES = []
"""(what its author misunderstood, the wrong network)"""


def mistake(en, ru):
    """Notes a wrong network under what its author misunderstood."""

    def note(network):
        MISTAKES.append((T(en=en, ru=ru), network))
        return network

    return note


def made_anew(features, make):
    """The features with each layer replaced by what `make` gives for it; None drops the layer."""
    made = (make(layer) for layer in features)
    return nn.Sequential(*(layer for layer in made if layer is not None))


def silenced(layers, *kinds):
    """The same Sequential where layers of these kinds do nothing; the others keep their numbers."""
    return nn.Sequential(*(nn.Identity() if isinstance(layer, kinds) else layer for layer in layers))


@mistake(
    en="There is a softmax at the end. The network returns the numbers of the last layer as they are: "
    "nn.CrossEntropyLoss applies the softmax itself, and twice is once too often.",
    ru="В конце стоит softmax. Сеть возвращает числа последнего слоя как есть: nn.CrossEntropyLoss сама применяет "
    "softmax, второй раз он только мешает.",
)
class SoftmaxAtTheEnd(VGG):
    def forward(self, x):
        return F.softmax(super().forward(x), dim=1)


@mistake(
    en="ReLU follows the last layer too, so every negative answer became 0. A logit may be any number: nothing follows "
    "the last layer.",
    ru="ReLU стоит и после последнего слоя, и все отрицательные ответы превратились в 0. Логит может быть любым "
    "числом: после последнего слоя ничего нет.",
)
class ActivationAfterTheLast(VGG):
    def forward(self, x):
        return F.relu(super().forward(x))


@mistake(
    en="No ReLU follows the convolutions, so those between two poolings amount to one.",
    ru="После свёрток нет ReLU, поэтому все свёртки между двумя пулингами равносильны одной.",
)
class NoActivationAfterConvolutions(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.features = silenced(self.features, nn.ReLU)


@mistake(
    en="There is one ReLU for each pooling only. It follows every convolution, those without a pooling behind them as "
    "well.",
    ru="ReLU стоит только перед каждым пулингом. Он нужен после каждой свёртки, и там, где за ней нет пулинга.",
)
class OneActivationPerPooling(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        layers = [*self.features, None]
        for place, layer in enumerate(layers):
            if isinstance(layer, nn.ReLU) and not isinstance(layers[place + 1], nn.MaxPool2d):
                self.features[place] = nn.Identity()


@mistake(
    en="There is no ReLU between the fully connected layers: without it the three amount to one.",
    ru="Между полносвязными слоями нет ReLU: без него три слоя равносильны одному.",
)
class NoActivationBetweenFullyConnected(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.classifier = silenced(self.classifier, nn.ReLU)


@mistake(
    en="There is no ReLU anywhere: many layers amount to one. ReLU follows every layer but the last.",
    ru="ReLU нет нигде: много слоёв равносильны одному. ReLU нужен после каждого слоя, кроме последнего.",
)
class NoActivation(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.features = silenced(self.features, nn.ReLU)
        self.classifier = silenced(self.classifier, nn.ReLU)


@mistake(
    en="The poolings take the average; VGG's take the maximum.",
    ru="Пулинг берёт среднее; в VGG он берёт максимум.",
)
class AveragePooling(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.features = made_anew(
            self.features, lambda layer: nn.AvgPool2d(2) if isinstance(layer, nn.MaxPool2d) else layer
        )


@mistake(
    en='"M" became a pooling with 3 x 3 windows (and stride 2), as in AlexNet; VGG\'s windows are 2 x 2.',
    ru='"M" превратилась в пулинг с окном 3 x 3 (и шагом 2), как в AlexNet; в VGG окна 2 x 2.',
)
class LargePooling(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.features = made_anew(
            self.features, lambda layer: nn.MaxPool2d(3, 2) if isinstance(layer, nn.MaxPool2d) else layer
        )


@mistake(
    en="The windows of the poolings move by one pixel (stride=1), so nothing gets smaller. They lie side by side: "
    "stride 2.",
    ru="Окна пулинга сдвигаются на один пиксель (stride=1), и картинка почти не уменьшается. Они стоят вплотную: шаг "
    "(stride) 2.",
)
class PoolingByOne(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.features = made_anew(
            self.features, lambda layer: nn.MaxPool2d(2, 1) if isinstance(layer, nn.MaxPool2d) else layer
        )


@mistake(
    en="The pooling rounds sizes up (ceil_mode=True). A last row or column that fills no whole window is left out.",
    ru="Пулинг округляет размер вверх (ceil_mode=True). Последняя строка или столбец, которых не хватает на целое "
    "окно, отбрасываются.",
)
class PoolingRoundsUp(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.features = made_anew(
            self.features,
            lambda layer: nn.MaxPool2d(2, ceil_mode=True) if isinstance(layer, nn.MaxPool2d) else layer,
        )


@mistake(
    en='A pooling follows every convolution. Only an "M" in the list is a pooling.',
    ru='Пулинг стоит после каждой свёртки. Пулинг означает только "M" в списке.',
)
class PoolingAfterEveryConvolution(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        layers = [layer for layer in self.features if not isinstance(layer, nn.MaxPool2d)]
        self.features = nn.Sequential()
        for layer in layers:
            self.features.append(layer)
            if isinstance(layer, nn.ReLU) and len(self.features) < 9:
                self.features.append(nn.MaxPool2d(2))


@mistake(
    en='"M" was passed over: there is no pooling between the convolutions.',
    ru='"M" пропущена: между свёртками нет пулинга.',
)
class NoPooling(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.features = silenced(self.features, nn.MaxPool2d)


@mistake(
    en="The convolutions have no padding. With padding=1 a 3 x 3 convolution leaves the size as it is.",
    ru="У свёрток нет паддинга. С padding=1 свёртка 3 x 3 не меняет размер.",
)
class NoPadding(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        for layer in self.features:
            if isinstance(layer, nn.Conv2d):
                layer.padding = (0, 0)


@mistake(
    en="The kernels are 5 x 5; VGG's are 3 x 3 throughout.",
    ru="Ядра свёрток 5 x 5; в VGG они всюду 3 x 3.",
)
class LargeKernels(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        for place, layer in enumerate(self.features):
            if isinstance(layer, nn.Conv2d):
                self.features[place] = nn.Conv2d(layer.in_channels, layer.out_channels, 5, padding=2)


@mistake(
    en="The last convolution of the list is missing.",
    ru="Не хватает последней свёртки из списка.",
)
class LastConvolutionForgotten(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        last = max(place for place, item in enumerate(configuration) if item != "M")
        shorter = [item for place, item in enumerate(configuration) if place != last]
        super().__init__(shorter, num_classes, batch_norm, hidden, dropout)


@mistake(
    en="Convolutions of equal width are one and the same layer, put in several times (for instance by [layer] * n): "
    "they share their weights. Make a new layer for each.",
    ru="Свёртки одинаковой ширины на самом деле один и тот же слой, вставленный несколько раз (например, через "
    "[layer] * n): веса у них общие. Создавайте каждый раз новый слой.",
)
class OneLayerSeveralTimes(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        made = {}
        for place, layer in enumerate(self.features):
            if isinstance(layer, nn.Conv2d):
                self.features[place] = made.setdefault((layer.in_channels, layer.out_channels), layer)


@mistake(
    en="Batch normalisation is always there, whatever batch_norm says.",
    ru="Батч-нормализация есть всегда, что бы ни говорил batch_norm.",
)
class BatchNormAlways(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, True, hidden, dropout)


@mistake(
    en="There is no batch normalisation when batch_norm=True.",
    ru="При batch_norm=True батч-нормализации нет.",
)
class BatchNormNever(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, False, hidden, dropout)


@mistake(
    en="Batch normalisation stands behind ReLU. It belongs between the convolution and its ReLU.",
    ru="Батч-нормализация стоит после ReLU. Её место между свёрткой и ReLU.",
)
class BatchNormAfterActivation(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        for place, layer in enumerate(list(self.features)):
            if isinstance(layer, nn.BatchNorm2d):
                self.features[place], self.features[place + 1] = nn.ReLU(), layer


@mistake(
    en="With batch normalisation the convolutions have no bias. It can be left out there, but the network of this "
    "task, like torchvision's, keeps it.",
    ru="При батч-нормализации у свёрток нет сдвига (bias). Без него там можно обойтись, но в сети из этого задания, "
    "как и в torchvision, он остаётся.",
)
class NoBiasBeforeBatchNorm(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        for layer in self.features:
            if isinstance(layer, nn.Conv2d) and batch_norm:
                layer.bias = None


@mistake(
    en="Batch normalisation follows only the last convolution before each pooling. It follows each convolution.",
    ru="Батч-нормализация стоит только после последней свёртки перед каждым пулингом. Она нужна после каждой свёртки.",
)
class BatchNormBeforePoolingOnly(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        layers = [*self.features, None, None]
        for place, layer in enumerate(layers):
            if isinstance(layer, nn.BatchNorm2d) and not isinstance(layers[place + 2], nn.MaxPool2d):
                self.features[place] = nn.Identity()


@mistake(
    en="Batch normalisation uses the statistics of the batch in eval mode as well, so the answer for a picture depends "
    "on its neighbours. After net.eval() the running statistics count.",
    ru="Батч-нормализация и в режиме eval берёт статистики батча, и ответ для картинки зависит от её соседей. После "
    "net.eval() берутся накопленные статистики.",
)
class StatisticsOfTheBatchAlways(VGG):
    def forward(self, x):
        for layer in self.features:
            if isinstance(layer, nn.BatchNorm2d):
                x = F.batch_norm(x, layer.running_mean, layer.running_var, layer.weight, layer.bias, training=True)
            else:
                x = layer(x)
        return self.classifier(self.avgpool(x).flatten(1))


@mistake(
    en="Batch normalisation uses its running statistics in training as well; there the statistics of the batch count, "
    "and the running ones learn from them.",
    ru="Батч-нормализация и при обучении берёт накопленные статистики; при обучении берутся статистики батча, а "
    "накопленные по ним обновляются.",
)
class RunningStatisticsAlways(VGG):
    def forward(self, x):
        for layer in self.features:
            if isinstance(layer, nn.BatchNorm2d):
                x = F.batch_norm(x, layer.running_mean, layer.running_var, layer.weight, layer.bias)
            else:
                x = layer(x)
        return self.classifier(self.avgpool(x).flatten(1))


@mistake(
    en="Batch normalisation has momentum 0.9; in PyTorch momentum is the share of the new batch, 0.1 by itself.",
    ru="У батч-нормализации momentum 0.9; в PyTorch это доля нового батча, по умолчанию 0.1.",
)
class MomentumTheOtherWay(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        for layer in self.features:
            if isinstance(layer, nn.BatchNorm2d):
                layer.momentum = 0.9


@mistake(
    en="The pooling that makes 7 x 7 of any map takes the maximum; it takes the average (nn.AdaptiveAvgPool2d).",
    ru="Пулинг, который делает из любой карты 7 x 7, берёт максимум; нужно среднее (nn.AdaptiveAvgPool2d).",
)
class AdaptiveMaximum(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.avgpool = nn.AdaptiveMaxPool2d(7)


@mistake(
    en="Each map is averaged to a single number before the fully connected layers. VGG keeps 7 x 7 numbers of each, so "
    "the first of these layers has 49 times as many inputs.",
    ru="Каждая карта усредняется до одного числа перед полносвязными слоями. VGG оставляет от каждой 7 x 7 чисел, "
    "поэтому у первого из этих слоёв в 49 раз больше входов.",
)
class AveragedToOne(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier[0] = nn.Linear(self.classifier[0].in_features // 49, hidden)


@mistake(
    en="There is one fully connected layer behind the convolutions. VGG has three, two of them with `hidden` neurons.",
    ru="После свёрток стоит один полносвязный слой. В VGG их три, в двух из них по hidden нейронов.",
)
class OneFullyConnected(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.classifier = nn.Sequential(nn.Linear(self.classifier[0].in_features, num_classes))


@mistake(
    en="There are two fully connected layers behind the convolutions. VGG has three, two of them with `hidden` "
    "neurons.",
    ru="После свёрток стоят два полносвязных слоя. В VGG их три, в двух из них по hidden нейронов.",
)
class TwoFullyConnected(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.classifier[3] = self.classifier[4] = nn.Identity()


@mistake(
    en="The second fully connected layer was made, but forward never uses it: its weights never learn.",
    ru="Второй полносвязный слой создан, но forward его не использует: его параметры никогда не учатся.",
)
class SecondFullyConnectedNeverUsed(VGG):
    def forward(self, x):
        x = self.avgpool(self.features(x)).flatten(1)
        return self.classifier[6](self.classifier[:3](x))


@mistake(
    en="There are always 1000 answers. How many is told by num_classes.",
    ru="Ответов всегда 1000. Сколько их должно быть, говорит num_classes.",
)
class AlwaysThousand(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, 1000, batch_norm, hidden, dropout)


@mistake(
    en="The channels were moved to the end before flattening. x.flatten(1) of (N, C, H, W) puts channel after channel, "
    "and the weights of the next layer count on that order.",
    ru="Перед вытягиванием каналы перенесены в конец. x.flatten(1) от (N, C, H, W) ставит канал за каналом, и веса "
    "следующего слоя рассчитаны на такой порядок.",
)
class ChannelsLastFlatten(VGG):
    def forward(self, x):
        x = self.avgpool(self.features(x)).permute(0, 2, 3, 1)
        return self.classifier(x.flatten(1))


@mistake(
    en="The average pooling makes 14 x 14 numbers of each map, where the first fully connected layer needs 7 x 7, and "
    "view(-1, K) hid it by making four rows of each picture. Flatten with x.flatten(1): then the batch stays.",
    ru="Пулинг оставляет от каждой карты 14 x 14 чисел, а первому полносвязному слою нужно 7 x 7, и view(-1, K) это "
    "скрыл: из каждой картинки вышло четыре строки. Вытягивайте через x.flatten(1): тогда батч сохранится.",
)
class BatchGrowsInView(VGG):
    def forward(self, x):
        x = F.adaptive_avg_pool2d(self.features(x), 14)
        return self.classifier(x.view(-1, self.classifier[0].in_features))


@mistake(
    en="Numbers are dropped after net.eval() as well: F.dropout(x) does not know the mode of the network. Write "
    "nn.Dropout or F.dropout(x, p, training=self.training).",
    ru="Числа зануляются и после net.eval(): F.dropout(x) не знает, в каком режиме сеть. Пишите nn.Dropout или "
    "F.dropout(x, p, training=self.training).",
)
class DropoutAlwaysOn(VGG):
    def forward(self, x):
        fc1, relu, _, fc2, _, _, fc3 = self.classifier
        x = self.avgpool(self.features(x)).flatten(1)
        x = F.dropout(relu(fc1(x)))
        x = F.dropout(relu(fc2(x)))
        return fc3(x)


@mistake(
    en="There is no dropout: in training nothing is dropped. It follows the ReLU of both inner fully connected layers.",
    ru="Нет dropout: при обучении ничего не зануляется. Он стоит после ReLU обоих внутренних полносвязных слоёв.",
)
class NoDropout(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, 0.0)


@mistake(
    en="Dropout stands before the first and the second fully connected layer, as in AlexNet. In VGG it follows the "
    "ReLU of both inner layers, and so stands before the second and the third.",
    ru="Dropout стоит перед первым и вторым полносвязным слоем, как в AlexNet. В VGG он стоит после ReLU обоих "
    "внутренних слоёв, то есть перед вторым и третьим.",
)
class DropoutAsInAlexNet(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.avgpool = nn.Sequential(self.avgpool, nn.Dropout(dropout))
        self.classifier[5] = nn.Identity()


@mistake(
    en="Dropout stands at the very end, behind the last layer, and makes answers into zeros. It follows the ReLU of "
    "both inner fully connected layers.",
    ru="Dropout стоит в самом конце, после последнего слоя, и зануляет сами ответы. Он нужен после ReLU обоих "
    "внутренних полносвязных слоёв.",
)
class DropoutAfterTheLast(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        self.classifier[5] = nn.Identity()
        self.classifier.append(nn.Dropout(dropout))


@mistake(
    en="x.data (or .detach()) before the fully connected layers cuts the chain: no gradient comes to the convolutions, "
    "and they never learn. x.flatten(1) is enough.",
    ru="x.data (или .detach()) перед полносвязными слоями обрывает цепочку: до свёрток градиент не доходит, и они не "
    "учатся. Достаточно x.flatten(1).",
)
class CutFromTheConvolutions(VGG):
    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).data.flatten(1))


@mistake(
    en="The convolutions stand in a plain Python list, where PyTorch does not see them: net.parameters() does not hold "
    "them, and an optimiser would never change them. Use nn.Sequential(*layers) or nn.ModuleList(layers).",
    ru="Свёртки лежат в обычном списке Python, и PyTorch их не видит: в net.parameters() их нет, оптимизатор никогда "
    "не изменит их. Возьмите nn.Sequential(*layers) или nn.ModuleList(layers).",
)
class PlainList(VGG):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__(configuration, num_classes, batch_norm, hidden, dropout)
        layers = list(self.features)
        del self.features
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.to(x.dtype)(x)
        return self.classifier(torch.flatten(self.avgpool(x), 1))
