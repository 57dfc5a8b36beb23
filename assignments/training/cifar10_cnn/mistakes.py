"""What goes wrong when people train a network for colour pictures."""

import torch
from torch import nn

from grader.authoring import T
from reference.training.cifar10_cnn import build_model

MISTAKES = []
"""(what its author misunderstood, the function it is one of, the wrong function)"""


def mistake(of, en, ru):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((T(en=en, ru=ru), of, function))
        return function

    return note


def fitted(model, images, labels, device, *, epochs=1, rate=3e-3, optimizer=None, step=True, cut=64):
    """A training loop with a knob for what people get wrong."""
    model.to(device).train()
    optimizer = optimizer or torch.optim.Adam(model.parameters(), lr=rate)
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
    images, labels = images[:200], labels[:200]
    fitted(model, images[torch.randperm(len(images))], labels, device, epochs=15, cut=20)


@mistake(
    "train",
    en="The learning rate is far too large.",
    ru="Скорость обучения слишком велика.",
)
def runs_away(model, images, labels, device):
    optimizer = torch.optim.SGD(model.parameters(), lr=100.0, momentum=0.9)
    fitted(model, images[:1000], labels[:1000], device, optimizer=optimizer, epochs=2)


@mistake(
    "train",
    en="Pixels are multiplied by 255 while training only.",
    ru="Пиксели умножают на 255 только при обучении.",
)
def scales_in_training_only(model, images, labels, device):
    fitted(model, 255 * images[:2000], labels[:2000], device)


class Table(nn.Module):
    """Knows the pictures that it has been shown, and nothing else."""

    def __init__(self, pictures, labels):
        super().__init__()
        self.pictures, self.labels = pictures.flatten(1), labels
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x):
        near = torch.cdist(x.flatten(1), self.pictures) < 0.05
        known = nn.functional.one_hot(self.labels[near.float().argmax(1)], 10) * near.any(1)[:, None]
        return self.scale * known + 1e-3 * x.flatten(1)[:, :10]


@mistake(
    "train",
    en="The training pictures are looked up in a table: known by heart, and nothing else is.",
    ru="Картинки для обучения ищутся в таблице: они выучены наизусть, а других она не знает.",
)
def learns_by_heart(model, images, labels, device):
    return Table(images[:400], labels[:400])


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
    en="The labels are divided by 255 like the pixels: all of them become 0.",
    ru="Метки делят на 255, как пиксели: все они становятся нулями.",
)
def divides_the_labels(model, images, labels, device):
    fitted(model, images[:500], (labels / 255).long()[:500], device, epochs=2)


class Unused(nn.Module):
    """A network whose batch normalisation is made and never called."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 5, stride=3)
        self.norm = nn.BatchNorm2d(8)
        self.out = nn.Linear(8 * 100, 10)

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
    en="The network is fully connected: there is no convolution in it.",
    ru="Сеть полносвязная: свёрток в ней нет.",
)
def dense_only():
    return nn.Sequential(nn.Flatten(), nn.Linear(3072, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 10))


@mistake(
    "build_model",
    en="Batch normalisation keeps no running statistics: at evaluation it takes those of the batch.",
    ru="Батч-нормализация не копит статистику: при оценке она берёт среднее и дисперсию батча.",
)
def no_running_statistics():
    return nn.Sequential(
        nn.Conv2d(3, 8, 5, stride=3),
        nn.BatchNorm2d(8, track_running_stats=False),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(8 * 100, 10),
    )


@mistake(
    "build_model",
    en="There is no activation between the layers: together they are one linear function.",
    ru="Между слоями нет активаций: вместе они составляют одну линейную функцию.",
)
def linear_only():
    return nn.Sequential(nn.Conv2d(3, 1, 32), nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(1, 10))


@mistake(
    "build_model",
    en="There is a softmax at the end, and nn.CrossEntropyLoss applies another.",
    ru="В конце стоит softmax, а nn.CrossEntropyLoss применяет ещё один.",
)
def softmax_at_the_end():
    return nn.Sequential(
        nn.Conv2d(3, 1, 16, stride=16), nn.BatchNorm2d(1), nn.ReLU(), nn.Flatten(), nn.Linear(4, 10), nn.Softmax(dim=1)
    )


class Dropping(nn.Module):
    """A network that drops numbers in every mode."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 5, stride=4)
        self.norm = nn.BatchNorm2d(8)
        self.out = nn.Linear(8 * 49, 10)

    def forward(self, x):
        x = torch.relu(self.norm(self.conv(x))).flatten(1)
        return self.out(nn.functional.dropout(x, 0.5))


@mistake(
    "build_model",
    en="F.dropout is not told self.training: numbers are thrown away at evaluation too.",
    ru="F.dropout не знает о self.training: числа выбрасываются и при оценке.",
)
def always_drops():
    return Dropping()


@mistake(
    "build_model",
    en="The batch is lost: all pictures are flattened into one row.",
    ru="Батч потерян: все картинки вытянуты в одну строку.",
)
def batch_flattened():
    return nn.Sequential(nn.Flatten(0), nn.LazyLinear(10))
