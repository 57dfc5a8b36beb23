"""An exit handler forks a child that hangs on with all descriptors open, then the process leaves.

verdict: raised, crashed, timeout
score: 0
"""

import atexit
import os
import sys
import time


def linger():
    if os.fork() == 0:
        time.sleep(60)
    time.sleep(60)


atexit.register(linger)


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    sys.exit(0)
