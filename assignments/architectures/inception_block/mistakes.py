"""What goes wrong in other people's Inception blocks, each as its author would have written it."""

import torch
import torch.nn.functional as F
from torch import nn

from grader.authoring import T
from reference.architectures.inception_block import BasicConv2d, InceptionA

MISTAKES = []
"""(what its author misunderstood, the wrong block)"""


def mistake(en, ru):
    """Notes a wrong block under what its author misunderstood."""

    def note(block):
        MISTAKES.append((T(en=en, ru=ru), block))
        return block

    return note


class Taken(InceptionA):
    """The block in pieces, each of which a mistake may put in another way."""

    def one(self, x):
        return self.branch1x1(x)

    def five(self, x):
        return self.branch5x5_2(self.branch5x5_1(x))

    def double(self, x):
        return self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x)))

    def pool(self, x):
        return self.branch_pool(F.avg_pool2d(x, 3, stride=1, padding=1))

    def join(self, one, five, double, pool):
        return torch.cat([one, five, double, pool], dim=1)

    def forward(self, x):
        return self.join(self.one(x), self.five(x), self.double(x), self.pool(x))


def bricks(block):
    """The block's convolutions with what belongs to them."""
    return [layer for layer in block.children() if isinstance(layer, BasicConv2d)]


@mistake(
    en="The pooling branch takes the maximum. In this block it averages.",
    ru="Ветвь пулинга берёт максимум. В этом блоке она усредняет.",
)
class MaxPooling(Taken):
    def pool(self, x):
        return self.branch_pool(F.max_pool2d(x, 3, stride=1, padding=1))


@mistake(
    en="At the border the average is taken over the real pixels only (count_include_pad=False). Here the zeros of the "
    "border count, so it is always divided by 9, as PyTorch does by default.",
    ru="У края среднее взято только по настоящим пикселям (count_include_pad=False). Здесь нули рамки считаются, и "
    "делят всегда на 9, как PyTorch по умолчанию.",
)
class BorderNotCounted(Taken):
    def pool(self, x):
        return self.branch_pool(F.avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=False))


@mistake(
    en="The pooling branch does not pool: only its 1x1 convolution is there. Average pooling 3x3 comes before it.",
    ru="Ветвь пулинга ничего не усредняет: в ней только свёртка 1x1. Перед ней идёт усредняющий пулинг 3x3.",
)
class PoolingForgotten(Taken):
    def pool(self, x):
        return self.branch_pool(x)


@mistake(
    en="In the pooling branch the convolution comes first. The order is: average pooling, then the 1x1 convolution.",
    ru="В ветви пулинга сначала идёт свёртка. Порядок такой: усредняющий пулинг, затем свёртка 1x1.",
)
class PoolingAfterTheConvolution(Taken):
    def pool(self, x):
        return F.avg_pool2d(self.branch_pool(x), 3, stride=1, padding=1)


@mistake(
    en="The pooling was done without padding, and the picture was brought back to its size afterwards. padding=1 keeps "
    "the size; pixels beyond the border count as zeros.",
    ru="Пулинг сделан без паддинга, а потом размер картинки восстановлен. Размер сохраняет padding=1; пиксели за краем "
    "считаются нулями.",
)
class PoolingWithoutPadding(Taken):
    def pool(self, x):
        small = F.avg_pool2d(x, 3, stride=1)
        return self.branch_pool(F.interpolate(small, size=x.shape[2:]))


@mistake(
    en="Average pooling without padding makes the picture smaller, and the zeros were put around the finished branch. "
    "The padding belongs to the pooling (padding=1).",
    ru="Пулинг без паддинга уменьшил картинку, а нули добавлены уже вокруг готовой ветви. Паддинг относится к самому "
    "пулингу (padding=1).",
)
class BranchPaddedAfterwards(Taken):
    def pool(self, x):
        return F.pad(self.branch_pool(F.avg_pool2d(x, 3, stride=1)), (1, 1, 1, 1))


@mistake(
    en="The order of the branches is wrong: the pooling branch comes first. It comes last: 1x1, 5x5, double 3x3, "
    "pooling.",
    ru="Порядок ветвей другой: ветвь пулинга стоит первой. Она идёт последней: 1x1, 5x5, двойная 3x3, пулинг.",
)
class PoolingFirst(Taken):
    def join(self, one, five, double, pool):
        return torch.cat([pool, one, five, double], dim=1)


@mistake(
    en="The order of the branches is wrong: the double 3x3 stands before the 5x5. The order is: 1x1, 5x5, double 3x3, "
    "pooling.",
    ru="Порядок ветвей другой: двойная 3x3 стоит перед 5x5. Порядок такой: 1x1, 5x5, двойная 3x3, пулинг.",
)
class DoubleBeforeFive(Taken):
    def join(self, one, five, double, pool):
        return torch.cat([one, double, five, pool], dim=1)


@mistake(
    en="The order of the branches is wrong: the first two have changed places. The order is: 1x1, 5x5, double 3x3, "
    "pooling.",
    ru="Порядок ветвей другой: первые две поменялись местами. Порядок такой: 1x1, 5x5, двойная 3x3, пулинг.",
)
class FiveFirst(Taken):
    def join(self, one, five, double, pool):
        return torch.cat([five, one, double, pool], dim=1)


@mistake(
    en="The branches are in reverse order. The order is: 1x1, 5x5, double 3x3, pooling.",
    ru="Ветви идут в обратном порядке. Порядок такой: 1x1, 5x5, двойная 3x3, пулинг.",
)
class Reversed(Taken):
    def join(self, one, five, double, pool):
        return torch.cat([pool, double, five, one], dim=1)


@mistake(
    en="The branches were added. They are laid side by side along the axis of channels (torch.cat, dim=1), so that the "
    "next layer can tell what each of them found.",
    ru="Ветви сложены. Их ставят рядом по оси каналов (torch.cat, dim=1), чтобы следующий слой видел, "
    "что нашла каждая.",
)
class Added(Taken):
    def join(self, one, five, double, pool):
        most = max(branch.shape[1] for branch in (one, five, double, pool))
        return sum(F.pad(branch, (0, 0, 0, 0, 0, most - branch.shape[1])) for branch in (one, five, double, pool))


@mistake(
    en="The branches 1x1 and 5x5 were added into one. All four are laid side by side along the axis of channels.",
    ru="Ветви 1x1 и 5x5 сложены в одну. Все четыре ставят рядом по оси каналов.",
)
class OneAndFiveAdded(Taken):
    def join(self, one, five, double, pool):
        return torch.cat([one + five, double, pool], dim=1)


@mistake(
    en="The double 3x3 branch begins with the layer of the branch 1x1, and its own first layer is never used. Each "
    "branch has layers of its own.",
    ru="Двойная ветвь 3x3 начинается со слоя ветви 1x1, а её собственный первый слой не используется. У каждой ветви "
    "свои слои.",
)
class DoubleFedFromOne(Taken):
    def double(self, x):
        return self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch1x1(x)))


@mistake(
    en="The double 3x3 branch begins at the output of the branch 5x5. All branches begin at the input x.",
    ru="Двойная ветвь 3x3 начинается от выхода ветви 5x5. Все ветви начинаются от входа x.",
)
class DoubleFedFromFive(Taken):
    def double(self, x):
        return self.branch3x3dbl_3(self.branch3x3dbl_2(self.five(x)))


@mistake(
    en="The branches stand in a row, each begins where the one before ended. All four begin at the input x.",
    ru="Ветви стоят друг за другом, и каждая начинается там, где кончилась предыдущая. Все четыре "
    "начинаются от входа x.",
)
class BranchesInARow(Taken):
    def __init__(self, in_channels, pool_features):
        super().__init__(in_channels, pool_features)
        self.branch5x5_1 = BasicConv2d(64, 48, kernel_size=1)
        self.branch3x3dbl_1 = BasicConv2d(64, 64, kernel_size=1)
        self.branch_pool = BasicConv2d(96, pool_features, kernel_size=1)

    def forward(self, x):
        one = self.one(x)
        five = self.five(one)
        double = self.double(five)
        return self.join(one, five, double, self.pool(double))


@mistake(
    en="There is no ReLU: each convolution is followed by batch norm and ReLU (BasicConv2d as it was handed out).",
    ru="Нет ReLU: после каждой свёртки идут batch norm и ReLU (BasicConv2d в том виде, в каком он выдан).",
)
class NoRelu(Taken):
    def __init__(self, in_channels, pool_features):
        super().__init__(in_channels, pool_features)
        for brick in bricks(self):
            brick.relu = nn.Identity()


@mistake(
    en="There is no ReLU inside the branches, only one after they were joined. Each convolution is followed by "
    "its own.",
    ru="Внутри ветвей нет ReLU, она есть только после их соединения. Своя ReLU стоит после каждой свёртки.",
)
class ReluAtTheEndOnly(NoRelu):
    def join(self, one, five, double, pool):
        return F.relu(super().join(one, five, double, pool))


@mistake(
    en="There is no batch norm: each convolution is followed by batch norm and ReLU.",
    ru="Нет batch norm: после каждой свёртки идут batch norm и ReLU.",
)
class NoBatchNorm(Taken):
    def __init__(self, in_channels, pool_features):
        super().__init__(in_channels, pool_features)
        for brick in bricks(self):
            brick.bn = nn.Identity()


@mistake(
    en="The convolutions have a bias. Batch norm subtracts the mean right behind them and has a bias of its own, so "
    "write bias=False.",
    ru="У свёрток есть сдвиг (bias). Batch norm сразу за ними вычитает среднее и имеет свой сдвиг, поэтому пишите "
    "bias=False.",
)
class BiasInTheConvolutions(Taken):
    def __init__(self, in_channels, pool_features):
        super().__init__(in_channels, pool_features)
        for brick in bricks(self):
            brick.conv.bias = nn.Parameter(torch.zeros(brick.conv.out_channels))


@mistake(
    en="Batch norm has PyTorch's own eps (0.00001). In Inception v3 it is 0.001, as in BasicConv2d.",
    ru="У batch norm eps по умолчанию (0.00001). В Inception v3 он равен 0.001, как в BasicConv2d.",
)
class DefaultEps(Taken):
    def __init__(self, in_channels, pool_features):
        super().__init__(in_channels, pool_features)
        for brick in bricks(self):
            brick.bn.eps = 1e-5


@mistake(
    en="ReLU comes before batch norm. The order is: convolution, batch norm, ReLU.",
    ru="ReLU стоит перед batch norm. Порядок такой: свёртка, batch norm, ReLU.",
)
class ReluBeforeBatchNorm(Taken):
    def __init__(self, in_channels, pool_features):
        super().__init__(in_channels, pool_features)
        for brick in bricks(self):
            brick.bn, brick.relu = nn.Sequential(nn.ReLU(), brick.bn), nn.Identity()


@mistake(
    en="The double 3x3 branch has one 3x3 convolution (as in the first Inception). Here it has two, one after another.",
    ru="В двойной ветви 3x3 одна свёртка 3x3 (как в первой версии Inception). Здесь их две подряд.",
)
class OneThreeByThree(Taken):
    def __init__(self, in_channels, pool_features):
        super().__init__(in_channels, pool_features)
        self.branch3x3dbl_3 = nn.Identity()


@mistake(
    en="The last 3x3 convolution exists and is never used: gradients do not reach it.",
    ru="Последняя свёртка 3x3 создана, но не используется: градиенты до неё не доходят.",
)
class LastThreeByThreeUnused(Taken):
    def double(self, x):
        return self.branch3x3dbl_2(self.branch3x3dbl_1(x))


@mistake(
    en="The large kernels see the input directly, without a 1x1 convolution before them that leaves fewer channels.",
    ru="Большие ядра смотрят прямо на вход: перед ними нет свёртки 1x1, которая уменьшает число каналов.",
)
class WithoutReduction(Taken):
    def __init__(self, in_channels, pool_features):
        super().__init__(in_channels, pool_features)
        self.branch5x5_1 = self.branch3x3dbl_1 = nn.Identity()
        self.branch5x5_2 = BasicConv2d(in_channels, 64, kernel_size=5, padding=2)
        self.branch3x3dbl_2 = BasicConv2d(in_channels, 96, kernel_size=3, padding=1)


@mistake(
    en="The pooling branch has no convolution of its own: the averaged picture is joined as it is. A 1x1 convolution "
    "brings it to pool_features channels.",
    ru="В ветви пулинга нет своей свёртки: усреднённая картинка присоединена как есть. Свёртка 1x1 приводит её к "
    "pool_features каналам.",
)
class PoolingWithoutConvolution(Taken):
    def __init__(self, in_channels, pool_features):
        super().__init__(in_channels, pool_features)
        self.branch_pool = nn.Identity()


@mistake(
    en="The pooling branch always has 32 channels. There are pool_features of them.",
    ru="В ветви пулинга всегда 32 канала. Их должно быть pool_features.",
)
class PoolFeaturesIgnored(Taken):
    def __init__(self, in_channels, pool_features):
        super().__init__(in_channels, 32)


@mistake(
    en="The 5x5 branch begins with 64 channels. Its 1x1 convolution leaves 48, the double 3x3 branch's leaves 64.",
    ru="Ветвь 5x5 начинается с 64 каналов. Её свёртка 1x1 оставляет 48 каналов, а 64 остаётся в двойной ветви 3x3.",
)
class FiveReducedToSixtyFour(Taken):
    def __init__(self, in_channels, pool_features):
        super().__init__(in_channels, pool_features)
        self.branch5x5_1 = BasicConv2d(in_channels, 64, kernel_size=1)
        self.branch5x5_2 = BasicConv2d(64, 64, kernel_size=5, padding=2)


@mistake(
    en="The input was changed by an operation in place. The block leaves x as it is; a ReLU in place must not meet it.",
    ru="Вход изменён операцией на месте (inplace). Блок оставляет x таким, какой он есть; ReLU на месте не должна его "
    "касаться.",
)
class InputActivatedInPlace(Taken):
    def forward(self, x):
        return super().forward(F.relu(x, inplace=True))


@mistake(
    en="In eval mode the batch's own mean and variance are used. There the running ones belong.",
    ru="В режиме eval взяты среднее и дисперсия самого батча. Там нужны накопленные.",
)
class BatchStatisticsAlways(Taken):
    def forward(self, x):
        for brick in bricks(self):
            brick.bn.train()
        return super().forward(x)


@mistake(
    en="The layers lie in a plain Python list, where PyTorch does not see them: no weights to learn, none to save. Use "
    "nn.Sequential or nn.ModuleList, or make each layer an attribute.",
    ru="Слои лежат в обычном списке Python, и PyTorch их не видит: учить и сохранять нечего. Возьмите nn.Sequential "
    "или nn.ModuleList либо сделайте каждый слой атрибутом.",
)
class PlainList(nn.Module):
    def __init__(self, in_channels, pool_features):
        super().__init__()
        self.branches = [InceptionA(in_channels, pool_features)]

    def forward(self, x):
        return self.branches[0].to(x.dtype)(x)
