"""Reads the kernel log, keyrings, swap and other windows on the host.

verdict: none
score: max
"""

import ctypes
import platform

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


attempt("syslog", 103, 116, 3, ctypes.create_string_buffer(64), 64)
attempt("keyctl session keyring", 250, 219, 0, -3, 0)
attempt("add_key", 248, 217, ctypes.c_char_p(b"user"), ctypes.c_char_p(b"attack"), ctypes.c_char_p(b"x"), 1, -3)
attempt("request_key", 249, 218, ctypes.c_char_p(b"user"), ctypes.c_char_p(b"attack"), None, -3)
attempt("lookup_dcookie", 212, 18, 0, ctypes.create_string_buffer(64), 64)


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
