"""An epoch of training and an evaluation: what is checked."""

import drive
import torch
from mistakes import MISTAKES

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.training.loop import evaluate, train_epoch

task = Task(
    title=T(en="The training loop", ru="Цикл обучения"),
    lesson=T(en="Training", ru="Обучение"),
    order=55,
    entry="train_epoch",
    reference=train_epoch,
    also=(evaluate,),
    drive=drive,
    tolerance=Tolerance.measured(),
)

# Each check stays with one idea. Where the loss is looked at, the learning rate is 0 or there is a single batch, so
# that a forgotten zero_grad does not cost these points too; where optimizers are looked at, every epoch has one batch.


def numbers(g, count, classes):
    """What the model answers: no two numbers are equal, so the largest of a row is never in doubt."""
    return g.distinct(count, classes) / 4


def labels(g, x, batches):
    """Labels of which the model tells so many rightly, for each (size of the batch, rightly told)."""
    told = x.argmax(1)
    wrong = (told + g.integers(1, x.shape[1] - 1, len(x)).long()) % x.shape[1]
    right = torch.cat([(torch.arange(size) + g.int(0, size - 1)) % size < count for size, count in batches])
    return torch.where(right, told, wrong)


def scored(g, batches, classes):
    """Answers and labels for which a mistaken way of telling right from wrong does not give the right count."""
    count = sum(size for size, _ in batches)
    for _ in range(30):
        x = numbers(g, count, classes)
        y = labels(g, x, batches)
        row = int((x.argmax(1) == y).float().argmax())
        x[row] += y[row] - x[row].max()  # whoever compares the largest number itself with the label has one right
        if len(set(counts(x, y, batches[0][0]))) == 4:
            break
    return x, y


def counts(x, y, size):
    """Rightly told ones; then the same with each pair of a batch, with the best row of each class, with the value."""
    pairs = list(zip(x.split(size), y.split(size), strict=True))
    return (
        int((x.argmax(1) == y).sum()),
        sum(int((some.argmax(1) == of[:, None]).sum()) for some, of in pairs),
        sum(int((some.argmax(0)[: len(of)] == of[: x.shape[1]]).sum()) for some, of in pairs),
        int((x.amax(1) == y).sum()),
    )


def examples(g, kind):
    """Sizes of a model, the seed of its weights, and three examples for each class, the first ones of all classes."""
    sizes = g.cycle(((3, 5, 4), (4, 3, 5)))
    count = 3 * sizes[2]
    x = g.normal(count, sizes[0], *(g.sizes(4, 7) if kind != "dense" else ()))
    y = g.integers(0, sizes[2] - 1, count).long()
    y[: sizes[2]] = torch.arange(sizes[2])
    return sizes, g.int(0, 2**31 - 1), x, y


ZEROS = torch.zeros(2, 2)
LN3 = torch.tensor([[0.0, 0.0], [1.0986123, 0.0]])  # softmax: 1/2, 1/2 and 3/4, 1/4
SCORES = torch.tensor([[2.0, 1.0], [1.0, 3.0], [0.0, 1.0], [5.0, 4.0]])


@task.check(
    title=T(en="A step for each batch", ru="По шагу на каждый батч"),
    points=2,
    cases=4,
    public=[Call("shifted", (), 0, ZEROS, torch.tensor([0, 1]), 1, 1.0, 1).through("steps")],
    hint=T(
        en="For each batch: empty the gradients, compute the outputs and the loss, loss.backward(), optimizer.step(). "
        "backward_called: the given model got gradients. steps: how many steps its optimizer made. "
        "backward_before_step: each came after its own backward(). If only the weights are wrong, ask of which "
        "batches' gradients a step is made. An error about an inplace operation in backward() says that a step() came "
        "between the outputs and their backward().",
        ru="Для каждого батча: обнулить градиенты, посчитать ответы и функцию потерь, loss.backward(), "
        "optimizer.step(). backward_called: переданная модель получила градиенты. steps: число шагов "
        "её оптимизатора. backward_before_step: перед каждым шагом был свой backward(). Если неверны только веса, "
        "посмотрите, из градиентов каких батчей сделан шаг. Ошибка про inplace operation в backward() значит, что "
        "между ответами модели и их backward() попал step().",
    ),
)
def steps(g: Gen) -> Call:
    """Empties the gradients, computes them and makes a step, batch by batch."""
    kind = g.cycle(("dense", "pictures"))
    return Call(kind, *examples(g, kind), 4, 0.5, g.cycle((2, 2, 1, 3))).through("steps")


@task.check(
    title=T(en="The loss of an epoch", ru="Потери за эпоху"),
    points=1,
    cases=4,
    public=[
        Call(LN3, torch.tensor([0, 1]), 1, 0.0).through("loss"),
        Call(LN3, torch.tensor([0, 1]), 2, 1.0).through("loss"),
    ],
    hint=T(
        en="Begin at 0 in each call, add up over all batches, divide at the end; return after the loop, not inside. "
        "The loss of a batch is the one that its backward() was called on, before the step. holds_the_graph is True if "
        "a tensor with its graph came back: take the number, loss.item().",
        ru="В каждом вызове начинайте с 0, складывайте по всем батчам, делите в конце; return после цикла, а не "
        "внутри. Потери батча это те, от которых вызван backward(), до шага. holds_the_graph равно True, если "
        "вернулся тензор вместе с графом: берите число, loss.item().",
    ),
)
def mean_loss(g: Gen) -> Call:
    """Returns the mean loss, that before the steps, as a number."""
    x = numbers(g, 12, 3)
    y = g.integers(0, 2, 12).long()
    batch_size, lr, driver = g.cycle(((4, 0.0, "loss"), (12, 1.0, "loss"), (3, 0.0, "loss"), (4, 0.0, "graph")))
    return Call(x, y, batch_size, lr).through(driver)


@task.check(
    title=T(en="Train mode", ru="Режим обучения"),
    points=1,
    cases=2,
    hint=T(
        en="Call model.train() at the beginning of train_epoch: the last one who used the model may have called "
        "model.eval(). train_mode is True if all layers were in train mode for each batch.",
        ru="Вызовите model.train() в начале train_epoch: тот, кто пользовался моделью до вас, мог вызвать "
        "model.eval(). train_mode равно True, если для каждого батча все слои были в режиме обучения.",
    ),
)
def train_mode(g: Gen) -> Call:
    """Puts the model into train mode."""
    return Call(g.cycle((False, True)), *examples(g, "normalised"), 4).through("train_mode")


@task.check(
    title=T(en="What is given is used", ru="Работает то, что передано"),
    points=1,
    cases=5,
    hint=T(
        en="Use loss_fn and optimizer as they are given, whatever they are: no loss function and no optimizer of your "
        "own, none from another cell. An optimizer remembers earlier steps (momentum, Adam), and it may have been "
        "given only some of the weights.",
        ru="Берите loss_fn и optimizer такими, какими их передали: не свои и не из другой ячейки. Оптимизатор помнит "
        "прежние шаги (momentum, Adam), и в него могли передать только часть весов.",
    ),
)
def given(g: Gen) -> Call:
    """Makes the steps of the given optimizer for the given loss function."""
    optimizer, loss_fn, epochs = g.cycle(
        (
            ("momentum", "cross entropy", 3),
            ("adam", "cross entropy", 2),
            ("last layer", "cross entropy", 2),
            ("plain", "label smoothing", 2),
            ("plain", "margin", 2),
        )
    )
    return Call(optimizer, loss_fn, *examples(g, "dense"), epochs).through("given")


@task.check(
    title=T(en="Accuracy", ru="Точность"),
    points=1.5,
    cases=6,
    public=[Call(SCORES, torch.tensor([0, 0, 1, 0]), 2).through("accuracy")],
    hint=T(
        en="model(x) is (N, K): the answer for an example is the place of the largest of its K numbers, "
        "argmax(dim=1), of shape (N,) like y. Beginning at 0 in each call, count the equal ones in all batches, and "
        "divide by the number of examples at the end.",
        ru="model(x) имеет форму (N, K): ответ для примера это место наибольшего из его K чисел, argmax(dim=1), форма "
        "(N,), как у y. Начинайте с 0 в каждом вызове, посчитайте совпавшие по всем батчам и в конце разделите на "
        "число примеров.",
    ),
)
def accuracy(g: Gen) -> Call:
    """Tells the share of rightly told examples."""
    # As many classes as a batch has examples: the wrong axis gives a number, not an error.
    size, rights = g.cycle(((4, (1, 3, 3)), (5, (4, 1, 2)), (3, (2, 1, 1))))
    return Call(*scored(g, [(size, count) for count in rights], size), size).through("accuracy")


@task.check(
    title=T(en="A short last batch", ru="Неполный последний батч"),
    points=1.5,
    cases=6,
    hint=T(
        en="The last batch may have fewer examples. Every example counts the same, so means of batches may not be "
        "averaged: the loss of a batch is weighted by its size (loss.item() * len(x)), right answers are counted, and "
        "both are divided by the number of examples at the end.",
        ru="В последнем батче примеров может быть меньше. Все примеры равноправны, поэтому усреднять средние по "
        "батчам нельзя: потери батча умножаются на его размер (loss.item() * len(x)), верные ответы подсчитываются, и "
        "в конце то и другое делится на число примеров.",
    ),
)
def short_batch(g: Gen) -> Call:
    """Weighs all examples alike, in the loss and in the accuracy."""
    batches = g.cycle((((4, 1), (4, 2), (1, 1)), ((5, 4), (5, 3), (3, 1)), ((4, 3), (4, 1), (2, 0))))
    x, y = scored(g, batches, 3)
    size = batches[0][0]
    if g.cycle((True, False)):
        y[-1] = x[-1].argmin()  # the short batch has a larger loss than the others
        return Call(x, y, size, 0.0).through("loss")
    return Call(x, y, size).through("accuracy")


@task.check(
    title=T(en="Evaluation leaves no trace", ru="Проверка не оставляет следов"),
    points=1,
    cases=2,
    hint=T(
        en="eval_mode: model.eval() was called before the first batch. gradients_recorded: the outputs "
        "carry a graph, so torch.no_grad() is missing. gradients_left_off: they are off for good, for torch or for the "
        "weights; write with torch.no_grad(). Neither weights nor the statistics of batch norm may change.",
        ru="eval_mode: model.eval() вызван до первого батча. gradients_recorded: за ответами "
        "тянется граф, значит нет torch.no_grad(). gradients_left_off: градиенты выключены насовсем, "
        "вообще или у весов; пишите with torch.no_grad(). Ни веса, ни статистики batch norm меняться не должны.",
    ),
)
def evaluating(g: Gen) -> Call:
    """Answers in eval mode, records no gradients and changes nothing."""
    sizes, *drawn = examples(g, "normalised")
    return Call(g.cycle((True, False)), sizes, *drawn, sizes[2]).through("evaluating")


@task.check(
    title=T(en="Any loader", ru="Любой загрузчик"),
    points=0.5,
    cases=6,
    hint=T(
        en="Only a for loop is sure to work: a loader may be a list or a generator, without a length, without .dataset "
        "and good for one pass. A DataLoader may also leave out a part of its data set. Count the examples as they "
        "come.",
        ru="Наверняка работает только цикл for: загрузчик может быть списком или генератором, у которого нет ни длины, "
        "ни .dataset, и пройти его можно один раз. А DataLoader может отдавать не весь набор данных. Считайте примеры "
        "по мере поступления.",
    ),
)
def any_loader(g: Gen) -> Call:
    """Takes its batches from whatever gives them."""
    kind, driver = g.cycle(
        (
            ("list", "loss"),
            ("once", "accuracy"),
            ("once", "loss"),
            ("drop_last", "accuracy"),
            ("half", "loss"),
            ("half", "accuracy"),
        )
    )
    count = 14 if kind == "drop_last" else 24 if kind == "half" else 12
    x = numbers(g, count, 3)
    # The place of the label's number in its row, in ascending order: 2 is told rightly.
    place = torch.tensor([2, 2, 0, 2, 2, 1, 2, 2, 1, 2, 2, 0]).repeat(2)[:count]
    y = x.argsort(1).gather(1, place[:, None])[:, 0]
    return Call(x, y, 4, *([0.0] if driver == "loss" else []), kind).through(driver)


@task.check(
    title=T(en="The device", ru="Устройство"),
    points=0.5,
    cases=1,
    hint=T(
        en="A loader gives batches that lie in ordinary memory, the model may be on a GPU: write "
        'x, y = x.to(device), y.to(device) with the argument device, in both functions. A fixed "cpu" or "cuda" is '
        "not the argument.",
        ru="Загрузчик отдаёт батчи в обычной памяти, а модель может быть на GPU: пишите "
        'x, y = x.to(device), y.to(device) с аргументом device, в обеих функциях. Постоянное "cpu" или "cuda" это '
        "не аргумент.",
    ),
)
def device(g: Gen) -> Call:
    """Moves each batch to the device that is given."""
    x = numbers(g, 9, 3)
    return Call(x, g.integers(0, 2, 9).long(), 3).through("device")


for text, of, function in MISTAKES:
    task.mistake(text, of=of)(function)
