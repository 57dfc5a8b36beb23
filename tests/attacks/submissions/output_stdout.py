"""A flood on standard output (bounded: 2 GB).

verdict: output
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    for _ in range(2 << 10):
        print("x" * (1 << 20))
    return x
