"""Пояснения в заготовке на русском: что принимает и возвращает сеть."""


class AlexNet:
    """Пять свёрток, первые с широкими ядрами, затем три полносвязных слоя с dropout.

    num_classes:  сколько чисел получается для картинки
    width:  на него умножаются все числа каналов и нейронов внутренних слоёв; 1.0 — это сама сеть
    dropout:  вероятность, с которой число зануляется при обучении

    x:  (N, 3, H, W), батч цветных картинок, H и W не меньше 63; в статье 224
    Возвращает (N, num_classes), по одному числу (логиту) на каждый класс.

    Krizhevsky, Sutskever, Hinton, "ImageNet classification with deep convolutional neural
    networks", 2012; в один столбец: Krizhevsky, "One weird trick for parallelizing convolutional
    neural networks", arXiv:1404.5997.
    """
