"""Lists nested 100000 deep: recursion in whoever walks them.

verdict: wrong_type, crashed, wrong_length, raised, values
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    return nested
