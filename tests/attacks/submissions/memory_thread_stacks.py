"""Threads with 512 MB stacks, each touched to its end (bounded: 16).

verdict: memory, raised, timeout, crashed
score: 0
"""

import ctypes
import threading
import time


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    threading.stack_size(512 << 20)
    started = [
        threading.Thread(
            target=lambda: (ctypes.memset(ctypes.create_string_buffer(400 << 20), 1, 400 << 20), time.sleep(60))
        )
        for _ in range(16)
    ]
    for thread in started:
        thread.start()
    time.sleep(60)
