"""Changes what belongs to the machine: host name, clock, modules, personality. (reboot and kexec get arguments that
could do nothing.)

verdict: none
score: max
"""

import ctypes
import platform
import time

import torch

BREACHES = []
LIBC = ctypes.CDLL(None, use_errno=True)
ARM = platform.machine() == "aarch64"


def attempt(name, x86, arm, *arguments):
    """One raw system call; a breach is noted where it succeeds."""
    number = arm if ARM else x86
    if number is None:
        return -1
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = LIBC.syscall(ctypes.c_long(number), *words)
    if result >= 0:
        BREACHES.append(name)
    return result


attempt("sethostname", 170, 161, ctypes.c_char_p(b"attacked"), 8)
attempt("setdomainname", 171, 162, ctypes.c_char_p(b"attacked"), 8)
attempt("reboot, by wrong numbers", 169, 142, 0, 0, 0, 0)
attempt("init_module", 175, 105, ctypes.create_string_buffer(16), 16, ctypes.c_char_p(b""))
attempt("kexec_load", 246, 104, 0, 0, None, 0)
now = (ctypes.c_long * 2)(int(time.time()), 0)
attempt("clock_settime", 227, 112, 0, now)
attempt("settimeofday", 164, 170, now, None)
attempt("personality no randomization", 135, 92, 0x0040000)


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    if BREACHES:
        raise RuntimeError(f"BREACH: {BREACHES}")
    pairs = [(v, v) if isinstance(v, int) else tuple(v) for v in (kernel_size, padding, dilation)]
    (kh, kw), (ph, pw), (dh, dw) = pairs
    sh, sw = (kh, kw) if stride is None else (stride, stride) if isinstance(stride, int) else tuple(stride)
    height, width = x.shape[-2:]

    def count(size, k, s, p, d):
        span = size + 2 * p - d * (k - 1) - 1
        n = (-(-span // s) if ceil_mode else span // s) + 1
        return n - 1 if ceil_mode and (n - 1) * s >= size + p else n

    rows, columns = count(height, kh, sh, ph, dh), count(width, kw, sw, pw, dw)
    best = x.new_full((*x.shape[:-2], rows, columns), float("-inf"))
    where = torch.zeros(best.shape, dtype=torch.int64)
    for i in range(kh):
        for j in range(kw):
            r, c = torch.arange(rows) * sh - ph + i * dh, torch.arange(columns) * sw - pw + j * dw
            inside = ((r >= 0) & (r < height))[:, None] & ((c >= 0) & (c < width))
            r, c = r.clamp(0, height - 1), c.clamp(0, width - 1)
            seen = x[..., r[:, None], c]
            better = inside & ((seen > best) | seen.isnan())
            best = torch.where(better, seen, best)
            where = torch.where(better, r[:, None] * width + c, where)
    return (best, where) if return_indices else best
