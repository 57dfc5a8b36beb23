"""What goes wrong in training loops, each as its author would have written it."""

import torch
import torch.nn.functional as F

from grader.authoring import T
from reference.training.loop import evaluate, train_epoch

MISTAKES = []
"""(what its author misunderstood, which function it is, the wrong function)"""


def mistake(en, ru, of="train_epoch"):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((T(en=en, ru=ru), of, function))
        return function

    return note


def trained(model, loader, loss_fn, device, step):
    """The loop as it should be, with another `step(loss)` for each batch; returns the mean loss."""
    model.train()
    return trained_as_it_is(model, loader, loss_fn, device, step)


def trained_as_it_is(model, loader, loss_fn, device, step):
    """The same in the mode in which the model is."""
    total, count = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = loss_fn(model(x), y)
        step(loss)
        total += loss.item() * len(x)
        count += len(x)
    return total / count


def losses(model, loader, optimizer, loss_fn, device):
    """Trains as it should be done; gives the loss of each batch, with its graph, and the sizes of the batches."""
    found, sizes = [], []

    def noting(outputs, y):
        found.append(loss_fn(outputs, y))
        sizes.append(len(y))
        return found[-1]

    train_epoch(model, loader, optimizer, noting, device)
    return found, sizes


def numbers(*given):
    """The same, as plain numbers."""
    found, sizes = losses(*given)
    return [loss.item() for loss in found], sizes


# Steps.


@mistake(
    en="zero_grad() is missing: each backward() adds to the gradients of the batches before, and the steps go wrong.",
    ru="Нет zero_grad(): каждый backward() прибавляет к градиентам прежних батчей, и шаги получаются неверными.",
)
def no_zero_grad(model, loader, optimizer, loss_fn, device):
    def step(loss):
        loss.backward()
        optimizer.step()

    return trained(model, loader, loss_fn, device, step)


@mistake(
    en="zero_grad() is called once an epoch. It has to be called for each batch, inside the loop.",
    ru="zero_grad() вызывается один раз за эпоху. Он нужен для каждого батча, внутри цикла.",
)
def zero_grad_once(model, loader, optimizer, loss_fn, device):
    optimizer.zero_grad()
    return no_zero_grad(model, loader, optimizer, loss_fn, device)


@mistake(
    en="zero_grad() stands between backward() and step(): the step finds no gradients, and the weights stay as they "
    "were. Empty them before backward() or after step().",
    ru="zero_grad() стоит между backward() и step(): шагу не достаётся градиентов, и веса не меняются. Обнуляйте их до "
    "backward() или после step().",
)
def zero_grad_before_step(model, loader, optimizer, loss_fn, device):
    def step(loss):
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()

    return trained(model, loader, loss_fn, device, step)


@mistake(
    en="step() comes before backward(), when there are no gradients of this batch yet.",
    ru="step() вызван раньше backward(), когда градиентов этого батча ещё нет.",
)
def step_before_backward(model, loader, optimizer, loss_fn, device):
    def step(loss):
        optimizer.zero_grad()
        optimizer.step()
        loss.backward()

    return trained(model, loader, loss_fn, device, step)


@mistake(
    en="The optimizer that was given made no step: optimizer.step() is missing, or belongs to an optimizer from "
    "another cell.",
    ru="Переданный оптимизатор не сделал ни шага: нет optimizer.step(), или он вызван у оптимизатора из другой ячейки.",
)
def no_step(model, loader, optimizer, loss_fn, device):
    def step(loss):
        optimizer.zero_grad()
        loss.backward()

    return trained(model, loader, loss_fn, device, step)


@mistake(
    en="The given model got no gradients: loss.backward() is missing or lacks its brackets, or another model was "
    "trained (a copy, one from another cell).",
    ru="У переданной модели нет градиентов: нет loss.backward() или забыты его скобки, или обучалась другая модель "
    "(копия, модель из другой ячейки).",
)
def no_backward(model, loader, optimizer, loss_fn, device):
    return trained(model, loader, loss_fn, device, lambda loss: optimizer.step())


@mistake(
    en="There is one step an epoch, after the loop, with the gradient of the last batch only. A step belongs to each "
    "batch.",
    ru="Шаг один за эпоху, после цикла, и только с градиентом последнего батча. Шаг нужен на каждом батче.",
)
def one_step_of_the_last_batch(model, loader, optimizer, loss_fn, device):
    def step(loss):
        optimizer.zero_grad()
        loss.backward()

    mean = trained(model, loader, loss_fn, device, step)
    optimizer.step()
    return mean


@mistake(
    en="The gradients of all batches are added up for one step an epoch. A step belongs to each batch.",
    ru="Градиенты всех батчей складываются для одного шага за эпоху. Шаг нужен на каждом батче.",
)
def one_step_of_all_batches(model, loader, optimizer, loss_fn, device):
    optimizer.zero_grad()
    mean = trained(model, loader, loss_fn, device, lambda loss: loss.backward())
    optimizer.step()
    return mean


@mistake(
    en="Only the first batch is used: the return stands inside the loop, or next(iter(loader)) begins anew each time.",
    ru="Используется только первый батч: return стоит внутри цикла, или next(iter(loader)) каждый раз начинает заново.",
)
def first_batch_only(model, loader, optimizer, loss_fn, device):
    return train_epoch(model, [next(iter(loader))], optimizer, loss_fn, device)


@mistake(
    en="The last batch was left out. An epoch is a pass over all batches, the last one included.",
    ru="Последний батч пропущен. Эпоха это проход по всем батчам, включая последний.",
)
def last_batch_left_out(model, loader, optimizer, loss_fn, device):
    return train_epoch(model, list(loader)[:-1] or loader, optimizer, loss_fn, device)


@mistake(
    en="Softmax was applied before the loss function, which wants the outputs of the model as they are "
    "(nn.CrossEntropyLoss applies softmax itself).",
    ru="Перед функцией потерь применён softmax, а она ждёт ответы модели как есть (nn.CrossEntropyLoss применяет "
    "softmax сама).",
)
def softmax_before_the_loss(model, loader, optimizer, loss_fn, device):
    return train_epoch(model, loader, optimizer, lambda outputs, y: loss_fn(outputs.softmax(1), y), device)


# Modes.


@mistake(
    en="model.train() is missing: after a model.eval() the model would go on training in eval mode.",
    ru="Нет model.train(): после model.eval() модель так и обучалась бы в режиме eval.",
)
def no_train_mode(model, loader, optimizer, loss_fn, device):
    def step(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return trained_as_it_is(model, loader, loss_fn, device, step)


@mistake(
    en="The model was trained in eval mode. model.eval() belongs to evaluate; training begins with model.train().",
    ru="Модель обучалась в режиме eval. model.eval() нужен в evaluate, а обучение начинается с model.train().",
)
def trained_in_eval_mode(model, loader, optimizer, loss_fn, device):
    model.eval()
    return no_train_mode(model, loader, optimizer, loss_fn, device)


# Arguments.


@mistake(
    en="A loss function of your own was used (cross-entropy), not the argument loss_fn.",
    ru="Взята своя функция потерь (кросс-энтропия), а не аргумент loss_fn.",
)
def own_loss_function(model, loader, optimizer, loss_fn, device):
    return train_epoch(model, loader, optimizer, F.cross_entropy, device)


@mistake(
    en="Plain gradient descent was made with the learning rate of the optimizer. Call optimizer.step(): the given "
    "optimizer knows by which rule, and for which weights.",
    ru="Сделан обычный градиентный спуск со скоростью обучения оптимизатора. Вызывайте optimizer.step(): переданный "
    "оптимизатор сам знает, по какому правилу и для каких весов.",
)
def plain_descent(model, loader, optimizer, loss_fn, device):
    own = torch.optim.SGD(model.parameters(), lr=optimizer.param_groups[0]["lr"])
    return train_epoch(model, loader, own, loss_fn, device)


@mistake(
    en="An optimizer of the same kind was made anew in each epoch: it has forgotten the earlier steps (momentum).",
    ru="В каждой эпохе создаётся новый оптимизатор того же вида: прежние шаги (momentum) он не помнит.",
)
def optimizer_made_anew(model, loader, optimizer, loss_fn, device):
    own = type(optimizer)(model.parameters(), **optimizer.defaults)
    return train_epoch(model, loader, own, loss_fn, device)


@mistake(
    en="The inputs x were not moved to device: with the model on a GPU this stops with an error.",
    ru="Входы x не перенесены на device: с моделью на GPU это остановится с ошибкой.",
)
def inputs_not_moved(model, loader, optimizer, loss_fn, device):
    return train_epoch(model, [(_There(x), y) for x, y in loader], optimizer, loss_fn, device)


@mistake(
    en="The labels y were not moved to device: with the model on a GPU the loss stops with an error.",
    ru="Метки y не перенесены на device: с моделью на GPU функция потерь остановится с ошибкой.",
)
def targets_not_moved(model, loader, optimizer, loss_fn, device):
    return train_epoch(model, [(x, _There(y)) for x, y in loader], optimizer, loss_fn, device)


@mistake(
    en="Nothing was moved to the argument device in train_epoch: x.to(device) and y.to(device) are missing, or name a "
    'fixed "cpu".',
    ru="В train_epoch на аргумент device ничего не перенесено: нет x.to(device) и y.to(device), или в них постоянное "
    '"cpu".',
)
def nothing_moved(model, loader, optimizer, loss_fn, device):
    return train_epoch(model, [(_There(x), _There(y)) for x, y in loader], optimizer, loss_fn, device)


class _There:
    """A tensor of a batch whose .to(device) was not written."""

    def __init__(self, tensor):
        self.tensor = tensor

    def __len__(self):
        return len(self.tensor)

    def to(self, device):
        return self.tensor


# The loss that is returned.


@mistake(
    en="The means of the batches were averaged: a short last batch counts as much as a full one. Weight each by its "
    "size.",
    ru="Усреднены средние по батчам: неполный последний батч весит столько же, сколько полный. Умножайте каждое на "
    "размер батча.",
)
def mean_of_means(model, loader, optimizer, loss_fn, device):
    found, _ = numbers(model, loader, optimizer, loss_fn, device)
    return sum(found) / len(found)


@mistake(
    en="The losses of the batches were added up and not divided: no mean, it grows with the number of batches.",
    ru="Потери батчей сложены и ни на что не поделены: это не среднее, оно растёт с числом батчей.",
)
def sum_of_means(model, loader, optimizer, loss_fn, device):
    found, _ = numbers(model, loader, optimizer, loss_fn, device)
    return sum(found)


@mistake(
    en="The sum over all examples was returned; divide it by their number.",
    ru="Вернулась сумма по всем примерам, разделите её на их число.",
)
def sum_over_examples(model, loader, optimizer, loss_fn, device):
    found, sizes = numbers(model, loader, optimizer, loss_fn, device)
    return sum(loss * size for loss, size in zip(found, sizes, strict=True))


@mistake(
    en="Means of batches were added up and divided by the number of examples, so the size of a batch was divided by "
    "twice. Multiply each mean by the size of its batch first.",
    ru="Средние по батчам сложены и поделены на число примеров: на размер батча поделено дважды. Сначала умножьте "
    "каждое среднее на размер его батча.",
)
def divided_twice(model, loader, optimizer, loss_fn, device):
    found, sizes = numbers(model, loader, optimizer, loss_fn, device)
    return sum(found) / sum(sizes)


@mistake(
    en="Each loss was weighted by the size of a full batch, the short last one too. Take the size of that batch, "
    "len(x).",
    ru="Каждое значение умножено на размер полного батча, и у неполного последнего тоже. Берите размер самого батча, "
    "len(x).",
)
def weighted_by_a_full_batch(model, loader, optimizer, loss_fn, device):
    found, sizes = numbers(model, loader, optimizer, loss_fn, device)
    return sum(found) * sizes[0] / sum(sizes)


@mistake(
    en="The loss of the last batch was returned, not the mean over the epoch.",
    ru="Вернулись потери последнего батча, а не среднее за эпоху.",
)
def last_loss(model, loader, optimizer, loss_fn, device):
    found, _ = numbers(model, loader, optimizer, loss_fn, device)
    return found[-1]


@mistake(
    en="The loss was computed anew after the step. Take the one that backward() was called on.",
    ru="Потери посчитаны заново, уже после шага. Берите те, от которых вызван backward().",
)
def loss_after_the_step(model, loader, optimizer, loss_fn, device):
    model.train()
    total, count = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        total += loss_fn(model(x), y).item() * len(x)
        count += len(x)
    return total / count


@mistake(
    en="A tensor with its graph was returned: loss.item() is missing, so the graphs of all batches stay in memory.",
    ru="Вернулся тензор вместе с графом: нет loss.item(), и графы всех батчей остаются в памяти.",
)
def loss_with_its_graph(model, loader, optimizer, loss_fn, device):
    found, sizes = losses(model, loader, optimizer, loss_fn, device)
    return sum(loss * size for loss, size in zip(found, sizes, strict=True)) / sum(sizes)


# Evaluation.


def told(model, loader, device, right=lambda outputs, y: (outputs.argmax(1) == y).sum().item()):
    """Evaluates as it should be done; gives how many are told rightly in each batch, and the sizes of the batches."""
    model.eval()
    return told_as_it_is(model, loader, device, right)


def told_as_it_is(model, loader, device, right=lambda outputs, y: (outputs.argmax(1) == y).sum().item()):
    """The same in the mode in which the model is."""
    rights, sizes = [], []
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            rights.append(right(model(x), y))
            sizes.append(len(y))
    return rights, sizes


def share(model, loader, device, right):
    """The share of those that are right in another sense."""
    rights, sizes = told(model, loader, device, right)
    return sum(rights) / sum(sizes)


@mistake(
    en="model.eval() is missing: batch norm takes the statistics of the batch and changes what it remembers, dropout "
    "drops.",
    ru="Нет model.eval(): batch norm берёт статистики батча и меняет накопленные, а dropout выключает нейроны.",
    of="evaluate",
)
def no_eval_mode(model, loader, device):
    rights, sizes = told_as_it_is(model, loader, device)
    return sum(rights) / sum(sizes)


@mistake(
    en="The model was put into train mode in evaluate. Answers are measured in eval mode: model.eval().",
    ru="В evaluate модель переведена в режим обучения. Ответы измеряются в режиме eval: model.eval().",
    of="evaluate",
)
def evaluated_in_train_mode(model, loader, device):
    model.train()
    return no_eval_mode(model, loader, device)


@mistake(
    en="torch.no_grad() is missing: a graph that nobody needs is built for each batch.",
    ru="Нет torch.no_grad(): для каждого батча строится граф, который никому не нужен.",
    of="evaluate",
)
def no_no_grad(model, loader, device):
    model.eval()
    right, count = 0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        right += (model(x).argmax(1) == y).sum().item()
        count += len(y)
    return right / count


@mistake(
    en="Gradients were switched off for good, by torch.set_grad_enabled(False) or requires_grad: after this nothing "
    "can be trained. with torch.no_grad(): switches them on again at its end.",
    ru="Градиенты выключены насовсем, через torch.set_grad_enabled(False) или requires_grad: после этого ничего не "
    "обучить. with torch.no_grad(): в конце включает их снова.",
    of="evaluate",
)
def gradients_off_for_good(model, loader, device):
    torch.set_grad_enabled(False)
    return evaluate(model, loader, device)


@mistake(
    en="The model was trained in evaluate: its weights have changed. Only count right answers here.",
    ru="В evaluate модель обучается: её веса изменились. Здесь нужно только посчитать верные ответы.",
    of="evaluate",
)
def trained_in_evaluate(model, loader, device):
    batches = list(loader)
    model.eval()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for x, y in batches:
        F.cross_entropy(model(x.to(device)), y.to(device)).backward()
        optimizer.step()
        optimizer.zero_grad()
    return evaluate(model, batches, device)


@mistake(
    en="The number of right answers was returned; divide it by the number of examples.",
    ru="Вернулось число верных ответов, разделите его на число примеров.",
    of="evaluate",
)
def how_many(model, loader, device):
    return sum(told(model, loader, device)[0])


@mistake(
    en="The accuracy is always 0: // cuts off everything after the point. Divide with /.",
    ru="Точность всегда 0: // отбрасывает всё после запятой. Делите через /.",
    of="evaluate",
)
def whole_division(model, loader, device):
    rights, sizes = told(model, loader, device)
    return sum(rights) // sum(sizes)


@mistake(
    en="The accuracy is in per cent; a share from 0 to 1 is asked for.",
    ru="Точность в процентах, а нужна доля от 0 до 1.",
    of="evaluate",
)
def per_cent(model, loader, device):
    return 100 * evaluate(model, loader, device)


@mistake(
    en="The share of wrong answers was returned.",
    ru="Вернулась доля неверных ответов.",
    of="evaluate",
)
def share_of_errors(model, loader, device):
    return 1 - evaluate(model, loader, device)


@mistake(
    en="The accuracies of the batches were averaged: a short last batch counts as much as a full one. Count right "
    "answers and divide once, at the end.",
    ru="Усреднены точности батчей: неполный последний батч весит столько же, сколько полный. Считайте верные ответы и "
    "делите один раз, в конце.",
    of="evaluate",
)
def mean_of_accuracies(model, loader, device):
    rights, sizes = told(model, loader, device)
    return sum(right / size for right, size in zip(rights, sizes, strict=True)) / len(sizes)


@mistake(
    en="The right answers were divided by the number of batches times the batch size; the last batch may be shorter. "
    "Count the examples.",
    ru="Верные ответы поделены на число батчей, умноженное на размер батча, а последний батч бывает короче. Считайте "
    "примеры.",
    of="evaluate",
)
def as_if_all_were_full(model, loader, device):
    rights, sizes = told(model, loader, device)
    return sum(rights) / (len(sizes) * sizes[0])


@mistake(
    en="The right answers were divided by the number of batches. Divide by the number of examples.",
    ru="Верные ответы поделены на число батчей. Делите на число примеров.",
    of="evaluate",
)
def divided_by_batches(model, loader, device):
    rights, _ = told(model, loader, device)
    return sum(rights) / len(rights)


@mistake(
    en="Shapes (N,) and (N, 1) were compared: broadcasting makes N x N comparisons of them, and the accuracy may "
    "exceed 1. Both should be (N,).",
    ru="Сравнены формы (N,) и (N, 1): broadcasting делает из них N x N сравнений, и точность может выйти больше 1. "
    "Обе должны быть (N,).",
    of="evaluate",
)
def each_with_each(model, loader, device):
    return share(model, loader, device, lambda outputs, y: (outputs.argmax(1) == y.view(-1, 1)).sum().item())


@mistake(
    en="The largest number was looked for along the batch: dim=0. Each example has a row, so dim=1.",
    ru="Наибольшее число ищется вдоль батча: dim=0. Пример это строка, поэтому dim=1.",
    of="evaluate",
)
def along_the_batch(model, loader, device):
    return share(model, loader, device, lambda outputs, y: (outputs.argmax(0) == y).sum().item())


@mistake(
    en="The largest number itself was compared with the label. Its place is the class: argmax(dim=1), or the second "
    "value of max(dim=1).",
    ru="С меткой сравнивается само наибольшее число. Класс это его место: argmax(dim=1), второе значение max(dim=1).",
    of="evaluate",
)
def value_for_place(model, loader, device):
    return share(model, loader, device, lambda outputs, y: (outputs.max(1).values == y).sum().item())


@mistake(
    en="The first batch alone was counted: the loop ends too early, with a return or break inside it.",
    ru="Учтён только первый батч: цикл кончается слишком рано, в нём стоит return или break.",
    of="evaluate",
)
def first_batch_alone(model, loader, device):
    return evaluate(model, [next(iter(loader))], device)


@mistake(
    en="The last batch alone was counted: the counters are set to 0 inside the loop.",
    ru="Учтён только последний батч: счётчики обнуляются внутри цикла.",
    of="evaluate",
)
def last_batch_alone(model, loader, device):
    return evaluate(model, list(loader)[-1:], device)


@mistake(
    en="The last batch was left out. All examples count.",
    ru="Последний батч пропущен. Считаются все примеры.",
    of="evaluate",
)
def all_but_the_last(model, loader, device):
    return evaluate(model, list(loader)[:-1] or loader, device)


@mistake(
    en='In evaluate the inputs were not moved to the argument device: x.to(device) is missing, or names a fixed "cpu".',
    ru='В evaluate входы не перенесены на аргумент device: нет x.to(device), или в нём постоянное "cpu".',
    of="evaluate",
)
def evaluated_where_they_lie(model, loader, device):
    return evaluate(model, [(_There(x), y) for x, y in loader], device)
