"""Пояснения в заготовке на русском: что принимает и возвращает блок."""


class BasicConv2d:
    """Кирпичик Inception, уже готовый: свёртка без сдвига, batch norm, ReLU."""


class InceptionA:
    """Четыре ветви с окнами разных размеров; их каналы ставятся рядом.

    in_channels:    число каналов на входе
    pool_features:  число каналов в ветви пулинга

    branch1x1                 свёртка 1x1 в 64 канала
    branch5x5_1, _2           1x1 в 48, затем 5x5 (паддинг 2) в 64
    branch3x3dbl_1, _2, _3    1x1 в 64, затем 3x3 (паддинг 1) в 96, затем 3x3 (паддинг 1) в 96
    branch_pool               усредняющий пулинг 3x3 (шаг 1, паддинг 1), затем 1x1 в pool_features

    Szegedy и др. 2015, Rethinking the Inception Architecture for Computer Vision,
    https://arxiv.org/abs/1512.00567
    """

    def forward():
        """(N, in_channels, H, W) -> (N, 64 + 64 + 96 + pool_features, H, W)."""
