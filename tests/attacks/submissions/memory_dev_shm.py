"""Fills /dev/shm (bounded: 3 GB): the private one is small and full.

verdict: raised, memory
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    with open("/dev/shm/store", "wb") as store:
        for _ in range(3 << 10):
            store.write(b"\1" * (1 << 20))
    return x
