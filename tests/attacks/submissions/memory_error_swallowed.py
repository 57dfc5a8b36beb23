"""Swallows every MemoryError and asks again, for ever.

verdict: memory, timeout, crashed
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    kept = []
    size = 64 << 20
    while True:
        try:
            if len(kept) < 96:
                kept.append(b"\1" * size)
        except MemoryError:
            size = max(size // 2, 4096)
