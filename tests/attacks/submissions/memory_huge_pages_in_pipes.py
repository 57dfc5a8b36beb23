"""Puts 4 kB of each 2 MB page into a pipe with vmsplice and unmaps it: the pipe keeps the page, no process maps it.

verdict: raised, memory, crashed, timeout
score: 0
heavy: yes
"""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]


libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
HUGE = 2 << 20


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    kept = []
    for _ in range(40):  # 40 x 32 MB, if it worked
        pipe = os.pipe()
        kept.append(pipe)
        whole = libc.mmap(None, 17 * HUGE, 3, 0x22, -1, 0)
        start = (whole + HUGE - 1) & ~(HUGE - 1)
        libc.madvise(start, 16 * HUGE, 14)
        for number in range(16):
            ctypes.memset(start + number * HUGE, 1, 1)
            piece = Piece(start + number * HUGE, 4096)
            if libc.vmsplice(pipe[1], ctypes.byref(piece), 1, 2) < 0:
                raise PermissionError(ctypes.get_errno(), "vmsplice")
        libc.munmap(whole, 17 * HUGE)
    raise AssertionError("BREACH: the pipes hold what nobody counts")
