"""Raises an exception at import whose message and cause chains are endless and cyclic.

verdict: load_failed, raised, missing_entry
score: 0
"""

first, second = ValueError("x" * 10**6), ValueError("y" * 10**6)
first.__cause__, second.__cause__ = second, first
first.__context__, second.__context__ = second, first
first.__notes__ = ["note"] * 10**6
raise first


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return x
