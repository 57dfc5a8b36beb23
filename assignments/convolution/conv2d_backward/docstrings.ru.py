"""Пояснения в заготовке на русском: что принимает и возвращает функция."""


def conv2d_backward():
    """Как функция потерь меняется от каждого пикселя, каждого числа ядер и каждого сдвига.

    grad_out:  (N, F, H', W'), градиент функции потерь по выходу свёртки
    x:         (N, C, H, W), картинки, к которым применяли свёртку
    weight:    (F, C, kh, kw), ядра
    stride, padding:  число или пара (строки, столбцы), те же, что в прямом проходе

    Возвращает (grad_x, grad_weight, grad_bias) с формами как у x, как у weight и (F,). См.
    Dumoulin, Visin, A guide to convolution arithmetic for deep learning, глава 4, и Goodfellow и
    др., Deep Learning, раздел 9.5.
    """
