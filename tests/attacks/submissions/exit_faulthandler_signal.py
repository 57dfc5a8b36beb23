"""Raises SIGSEGV by hand with a handler that answers it and goes on for ever.

verdict: timeout
score: 0
"""

import signal


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    signal.signal(signal.SIGSEGV, lambda *_: None)
    signal.raise_signal(signal.SIGSEGV)
    while True:
        signal.pause()
