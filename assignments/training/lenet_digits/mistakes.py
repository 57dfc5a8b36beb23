"""What goes wrong when people train their first network."""

import torch
from torch import nn

from grader.authoring import T
from reference.training.lenet_digits import build_model

MISTAKES = []
"""(what its author misunderstood, the function it is one of, the wrong function)"""


def mistake(of, en, ru):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((T(en=en, ru=ru), of, function))
        return function

    return note


def fitted(model, images, labels, device, *, epochs=12, rate=3e-3, loss_fn=None, zero=True, step=True, cut=64):
    """A training loop with a knob for what people get wrong."""
    model.to(device).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    loss_fn = loss_fn or nn.CrossEntropyLoss()
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(cut):
            if zero:
                optimizer.zero_grad()
            loss_fn(model(images[batch]), labels[batch]).backward()
            if step:
                optimizer.step()


@mistake(
    "train",
    en="step() is never called: the gradients are there, and nothing moves.",
    ru="step() не вызывается: градиенты есть, но ничего не сдвигается.",
)
def never_steps(model, images, labels, device):
    fitted(model, images, labels, device, epochs=2, step=False)


@mistake(
    "train",
    en="The optimizer holds the weights of another network than the one that is given.",
    ru="У оптимизатора параметры другой сети, а не той, которую дали.",
)
def trains_another(model, images, labels, device):
    fitted(build_model(), images, labels, device, epochs=2)


@mistake(
    "train",
    en="Only the images are shuffled: each has somebody else's label.",
    ru="Перемешаны только картинки: у каждой теперь чужая метка.",
)
def shuffles_images_only(model, images, labels, device):
    fitted(model, images[torch.randperm(len(images))], labels, device, epochs=40)


@mistake(
    "train",
    en="The learning rate is far too large.",
    ru="Скорость обучения слишком велика.",
)
def runs_away(model, images, labels, device):
    fitted(model, images, labels, device, epochs=2, rate=30.0)


@mistake(
    "train",
    en="The pictures are brought to [-1, 1] while training only.",
    ru="Картинки приводят к [-1, 1] только при обучении.",
)
def prepares_in_training_only(model, images, labels, device):
    fitted(model, 10 * (2 * images - 1), labels, device)


@mistake(
    "train",
    en="It is trained on the first hundred pictures only, until it knows them by heart.",
    ru="Обучение идёт только на первой сотне картинок, пока сеть не выучит их наизусть.",
)
def first_hundred_only(model, images, labels, device):
    fitted(model, images[:30], labels[:30], device, epochs=60, cut=10)


@mistake(
    "build_model",
    en="The network is fully connected: there is no convolution in it.",
    ru="Сеть полносвязная: свёрток в ней нет.",
)
def dense_only():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


@mistake(
    "build_model",
    en="There is no activation between the layers: together they are one linear function.",
    ru="Между слоями нет активаций: вместе они составляют одну линейную функцию.",
)
def linear_only():
    return nn.Sequential(nn.Conv2d(1, 1, 3, stride=3), nn.Flatten(), nn.Linear(4, 10))


@mistake(
    "build_model",
    en="There is a softmax at the end, and nn.CrossEntropyLoss applies another.",
    ru="В конце стоит softmax, а nn.CrossEntropyLoss применяет ещё один.",
)
def softmax_at_the_end():
    return nn.Sequential(nn.Conv2d(1, 1, 3, stride=2), nn.ReLU(), nn.Flatten(), nn.Linear(9, 10), nn.Softmax(dim=1))


@mistake(
    "build_model",
    en="There are only nine answers: digits begin at 0.",
    ru="Ответов только девять: цифры начинаются с 0.",
)
def nine_answers():
    return nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(64, 9))


@mistake(
    "build_model",
    en="The batch is lost: all pictures are flattened into one row.",
    ru="Батч потерян: все картинки вытянуты в одну строку.",
)
def batch_flattened():
    return nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), nn.ReLU(), nn.Flatten(0), nn.LazyLinear(10))
