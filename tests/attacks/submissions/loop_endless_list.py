"""Returns a list whose iterator never ends.

verdict: timeout, memory, crashed, wrong_type, wrong_length, raised
score: 0
"""


class Endless(list):
    def __iter__(self):
        while True:
            yield 0


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return Endless()
