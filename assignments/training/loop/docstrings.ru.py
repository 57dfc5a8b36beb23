"""Пояснения в заготовке на русском: что принимает и возвращает каждая функция."""


def train_epoch():
    """Проходит обучающие данные один раз: один шаг оптимизатора на каждый батч.

    model:      nn.Module, уже на `device`; model(x) возвращает ответы для батча
    loader:     отдаёт батчи (x, y) один за другим, последний может быть короче
    optimizer:  из torch.optim, создан для весов модели
    loss_fn:    loss_fn(outputs, y) это средние потери по батчу, тензор из одного числа
    device:     torch.device, на который нужно перенести x и y

    Модель обучается в режиме train. Возвращает средние потери по всем примерам эпохи, обычное
    число; потери батча берутся до его шага.

    Цикл отсюда: https://pytorch.org/tutorials/beginner/basics/optimization_tutorial.html
    """


def evaluate():
    """Точность классификатора: доля примеров, класс которых он называет верно, от 0 до 1.

    model:   nn.Module, уже на `device`; model(x) возвращает (N, K), по K чисел на пример
    loader:  отдаёт батчи (x, y), где y формы (N,), целые числа от 0 до K - 1
    device:  torch.device, на который нужно перенести батчи

    Модель отвечает в режиме eval, и градиенты не считаются.

    https://pytorch.org/docs/stable/notes/autograd.html#locally-disabling-gradient-computation
    """
