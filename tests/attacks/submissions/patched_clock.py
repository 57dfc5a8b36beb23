"""Stops the clock of the process, so that no time seems to pass, then loops.

verdict: timeout
score: 0
"""

import signal
import time

time.monotonic = time.perf_counter = time.time = lambda: 0.0
signal.signal(signal.SIGALRM, signal.SIG_IGN)
signal.alarm(0)


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    while True:
        pass
