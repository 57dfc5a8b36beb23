"""Teaching other classes to a network that knows some: what is checked."""

import drive
import torch
from mistakes import MISTAKES
from pretrain import BACKBONE, PICTURES, read

from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.training.transfer import fine_tune, freeze, make_optimizer, preprocess, replace_head, transfer

task = Task(
    title=T(en="Transfer learning", ru="Дообучение"),
    lesson=T(en="Training", ru="Обучение"),
    order=65,
    entry="freeze",
    reference=freeze,
    also=(preprocess, replace_head, make_optimizer, fine_tune, transfer),
    drive=drive,
    attachments=("backbone.safetensors", "pretrain.py"),
    tolerance=Tolerance.measured(),
    pairs=False,
)

# Each check but the last hands its function a model that is ready for it, so that one misunderstanding costs one check.
# The last one takes the real backbone and the student's functions together.

WEIGHTS = read(BACKBONE)
SHOWN = read(PICTURES)
"""Pictures of five classes that the backbone has never seen; 16 of each, one class after another."""


def model(g, kind=None):
    """Kind of backbone, its sizes (channels, features, classes), the seed of its weights, and a batch."""
    sizes = g.cycle(((3, 4, 5), (1, 6, 3)))
    return kind or g.cycle(("flat", "nested")), sizes, g.int(0, 2**31 - 1), g.normal(12, sizes[0], *g.sizes(5, 8))


def labels(g, count, classes):
    """Labels in random order, all classes among them."""
    return g.distinct(count).argsort() % classes


ANSWERS = Tolerance.scaled(scale=lambda call: 16.0, fan_in=lambda call: 4096)
"""Logits of a few units after sums of thousands of products: 3e-4, the mistakes are off by 1 and more."""
BYTES = torch.tensor([[[[0, 51], [102, 255]]]], dtype=torch.uint8)


@task.check(
    title=T(en="Preprocessing", ru="Подготовка картинок"),
    points=1.5,
    cases=3,
    public=[Call(BYTES, torch.tensor([0.2]), torch.tensor([0.4])).on("preprocess")],
    hint=T(
        en="First images / 255, once, then minus mean, then divided by std. mean and std have one number for each "
        "channel: mean[:, None, None] goes along the channels.",
        ru="Сначала images / 255, один раз, затем минус mean, затем делить на std. В mean и std по числу на канал: "
        "mean[:, None, None] идёт вдоль каналов.",
    ),
)
def preprocessing(g: Gen) -> Call:
    """Brings bytes to what the backbone was trained on."""
    channels = g.cycle((3, 1, 3))
    images = g.integers(0, 255, 2, channels, *g.sizes(4, 7)).to(torch.uint8)
    return Call(images, g.uniform(0.3, 0.6, channels), g.uniform(0.15, 0.35, channels)).on("preprocess")


@task.check(
    title=T(en="Frozen weights", ru="Замороженные веса"),
    points=1,
    cases=2,
    hint=T(
        en="weight.requires_grad = False for every weight of model.features.parameters(), those of batch norm and of "
        "layers within layers included. eval() does not freeze: it only changes how batch norm and dropout work.",
        ru="weight.requires_grad = False у каждого веса из model.features.parameters(), в том числе у batch norm и у "
        "слоёв внутри слоёв. eval() не замораживает: он лишь меняет работу batch norm и dropout.",
    ),
)
def frozen(g: Gen) -> Call:
    """Takes all weights of the backbone out of learning."""
    return Call(*model(g)).through("frozen")


@task.check(
    title=T(en="The new head", ru="Новая голова"),
    points=1.5,
    cases=4,
    hint=T(
        en="model.head = nn.Linear(model.head.in_features, classes): it takes as many features as the old head did. "
        "A new layer learns by itself. numbers: how many weights and biases it has; answers: the shape of model(x). "
        "No softmax: cross_entropy applies it.",
        ru="model.head = nn.Linear(model.head.in_features, classes): признаков на входе столько же, сколько у старой "
        "головы. Новый слой и так обучается. numbers: сколько в нём весов и сдвигов; answers: форма model(x). Softmax "
        "не нужен: его применяет cross_entropy.",
    ),
)
def head(g: Gen) -> Call:
    """Puts a new last layer in, and leaves the rest."""
    return Call(*model(g), g.cycle((False, False, True, True)), g.cycle((7, 2, 4, 9))).through("headed")


@task.check(
    title=T(en="What the optimizer holds", ru="Что хранит оптимизатор"),
    points=1.5,
    cases=4,
    hint=T(
        en="torch.optim.SGD([weight for weight in model.parameters() if weight.requires_grad], lr=lr, momentum=0.9). "
        "A frozen weight in an optimizer may move all the same: by weight decay, by momentum.",
        ru="torch.optim.SGD([weight for weight in model.parameters() if weight.requires_grad], lr=lr, momentum=0.9). "
        "Замороженный вес в оптимизаторе может сдвинуться: из-за weight decay или momentum.",
    ),
)
def optimizer(g: Gen) -> Call:
    """Holds exactly what learns."""
    return Call(*model(g), g.cycle((False, False, True, True)), g.cycle((0.5, 0.25, 0.1, 0.5)), 3).through("optimized")


@task.check(
    title=T(en="The head learns", ru="Голова учится"),
    points=1.5,
    cases=3,
    hint=T(
        en="For each epoch and each batch, in order: zero_grad, model(x), the mean cross-entropy, backward, step, with "
        "the optimizer that is given. x is prepared already. The last batch may be shorter.",
        ru="Для каждой эпохи и каждого батча, по порядку: zero_grad, model(x), средняя кросс-энтропия, backward, step, "
        "с переданным оптимизатором. x уже подготовлен. Последний батч может быть короче.",
    ),
)
def learning(g: Gen) -> Call:
    """Makes a step of the given optimizer for each batch."""
    kind, sizes, seed, x = model(g, "without batch norm")
    steps = g.cycle(((0.5, 0.0, 5, 2), (0.3, 0.9, 4, 3), (0.4, 0.0, 7, 2)))
    return Call(kind, sizes, seed, x, labels(g, len(x), sizes[2]), *steps).through("tuned")


@task.check(
    title=T(en="The backbone stays as it was", ru="Основа остаётся прежней"),
    points=1,
    cases=4,
    hint=T(
        en="model.train() puts all layers into train mode, those of the backbone too. Write model.features.eval() "
        "after each model.train(): batch norm then uses the statistics that it has and collects no new ones.",
        ru="model.train() переводит в режим обучения все слои, и слои основы тоже. После каждого model.train() пишите "
        "model.features.eval(): тогда batch norm берёт накопленные статистики и не копит новые.",
    ),
)
def backbone(g: Gen) -> Call:
    """Keeps the frozen batch norms in eval mode, and their statistics."""
    kind, sizes, seed, x = model(g)
    return Call(kind, sizes, seed, x, labels(g, len(x), sizes[2]), g.cycle((True, True, False, False)), 5, 2).through(
        "left_alone"
    )


@task.check(
    title=T(en="New classes for a real backbone", ru="Новые классы для настоящей сети"),
    points=2,
    cases=3,
    tolerance=ANSWERS,
    hint=T(
        en="The order: freeze, replace_head, make_optimizer, then fine_tune on preprocess(images, model.mean, "
        "model.std). An optimizer that was made before replace_head holds the old head; a head that was put in before "
        "freeze is frozen. answers: what the network says of other pictures afterwards.",
        ru="Порядок: freeze, replace_head, make_optimizer, затем fine_tune на preprocess(images, model.mean, "
        "model.std). Оптимизатор, созданный до replace_head, хранит старую голову; голова, вставленная до freeze, "
        "заморожена. answers: что сеть после этого говорит о других картинках.",
    ),
)
def together(g: Gen) -> Call:
    """Teaches the backbone classes of Fashion-MNIST that it has never seen."""
    classes = g.cycle((5, 3, 4))
    chosen = g.distinct(5).argsort()[:classes]
    places = torch.stack([16 * one + g.distinct(16).argsort() for one in chosen])  # (classes, 16)
    some, new = places[:, :6].flatten(), places[:, 6:8].flatten()
    order = g.distinct(len(some)).argsort()
    x = (SHOWN["images"][new].float() / 255 - WEIGHTS["mean"][:, None, None]) / WEIGHTS["std"][:, None, None]
    given = SHOWN["images"][some[order]], torch.arange(classes).repeat_interleave(6)[order]
    steps = g.cycle(((0.01, 8, 2), (0.02, 7, 1), (0.02, 24, 3)))
    return Call(WEIGHTS, *given, x, classes, *steps, g.int(0, 2**31 - 1)).through("transferred")


for text, of, function in MISTAKES:
    task.mistake(text, of=of)(function)
