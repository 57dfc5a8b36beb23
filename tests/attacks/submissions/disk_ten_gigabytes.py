"""Writes 10 GB into its work folder (bounded: stops at 3 GB if nobody stops it).

verdict: raised, memory, crashed
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    with open("store", "wb") as store:
        for _ in range(3 << 10):
            store.write(b"\1" * (1 << 20))
    return x
