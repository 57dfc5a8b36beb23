"""What goes wrong in other people's AlexNets, each as its author would have written it."""

import torch
import torch.nn.functional as F
from torch import nn

from grader.authoring import T
from reference.architectures.alexnet import AlexNet

MISTAKES = []
"""(what its author misunderstood, the wrong network)"""


def mistake(en, ru):
    """Notes a wrong network under what its author misunderstood."""

    def note(network):
        MISTAKES.append((T(en=en, ru=ru), network))
        return network

    return note


def without(layers, *places):
    """A Sequential whose layers at `places` do nothing; the others keep their numbers."""
    for place in places:
        layers[place] = nn.Identity()


@mistake(
    en="There is a softmax at the end. The network returns the numbers of the last layer as they are: "
    "nn.CrossEntropyLoss applies the softmax itself, and twice is once too often.",
    ru="В конце стоит softmax. Сеть возвращает числа последнего слоя как есть: nn.CrossEntropyLoss сама применяет "
    "softmax, второй раз он только мешает.",
)
class SoftmaxAtTheEnd(AlexNet):
    def forward(self, x):
        return F.softmax(super().forward(x), dim=1)


@mistake(
    en="ReLU follows the last layer too, so every negative answer became 0. A logit may be any number: nothing follows "
    "the last layer.",
    ru="ReLU стоит и после последнего слоя, и все отрицательные ответы превратились в 0. Логит может быть любым "
    "числом: после последнего слоя ничего нет.",
)
class ActivationAfterTheLast(AlexNet):
    def forward(self, x):
        return F.relu(super().forward(x))


@mistake(
    en="There is no ReLU between the third, the fourth and the fifth convolution: without it they amount to one.",
    ru="Между третьей, четвёртой и пятой свёрткой нет ReLU: без него они равносильны одной.",
)
class NoActivationBetweenConvolutions(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        without(self.features, 7, 9)


@mistake(
    en="ReLU is missing before the poolings of the first two convolutions. It follows every convolution; pooling does "
    "not take its place.",
    ru="После первых двух свёрток, перед пулингом, нет ReLU. Он нужен после каждой свёртки, пулинг его не заменяет.",
)
class PoolingForActivation(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        without(self.features, 1, 4)


@mistake(
    en="ReLU is missing after the third convolution: without it this one and the next amount to one.",
    ru="После третьей свёртки нет ReLU: без него она и следующая равносильны одной.",
)
class NoActivationAfterTheThird(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        without(self.features, 7)


@mistake(
    en="ReLU is missing after the fourth convolution: without it this one and the next amount to one.",
    ru="После четвёртой свёртки нет ReLU: без него она и следующая равносильны одной.",
)
class NoActivationAfterTheFourth(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        without(self.features, 9)


@mistake(
    en="ReLU is missing after the fifth convolution, before the last max pooling.",
    ru="После пятой свёртки, перед последним пулингом, нет ReLU.",
)
class NoActivationAfterTheFifth(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        without(self.features, 11)


@mistake(
    en="There is no ReLU between the fully connected layers: without it the three amount to one.",
    ru="Между полносвязными слоями нет ReLU: без него три слоя равносильны одному.",
)
class NoActivationBetweenFullyConnected(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        without(self.classifier, 2, 5)


@mistake(
    en="There is no ReLU anywhere: the fully connected layers amount to one, and the convolutions nearly do. ReLU "
    "follows every layer but the last.",
    ru="ReLU нет нигде: полносвязные слои равносильны одному, свёртки почти тоже. ReLU нужен после каждого слоя, кроме "
    "последнего.",
)
class NoActivation(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        without(self.features, 1, 4, 7, 9, 11)
        without(self.classifier, 2, 5)


@mistake(
    en="The activation is tanh, as in LeNet. AlexNet has ReLU.",
    ru="Активация tanh, как в LeNet. В AlexNet стоит ReLU.",
)
class TanhForRelu(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        for layers in (self.features, self.classifier):
            for place, layer in enumerate(layers):
                if isinstance(layer, nn.ReLU):
                    layers[place] = nn.Tanh()


@mistake(
    en="The three poolings take the average. AlexNet's take the maximum.",
    ru="Три пулинга берут среднее. В AlexNet они берут максимум.",
)
class AveragePooling(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        for place in (2, 5, 12):
            self.features[place] = nn.AvgPool2d(3, 2)


@mistake(
    en="The windows of the poolings are 2 x 2. AlexNet's are 3 x 3 with stride 2, so that neighbours overlap.",
    ru="Окна пулинга 2 x 2. В AlexNet они 3 x 3 с шагом (stride) 2, поэтому соседние окна перекрываются.",
)
class SmallPooling(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        for place in (2, 5, 12):
            self.features[place] = nn.MaxPool2d(2)


@mistake(
    en="The last max pooling, behind the fifth convolution, is missing.",
    ru="Нет последнего пулинга с максимумом, после пятой свёртки.",
)
class LastPoolingForgotten(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        without(self.features, 12)


@mistake(
    en="The pooling that makes 6 x 6 of any map takes the maximum; it takes the average (nn.AdaptiveAvgPool2d).",
    ru="Пулинг, который делает из любой карты 6 x 6, берёт максимум; нужно среднее (nn.AdaptiveAvgPool2d).",
)
class AdaptiveMaximum(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        self.avgpool = nn.AdaptiveMaxPool2d(6)


@mistake(
    en="Each map is averaged to a single number before the fully connected layers. AlexNet keeps 6 x 6 numbers of "
    "each, so the first of these layers has 36 times as many inputs.",
    ru="Каждая карта усредняется до одного числа перед полносвязными слоями. AlexNet оставляет от каждой 6 x 6 чисел, "
    "поэтому у первого из этих слоёв в 36 раз больше входов.",
)
class AveragedToOne(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier[1] = nn.Linear(int(256 * width), int(4096 * width))


@mistake(
    en="The first convolution has no padding; it has padding=2.",
    ru="У первой свёртки нет паддинга; нужен padding=2.",
)
class NoPaddingInTheFirst(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        self.features[0].padding = (0, 0)


@mistake(
    en="The second convolution has no padding; it has padding=2 and leaves the size as it is.",
    ru="У второй свёртки нет паддинга; нужен padding=2, чтобы размер не менялся.",
)
class NoPaddingInTheSecond(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        self.features[3].padding = (0, 0)


@mistake(
    en="The 3 x 3 convolutions have no padding; they have padding=1 and leave the size as it is.",
    ru="У свёрток 3 x 3 нет паддинга; нужен padding=1, чтобы размер не менялся.",
)
class NoPaddingInTheSmall(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        for place in (6, 8, 10):
            self.features[place].padding = (0, 0)


@mistake(
    en="The second convolution has padding=1. With a 5 x 5 kernel padding=2 leaves the size as it is.",
    ru="У второй свёртки padding=1. При ядре 5 x 5 размер сохраняет padding=2.",
)
class LittlePaddingInTheSecond(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        self.features[3].padding = (1, 1)


@mistake(
    en="The first convolution moves by 2 pixels; it moves by 4.",
    ru="Первая свёртка сдвигается на 2 пикселя; шаг (stride) должен быть 4.",
)
class StrideOfTwo(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        self.features[0].stride = (2, 2)


@mistake(
    en="The first kernels are 7 x 7; AlexNet's are 11 x 11.",
    ru="Первые ядра 7 x 7; в AlexNet они 11 x 11.",
)
class SmallFirstKernel(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        self.features[0] = nn.Conv2d(3, int(64 * width), 7, stride=4, padding=2)


@mistake(
    en="The second kernels are 3 x 3; AlexNet's are 5 x 5.",
    ru="Вторые ядра 3 x 3; в AlexNet они 5 x 5.",
)
class SmallSecondKernel(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        self.features[3] = nn.Conv2d(int(64 * width), int(192 * width), 3, padding=1)


@mistake(
    en="The channels are those of 2012 (96, 256, 384, 384, 256), when the network was spread over two GPUs. The task "
    "asks for those of the one-column version: 64, 192, 384, 256, 256.",
    ru="Каналы взяты из статьи 2012 года (96, 256, 384, 384, 256), где сеть делилась между двумя GPU. В задании "
    "вариант в один столбец: 64, 192, 384, 256, 256.",
)
class ChannelsOf2012(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        c1, c2, c3, c4, c5 = (int(number * width) for number in (96, 256, 384, 384, 256))
        self.features[0] = nn.Conv2d(3, c1, 11, stride=4, padding=2)
        self.features[3] = nn.Conv2d(c1, c2, 5, padding=2)
        self.features[6] = nn.Conv2d(c2, c3, 3, padding=1)
        self.features[8] = nn.Conv2d(c3, c4, 3, padding=1)
        self.features[10] = nn.Conv2d(c4, c5, 3, padding=1)


@mistake(
    en="The fourth convolution has 384 output channels times width, as the third; it has 256.",
    ru="У четвёртой свёртки 384 выходных канала (умножить на width), как у третьей; должно быть 256.",
)
class WideFourth(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        c3, c5 = int(384 * width), int(256 * width)
        self.features[8] = nn.Conv2d(c3, c3, 3, padding=1)
        self.features[10] = nn.Conv2d(c3, c5, 3, padding=1)


@mistake(
    en="There are four convolutions; the fifth (256 to 256 channels) is missing.",
    ru="Свёрток четыре; не хватает пятой (из 256 каналов в 256).",
)
class FourConvolutions(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        without(self.features, 10, 11)


@mistake(
    en="There are only two fully connected layers; there are three, two of them with 4096 * width neurons.",
    ru="Полносвязных слоёв только два; их три, в двух из них по 4096 * width нейронов.",
)
class TwoFullyConnected(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        without(self.classifier, 4, 5)


@mistake(
    en="The second fully connected layer was made, but forward never uses it: its weights never learn.",
    ru="Второй полносвязный слой создан, но forward его не использует: его параметры никогда не учатся.",
)
class SecondFullyConnectedNeverUsed(AlexNet):
    def forward(self, x):
        x = self.avgpool(self.features(x)).flatten(1)
        return self.classifier[6](self.classifier[:4](x))


@mistake(
    en="width does not reach the convolutions: their channels are as for width 1. All inner layers are multiplied by "
    "it.",
    ru="До свёрток width не дошёл: каналов столько, сколько при width 1. На него умножаются все внутренние слои.",
)
class WidthInTheClassifierOnly(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        for place, (inputs, outputs, kernel, stride, padding) in {
            0: (3, 64, 11, 4, 2),
            3: (64, 192, 5, 1, 2),
            6: (192, 384, 3, 1, 1),
            8: (384, 256, 3, 1, 1),
            10: (256, 256, 3, 1, 1),
        }.items():
            self.features[place] = nn.Conv2d(inputs, outputs, kernel, stride, padding)
        self.classifier[1] = nn.Linear(256 * 6 * 6, int(4096 * width))


@mistake(
    en="There are always 1000 answers. How many is told by num_classes.",
    ru="Ответов всегда 1000. Сколько их должно быть, говорит num_classes.",
)
class AlwaysThousand(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(1000, width, dropout)


@mistake(
    en="num_classes was multiplied by width as well. Only inner layers are: there is one answer for each class.",
    ru="На width умножено и num_classes. Умножаются только внутренние слои: на каждый класс приходится один ответ.",
)
class WidthInTheAnswers(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(max(1, int(num_classes * width)), width, dropout)


@mistake(
    en="There is a local response normalisation, as in the paper of 2012. The one-column version has none.",
    ru="Есть нормализация по соседним каналам (local response normalization), как в статье 2012 года. В варианте в "
    "один столбец её нет.",
)
class LocalResponseNorm(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        self.features[2] = nn.Sequential(nn.LocalResponseNorm(5, k=2.0), nn.MaxPool2d(3, 2))
        self.features[5] = nn.Sequential(nn.LocalResponseNorm(5, k=2.0), nn.MaxPool2d(3, 2))


@mistake(
    en="Batch normalisation follows the convolutions. It was invented later; AlexNet has none.",
    ru="После свёрток стоит батч-нормализация. Её придумали позже, в AlexNet её нет.",
)
class WithBatchNorm(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        for place in (0, 3, 6, 8, 10):
            conv = self.features[place]
            self.features[place] = nn.Sequential(conv, nn.BatchNorm2d(conv.out_channels))


@mistake(
    en="The convolutions have no bias. In this task every layer has one.",
    ru="У свёрток нет сдвига (bias). В этом задании он есть у каждого слоя.",
)
class ConvolutionsWithoutBias(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        for place in (0, 3, 6, 8, 10):
            self.features[place].bias = None


@mistake(
    en="The channels were moved to the end before flattening. x.flatten(1) of (N, C, H, W) puts channel after channel, "
    "and the weights of the next layer count on that order.",
    ru="Перед вытягиванием каналы перенесены в конец. x.flatten(1) от (N, C, H, W) ставит канал за каналом, и веса "
    "следующего слоя рассчитаны на такой порядок.",
)
class ChannelsLastFlatten(AlexNet):
    def forward(self, x):
        x = self.avgpool(self.features(x)).permute(0, 2, 3, 1)
        return self.classifier(x.flatten(1))


@mistake(
    en="The average pooling to 3 x 6 is not what the first fully connected layer needs, and view(-1, K) hid it by "
    "making one row of two pictures. Flatten with x.flatten(1): then the batch stays, and a wrong size is noticed.",
    ru="Пулинг до 3 x 6 не подходит первому полносвязному слою, а view(-1, K) это скрыл, склеив две картинки в одну "
    "строку. Вытягивайте через x.flatten(1): тогда батч сохранится, а неверный размер сразу обнаружится.",
)
class BatchShrinksInView(AlexNet):
    def forward(self, x):
        x = F.adaptive_avg_pool2d(self.features(x), (3, 6))
        return self.classifier(x.view(-1, self.classifier[1].in_features))


@mistake(
    en="Numbers are dropped after net.eval() as well: F.dropout(x) does not know the mode of the network. Write "
    "nn.Dropout or F.dropout(x, p, training=self.training).",
    ru="Числа зануляются и после net.eval(): F.dropout(x) не знает, в каком режиме сеть. Пишите nn.Dropout или "
    "F.dropout(x, p, training=self.training).",
)
class DropoutAlwaysOn(AlexNet):
    def forward(self, x):
        _, fc1, relu, _, fc2, _, fc3 = self.classifier
        x = self.avgpool(self.features(x)).flatten(1)
        x = relu(fc1(F.dropout(x)))
        x = relu(fc2(F.dropout(x)))
        return fc3(x)


@mistake(
    en="There is no dropout: in training nothing is dropped. It stands before the first and the second fully connected "
    "layer.",
    ru="Нет dropout: при обучении ничего не зануляется. Он стоит перед первым и вторым полносвязным слоем.",
)
class NoDropout(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, 0.0)


@mistake(
    en="Dropout stands behind the ReLU of both inner layers, and so before the last layer, as in VGG. In AlexNet it "
    "stands before the first and before the second fully connected layer; the third sees all numbers.",
    ru="Dropout стоит после ReLU обоих внутренних слоёв, а значит, и перед последним слоем, как в VGG. В AlexNet он "
    "стоит перед первым и перед вторым полносвязным слоем; третий видит все числа.",
)
class DropoutBeforeTheLast(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        fc1, fc2 = self.classifier[1], self.classifier[4]
        self.classifier[0] = nn.Identity()
        self.classifier[1] = fc1
        self.classifier[5] = nn.Sequential(nn.ReLU(), nn.Dropout(dropout))
        self.classifier[4] = fc2


@mistake(
    en="There is a dropout only before the first fully connected layer; the second one is missing.",
    ru="Dropout стоит только перед первым полносвязным слоем; второго не хватает.",
)
class OneDropout(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        without(self.classifier, 3)


@mistake(
    en="x.data (or .detach()) before the fully connected layers cuts the chain: no gradient comes to the convolutions, "
    "and they never learn. x.flatten(1) is enough.",
    ru="x.data (или .detach()) перед полносвязными слоями обрывает цепочку: до свёрток градиент не доходит, и они не "
    "учатся. Достаточно x.flatten(1).",
)
class CutFromTheConvolutions(AlexNet):
    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).data.flatten(1))


@mistake(
    en="The convolutions stand in a plain Python list, where PyTorch does not see them: net.parameters() does not hold "
    "them, and an optimiser would never change them. Use nn.Sequential or nn.ModuleList.",
    ru="Свёртки лежат в обычном списке Python, и PyTorch их не видит: в net.parameters() их нет, оптимизатор никогда "
    "не изменит их. Возьмите nn.Sequential или nn.ModuleList.",
)
class PlainList(AlexNet):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__(num_classes, width, dropout)
        layers = list(self.features)
        del self.features
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.to(x.dtype)(x)
        return self.classifier(torch.flatten(self.avgpool(x), 1))
