"""An exception text full of format fields, percent signs and keys of our own sentences.

verdict: raised
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    raise KeyError("{0} {yours} {expected.__class__.__mro__} {message!r:>99999} %s %(x)d {{}} {")
