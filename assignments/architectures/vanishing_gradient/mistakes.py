"""What goes wrong when gradients are measured, each as its author would have written it."""

import torch
import torch.nn.functional as F
from torch import nn

from grader.authoring import T
from reference.architectures.vanishing_gradient import gradient_norms

MISTAKES = []
"""(what its author misunderstood, the wrong function)"""


def mistake(en, ru):
    """Notes a wrong function under what its author misunderstood."""

    def note(function):
        MISTAKES.append((T(en=en, ru=ru), function))
        return function

    return note


def measured(model, loss, number=lambda gradient: gradient.norm().item(), counts=lambda name, weight: weight.dim() > 1):
    """{name: number of the gradient} for the weights that count, 0 where there is no gradient."""
    model.zero_grad()
    loss.backward()
    found = {
        name: 0.0 if weight.grad is None else number(weight.grad)
        for name, weight in model.named_parameters()
        if counts(name, weight)
    }
    model.zero_grad()
    return found


def of_each(model, x, y, number):
    """Another number than the norm, for each gradient."""
    return list(measured(model, F.cross_entropy(model(x), y), number).values())


@mistake(
    en="The root is missing: these are the sums of squares. The norm is their square root.",
    ru="Не извлечён корень: это суммы квадратов. Норма это корень из суммы квадратов.",
)
def squared(model, x, y):
    return of_each(model, x, y, lambda gradient: (gradient**2).sum().item())


@mistake(
    en="The absolute values were added up. The Euclidean norm is the root of the sum of squares.",
    ru="Сложены модули чисел. Евклидова норма это корень из суммы квадратов.",
)
def sum_of_absolute_values(model, x, y):
    return of_each(model, x, y, lambda gradient: gradient.abs().sum().item())


@mistake(
    en="The mean of the absolute values was taken. The Euclidean norm is the root of the sum of squares.",
    ru="Взято среднее модулей. Евклидова норма это корень из суммы квадратов.",
)
def mean_of_absolute_values(model, x, y):
    return of_each(model, x, y, lambda gradient: gradient.abs().mean().item())


@mistake(
    en="The largest absolute value was taken. The Euclidean norm counts all numbers: the root of the sum of squares.",
    ru="Взят наибольший модуль. Евклидова норма учитывает все числа: это корень из суммы квадратов.",
)
def largest(model, x, y):
    return of_each(model, x, y, lambda gradient: gradient.abs().max().item())


@mistake(
    en="The root was taken of the mean of the squares. The norm is the root of their sum.",
    ru="Корень извлечён из среднего квадратов. Норма это корень из их суммы.",
)
def root_of_the_mean(model, x, y):
    return of_each(model, x, y, lambda gradient: gradient.pow(2).mean().sqrt().item())


@mistake(
    en="This is the spectral norm of a matrix (torch.linalg.norm with 2 takes it). The Euclidean norm is meant: "
    "gradient.norm(), or the 2-norm of gradient.flatten().",
    ru="Это спектральная норма матрицы (её даёт torch.linalg.norm с аргументом 2). Нужна евклидова: gradient.norm() "
    "или 2-норма от gradient.flatten().",
)
def spectral(model, x, y):
    return of_each(model, x, y, lambda gradient: torch.linalg.matrix_norm(gradient.flatten(1), 2).item())


@mistake(
    en="These are the norms of the weights themselves. Their gradients are asked for: weight.grad after backward().",
    ru="Это нормы самих параметров. Нужны нормы градиентов: weight.grad после backward().",
)
def of_the_weights(model, x, y):
    return [weight.norm().item() for weight in model.parameters() if weight.dim() > 1]


@mistake(
    en="Biases count here as well. Only weights with two or more axes do.",
    ru="Посчитаны и сдвиги (bias). Нужны только параметры, у которых не меньше двух осей.",
)
def biases_too(model, x, y):
    return list(measured(model, F.cross_entropy(model(x), y), counts=lambda name, weight: True).values())


@mistake(
    en="The weights were chosen by the word weight in their names. A norm's weight has one axis and does not count, "
    "and a matrix may have another name: ask for dim() >= 2.",
    ru="Параметры выбраны по слову weight в имени. У слоя нормализации weight с одной осью, он не считается, а матрица "
    "может называться иначе: проверяйте dim() >= 2.",
)
def by_name(model, x, y):
    return list(measured(model, F.cross_entropy(model(x), y), counts=lambda name, weight: "weight" in name).values())


@mistake(
    en="Only fully connected layers were counted. The kernels of convolutions belong to the list as well, and so does "
    "a matrix that is no layer: ask for dim() >= 2.",
    ru="Посчитаны только полносвязные слои. В список входят и ядра свёрток, и матрица, которая не лежит в слое: "
    "проверяйте dim() >= 2.",
)
def linear_layers_only(model, x, y):
    names = {f"{name}.weight" for name, layer in model.named_modules() if isinstance(layer, nn.Linear)}
    return list(measured(model, F.cross_entropy(model(x), y), counts=lambda name, weight: name in names).values())


@mistake(
    en="Only weights with exactly two axes were counted. A kernel has four: ask for dim() >= 2.",
    ru="Посчитаны только параметры ровно с двумя осями. У ядра их четыре: проверяйте dim() >= 2.",
)
def two_axes_only(model, x, y):
    return list(measured(model, F.cross_entropy(model(x), y), counts=lambda name, weight: weight.dim() == 2).values())


@mistake(
    en="The order is the other way round: it begins with the last weights. The order of model.named_parameters() is "
    "asked for.",
    ru="Порядок обратный: список начинается с последних параметров. Нужен порядок model.named_parameters().",
)
def from_the_end(model, x, y):
    return gradient_norms(model, x, y)[::-1]


@mistake(
    en="The weights were sorted by name, as text: there layers.10 comes before layers.2. Keep the order of "
    "model.named_parameters().",
    ru="Параметры отсортированы по имени как текст: там layers.10 стоит перед layers.2. Оставьте порядок "
    "model.named_parameters().",
)
def sorted_by_name(model, x, y):
    found = measured(model, F.cross_entropy(model(x), y))
    return [found[name] for name in sorted(found)]


@mistake(
    en="A dictionary is returned. A list of numbers is asked for, in the order of model.named_parameters().",
    ru="Возвращён словарь. Нужен список чисел в порядке model.named_parameters().",
)
def dictionary(model, x, y):
    return measured(model, F.cross_entropy(model(x), y))


@mistake(
    en="All gradients were joined into one norm. Each weight matrix or kernel has a norm of its own.",
    ru="Все градиенты сведены в одну норму. У каждой матрицы и у каждого ядра своя норма.",
)
def one_for_all(model, x, y):
    return sum(norm**2 for norm in gradient_norms(model, x, y)) ** 0.5


@mistake(
    en="Softmax was applied before the loss. F.cross_entropy does it itself: hand it the model's numbers unchanged.",
    ru="Перед функцией потерь применён softmax. F.cross_entropy делает это сама: передавайте ей числа модели как есть.",
)
def softmax_twice(model, x, y):
    return list(measured(model, F.cross_entropy(model(x).softmax(1), y)).values())


@mistake(
    en="The loss was summed over the batch. It is the mean, as F.cross_entropy computes it unless told otherwise.",
    ru="Потери сложены по батчу. Нужно среднее, как F.cross_entropy и считает по умолчанию.",
)
def summed_over_the_batch(model, x, y):
    return list(measured(model, F.cross_entropy(model(x), y, reduction="sum")).values())


@mistake(
    en="The loss is the sum of the model's outputs; y is not used. It should be the cross-entropy.",
    ru="Вместо функции потерь взята сумма выходов модели, y не использован. Нужна кросс-энтропия.",
)
def sum_of_outputs(model, x, y):
    return list(measured(model, model(x).sum()).values())


@mistake(
    en="The loss is the mean squared error with one-hot classes. It should be the cross-entropy.",
    ru="Взята среднеквадратичная ошибка с one-hot классами. Нужна кросс-энтропия.",
)
def squared_error(model, x, y):
    out = model(x)
    return list(measured(model, F.mse_loss(out, F.one_hot(y, out.shape[1]).to(out.dtype))).values())


@mistake(
    en="The numbers were rounded to a few decimals, and of the small ones nothing is left. Return them as they are.",
    ru="Числа округлены до нескольких знаков, и от маленьких ничего не осталось. Возвращайте их как есть.",
)
def rounded(model, x, y):
    return [round(norm, 4) for norm in gradient_norms(model, x, y)]


@mistake(
    en="The norms were divided by the largest one. Return them as they are.",
    ru="Нормы поделены на наибольшую из них. Возвращайте их как есть.",
)
def relative(model, x, y):
    norms = gradient_norms(model, x, y)
    return [norm / max(norms) for norm in norms]


@mistake(
    en="Gradients of an earlier loss were in the model, and this one was added to them. Call model.zero_grad() before "
    "backward().",
    ru="В модели лежали градиенты от прежних потерь, и новый прибавился к ним. Вызовите model.zero_grad() перед "
    "backward().",
)
def not_emptied_before(model, x, y):
    F.cross_entropy(model(x), y).backward()
    weights = [weight for weight in model.parameters() if weight.dim() > 1]
    norms = [0.0 if weight.grad is None else weight.grad.norm().item() for weight in weights]
    model.zero_grad()
    return norms


@mistake(
    en="The gradients of this call stay in the model, where the next backward() would add to them. Call "
    "model.zero_grad() at the end.",
    ru="Градиенты этого вызова остались в модели, и следующий backward() прибавит к ним свои. Вызовите "
    "model.zero_grad() в конце.",
)
def not_emptied_after(model, x, y):
    norms = gradient_norms(model, x, y)
    F.cross_entropy(model(x), y).backward()
    return norms


@mistake(
    en="The model was switched to eval mode. It is to be measured in the mode in which it is given, and left in it.",
    ru="Модель переведена в режим eval. Измерять нужно в том режиме, в котором её дали, и в нём же её оставить.",
)
def in_eval_mode(model, x, y):
    return gradient_norms(model.eval(), x, y)


@mistake(
    en="The model was switched to train mode. It is to be measured in the mode in which it is given, and left in it.",
    ru="Модель переведена в режим train. Измерять нужно в том режиме, в котором её дали, и в нём же её оставить.",
)
def in_train_mode(model, x, y):
    return gradient_norms(model.train(), x, y)


@mistake(
    en="Weights without a gradient were left out. They count 0.0, so that every number stays in its place.",
    ru="Параметры без градиента пропущены. За них ставится 0.0, чтобы все числа остались на своих местах.",
)
def unreached_left_out(model, x, y):
    model.zero_grad()
    F.cross_entropy(model(x), y).backward()
    weights = [weight for weight in model.parameters() if weight.dim() > 1 and weight.grad is not None]
    norms = [weight.grad.norm().item() for weight in weights]
    model.zero_grad()
    return norms


@mistake(
    en="The frozen weights were thawed: requires_grad=False means that they have no gradient and count 0.0.",
    ru="Замороженные параметры разморожены: при requires_grad=False градиента нет, за них ставится 0.0.",
)
def thawed(model, x, y):
    return gradient_norms(model.requires_grad_(True), x, y)


@mistake(
    en="A training step was made: the weights have changed. Only measure here, without an optimizer.",
    ru="Сделан шаг обучения: параметры изменились. Здесь нужно только измерить, без оптимизатора.",
)
def with_a_step(model, x, y):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    F.cross_entropy(model(x), y).backward()
    optimizer.step()
    optimizer.zero_grad()
    return gradient_norms(model, x, y)
