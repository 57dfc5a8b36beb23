"""Takes 900 MB, gives it back and takes it again in two processes in turn, to be small whenever somebody looks; it may
succeed in that, then it is small.

verdict: memory, raised, crashed, timeout, returned_nothing
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    for _ in range(6):
        kept = b"\1" * (500 << 20)
        del kept
