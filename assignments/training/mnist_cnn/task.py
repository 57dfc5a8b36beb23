"""The lesson's network for handwritten digits, trained by the student: what is checked."""

import drive
from mistakes import MISTAKES

from grader.authoring import Call, Fit, Gen, T, Task, Tolerance
from reference.training.mnist_cnn import build_model, train

task = Task(
    title=T(en="A convolutional network for MNIST", ru="Свёрточная сеть для MNIST"),
    lesson=T(en="Training", ru="Обучение"),
    order=62,
    entry="build_model",
    reference=build_model,
    also=(train,),
    drive=drive,
    tolerance=Tolerance.exact(),
)


@task.check(
    title=T(en="A number for each digit", ru="По числу на каждую цифру"),
    points=1,
    cases=3,
    hint=T(
        en="build_model() returns a network that makes (N, 10) out of (N, 1, 28, 28), whatever N is: the first axis is "
        "the batch's and stays.",
        ru="build_model() возвращает сеть, которая из (N, 1, 28, 28) делает (N, 10) при любом N: первая ось "
        "принадлежит батчу и остаётся.",
    ),
)
def answers(g: Gen) -> Call:
    """Makes ten numbers for each picture."""
    return Call(g.uniform(0, 1, g.cycle((5, 1, 3)), 1, 28, 28)).through("shape_of_answers")


@task.check(
    title=T(en="Convolution and batch normalisation, all in use", ru="Свёртка и батч-нормализация, и всё в деле"),
    points=1,
    cases=1,
    hint=T(
        en="There is at least one nn.Conv2d and one nn.BatchNorm2d, and every layer that is made in __init__ is also "
        "called in forward: a layer that nothing uses gets no gradient.",
        ru="В сети есть хотя бы одна nn.Conv2d и одна nn.BatchNorm2d, и каждый слой, созданный в __init__, вызывается "
        "в forward: слой, которым никто не пользуется, не получает градиента.",
    ),
)
def layers(g: Gen) -> Call:
    """Is built of the lesson's layers, and uses each of them."""
    return Call(g.uniform(0, 1, 6, 1, 28, 28), g.integers(0, 9, 6)).through("layers_of")


@task.check(
    title=T(en="The same answer alone and among others", ru="Одинаковый ответ для картинки отдельно и среди других"),
    points=1,
    cases=1,
    hint=T(
        en="After model.eval() batch normalisation uses the running mean and variance, not those of the batch, and "
        "dropout throws nothing away. Leave track_running_stats alone; F.dropout needs training=self.training.",
        ru="После model.eval() батч-нормализация берёт накопленные среднее и дисперсию, а не посчитанные по батчу, а "
        "dropout ничего не выбрасывает. Не трогайте track_running_stats; F.dropout нужно training=self.training.",
    ),
)
def alone(g: Gen) -> Call:
    """Answers in eval mode for each picture by itself."""
    return Call(g.uniform(0, 1, 7, 1, 28, 28)).through("alone")


# Cautious on purpose: not calibrated on the whole of MNIST, only proved on generated stand-ins. 97 % is well below what
# two convolutions are known to reach (98 to 99 %), and well above what a linear model does (about 90 %).
task.fit(
    "accuracy",
    Fit(data="mnist", train=12_000, unseen=2000, budget_s=60, cutoffs=((0.90, 0.0), (0.95, 0.5), (0.97, 1.0))),
    title=T(en="Accuracy on unseen digits", ru="Точность на новых цифрах"),
    points=7,
    hint=T(
        en="Print the loss after each epoch: it should fall fast at first and go on falling slowly. Adam with a "
        "learning rate of about 0.002 and three epochs in batches of 64 are enough for full marks.",
        ru="Печатайте потери после каждой эпохи: сначала они должны падать быстро, потом медленно. Для полного балла "
        "хватает Adam со скоростью обучения около 0.002 и трёх эпох с батчами по 64.",
    ),
)

for text, of, function in MISTAKES:
    task.mistake(text, of=of)(function)
