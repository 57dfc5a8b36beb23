"""Stops itself by SIGSTOP through a helper process, so that it never answers.

verdict: timeout
score: 0
"""

import os
import signal
import time


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    if os.fork() == 0:
        os.kill(os.getppid(), signal.SIGSTOP)
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
    time.sleep(600)
