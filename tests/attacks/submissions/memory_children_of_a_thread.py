"""Twelve children of 300 MB forked by a thread: /proc lists them under the thread, not under the process.

verdict: memory, timeout, raised, crashed
score: 0
heavy: yes
forbidden: timeout
"""

import os
import threading
import time


def family():
    for _ in range(12):
        if os.fork() == 0:
            kept = b"\1" * (300 << 20)
            time.sleep(60)
            os._exit(len(kept) & 1)
    time.sleep(60)


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    threading.Thread(target=family).start()
    time.sleep(60)
