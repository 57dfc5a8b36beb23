"""What goes wrong when a trained network is taught other classes, each as its author would have written it."""

import torch
import torch.nn.functional as F
from torch import nn

from grader.authoring import T
from reference.training.transfer import fine_tune, freeze, make_optimizer, preprocess, replace_head

MISTAKES = []
"""(what its author misunderstood, which function it is, the wrong function)"""


def mistake(of, en, ru):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((T(en=en, ru=ru), of, function))
        return function

    return note


def norms(model):
    """The batch norms of the backbone."""
    return [layer for layer in model.features.modules() if isinstance(layer, nn.BatchNorm2d)]


# Preprocessing.


@mistake(
    "preprocess",
    en="The bytes were not brought to [0, 1]: images / 255 is missing before mean and std.",
    ru="Байты не приведены к [0, 1]: перед mean и std нет images / 255.",
)
def bytes_as_they_are(images, mean, std):
    return (images.to(mean.dtype) - mean[:, None, None]) / std[:, None, None]


@mistake(
    "preprocess",
    en="The pictures were divided by 255 twice.",
    ru="Картинки поделены на 255 дважды.",
)
def divided_by_255_twice(images, mean, std):
    return preprocess(images.to(mean.dtype) / 255, mean, std)


@mistake(
    "preprocess",
    en="The pictures are in [0, 1], but mean and std of the backbone's pictures were not used.",
    ru="Картинки приведены к [0, 1], но mean и std тех картинок, на которых обучена сеть, не использованы.",
)
def scaled_only(images, mean, std):
    return images.to(mean.dtype) / 255


@mistake(
    "preprocess",
    en="mean and std were applied twice.",
    ru="mean и std применены дважды.",
)
def standardised_twice(images, mean, std):
    return (preprocess(images, mean, std) - mean[:, None, None]) / std[:, None, None]


@mistake(
    "preprocess",
    en="The mean was subtracted but the pictures were not divided by std.",
    ru="Среднее вычтено, а на std картинки не поделены.",
)
def not_divided_by_std(images, mean, std):
    return images.to(mean.dtype) / 255 - mean[:, None, None]


@mistake(
    "preprocess",
    en="It was divided by std first and mean subtracted afterwards; it is (x - mean) / std.",
    ru="Сначала поделено на std, а потом вычтено mean; нужно (x - mean) / std.",
)
def std_first(images, mean, std):
    return images.to(mean.dtype) / 255 / std[:, None, None] - mean[:, None, None]


@mistake(
    "preprocess",
    en="mean and std of this batch were taken. The backbone knows pictures that were prepared with its own.",
    ru="Взяты mean и std этого батча. Сеть знает картинки, подготовленные с её собственными.",
)
def statistics_of_the_batch(images, mean, std):
    x = images.to(mean.dtype) / 255
    return (x - x.mean((0, 2, 3), keepdim=True)) / x.std((0, 2, 3), keepdim=True)


@mistake(
    "preprocess",
    en="One mean and one std were used for all channels; each channel has its own.",
    ru="Для всех каналов взяты одни mean и std; у каждого канала они свои.",
)
def first_channel_for_all(images, mean, std):
    return preprocess(images, mean[:1].expand_as(mean), std[:1].expand_as(std))


# Freezing.


@mistake(
    "freeze",
    en="All weights of the backbone still ask for gradients. eval() does not freeze, and requires_grad set on a layer "
    "does nothing: set it on each weight, or call layer.requires_grad_(False).",
    ru="Все веса основы по-прежнему просят градиенты. eval() не замораживает, а requires_grad у слоя ничего не значит: "
    "ставьте его каждому весу или вызовите layer.requires_grad_(False).",
)
def eval_for_freezing(model):
    model.features.eval()


@mistake(
    "freeze",
    en="Only convolutions were frozen; weight and bias of batch norm still learn.",
    ru="Заморожены только свёртки; weight и bias у batch norm по-прежнему обучаются.",
)
def convolutions_only(model):
    for layer in model.features.modules():
        if isinstance(layer, nn.Conv2d):
            layer.requires_grad_(False)


@mistake(
    "freeze",
    en="Only layers that lie directly in the backbone's first part were frozen, not what lies deeper.",
    ru="Заморожена только первая часть основы, а не всё, что лежит глубже.",
)
def first_part_only(model):
    next(model.features.children()).requires_grad_(False)


# The head.


@mistake(
    "replace_head",
    en="The old head is still there, with the old number of classes. Changing its out_features is a note only.",
    ru="Осталась старая голова со старым числом классов. Изменить её out_features мало: это только пометка.",
)
def old_head_kept(model, classes):
    model.head.requires_grad_(True)


@mistake(
    "replace_head",
    en="in_features is the number of classes of the old head (out_features). The new head is given features.",
    ru="in_features это число классов старой головы (out_features). Новая голова получает признаки.",
)
def classes_for_features(model, classes):
    model.head = nn.Linear(model.head.out_features, classes).to(model.head.weight)


@mistake(
    "replace_head",
    en="The new head was put behind the old one. It should stand in its place.",
    ru="Новая голова поставлена после старой, а нужна вместо неё.",
)
def behind_the_old_one(model, classes):
    old = model.head.requires_grad_(True)
    model.head = nn.Sequential(old, nn.Linear(old.out_features, classes).to(old.weight))


@mistake(
    "replace_head",
    en="There is a softmax behind the new head, and cross_entropy applies another.",
    ru="За новой головой стоит softmax, а cross_entropy применяет ещё один.",
)
def head_with_softmax(model, classes):
    replace_head(model, classes)
    model.head = nn.Sequential(model.head, nn.Softmax(dim=1))


@mistake(
    "replace_head",
    en="The new head is frozen as well: nothing would learn.",
    ru="Новая голова тоже заморожена: учиться нечему.",
)
def new_head_frozen(model, classes):
    replace_head(model, classes)
    model.head.requires_grad_(False)


@mistake(
    "replace_head",
    en="The new head learns only where the old one did: requires_grad was copied from it.",
    ru="Новая голова обучается, только если обучалась старая: requires_grad взят у неё.",
)
def as_the_old_one_did(model, classes):
    learns = model.head.weight.requires_grad
    replace_head(model, classes)
    model.head.requires_grad_(learns)


@mistake(
    "replace_head",
    en="The new head has no bias; nn.Linear has one unless it is told otherwise.",
    ru="У новой головы нет сдвигов (bias); у nn.Linear они есть, если не сказать иначе.",
)
def head_without_bias(model, classes):
    model.head = nn.Linear(model.head.in_features, classes, bias=False).to(model.head.weight)


@mistake(
    "replace_head",
    en="The whole model learns again: requires_grad_(True) is for the new head, and that learns by itself.",
    ru="Снова обучается вся модель: requires_grad_(True) нужен только новой голове, а она и так обучается.",
)
def everything_learns_again(model, classes):
    replace_head(model, classes)
    model.requires_grad_(True)


# The optimizer.


def sgd(weights, lr, **other):
    """SGD as it should be, with something else."""
    return torch.optim.SGD(weights, **{"lr": lr, "momentum": 0.9, **other})


def learned(model):
    """The weights that learn."""
    return [weight for weight in model.parameters() if weight.requires_grad]


@mistake(
    "make_optimizer",
    en="The optimizer holds all weights, the frozen ones too.",
    ru="Оптимизатор хранит все веса, и замороженные тоже.",
)
def holds_everything(model, lr):
    return sgd(model.parameters(), lr)


@mistake(
    "make_optimizer",
    en="The optimizer holds all weights, and weight decay makes the frozen ones smaller at each step.",
    ru="Оптимизатор хранит все веса, и weight decay на каждом шаге уменьшает замороженные.",
)
def everything_decays(model, lr):
    return sgd(model.parameters(), lr, weight_decay=0.01)


@mistake(
    "make_optimizer",
    en="The optimizer always holds the head only, though other layers learn too. Ask each weight for requires_grad.",
    ru="Оптимизатор всегда хранит только голову, хотя учатся и другие слои. Смотрите на requires_grad каждого веса.",
)
def head_only(model, lr):
    return sgd(model.head.parameters(), lr)


@mistake(
    "make_optimizer",
    en="The optimizer holds the backbone and not the head.",
    ru="Оптимизатор хранит основу, а не голову.",
)
def backbone_only(model, lr):
    return sgd(model.features.parameters(), lr)


@mistake(
    "make_optimizer",
    en="The bias of the head is left out.",
    ru="Пропущены сдвиги (bias) головы.",
)
def bias_left_out(model, lr):
    return sgd([weight for weight in learned(model) if weight is not model.head.bias], lr)


@mistake(
    "make_optimizer",
    en="The argument lr is not used.",
    ru="Аргумент lr не использован.",
)
def own_learning_rate(model, lr):
    return sgd(learned(model), 0.01)


@mistake(
    "make_optimizer",
    en="momentum=0.9 is missing.",
    ru="Нет momentum=0.9.",
)
def no_momentum(model, lr):
    return sgd(learned(model), lr, momentum=0.0)


@mistake(
    "make_optimizer",
    en="It is Adam, not SGD with momentum.",
    ru="Это Adam, а не SGD с momentum.",
)
def adam(model, lr):
    return torch.optim.Adam(learned(model), lr=lr)


# Fine-tuning.


def tuned(model, x, labels, optimizer, batch_size, epochs, *, loss_fn=F.cross_entropy, zero=True, ready=None):
    """The loop as it should be, with a knob for what people get wrong."""
    model.train()
    model.features.eval()
    for _ in range(epochs):
        if ready is not None:
            ready()
        for some, of in zip(x.split(batch_size), labels.split(batch_size), strict=True):
            if zero:
                optimizer.zero_grad()
            loss_fn(model(some), of).backward()
            optimizer.step()


@mistake(
    "fine_tune",
    en="Batch norm of the frozen backbone is in train mode: it uses statistics of the batch and overwrites its own. "
    "requires_grad=False does not stop that; model.features.eval() does.",
    ru="Batch norm замороженной основы в режиме обучения: он берёт статистики батча и переписывает свои. "
    "requires_grad=False этого не останавливает, останавливает model.features.eval().",
)
def norms_in_train_mode(model, x, labels, optimizer, batch_size, epochs):
    tuned(model, x, labels, optimizer, batch_size, epochs, ready=model.train)


@mistake(
    "fine_tune",
    en="model.features.eval() holds for the first epoch only: model.train() in the next one undoes it.",
    ru="model.features.eval() действует только в первой эпохе: model.train() в следующей его отменяет.",
)
def eval_undone(model, x, labels, optimizer, batch_size, epochs):
    tuned(model, x, labels, optimizer, batch_size, 1)
    tuned(model, x, labels, optimizer, batch_size, epochs - 1, ready=model.train)


@mistake(
    "fine_tune",
    en="The mode is left as it comes: a model in train mode goes on collecting statistics.",
    ru="Режим остаётся таким, каким пришёл: модель в режиме обучения продолжает копить статистики.",
)
def mode_as_it_comes(model, x, labels, optimizer, batch_size, epochs):
    training = model.training
    tuned(model, x, labels, optimizer, batch_size, epochs, ready=lambda: model.train(training))


@mistake(
    "fine_tune",
    en="Momentum of the batch norms was set to 0: their statistics stay, but the batch's own are used for the answers.",
    ru="У batch norm поставлен momentum 0: его статистики сохраняются, но для ответов берутся статистики батча.",
)
def momentum_of_norms_zero(model, x, labels, optimizer, batch_size, epochs):
    for layer in norms(model):
        layer.momentum = 0.0
    tuned(model, x, labels, optimizer, batch_size, epochs, ready=model.train)


@mistake(
    "fine_tune",
    en="The backbone was thawed and trained by an optimizer of your own, the frozen weights too.",
    ru="Основа разморожена и обучена своим оптимизатором, вместе с замороженными весами.",
)
def thawed(model, x, labels, optimizer, batch_size, epochs):
    model.requires_grad_(True)
    own = torch.optim.SGD(model.parameters(), lr=optimizer.param_groups[0]["lr"])
    tuned(model, x, labels, own, batch_size, epochs)


@mistake(
    "fine_tune",
    en="zero_grad() is missing: each backward() adds to the gradients of the batches before.",
    ru="Нет zero_grad(): каждый backward() прибавляет к градиентам прежних батчей.",
)
def no_zero_grad(model, x, labels, optimizer, batch_size, epochs):
    tuned(model, x, labels, optimizer, batch_size, epochs, zero=False)


@mistake(
    "fine_tune",
    en="There is one epoch only, whatever `epochs` says.",
    ru="Эпоха только одна, сколько бы ни было сказано в `epochs`.",
)
def one_epoch(model, x, labels, optimizer, batch_size, epochs):
    tuned(model, x, labels, optimizer, batch_size, 1)


@mistake(
    "fine_tune",
    en="The short last batch was left out.",
    ru="Неполный последний батч пропущен.",
)
def short_batch_left_out(model, x, labels, optimizer, batch_size, epochs):
    whole = len(x) // batch_size * batch_size
    tuned(model, x[:whole], labels[:whole], optimizer, batch_size, epochs)


@mistake(
    "fine_tune",
    en="All pictures are one batch: batch_size is not used.",
    ru="Все картинки идут одним батчем: batch_size не используется.",
)
def one_batch(model, x, labels, optimizer, batch_size, epochs):
    tuned(model, x, labels, optimizer, len(x), epochs)


@mistake(
    "fine_tune",
    en="Softmax was applied before cross_entropy, which applies it itself.",
    ru="Перед cross_entropy применён softmax, а она применяет его сама.",
)
def softmax_before_the_loss(model, x, labels, optimizer, batch_size, epochs):
    def loss_fn(outputs, of):
        return F.cross_entropy(outputs.softmax(1), of)

    tuned(model, x, labels, optimizer, batch_size, epochs, loss_fn=loss_fn)


@mistake(
    "fine_tune",
    en="The loss of a batch is a sum, not a mean.",
    ru="Потери батча это сумма, а не среднее.",
)
def sum_for_mean(model, x, labels, optimizer, batch_size, epochs):
    def loss_fn(outputs, of):
        return F.cross_entropy(outputs, of, reduction="sum")

    tuned(model, x, labels, optimizer, batch_size, epochs, loss_fn=loss_fn)


@mistake(
    "fine_tune",
    en="x was divided by 255 though it was prepared already.",
    ru="x поделён на 255, хотя он уже подготовлен.",
)
def divided_once_more(model, x, labels, optimizer, batch_size, epochs):
    tuned(model, x / 255, labels, optimizer, batch_size, epochs)


# All together.


def taught(model, classes, x, labels, lr, batch_size, epochs, tune=fine_tune):
    """All of it in the right order, on pictures that were prepared somehow."""
    freeze(model)
    replace_head(model, classes)
    tune(model, x, labels, make_optimizer(model, lr), batch_size, epochs)


@mistake(
    "transfer",
    en="The pictures were not preprocessed: the backbone was given bytes.",
    ru="Картинки не подготовлены: сеть получила байты.",
)
def not_preprocessed(model, classes, images, labels, lr, batch_size, epochs):
    taught(model, classes, images.to(model.mean.dtype), labels, lr, batch_size, epochs)


@mistake(
    "transfer",
    en="The pictures were divided by 255 only; mean and std of the model are missing.",
    ru="Картинки только поделены на 255; нет mean и std модели.",
)
def scaled_for_training(model, classes, images, labels, lr, batch_size, epochs):
    taught(model, classes, images.to(model.mean.dtype) / 255, labels, lr, batch_size, epochs)


@mistake(
    "transfer",
    en="The pictures were preprocessed twice.",
    ru="Картинки подготовлены дважды.",
)
def preprocessed_twice(model, classes, images, labels, lr, batch_size, epochs):
    x = preprocess(preprocess(images, model.mean, model.std), model.mean, model.std)
    taught(model, classes, x, labels, lr, batch_size, epochs)


@mistake(
    "transfer",
    en="The pictures were divided by 255 before preprocess, which divides too.",
    ru="Картинки поделены на 255 до preprocess, а она тоже делит.",
)
def scaled_before_preprocess(model, classes, images, labels, lr, batch_size, epochs):
    x = preprocess(images.to(model.mean.dtype) / 255, model.mean, model.std)
    taught(model, classes, x, labels, lr, batch_size, epochs)


@mistake(
    "transfer",
    en="Nothing was frozen: the backbone is retrained from a few pictures.",
    ru="Ничего не заморожено: основа переучивается по нескольким картинкам.",
)
def nothing_frozen(model, classes, images, labels, lr, batch_size, epochs):
    replace_head(model, classes)
    x = preprocess(images, model.mean, model.std)
    fine_tune(model, x, labels, make_optimizer(model, lr), batch_size, epochs)


@mistake(
    "transfer",
    en="The head was replaced before freezing, and so it is frozen too: nothing learns.",
    ru="Голова заменена до заморозки и поэтому тоже заморожена: ничто не учится.",
)
def head_before_freezing(model, classes, images, labels, lr, batch_size, epochs):
    replace_head(model, classes)
    freeze(model)
    fine_tune(model, preprocess(images, model.mean, model.std), labels, make_optimizer(model, lr), batch_size, epochs)


@mistake(
    "transfer",
    en="The optimizer was made before the head was replaced: it holds the old head, and the new one never learns.",
    ru="Оптимизатор создан до замены головы: он хранит старую, а новая не учится.",
)
def optimizer_before_the_head(model, classes, images, labels, lr, batch_size, epochs):
    model.features.requires_grad_(False)
    optimizer = make_optimizer(model, lr)
    replace_head(model, classes)
    fine_tune(model, preprocess(images, model.mean, model.std), labels, optimizer, batch_size, epochs)


@mistake(
    "transfer",
    en="The optimizer was made before freezing: it holds the frozen weights too.",
    ru="Оптимизатор создан до заморозки: он хранит и замороженные веса.",
)
def optimizer_before_freezing(model, classes, images, labels, lr, batch_size, epochs):
    replace_head(model, classes)
    optimizer = make_optimizer(model, lr)
    model.features.requires_grad_(False)
    fine_tune(model, preprocess(images, model.mean, model.std), labels, optimizer, batch_size, epochs)


@mistake(
    "transfer",
    en="The head was not replaced: the network answers for the old classes.",
    ru="Голова не заменена: сеть отвечает за старые классы.",
)
def head_not_replaced(model, classes, images, labels, lr, batch_size, epochs):
    model.features.requires_grad_(False)
    fine_tune(model, preprocess(images, model.mean, model.std), labels, make_optimizer(model, lr), batch_size, epochs)


@mistake(
    "transfer",
    en="Batch norm of the backbone was in train mode: its statistics are now those of a few new pictures.",
    ru="Batch norm основы был в режиме обучения: его статистики теперь от нескольких новых картинок.",
)
def statistics_drift(model, classes, images, labels, lr, batch_size, epochs):
    x = preprocess(images, model.mean, model.std)
    taught(model, classes, x, labels, lr, batch_size, epochs, tune=norms_in_train_mode)
