"""SIGKILL and SIGTERM to itself. As pid 1 of its own namespace the kernel ignores them; then there is no answer.

verdict: returned_nothing, crashed
score: 0
"""

import os
import signal


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGTERM)
