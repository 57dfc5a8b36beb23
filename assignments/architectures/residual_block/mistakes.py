"""What goes wrong in other people's residual blocks, each as its author would have written it."""

import torch
import torch.nn.functional as F
from torch import nn

from grader.authoring import T
from reference.architectures.residual_block import ResidualBlock

MISTAKES = []
"""(what its author misunderstood, the wrong block)"""


def mistake(en, ru):
    """Notes a wrong block under what its author misunderstood."""

    def note(block):
        MISTAKES.append((T(en=en, ru=ru), block))
        return block

    return note


@mistake(
    en="ReLU comes before the addition, and none after it. What the branch adds can then never be negative; the order "
    "is: second batch norm, addition, ReLU.",
    ru="ReLU стоит до сложения, а после него ReLU нет. Тогда ветвь может прибавить только неотрицательное; порядок "
    "такой: второй batch norm, сложение, ReLU.",
)
class ReluBeforeAddition(ResidualBlock):
    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = F.relu(self.bn2(self.conv2(out)))
        return out + self.downsample(x)


@mistake(
    en="There is a ReLU after the second batch norm as well as after the addition. The one before the addition does "
    "not belong there: what the branch adds may be negative.",
    ru="ReLU стоит и после второго batch norm, и после сложения. До сложения ReLU не нужна: ветвь может прибавлять и "
    "отрицательные числа.",
)
class ReluBeforeAndAfterAddition(ResidualBlock):
    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = F.relu(self.bn2(self.conv2(out)))
        return F.relu(out + self.downsample(x))


@mistake(
    en="There is no ReLU after the addition.",
    ru="После сложения нет ReLU.",
)
class NoReluAtTheEnd(ResidualBlock):
    def forward(self, x):
        return self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + self.downsample(x)


@mistake(
    en="There is no ReLU between the two convolutions: without it both together are no more than one linear layer.",
    ru="Между двумя свёртками нет ReLU: без неё обе вместе не сильнее одного линейного слоя.",
)
class NoReluBetween(ResidualBlock):
    def forward(self, x):
        return F.relu(self.bn2(self.conv2(self.bn1(self.conv1(x)))) + self.downsample(x))


@mistake(
    en="ReLU comes before the first batch norm. The order is: convolution, batch norm, ReLU.",
    ru="ReLU стоит до первого batch norm. Порядок такой: свёртка, batch norm, ReLU.",
)
class ReluBeforeBatchNorm(ResidualBlock):
    def forward(self, x):
        return F.relu(self.bn2(self.conv2(self.bn1(F.relu(self.conv1(x))))) + self.downsample(x))


@mistake(
    en="The shortcut is not added: what comes out is the main branch alone.",
    ru="Обходной путь не прибавлен: на выходе только основная ветвь.",
)
class AdditionForgotten(ResidualBlock):
    def forward(self, x):
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))


@mistake(
    en="There is no projection. Where the shape changes, the input cannot be added as it is: a 1x1 convolution and a "
    "batch norm bring it into the new shape.",
    ru="Нет проекции. Там, где форма меняется, вход нельзя прибавить как есть: к новой форме его приводят свёртка 1x1 "
    "и batch norm.",
)
class NoProjection(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        self.downsample = None

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(out + x if out.shape == x.shape else out)


@mistake(
    en="The shortcut has a projection only where the number of channels changes. With a stride the size changes as "
    "well, so it is needed there too.",
    ru="Проекция на обходном пути есть, только если меняется число каналов. При stride больше 1 меняется ещё и размер, "
    "поэтому она нужна и там.",
)
class ProjectionForChannelsOnly(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        self.stride = stride
        if in_channels == out_channels:
            self.downsample = nn.Sequential()

    def forward(self, x):
        if len(self.downsample) == 0 and self.stride > 1:
            out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
            return F.relu(out + x[:, :, :: self.stride, :: self.stride])
        return super().forward(x)


@mistake(
    en="The shortcut has a projection only where stride is not 1. The number of channels may change without a stride, "
    "and then it is needed as well.",
    ru="Проекция на обходном пути есть, только если stride не равен 1. Число каналов может измениться и без шага, и "
    "тогда она тоже нужна.",
)
class ProjectionForStrideOnly(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        if stride == 1:
            self.downsample = nn.Sequential()


@mistake(
    en="The shortcut always has a projection. Where the shape stays, the input itself is added, without any weights.",
    ru="На обходном пути всегда стоит проекция. Если форма не меняется, прибавляется сам вход, без каких-либо "
    "параметров.",
)
class ProjectionAlways(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        self.downsample = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 1, stride, bias=False), nn.BatchNorm2d(out_channels)
        )


@mistake(
    en="There is no batch norm on the shortcut. The 1x1 convolution is followed by one, like the others.",
    ru="На обходном пути нет batch norm. После свёртки 1x1 он стоит так же, как после остальных.",
)
class ProjectionWithoutBatchNorm(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        self.downsample = self.downsample[:1]


@mistake(
    en="The convolutions have a bias, and the one on the shortcut has no batch norm behind it. Each of the three is "
    "written with bias=False and followed by a batch norm.",
    ru="У свёрток есть сдвиг (bias), а у свёртки на обходном пути ещё и нет batch norm. Каждая из трёх пишется с "
    "bias=False, и за каждой стоит batch norm.",
)
class BiasAndBareProjection(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        if len(self.downsample) > 0:
            self.downsample = nn.Conv2d(in_channels, out_channels, 1, stride)

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(out + self.downsample(x))


@mistake(
    en="The projection is a 3x3 convolution. It should be 1x1: it only fits the shape and does not look around.",
    ru="Проекция сделана свёрткой 3x3. Нужна 1x1: она только подгоняет форму и не смотрит на соседей.",
)
class ProjectionThreeByThree(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        if len(self.downsample) > 0:
            self.downsample[0] = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False)


@mistake(
    en="The projection has no stride of its own: the picture was made smaller in another way (by pooling), or not at "
    "all. The 1x1 convolution takes the same stride as the main branch.",
    ru="У проекции нет своего шага: картинка уменьшена иначе (пулингом) или не уменьшена вовсе. Свёртка 1x1 берёт тот "
    "же шаг, что и основная ветвь.",
)
class ProjectionWithPooling(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        if len(self.downsample) > 0:
            self.downsample[0].stride = (1, 1)

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(out + F.adaptive_max_pool2d(self.downsample(x), out.shape[2:]))


@mistake(
    en="The projection is followed by a ReLU. The shortcut is added as it comes out of its batch norm.",
    ru="После проекции стоит ReLU. Обходной путь прибавляется таким, каким вышел из своего batch norm.",
)
class ProjectionActivated(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        if len(self.downsample) > 0:
            self.downsample.append(nn.ReLU())


@mistake(
    en="The stride is in the second convolution. It belongs to the first one, so that the second works on the smaller "
    "picture already.",
    ru="Шаг стоит у второй свёртки. Он должен быть у первой: тогда вторая работает уже с маленькой картинкой.",
)
class StrideInTheSecond(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        self.conv1.stride, self.conv2.stride = (1, 1), (stride, stride)


@mistake(
    en="The input was changed in place (x += ...). It does not belong to the block: whoever called it still needs the "
    "old numbers. Write out = out + x.",
    ru="Вход изменён на месте (x += ...). Он блоку не принадлежит: тому, кто вызвал блок, ещё нужны старые числа. "
    "Пишите out = out + x.",
)
class AddedToTheInput(ResidualBlock):
    def forward(self, x):
        identity = x if len(self.downsample) == 0 else self.downsample(x)
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        identity += out
        return F.relu(identity)


@mistake(
    en="A ReLU in place met the input before it was added, so what is added is no longer the input. The block has a "
    "ReLU after the first batch norm and one after the addition, none before the first convolution.",
    ru="ReLU на месте (inplace) изменила вход до сложения, и прибавляется уже не он. В блоке ReLU стоит после первого "
    "batch norm и после сложения, а перед первой свёрткой её нет.",
)
class InputActivatedInPlace(ResidualBlock):
    def forward(self, x):
        out = self.bn1(self.conv1(F.relu(x, inplace=True)))
        out = self.bn2(self.conv2(F.relu(out)))
        return F.relu(out + self.downsample(x))


@mistake(
    en="The batch norms come before the convolutions (pre-activation, a later variant). Here the order is: "
    "convolution, batch norm, ReLU.",
    ru="Batch norm стоит перед свёртками (pre-activation, более поздний вариант). Здесь порядок такой: свёртка, batch "
    "norm, ReLU.",
)
class PreActivation(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.bn2 = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        out = self.conv1(F.relu(self.bn1(x)))
        return self.conv2(F.relu(self.bn2(out))) + self.downsample(x)


@mistake(
    en="There is one batch norm in the main branch: it is shared, or the second one is missing. Each of the two "
    "convolutions needs its own, for their outputs have different means and variances.",
    ru="В основной ветви один batch norm: он общий, или второго нет. Каждой из двух свёрток нужен свой, ведь средние и "
    "дисперсии у их выходов разные.",
)
class OneBatchNorm(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        self.bn2 = self.bn1


@mistake(
    en="The first batch norm is used twice and the second one never.",
    ru="Первый batch norm применён дважды, а второй ни разу.",
)
class FirstBatchNormTwice(ResidualBlock):
    def forward(self, x):
        return F.relu(self.bn1(self.conv2(F.relu(self.bn1(self.conv1(x))))) + self.downsample(x))


@mistake(
    en="There is no batch norm at all. Each convolution is followed by one.",
    ru="Слоёв batch norm нет вовсе. Они стоят после каждой свёртки.",
)
class NoBatchNorm(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        self.bn1 = self.bn2 = nn.Identity()
        self.downsample = self.downsample[:1]


@mistake(
    en="The shortcut is added before the second batch norm. The order is: second convolution, its batch norm, "
    "addition.",
    ru="Обходной путь прибавлен до второго batch norm. Порядок такой: вторая свёртка, её batch norm, сложение.",
)
class AddedBeforeBatchNorm(ResidualBlock):
    def forward(self, x):
        out = self.conv2(F.relu(self.bn1(self.conv1(x))))
        return F.relu(self.bn2(out + self.downsample(x)))


@mistake(
    en="The convolutions have a bias. Batch norm subtracts the mean right behind them and has a bias of its own, so "
    "write bias=False.",
    ru="У свёрток есть сдвиг (bias). Batch norm сразу за ними вычитает среднее и имеет свой сдвиг, поэтому пишите "
    "bias=False.",
)
class BiasInTheConvolutions(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        if len(self.downsample) > 0:
            self.downsample[0] = nn.Conv2d(in_channels, out_channels, 1, stride)


@mistake(
    en="Only the projection's convolution has a bias. Write bias=False there as well.",
    ru="Сдвиг (bias) остался только у свёртки проекции. Напишите bias=False и там.",
)
class BiasInTheProjection(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        if len(self.downsample) > 0:
            self.downsample[0] = nn.Conv2d(in_channels, out_channels, 1, stride)


@mistake(
    en="The branches are laid side by side (torch.cat). In a residual block they are added.",
    ru="Ветви поставлены рядом (torch.cat). В остаточном блоке их складывают.",
)
class Concatenated(ResidualBlock):
    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(torch.cat([out, self.downsample(x)], dim=1))


@mistake(
    en="The layers lie in a plain Python list, where PyTorch does not see them: no weights to learn, none to save. Use "
    "nn.Sequential or nn.ModuleList, or make each layer an attribute.",
    ru="Слои лежат в обычном списке Python, и PyTorch их не видит: учить и сохранять нечего. Возьмите nn.Sequential "
    "или nn.ModuleList либо сделайте каждый слой атрибутом.",
)
class PlainList(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.layers = [ResidualBlock(in_channels, out_channels, stride)]

    def forward(self, x):
        return self.layers[0].to(x.dtype)(x)


@mistake(
    en="In eval mode the batch's own mean and variance are used. There the running ones belong: call the layers "
    "(nn.BatchNorm2d), or hand self.training to F.batch_norm.",
    ru="В режиме eval взяты среднее и дисперсия самого батча. Там нужны накопленные: вызывайте слои nn.BatchNorm2d или "
    "передайте self.training в F.batch_norm.",
)
class BatchStatisticsAlways(ResidualBlock):
    def forward(self, x):
        for layer in self.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.train()
        return super().forward(x)


@mistake(
    en="Batch norm's momentum is read the wrong way round: in PyTorch it is the part of the new statistics (0.1), not "
    "of the old ones.",
    ru="momentum в batch norm понят наоборот: в PyTorch это доля новых статистик (0.1), а не старых.",
)
class MomentumTheOtherWayRound(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        for layer in self.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.momentum = 0.9


@mistake(
    en="The shortcut is cut off from the gradient (detach, .data or no_grad). Gradients flow through both branches: "
    "that is what the shortcut is for.",
    ru="Градиент не проходит через обходной путь (detach, .data или no_grad). Он должен идти по обеим ветвям: ради "
    "этого обходной путь и нужен.",
)
class ShortcutDetached(ResidualBlock):
    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(out + self.downsample(x).detach())


@mistake(
    en="The stride is ignored: the block never makes the picture smaller.",
    ru="Параметр stride не учтён: блок никогда не уменьшает картинку.",
)
class StrideIgnored(ResidualBlock):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        self.conv1.stride = (1, 1)
        if len(self.downsample) > 0:
            self.downsample[0].stride = (1, 1)
