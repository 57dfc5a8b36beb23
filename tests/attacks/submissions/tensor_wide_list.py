"""A list of three million numbers and a dictionary as large.

verdict: wrong_type, crashed, wrong_length, timeout, memory, raised
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return list(range(3_000_000)), {str(n): n for n in range(1_000_000)}
