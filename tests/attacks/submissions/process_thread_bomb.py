"""Ten thousand threads that never end.

verdict: raised, timeout, memory, crashed
score: 0
"""

import threading
import time


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    threading.stack_size(64 << 10)
    for _ in range(10_000):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    return x
