"""Sixteen children of 200 MB forked by a thread while other threads come and go, so that a look through /proc finds
half of them gone.

verdict: memory, raised, crashed, timeout
score: 0
heavy: yes
forbidden: timeout
"""

import os
import threading
import time


def family():
    for _ in range(16):
        if os.fork() == 0:
            kept = b"\1" * (200 << 20)
            time.sleep(60)
            os._exit(len(kept) & 1)
    time.sleep(60)


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    early = [threading.Thread(target=time.sleep, args=(0.01 * n,)) for n in range(40)]
    for thread in early:
        thread.start()
    threading.Thread(target=family, daemon=True).start()
    while True:
        threading.Thread(target=time.sleep, args=(0.001,)).start()
        time.sleep(0.001)
