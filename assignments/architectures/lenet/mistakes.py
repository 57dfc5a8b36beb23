"""What goes wrong in other people's LeNets, each as its author would have written it."""

import torch
import torch.nn.functional as F
from torch import nn

from grader.authoring import T
from reference.architectures.lenet import LeNet

MISTAKES = []
"""(what its author misunderstood, the wrong network)"""


def mistake(en, ru):
    """Notes a wrong network under what its author misunderstood."""

    def note(network):
        MISTAKES.append((T(en=en, ru=ru), network))
        return network

    return note


@mistake(
    en="There is a softmax at the end. The network returns the numbers of the last layer as they are: "
    "nn.CrossEntropyLoss applies the softmax itself, and twice is once too often.",
    ru="В конце стоит softmax. Сеть возвращает числа последнего слоя как есть: nn.CrossEntropyLoss сама применяет "
    "softmax, второй раз он только мешает.",
)
class SoftmaxAtTheEnd(LeNet):
    def forward(self, x):
        return F.softmax(super().forward(x), dim=1)


@mistake(
    en="There is a log_softmax at the end. The network returns the numbers of the last layer as they are: "
    "nn.CrossEntropyLoss does the rest.",
    ru="В конце стоит log_softmax. Сеть возвращает числа последнего слоя как есть: остальное сделает "
    "nn.CrossEntropyLoss.",
)
class LogSoftmaxAtTheEnd(LeNet):
    def forward(self, x):
        return F.log_softmax(super().forward(x), dim=1)


@mistake(
    en="The activation is ReLU. That is how one would build it today, but in LeNet it is tanh.",
    ru="Вместо tanh стоит ReLU. Сегодня так и сделали бы, но в LeNet активация tanh.",
)
class ReluForTanh(LeNet):
    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, 16 * 5 * 5)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


@mistake(
    en="The activation is ReLU and the pooling takes the maximum. That is today's version; the LeNet of this task has "
    "tanh and average pooling.",
    ru="Активация ReLU, а пулинг берёт максимум. Это современный вариант; в LeNet из этого задания стоят tanh и "
    "усредняющий пулинг.",
)
class ReluAndMaxPooling(LeNet):
    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(-1, 16 * 5 * 5)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


@mistake(
    en="The activation is the sigmoid. It goes from 0 to 1; LeNet's tanh goes from -1 to 1.",
    ru="Вместо tanh стоит сигмоида. Она меняется от 0 до 1, а tanh в LeNet от -1 до 1.",
)
class SigmoidForTanh(LeNet):
    def forward(self, x):
        x = self.pool(torch.sigmoid(self.conv1(x)))
        x = self.pool(torch.sigmoid(self.conv2(x)))
        x = x.flatten(1)
        x = torch.sigmoid(self.fc1(x))
        x = torch.sigmoid(self.fc2(x))
        return self.fc3(x)


@mistake(
    en="There is no activation at all, so the whole network is one linear function of the picture, however many layers "
    "it has. tanh follows every layer but the last.",
    ru="Активаций нет совсем, и вся сеть остаётся одной линейной функцией картинки, сколько бы в ней ни было слоёв. "
    "tanh стоит после каждого слоя, кроме последнего.",
)
class NoActivation(LeNet):
    def forward(self, x):
        x = self.pool(self.conv1(x))
        x = self.pool(self.conv2(x))
        x = x.flatten(1)
        return self.fc3(self.fc2(self.fc1(x)))


@mistake(
    en="tanh is missing after the convolutions. It follows every layer but the last, convolutions as well.",
    ru="После свёрток нет tanh. Он нужен после каждого слоя, кроме последнего, в том числе после свёрток.",
)
class NoActivationAfterConvolutions(LeNet):
    def forward(self, x):
        x = self.pool(self.conv1(x))
        x = self.pool(self.conv2(x))
        x = x.flatten(1)
        x = torch.tanh(self.fc1(x))
        x = torch.tanh(self.fc2(x))
        return self.fc3(x)


@mistake(
    en="tanh is missing between the fully connected layers: without it fc1, fc2 and fc3 amount to one layer.",
    ru="Между полносвязными слоями нет tanh: без него fc1, fc2 и fc3 равносильны одному слою.",
)
class NoActivationBetweenFullyConnected(LeNet):
    def forward(self, x):
        x = self.pool(torch.tanh(self.conv1(x)))
        x = self.pool(torch.tanh(self.conv2(x)))
        x = x.flatten(1)
        return self.fc3(self.fc2(self.fc1(x)))


@mistake(
    en="tanh is missing between the last two layers (84 and num_classes).",
    ru="Между двумя последними слоями (84 и num_classes) нет tanh.",
)
class NoActivationBeforeTheLast(LeNet):
    def forward(self, x):
        x = self.pool(torch.tanh(self.conv1(x)))
        x = self.pool(torch.tanh(self.conv2(x)))
        x = x.flatten(1)
        x = torch.tanh(self.fc1(x))
        return self.fc3(self.fc2(x))


@mistake(
    en="tanh follows the last layer too, so no answer can leave [-1, 1]. A logit may be any number: nothing follows "
    "the last layer.",
    ru="tanh стоит и после последнего слоя, поэтому ответы не выходят за [-1, 1]. Логит может быть любым числом: после "
    "последнего слоя ничего нет.",
)
class ActivationAfterTheLast(LeNet):
    def forward(self, x):
        return torch.tanh(super().forward(x))


@mistake(
    en="The pooling takes the maximum of each 2 x 2 window. LeNet's takes the average.",
    ru="Пулинг берёт максимум каждого окна 2 x 2. В LeNet он берёт среднее.",
)
class MaxPooling(LeNet):
    def __init__(self, num_classes=10):
        super().__init__(num_classes)
        self.pool = nn.MaxPool2d(2)


@mistake(
    en="tanh comes after the pooling. Here it is the convolution's: first tanh, then the average. For average pooling "
    "the order matters.",
    ru="tanh стоит после пулинга. Здесь он относится к свёртке: сначала tanh, потом среднее. Для усредняющего пулинга "
    "порядок важен.",
)
class ActivationAfterPooling(LeNet):
    def forward(self, x):
        x = torch.tanh(self.pool(self.conv1(x)))
        x = torch.tanh(self.pool(self.conv2(x)))
        x = x.flatten(1)
        x = torch.tanh(self.fc1(x))
        x = torch.tanh(self.fc2(x))
        return self.fc3(x)


@mistake(
    en="The first convolution has no padding: 28 x 28 becomes 24 x 24, and only 4 x 4 is left at the end. With "
    "padding=2 it stays 28 x 28, and 5 x 5 is left.",
    ru="У первой свёртки нет паддинга: 28 x 28 превращается в 24 x 24, и в конце остаётся только 4 x 4. С padding=2 "
    "остаётся 28 x 28, а в конце 5 x 5.",
)
class NoPadding(LeNet):
    def __init__(self, num_classes=10):
        super().__init__(num_classes)
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.fc1 = nn.Linear(16 * 4 * 4, 120)


@mistake(
    en="Both convolutions have padding. Only the first one has: the second makes 10 x 10 of 14 x 14.",
    ru="Паддинг есть у обеих свёрток. Он нужен только первой: вторая делает из 14 x 14 картинку 10 x 10.",
)
class PaddingInBoth(LeNet):
    def __init__(self, num_classes=10):
        super().__init__(num_classes)
        self.conv2 = nn.Conv2d(6, 16, 5, padding=2)
        self.fc1 = nn.Linear(16 * 7 * 7, 120)


@mistake(
    en="The kernels are 3 x 3. LeNet's are 5 x 5.",
    ru="Ядра свёрток 3 x 3. В LeNet они 5 x 5.",
)
class SmallKernels(LeNet):
    def __init__(self, num_classes=10):
        super().__init__(num_classes)
        self.conv1 = nn.Conv2d(1, 6, 3, padding=1)
        self.conv2 = nn.Conv2d(6, 16, 3)
        self.fc1 = nn.Linear(16 * 6 * 6, 120)


@mistake(
    en="The pooling windows move by one pixel (stride=1), so the pooling hardly makes the picture smaller. They lie "
    "side by side: stride 2.",
    ru="Окна пулинга сдвигаются на один пиксель (stride=1), и картинка почти не уменьшается. Они стоят вплотную: шаг "
    "(stride) 2.",
)
class PoolingByOne(LeNet):
    def __init__(self, num_classes=10):
        super().__init__(num_classes)
        self.pool = nn.AvgPool2d(2, stride=1)
        self.fc1 = nn.Linear(16 * 22 * 22, 120)


@mistake(
    en="The second pooling is missing, and view(-1, 400) hid it: it made four rows of each picture. Flatten with "
    "x.flatten(1) or x.view(len(x), -1): then the batch stays, and a wrong size is noticed.",
    ru="Пропущен второй пулинг, а view(-1, 400) это скрыл: из каждой картинки получилось четыре строки. Вытягивайте "
    "через x.flatten(1) или x.view(len(x), -1): тогда батч сохранится, а неверный размер сразу обнаружится.",
)
class BatchGrowsInView(LeNet):
    def forward(self, x):
        x = self.pool(torch.tanh(self.conv1(x)))
        x = torch.tanh(self.conv2(x))
        x = x.view(-1, 16 * 5 * 5)
        x = torch.tanh(self.fc1(x))
        x = torch.tanh(self.fc2(x))
        return self.fc3(x)


@mistake(
    en="The channels were moved to the end before flattening. x.flatten(1) of (N, C, H, W) puts channel after channel, "
    "and the weights of the next layer count on that order.",
    ru="Перед вытягиванием каналы перенесены в конец. x.flatten(1) от (N, C, H, W) ставит канал за каналом, и веса "
    "следующего слоя рассчитаны на такой порядок.",
)
class ChannelsLastFlatten(LeNet):
    def forward(self, x):
        x = self.pool(torch.tanh(self.conv1(x)))
        x = self.pool(torch.tanh(self.conv2(x)))
        x = x.permute(0, 2, 3, 1).flatten(1)
        x = torch.tanh(self.fc1(x))
        x = torch.tanh(self.fc2(x))
        return self.fc3(x)


@mistake(
    en="There are always 10 answers. How many is told by num_classes.",
    ru="Ответов всегда 10. Сколько их должно быть, говорит num_classes.",
)
class AlwaysTen(LeNet):
    def __init__(self, num_classes=10):
        super().__init__(10)


@mistake(
    en="A fully connected layer is missing: after 400 come 120, 84 and num_classes numbers, which takes three layers.",
    ru="Не хватает полносвязного слоя: после 400 чисел идут 120, 84 и num_classes, для этого нужны три слоя.",
)
class OneLayerTooFew(LeNet):
    def __init__(self, num_classes=10):
        super().__init__(num_classes)
        self.fc2 = nn.Linear(120, num_classes)
        self.fc3 = nn.Identity()

    def forward(self, x):
        x = self.pool(torch.tanh(self.conv1(x)))
        x = self.pool(torch.tanh(self.conv2(x)))
        x = x.flatten(1)
        return self.fc2(torch.tanh(self.fc1(x)))


@mistake(
    en="The network holds a layer that forward never uses: its weights never learn. Leave out layers that are not in "
    "the table.",
    ru="В сети есть слой, который forward не использует: его параметры никогда не учатся. Слоёв, которых нет в "
    "таблице, быть не должно.",
)
class LayerNeverUsed(LeNet):
    def __init__(self, num_classes=10):
        super().__init__(num_classes)
        self.fc4 = nn.Linear(num_classes, num_classes)


@mistake(
    en="The convolutions have no bias. In this task every layer has one.",
    ru="У свёрток нет сдвига (bias). В этом задании он есть у каждого слоя.",
)
class ConvolutionsWithoutBias(LeNet):
    def __init__(self, num_classes=10):
        super().__init__(num_classes)
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2, bias=False)
        self.conv2 = nn.Conv2d(6, 16, 5, bias=False)


@mistake(
    en="Batch normalisation follows the convolutions. It was invented later; LeNet has none.",
    ru="После свёрток стоит батч-нормализация. Её придумали позже, в LeNet её нет.",
)
class WithBatchNorm(LeNet):
    def __init__(self, num_classes=10):
        super().__init__(num_classes)
        self.bn1 = nn.BatchNorm2d(6)
        self.bn2 = nn.BatchNorm2d(16)

    def forward(self, x):
        x = self.pool(torch.tanh(self.bn1(self.conv1(x))))
        x = self.pool(torch.tanh(self.bn2(self.conv2(x))))
        x = x.flatten(1)
        x = torch.tanh(self.fc1(x))
        x = torch.tanh(self.fc2(x))
        return self.fc3(x)


@mistake(
    en="The layers stand in a plain Python list, where PyTorch does not see them: net.parameters() does not hold them, "
    "and an optimiser would never change them. Make them attributes or use nn.ModuleList.",
    ru="Слои лежат в обычном списке Python, и PyTorch их не видит: в net.parameters() их нет, оптимизатор никогда не "
    "изменит их. Сделайте их атрибутами или возьмите nn.ModuleList.",
)
class PlainList(LeNet):
    def __init__(self, num_classes=10):
        super().__init__(num_classes)
        layers = self.conv1, self.conv2, self.fc1, self.fc2, self.fc3
        del self.conv1, self.conv2, self.fc1, self.fc2, self.fc3
        self.layers = list(layers)

    def forward(self, x):
        conv1, conv2, fc1, fc2, fc3 = (layer.to(x.dtype) for layer in self.layers)
        x = self.pool(torch.tanh(conv1(x)))
        x = self.pool(torch.tanh(conv2(x)))
        x = x.flatten(1)
        return fc3(torch.tanh(fc2(torch.tanh(fc1(x)))))


@mistake(
    en="Numbers are dropped after net.eval() as well: F.dropout(x) does not know the mode of the network. LeNet has no "
    "dropout; elsewhere write nn.Dropout or F.dropout(x, training=self.training).",
    ru="Числа зануляются и после net.eval(): F.dropout(x) не знает, в каком режиме сеть. В LeNet dropout нет; в других "
    "сетях пишите nn.Dropout или F.dropout(x, training=self.training).",
)
class DropoutAlwaysOn(LeNet):
    def forward(self, x):
        x = self.pool(torch.tanh(self.conv1(x)))
        x = self.pool(torch.tanh(self.conv2(x)))
        x = x.flatten(1)
        x = F.dropout(torch.tanh(self.fc1(x)))
        x = F.dropout(torch.tanh(self.fc2(x)))
        return self.fc3(x)


@mistake(
    en="The answer for a picture depends on the other pictures of the batch: something is computed over the whole "
    "batch (its mean, its maximum). In eval mode every picture is on its own.",
    ru="Ответ для картинки зависит от других картинок батча: что-то посчитано по всему батчу (среднее, максимум). В "
    "режиме eval каждая картинка сама по себе.",
)
class NormalisedOverTheBatch(LeNet):
    def forward(self, x):
        return super().forward((x - x.mean()) / x.std())


@mistake(
    en="Softmax runs over the batch (dim=0): the numbers of one class add up to 1 over the pictures. And none is "
    "needed here: the network returns the numbers of the last layer as they are.",
    ru="Softmax взят по батчу (dim=0): числа одного класса по всем картинкам дают в сумме 1. А здесь он и не нужен: "
    "сеть возвращает числа последнего слоя как есть.",
)
class SoftmaxOverTheBatch(LeNet):
    def forward(self, x):
        return F.softmax(super().forward(x), dim=0)


@mistake(
    en="x.data (or .detach()) before the fully connected layers cuts the chain: no gradient comes to the convolutions, "
    "and they never learn. x.flatten(1) is enough.",
    ru="x.data (или .detach()) перед полносвязными слоями обрывает цепочку: до свёрток градиент не доходит, и они не "
    "учатся. Достаточно x.flatten(1).",
)
class CutFromTheConvolutions(LeNet):
    def forward(self, x):
        x = self.pool(torch.tanh(self.conv1(x)))
        x = self.pool(torch.tanh(self.conv2(x)))
        x = x.data.view(-1, 16 * 5 * 5)
        x = torch.tanh(self.fc1(x))
        x = torch.tanh(self.fc2(x))
        return self.fc3(x)
