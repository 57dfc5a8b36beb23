"""A list that contains itself, a dictionary that does, and both in a tuple.

verdict: wrong_type, crashed, wrong_length, raised, values
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    loop, table = [], {}
    loop.append(loop)
    table["self"] = table
    return loop, table
