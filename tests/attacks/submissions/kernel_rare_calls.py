"""System calls with a long list of kernel bugs: bpf, io_uring, perf, userfaultfd, fanotify, modify_ldt, iopl.

verdict: none
score: max
"""

import ctypes
import platform
import struct

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


zeros = ctypes.create_string_buffer(256)
attempt("io_uring_setup", 425, 425, 8, zeros)
attempt("bpf map", 321, 280, 0, ctypes.create_string_buffer(struct.pack("4I", 2, 4, 4, 1) + bytes(112), 128), 128)
attempt("bpf program", 321, 280, 5, zeros, 128)
event = ctypes.create_string_buffer(struct.pack("2IQ", 1, 128, 1) + bytes(112), 128)
attempt("perf_event_open", 298, 241, event, 0, -1, -1, 0)
attempt("userfaultfd", 323, 282, 1)
attempt("userfaultfd full", 323, 282, 0)
attempt("fanotify_init", 300, 262, 0x200, 0)
attempt("modify_ldt", 154, None, 0, zeros, 256)
attempt("iopl", 172, None, 3)
attempt("ioperm", 173, None, 0x70, 2, 1)
attempt("memfd_secret", 447, 447, 0)
attempt("swapoff", 168, 225, ctypes.c_char_p(b"/nowhere"))
attempt("acct", 163, 89, None)
attempt("vhangup", 153, 58)


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
