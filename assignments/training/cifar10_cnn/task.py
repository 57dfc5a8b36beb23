"""A network for small colour photographs, trained by the student: what is checked."""

import drive
from mistakes import MISTAKES

from grader.authoring import Call, Fit, Gen, Limits, T, Task, Tolerance
from reference.training.cifar10_cnn import build_model, train

task = Task(
    title=T(en="A convolutional network for CIFAR-10", ru="Свёрточная сеть для CIFAR-10"),
    lesson=T(en="Training", ru="Обучение"),
    order=64,
    entry="build_model",
    reference=build_model,
    also=(train,),
    drive=drive,
    tolerance=Tolerance.exact(),
    limits=Limits(total_s=600),
)


@task.check(
    title=T(en="A number for each class", ru="По числу на каждый класс"),
    points=1,
    cases=3,
    hint=T(
        en="build_model() returns a network that makes (N, 10) out of (N, 3, 32, 32), whatever N is: the first axis is "
        "the batch's and stays.",
        ru="build_model() возвращает сеть, которая из (N, 3, 32, 32) делает (N, 10) при любом N: первая ось "
        "принадлежит батчу и остаётся.",
    ),
)
def answers(g: Gen) -> Call:
    """Makes ten numbers for each picture."""
    return Call(g.uniform(0, 1, g.cycle((5, 1, 3)), 3, 32, 32)).through("shape_of_answers")


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
    return Call(g.uniform(0, 1, 6, 3, 32, 32), g.integers(0, 9, 6)).through("layers_of")


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
    return Call(g.uniform(0, 1, 7, 3, 32, 32)).through("alone")


# Cautious on purpose: not calibrated on the whole of CIFAR-10, only proved on generated stand-ins. The lesson's network
# tells about 70 %: full marks are given from five per cent below, and points begin above a linear model (about 40 %).
task.fit(
    "accuracy",
    Fit(data="cifar10", train=20_000, unseen=2000, budget_s=240, cutoffs=((0.45, 0.0), (0.55, 0.5), (0.65, 1.0))),
    title=T(en="Accuracy on unseen photographs", ru="Точность на новых фотографиях"),
    points=7,
    hint=T(
        en="Three blocks of convolution, pooling and batch normalisation, Adam with a learning rate that falls towards "
        "the end, and four epochs in batches of 64 are enough for full marks. A picture and its mirror image are one "
        "class: show both.",
        ru="Для полного балла хватает трёх блоков из свёртки, пулинга и батч-нормализации, Adam со скоростью обучения, "
        "которая к концу падает, и четырёх эпох с батчами по 64. Картинка и её зеркальное отражение принадлежат "
        "одному классу: показывайте обе.",
    ),
)

for text, of, function in MISTAKES:
    task.mistake(text, of=of)(function)
