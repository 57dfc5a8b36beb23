"""An exception text with lone surrogates, NUL and right-to-left marks.

verdict: raised
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    raise ValueError("\ud800\x00\u202e\ufeff" + "".join(map(chr, range(0xD800, 0xE000))))
