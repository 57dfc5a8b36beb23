"""A network for digits, trained by the student: what is checked."""

import drive
from mistakes import MISTAKES

from grader.authoring import Call, Fit, Gen, T, Task, Tolerance
from reference.training.lenet_digits import build_model, train

task = Task(
    title=T(en="Train a LeNet on digits", ru="Обучить LeNet на цифрах"),
    lesson=T(en="Training", ru="Обучение"),
    order=60,
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
        en="build_model() returns a network that makes (N, 10) out of (N, 1, 8, 8), whatever N is: the first axis is "
        "the batch's and stays.",
        ru="build_model() возвращает сеть, которая из (N, 1, 8, 8) делает (N, 10) при любом N: первая ось принадлежит "
        "батчу и остаётся.",
    ),
)
def answers(g: Gen) -> Call:
    """Makes ten numbers for each picture."""
    return Call(g.uniform(0, 1, g.cycle((5, 1, 3)), 1, 8, 8)).through("shape_of_answers")


@task.check(
    title=T(en="A convolution", ru="Свёртка"),
    points=2,
    cases=1,
    hint=T(
        en="A LeNet begins with a convolution (nn.Conv2d): a small kernel that slides over the picture. The layer is "
        "made in __init__ and called in forward.",
        ru="LeNet начинается со свёртки (nn.Conv2d): небольшого ядра, которое скользит по картинке. Слой создают в "
        "__init__ и вызывают в forward.",
    ),
)
def convolution(g: Gen) -> Call:
    """Slides a kernel over the picture somewhere."""
    return Call(g.uniform(0, 1, 3, 1, 8, 8)).through("convolves")


task.fit(
    "accuracy",
    Fit(data="digits", unseen=500, budget_s=60, cutoffs=((0.80, 0.0), (0.90, 0.5), (0.95, 1.0))),
    title=T(en="Accuracy on unseen digits", ru="Точность на новых цифрах"),
    points=7,
    hint=T(
        en="Print the loss after each epoch: it should fall fast at first and go on falling slowly. Adam with a "
        "learning rate of about 0.003 and twenty epochs in batches of 64 are enough for full marks.",
        ru="Печатайте потери после каждой эпохи: сначала они должны падать быстро, потом медленно. Для полного балла "
        "хватает Adam со скоростью обучения около 0.003 и двадцати эпох с батчами по 64.",
    ),
)

for text, of, function in MISTAKES:
    task.mistake(text, of=of)(function)
