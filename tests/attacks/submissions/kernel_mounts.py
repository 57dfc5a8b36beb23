"""Mounts, unmounts, remounts, pivots and changes root, by the old calls and the new ones.

verdict: none
score: max
"""

import ctypes
import os
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


text = ctypes.c_char_p
os.makedirs("new", exist_ok=True)
attempt("mount tmpfs", 165, 40, text(b"tmpfs"), text(b"/tmp/student/new"), text(b"tmpfs"), 0, None)
attempt("bind", 165, 40, text(b"/usr"), text(b"/tmp/student/new"), None, 4096, None)
attempt("remount writable", 165, 40, None, text(b"/"), None, 32 | 4096, None)
attempt("remount dev writable", 165, 40, None, text(b"/dev"), None, 32 | 4096, None)
attempt("umount proc", 166, 39, text(b"/proc"), 2)
attempt("umount tmp", 166, 39, text(b"/tmp"), 2)
attempt("chroot", 161, 51, text(b"/tmp/student/new"))
attempt("pivot_root", 155, 41, text(b"/tmp/student/new"), text(b"/tmp/student/new"))
attempt("open_tree clone", 428, 428, -100, text(b"/usr"), 1)
attempt("fsopen", 430, 430, text(b"tmpfs"), 0)
attempt("fspick", 433, 433, -100, text(b"/"), 0)
attributes = (ctypes.c_ulong * 4)(0, 1, 0, 0)
attempt("mount_setattr", 442, 442, -100, text(b"/"), 0, attributes, 32)
attempt("quotactl", 179, 60, 0x80000701, None, 0, ctypes.create_string_buffer(64))


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
