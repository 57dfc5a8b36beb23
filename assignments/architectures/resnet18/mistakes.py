"""What goes wrong in other people's ResNet-18, each as its author would have written it."""

import torch.nn.functional as F
from torch import nn

from grader.authoring import T
from reference.architectures.resnet18 import ResidualBlock, ResNet18

MISTAKES = []
"""(what its author misunderstood, the wrong network)"""


def mistake(en, ru):
    """Notes a wrong network under what its author misunderstood."""

    def note(network):
        MISTAKES.append((T(en=en, ru=ru), network))
        return network

    return note


class Taken(ResNet18):
    """The network in pieces, each of which a mistake may put in another way."""

    def __init__(self, num_classes=1000, width=64):
        super().__init__(num_classes, width)
        self.change(num_classes, width)

    def change(self, num_classes, width):
        pass

    def stem(self, x):
        return self.maxpool(self.relu(self.bn1(self.conv1(x))))

    def stages(self, x):
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))

    def head(self, x):
        return self.fc(self.avgpool(x).flatten(1))

    def forward(self, x):
        return self.head(self.stages(self.stem(x)))


def restride(stage, strides):
    """Gives the blocks of a stage other strides; their weights keep their shapes."""
    for block, stride in zip(stage, strides, strict=True):
        block.conv1.stride = (stride, stride)
        if len(block.downsample) > 0:
            block.downsample[0].stride = (stride, stride)


@mistake(
    en="The max pooling of the stem is missing: after the first convolution come batch norm, ReLU and max pooling "
    "3x3 with stride 2 and padding 1.",
    ru="Нет max-пулинга в начале сети: после первой свёртки идут batch norm, ReLU и max-пулинг 3x3 с шагом 2 и "
    "паддингом 1.",
)
class MaxPoolingMissing(Taken):
    def stem(self, x):
        return self.relu(self.bn1(self.conv1(x)))


@mistake(
    en="The stem averages where it should take the maximum.",
    ru="В начале сети стоит усредняющий пулинг, а нужен max-пулинг.",
)
class AverageInTheStem(Taken):
    def stem(self, x):
        return F.avg_pool2d(self.relu(self.bn1(self.conv1(x))), 3, 2, 1)


@mistake(
    en="The max pooling of the stem has windows of 2x2. They are 3x3 with stride 2 and padding 1, so they overlap.",
    ru="Окна max-пулинга в начале сети имеют размер 2x2. Нужны 3x3 с шагом 2 и паддингом 1: они перекрываются.",
)
class PoolingTwoByTwo(Taken):
    def stem(self, x):
        return F.max_pool2d(self.relu(self.bn1(self.conv1(x))), 2)


@mistake(
    en="The max pooling of the stem has no padding. It is 3x3 with stride 2 and padding 1.",
    ru="У max-пулинга в начале сети нет паддинга. Он 3x3 с шагом 2 и паддингом 1.",
)
class PoolingWithoutPadding(Taken):
    def stem(self, x):
        return F.max_pool2d(self.relu(self.bn1(self.conv1(x))), 3, 2)


@mistake(
    en="There is no ReLU in the stem, between batch norm and max pooling.",
    ru="В начале сети нет ReLU между batch norm и max-пулингом.",
)
class NoReluInTheStem(Taken):
    def stem(self, x):
        return self.maxpool(self.bn1(self.conv1(x)))


@mistake(
    en="There is no batch norm in the stem: the 7x7 convolution is followed by one, like all the others.",
    ru="В начале сети нет batch norm: после свёртки 7x7 он стоит так же, как после остальных.",
)
class NoBatchNormInTheStem(Taken):
    def change(self, num_classes, width):
        self.bn1 = nn.Identity()


@mistake(
    en="The 7x7 convolution of the stem has no stride. It is 2.",
    ru="У свёртки 7x7 в начале сети нет шага. Он равен 2.",
)
class StemWithoutStride(Taken):
    def change(self, num_classes, width):
        self.conv1.stride = (1, 1)


@mistake(
    en="The 7x7 convolution of the stem has no padding. It is 3, so that only the stride makes the picture smaller.",
    ru="У свёртки 7x7 в начале сети нет паддинга. Он равен 3: размер должен уменьшать только шаг.",
)
class StemWithoutPadding(Taken):
    def change(self, num_classes, width):
        self.conv1.padding = (0, 0)


@mistake(
    en="The first convolution is 3x3, as in versions for small pictures (CIFAR). Here it is 7x7.",
    ru="Первая свёртка 3x3, как в вариантах для маленьких картинок (CIFAR). Здесь она 7x7.",
)
class SmallStem(Taken):
    def change(self, num_classes, width):
        self.conv1 = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.maxpool = nn.Identity()


@mistake(
    en="The first convolution has a bias. Batch norm subtracts the mean right behind it and has a bias of its own, so "
    "write bias=False.",
    ru="У первой свёртки есть сдвиг (bias). Batch norm сразу за ней вычитает среднее и имеет свой сдвиг, поэтому "
    "пишите bias=False.",
)
class BiasInTheStem(Taken):
    def change(self, num_classes, width):
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3)


@mistake(
    en="The head takes the maximum of each channel. It takes the average.",
    ru="В конце сети взят максимум каждого канала. Нужно среднее.",
)
class GlobalMaximum(Taken):
    def head(self, x):
        return self.fc(F.adaptive_max_pool2d(x, 1).flatten(1))


@mistake(
    en="The head adds up each channel over the picture. It takes the average, so that the size of the picture does not "
    "change the scale.",
    ru="В конце сети каждый канал просуммирован по картинке. Нужно среднее, чтобы масштаб не зависел от "
    "размера картинки.",
)
class GlobalSum(Taken):
    def head(self, x):
        return self.fc(x.sum((2, 3)))


@mistake(
    en="The head looks at one corner of the last map only. It averages over the whole of it.",
    ru="В конце сети взят только угол последней карты признаков. Нужно среднее по всей карте.",
)
class CornerOnly(Taken):
    def head(self, x):
        return self.fc(x[:, :, 0, 0])


@mistake(
    en="There is a softmax at the end. The network returns scores; the loss (CrossEntropyLoss) does the "
    "softmax itself.",
    ru="В конце сети стоит softmax. Сеть возвращает сами оценки классов, а softmax считает функция потерь "
    "(CrossEntropyLoss).",
)
class Softmax(Taken):
    def head(self, x):
        return super().head(x).softmax(1)


@mistake(
    en="There is a ReLU after the fully connected layer. Scores may be negative: the network ends with that layer.",
    ru="После полносвязного слоя стоит ReLU. Оценки классов могут быть отрицательными: сеть кончается этим слоем.",
)
class ReluAtTheEnd(Taken):
    def head(self, x):
        return F.relu(super().head(x))


@mistake(
    en="The head has a hidden layer more. After the average comes one fully connected layer.",
    ru="В конце сети лишний скрытый слой. После среднего идёт один полносвязный слой.",
)
class HiddenLayerInTheHead(Taken):
    def change(self, num_classes, width):
        self.fc = nn.Sequential(nn.Linear(8 * width, 8 * width), nn.ReLU(), nn.Linear(8 * width, num_classes))


@mistake(
    en="The first stage has stride 2. The stem has already made the picture four times smaller, so it has stride 1.",
    ru="У первой стадии шаг 2. Начало сети уже уменьшило картинку в четыре раза, поэтому шаг здесь 1.",
)
class FirstStageStrides(Taken):
    def change(self, num_classes, width):
        self.layer1[0] = ResidualBlock(width, width, 2)


@mistake(
    en="The last stage has stride 1. Stages 2, 3 and 4 all have stride 2.",
    ru="У последней стадии шаг 1. Стадии 2, 3 и 4 все имеют шаг 2.",
)
class LastStageWithoutStride(Taken):
    def change(self, num_classes, width):
        restride(self.layer4, (1, 1))


@mistake(
    en="The stages have no strides: the picture stays as large as the stem left it. Stages 2, 3 and 4 have stride 2.",
    ru="У стадий нет шага: картинка остаётся такой, какой её оставило начало сети. У стадий 2, 3 и 4 шаг 2.",
)
class NoStrides(Taken):
    def change(self, num_classes, width):
        for stage in (self.layer2, self.layer3, self.layer4):
            restride(stage, (1, 1))


@mistake(
    en="The second block of a stage has stride 2. Only the first one has, where the channels change too; the second "
    "works on the smaller picture.",
    ru="Шаг 2 стоит у второго блока стадии. Он должен быть только у первого, где меняется и число каналов; второй "
    "работает уже с маленькой картинкой.",
)
class BothBlocksStride(Taken):
    def change(self, num_classes, width):
        for stage, channels in ((self.layer2, 2), (self.layer3, 4), (self.layer4, 8)):
            stage[1] = ResidualBlock(channels * width, channels * width, 2)


@mistake(
    en="All stages have the same number of channels. They double from stage to stage: width, 2 * width, 4 * width, 8 * "
    "width.",
    ru="Во всех стадиях одинаковое число каналов. Оно удваивается от стадии к стадии: width, 2 * width, 4 * width, 8 * "
    "width.",
)
class WidthsStay(Taken):
    def change(self, num_classes, width):
        self.layer2, self.layer3, self.layer4 = (self.stage(width, width, 2) for _ in range(3))
        self.fc = nn.Linear(width, num_classes)


@mistake(
    en="The channels double from the first stage on. It keeps width channels; the doubling begins with the second.",
    ru="Каналы удваиваются уже в первой стадии. В ней остаётся width каналов, а удвоение начинается со второй.",
)
class FirstStageDoubles(Taken):
    def change(self, num_classes, width):
        stages = [self.stage(width << n, width << n + 1, 1 + (n > 0)) for n in range(4)]
        self.layer1, self.layer2, self.layer3, self.layer4 = stages
        self.fc = nn.Linear(16 * width, num_classes)


@mistake(
    en="The width is ignored: the network always begins with 64 channels.",
    ru="Параметр width не учтён: сеть всегда начинается с 64 каналов.",
)
class WidthIgnored(ResNet18):
    def __init__(self, num_classes=1000, width=64):
        super().__init__(num_classes, 64)


@mistake(
    en="The number of classes is ignored: there are always 1000 scores.",
    ru="Параметр num_classes не учтён: оценок всегда 1000.",
)
class ClassesIgnored(ResNet18):
    def __init__(self, num_classes=1000, width=64):
        super().__init__(1000, width)


@mistake(
    en="There is one block in each stage. ResNet-18 has two: 4 * 2 blocks of 2 convolutions, the first convolution and "
    "the last layer make 18.",
    ru="В каждой стадии один блок. В ResNet-18 их по два: 4 * 2 блока по 2 свёртки, первая свёртка и последний слой "
    "дают 18.",
)
class OneBlockAStage(Taken):
    def change(self, num_classes, width):
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            del stage[1]


@mistake(
    en="The stages have 3, 4, 6 and 3 blocks: that is ResNet-34. ResNet-18 has two in each.",
    ru="В стадиях 3, 4, 6 и 3 блока: это ResNet-34. В ResNet-18 их по два.",
)
class ResNet34(Taken):
    def change(self, num_classes, width):
        for stage, count in zip((self.layer1, self.layer2, self.layer3, self.layer4), (1, 2, 4, 1), strict=True):
            channels = stage[1].conv2.out_channels
            stage.extend(ResidualBlock(channels, channels) for _ in range(count))


@mistake(
    en="A stage passes one and the same block twice ([block] * 2 repeats the object, not its making). Each of the two "
    "has weights of its own.",
    ru="В стадии дважды проходится один и тот же блок ([block] * 2 повторяет сам объект, а не его создание). У каждого "
    "из двух свои параметры.",
)
class SharedBlocks(Taken):
    def change(self, num_classes, width):
        self.layer1[1] = self.layer1[0]


@mistake(
    en="The last block of a stage is created and never used: gradients do not reach it.",
    ru="Последний блок стадии создан, но не используется: градиенты до него не доходят.",
)
class SecondBlockUnused(Taken):
    def stages(self, x):
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage[0](x)
        return x


@mistake(
    en="The blocks add nothing: the shortcuts are missing, what is left is a plain network.",
    ru="В блоках нет сложения: обходных путей нет, осталась обычная сеть.",
)
class WithoutShortcuts(Taken):
    def stages(self, x):
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            for block in stage:
                x = F.relu(block.bn2(block.conv2(F.relu(block.bn1(block.conv1(x))))))
        return x


@mistake(
    en="In the blocks ReLU comes before the addition, and none after it.",
    ru="В блоках ReLU стоит до сложения, а после него ReLU нет.",
)
class ReluBeforeAddition(Taken):
    def stages(self, x):
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            for block in stage:
                out = F.relu(block.bn2(block.conv2(F.relu(block.bn1(block.conv1(x))))))
                x = out + block.downsample(x)
        return x


@mistake(
    en="In the blocks there is no ReLU after the addition.",
    ru="В блоках после сложения нет ReLU.",
)
class NoReluAfterAddition(Taken):
    def stages(self, x):
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            for block in stage:
                out = block.bn2(block.conv2(F.relu(block.bn1(block.conv1(x)))))
                x = out + block.downsample(x)
        return x


@mistake(
    en="There are dropout layers that work in eval mode too (F.dropout without training=self.training). ResNet-18 has "
    "none.",
    ru="В сети есть dropout, который работает и в режиме eval (F.dropout без training=self.training). В ResNet-18 его "
    "нет.",
)
class DropoutAlways(Taken):
    def head(self, x):
        return self.fc(F.dropout(self.avgpool(x).flatten(1)))


@mistake(
    en="The stages lie in a plain Python list, where PyTorch does not see them: no weights to learn, none to save. Use "
    "nn.Sequential or nn.ModuleList, or make each stage an attribute.",
    ru="Стадии лежат в обычном списке Python, и PyTorch их не видит: учить и сохранять нечего. Возьмите nn.Sequential "
    "или nn.ModuleList либо сделайте каждую стадию атрибутом.",
)
class PlainList(Taken):
    def change(self, num_classes, width):
        self.listed = [self.layer1, self.layer2, self.layer3, self.layer4]
        del self.layer1, self.layer2, self.layer3, self.layer4

    def stages(self, x):
        for stage in self.listed:
            x = stage.to(x.dtype).train(self.training)(x)
        return x


@mistake(
    en="The axes of batch and channels were mixed up while flattening: the whole batch became one row. flatten(1) "
    "keeps the first axis.",
    ru="При выпрямлении перепутаны батч и каналы: весь батч стал одной строкой. flatten(1) оставляет первую "
    "ось на месте.",
)
class BatchFlattened(Taken):
    def head(self, x):
        rows = self.avgpool(x).flatten().view(self.fc.in_features, -1).t()
        return self.fc(rows)


@mistake(
    en="In eval mode the batch's own mean and variance are used. There the running ones belong.",
    ru="В режиме eval взяты среднее и дисперсия самого батча. Там нужны накопленные.",
)
class BatchStatisticsAlways(Taken):
    def stem(self, x):
        for layer in self.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.train()
        return super().stem(x)
