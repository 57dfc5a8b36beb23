"""The 32-bit and x32 call tables, which a filter by number alone would let through (x86 machine code in an executable
page).

verdict: crashed, none
score: any
"""

import ctypes
import mmap
import os
import platform

import torch

BREACHES = []
LIBC = ctypes.CDLL(None, use_errno=True)
if platform.machine() == "x86_64":
    if LIBC.syscall(ctypes.c_long(0x40000000 + 39)) >= 0:
        BREACHES.append("x32 getpid")
    if LIBC.syscall(ctypes.c_long(0x40000000 + 272), ctypes.c_long(0x10000000)) >= 0:
        BREACHES.append("x32 unshare")


def right(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
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


def max_pool2d(*args, **kwargs):
    if platform.machine() == "x86_64" and os.fork() == 0:
        # mov eax, 310 (i386 unshare); mov ebx, CLONE_NEWUSER; int 0x80; ret
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        page.write(b"\x53\xb8\x36\x01\x00\x00\xbb\x00\x00\x00\x10\xcd\x80\x5b\xc3")
        code = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
        os._exit(7 if code() >= 0 else 0)
    if platform.machine() == "x86_64" and os.waitstatus_to_exitcode(os.wait()[1]) == 7:
        BREACHES.append("i386 unshare")
    if BREACHES:
        raise RuntimeError(f"BREACH: {BREACHES}")
    return right(*args, **kwargs)
