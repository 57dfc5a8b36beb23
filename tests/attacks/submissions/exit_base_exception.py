"""Raises a BaseException of its own whose type has a hostile name and no message.

verdict: raised, crashed
score: 0
"""

Hostile = type("GraderFault" * 100, (BaseException,), {"__str__": lambda self: 1 / 0, "__repr__": lambda self: 1 / 0})


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    raise Hostile
