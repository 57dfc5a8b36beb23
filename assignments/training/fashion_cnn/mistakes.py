"""What goes wrong when people train and evaluate a convolutional network."""

import torch
from torch import nn

from grader.authoring import T
from reference.training.fashion_cnn import build_model

MISTAKES = []
"""(what its author misunderstood, the function it is one of, the wrong function)"""


def mistake(of, en, ru):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((T(en=en, ru=ru), of, function))
        return function

    return note


def fitted(model, images, labels, device, *, epochs=1, rate=3e-3, step=True, cut=64):
    """A training loop with a knob for what people get wrong."""
    model.to(device).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(cut):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            if step:
                optimizer.step()


@mistake(
    "train",
    en="step() is never called: the gradients are there, and nothing moves.",
    ru="step() не вызывается: градиенты есть, но ничего не сдвигается.",
)
def never_steps(model, images, labels, device):
    fitted(model, images[:500], labels[:500], device, step=False)


@mistake(
    "train",
    en="The optimizer holds the weights of another network than the one that is given.",
    ru="У оптимизатора параметры другой сети, а не той, которую дали.",
)
def trains_another(model, images, labels, device):
    fitted(build_model(), images[:500], labels[:500], device)


@mistake(
    "train",
    en="Only the images are shuffled: each has somebody else's label.",
    ru="Перемешаны только картинки: у каждой теперь чужая метка.",
)
def shuffles_images_only(model, images, labels, device):
    images, labels = images[:300], labels[:300]
    fitted(model, images[torch.randperm(len(images))], labels, device, epochs=20, cut=30)


@mistake(
    "train",
    en="The learning rate is far too large.",
    ru="Скорость обучения слишком велика.",
)
def runs_away(model, images, labels, device):
    fitted(model, images[:2000], labels[:2000], device, rate=100.0)


@mistake(
    "train",
    en="The loss is taken of log(softmax) by hand: the logarithm of 0 makes the weights NaN.",
    ru="Потери считаются вручную через log(softmax): логарифм нуля превращает веса в NaN.",
)
def logarithm_of_zero(model, images, labels, device):
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    for batch in torch.arange(500).split(50):
        chances = (100 * model(images[batch])).softmax(1)
        optimizer.zero_grad()
        (-chances.log() * nn.functional.one_hot(labels[batch], 10)).sum(1).mean().backward()
        optimizer.step()


@mistake(
    "train",
    en="The training pictures are sorted by class: the last class that was seen is all that is left.",
    ru="Картинки отсортированы по классам: в памяти остаётся только последний увиденный класс.",
)
def sorted_by_class(model, images, labels, device):
    order = labels[:12000].argsort()
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for batch in order.split(20):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
        optimizer.step()


@mistake(
    "train",
    en="The pictures are brought to mean 0 and deviation 1 while training only; predict() takes them as they are.",
    ru="Картинки приводят к среднему 0 и отклонению 1 только при обучении; predict() берёт их как есть.",
)
def prepares_in_training_only(model, images, labels, device):
    images, labels = images[:4000], labels[:4000]
    fitted(model, (images - images.mean()) / images.std(), labels, device)


@mistake(
    "train",
    en="Pixels are multiplied by 255 while training; predict() shows them from 0 to 1.",
    ru="При обучении пиксели умножают на 255; predict() показывает их от 0 до 1.",
)
def scales_in_training_only(model, images, labels, device):
    fitted(model, 255 * images[:4000], labels[:4000], device)


@mistake(
    "train",
    en="It is trained on the first few hundred pictures only, until it knows them by heart.",
    ru="Обучение идёт только на первых сотнях картинок, пока сеть не выучит их наизусть.",
)
def first_hundreds_only(model, images, labels, device):
    fitted(model, images[:400], labels[:400], device, epochs=15, cut=40)


@mistake(
    "build_model",
    en="The network is fully connected: there is no convolution in it.",
    ru="Сеть полносвязная: свёрток в ней нет.",
)
def dense_only():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))


class Unused(nn.Module):
    """A network whose batch normalisation is made and never called."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 5, stride=4)
        self.norm = nn.BatchNorm2d(8)
        self.out = nn.Linear(8 * 36, 10)

    def forward(self, x):
        return self.out(torch.relu(self.conv(x)).flatten(1))


@mistake(
    "build_model",
    en="A layer is made in __init__ and forgotten in forward.",
    ru="Слой создан в __init__ и забыт в forward.",
)
def layer_forgotten():
    return Unused()


@mistake(
    "build_model",
    en="There is no activation between the layers: together they are one linear function.",
    ru="Между слоями нет активаций: вместе они составляют одну линейную функцию.",
)
def linear_only():
    return nn.Sequential(nn.Conv2d(1, 1, 7, stride=7), nn.Flatten(), nn.Linear(16, 10))


@mistake(
    "build_model",
    en="There is a softmax at the end, and nn.CrossEntropyLoss applies another.",
    ru="В конце стоит softmax, а nn.CrossEntropyLoss применяет ещё один.",
)
def softmax_at_the_end():
    return nn.Sequential(
        nn.Conv2d(1, 4, 5, stride=4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 36, 10), nn.Softmax(dim=1)
    )


@mistake(
    "build_model",
    en="A wide fully connected layer after the convolution: it alone has more parameters than are allowed.",
    ru="После свёртки стоит широкий полносвязный слой: в нём одном больше параметров, чем разрешено.",
)
def wide_dense_layer():
    return nn.Sequential(
        nn.Conv2d(1, 8, 5, stride=4), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 36, 128), nn.ReLU(), nn.Linear(128, 10)
    )


class Dropping(nn.Module):
    """A network that drops numbers in every mode."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 5, stride=4)
        self.out = nn.Linear(8 * 36, 10)

    def forward(self, x):
        x = torch.relu(self.conv(x)).flatten(1)
        return self.out(nn.functional.dropout(x, 0.5))


@mistake(
    "build_model",
    en="F.dropout is not told self.training: numbers are thrown away at evaluation too.",
    ru="F.dropout не знает о self.training: числа выбрасываются и при оценке.",
)
def always_drops():
    return Dropping()


@mistake(
    "predict",
    en="predict() does not call model.eval(): batch normalisation and dropout go on as in training.",
    ru="predict() не вызывает model.eval(): батч-нормализация и dropout работают как при обучении.",
)
def stays_in_train_mode(model, images, device):
    with torch.no_grad():
        return torch.cat([model(batch) for batch in images.split(256)])


@mistake(
    "build_model",
    en="The batch is lost: all pictures are flattened into one row.",
    ru="Батч потерян: все картинки вытянуты в одну строку.",
)
def batch_flattened():
    return nn.Sequential(nn.Flatten(0), nn.LazyLinear(10))
