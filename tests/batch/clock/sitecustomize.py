"""A wall clock that jumps back and forth by hours, for every Python process that has this folder in PYTHONPATH."""

import itertools
import time

_REAL, _REAL_NS = time.time, time.time_ns
_JUMPS = itertools.cycle((0, 7200, -86400, 30, -3, 10**7, -(10**6)))


def _time() -> float:
    return _REAL() + next(_JUMPS)


def _time_ns() -> int:
    return _REAL_NS() + next(_JUMPS) * 10**9


time.time, time.time_ns = _time, _time_ns
