"""The vanishing gradient: what is checked."""

import drive
from mistakes import MISTAKES

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.architectures.vanishing_gradient import gradient_norms

task = Task(
    title=T(en="The vanishing gradient, layer by layer", ru="Затухающий градиент слой за слоем"),
    lesson=T(en="Architectures", ru="Архитектуры"),
    order=46,
    entry="gradient_norms",
    reference=gradient_norms,
    drive=drive,
    tolerance=Tolerance.measured(),
)


def examples(g, features, classes):
    """Seed of the weights, four or five examples and their classes, of which at least two are different."""
    count = g.int(4, 5)
    y = g.integers(0, classes - 1, count).long()
    y[0], y[1] = 0, classes - 1
    return g.int(0, 2**31 - 1), g.normal(count, features), y


def flat(g, activation="tanh", residual=False, depth=3):
    """A network of fully connected layers and examples for it; no two of its sizes are equal."""
    features, width, classes = g.cycle(((3, 5, 4), (6, 4, 3)))
    return "deep", (features, width, classes, depth, activation, residual), *examples(g, features, classes)


@task.check(
    title=T(en="One number for each matrix", ru="По числу на каждую матрицу"),
    points=2.5,
    cases=4,
    hint=T(
        en="The loss is F.cross_entropy(model(x), y), the mean over the batch. After backward the gradient of each "
        "weight matrix gives one number: square all its entries, add up, take the root. Biases have one axis and do "
        "not count.",
        ru="Функция потерь это F.cross_entropy(model(x), y), среднее по батчу. После backward градиент каждой матрицы "
        "весов даёт одно число: возведите все его элементы в квадрат, сложите, извлеките корень. У сдвигов (bias) одна "
        "ось, их не считаем.",
    ),
)
def matrices(g: Gen) -> Call:
    """Gives the norm of the gradient for each weight matrix."""
    activation, residual = g.cycle((("tanh", False), ("sigmoid", False), ("tanh", True), ("sigmoid", True)))
    return Call(*flat(g, activation, residual)).through("norms")


@task.check(
    title=T(en="Kernels, and whatever else has two axes", ru="Ядра и всё, у чего хотя бы две оси"),
    points=2,
    cases=3,
    hint=T(
        en="Go through model.named_parameters() in its order and ask each weight for its number of axes (dim()). "
        "Neither the kind of the layer nor the word weight in the name says it: a norm's weight has one axis, and a "
        "matrix may be a parameter of its own. A kernel has four axes, and all its numbers are squared.",
        ru="Пройдите по model.named_parameters() в её порядке и спросите у каждого параметра число осей (dim()). Ни "
        "вид слоя, ни слово weight в имени этого не говорят: у слоя нормализации weight с одной осью, а матрица может "
        "быть отдельным параметром. У ядра четыре оси, в квадрат возводятся все его числа.",
    ),
)
def kernels(g: Gen) -> Call:
    """Counts kernels and bare matrices, in the order of named_parameters."""
    channels, width, classes = g.cycle(((2, 3, 4), (3, 2, 5), (2, 4, 3)))
    seed, _, y = examples(g, 1, classes)
    x = g.normal(len(y), channels, *g.sizes(4, 7))
    return Call("pictures", (channels, width, classes), seed, x, y).through("norms")


@task.check(
    title=T(en="Deep networks: plain and residual", ru="Глубокие сети: обычная и остаточная"),
    points=2,
    cases=4,
    hint=T(
        en="In a deep plain network the first numbers are tiny, and that is the point: do not round, scale or clip "
        "them. With more than ten layers the order counts too: names sorted as text put layers.10 before layers.2.",
        ru="В глубокой обычной сети первые числа крошечные, в этом всё и дело: не округляйте, не масштабируйте и не "
        "обрезайте их. Если слоёв больше десяти, важен и порядок: при сортировке имён как текста layers.10 встаёт "
        "перед layers.2.",
    ),
)
def deep(g: Gen) -> Call:
    """Sees the gradient die in a plain network, and live in a residual one."""
    activation, residual = g.cycle((("sigmoid", False), ("sigmoid", True), ("tanh", False), ("tanh", True)))
    return Call(*flat(g, activation, residual, depth=g.int(11, 13))).through("norms")


@task.check(
    title=T(en="Only this loss", ru="Только эта функция потерь"),
    points=1,
    cases=2,
    hint=T(
        en="backward() adds to what is in .grad already. Empty it first (model.zero_grad()), or ask "
        "torch.autograd.grad, which does not touch .grad.",
        ru="backward() прибавляет к тому, что уже лежит в .grad. Сначала обнулите его (model.zero_grad()) или возьмите "
        "torch.autograd.grad, она .grad не трогает.",
    ),
)
def only_this_loss(g: Gen) -> Call:
    """Is not misled by the gradients of an earlier loss."""
    return Call(*flat(g)).through("norms_after_a_backward")


@task.check(
    title=T(en="Train and eval mode", ru="Режимы train и eval"),
    points=1,
    cases=2,
    hint=T(
        en="Batch norm computes something else in train mode than in eval mode. Use the model as you are given it: "
        "call neither model.train() nor model.eval().",
        ru="Batch norm в режиме обучения считает не то, что в режиме eval. Берите модель такой, какой её дали: не "
        "вызывайте ни model.train(), ни model.eval().",
    ),
)
def mode(g: Gen) -> Call:
    """Takes the model in the mode in which it is."""
    features, width, classes = g.cycle(((3, 5, 4), (6, 4, 3)))
    training = g.cycle((False, True))
    return Call("normalised", (features, width, classes), training, *examples(g, features, classes)).through(
        "norms_in_mode"
    )


@task.check(
    title=T(en="Weights that no gradient reaches", ru="Параметры, до которых градиент не доходит"),
    points=0.5,
    cases=2,
    hint=T(
        en="1 means yes. A layer that is never used, or is frozen (requires_grad=False), has no gradient: .grad is "
        "None, and torch.autograd.grad refuses it. Write 0.0 in its place; leaving it out would shift all others.",
        ru="1 означает «да». У слоя, который не участвует в ответе или заморожен (requires_grad=False), градиента нет: "
        ".grad равен None, а torch.autograd.grad остановится с ошибкой. Поставьте на его место 0.0; если его "
        "пропустить, сдвинутся все остальные.",
    ),
)
def unreached(g: Gen) -> Call:
    """Counts 0 for unused and for frozen weights."""
    features, width, classes = g.cycle(((3, 5, 4), (6, 4, 3)))
    return Call("partly", (features, width, classes), *examples(g, features, classes)).through("zeros")


@task.check(
    title=T(en="The model is left as it was", ru="Модель остаётся такой, какой была"),
    points=1,
    cases=4,
    hint=T(
        en="1 means yes. grad_left: this call's gradients are still in .grad; empty it at the end (model.zero_grad()). "
        "weights_changed: measuring is no training step. mode_changed: the model went from train to eval mode or back.",
        ru="1 означает «да». grad_left: в .grad остались градиенты этого вызова, обнулите его в конце "
        "(model.zero_grad()). weights_changed: измерение это не шаг обучения, параметры меняться не должны. "
        "mode_changed: модель переведена из режима train в eval или обратно.",
    ),
)
def left_as_it_was(g: Gen) -> Call:
    """Leaves no gradients behind and changes neither weights nor mode."""
    kind, options, *rest = flat(g)
    training, held = g.cycle(((True, False), (False, True), (False, False), (True, True)))
    return Call(kind, options, training, held, *rest).through("left")


for text, function in MISTAKES:
    task.mistake(text)(function)
