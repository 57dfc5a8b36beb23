"""New namespaces by unshare, clone and clone3, and entering those of others: a fresh user namespace has every
capability.

verdict: none
score: max
"""

import ctypes
import os
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


FLAGS = {
    "mnt": 0x20000,
    "cgroup": 0x2000000,
    "uts": 0x4000000,
    "ipc": 0x8000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
    "time": 0x80,
}
for name, flag in FLAGS.items():
    attempt(f"unshare {name}", 272, 97, flag)
    attempt(f"unshare user and {name}", 272, 97, flag | FLAGS["user"])
    made = attempt(f"clone {name}", 56, 220, flag | FLAGS["user"] | 17, 0, 0, 0, 0)
    if made == 0:
        os._exit(0)
    arguments = struct.pack("8Q", flag | FLAGS["user"], 0, 0, 0, 17, 0, 0, 0)
    made = attempt(f"clone3 {name}", 435, 435, ctypes.create_string_buffer(arguments, 64), 64)
    if made == 0:
        os._exit(0)
for name in ("mnt", "net", "pid", "user", "uts", "ipc", "cgroup"):
    descriptor = os.open(f"/proc/self/ns/{name}", os.O_RDONLY)
    attempt(f"setns {name}", 308, 268, descriptor, 0)
    os.close(descriptor)
if os.getpid() != 1 or os.getppid() == 0:
    attempt("setns by pidfd", 308, 268, os.pidfd_open(os.getpid()), FLAGS["uts"])


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
