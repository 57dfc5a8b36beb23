"""Leaves marks wherever something may stay: files, abstract sockets, processes, devices, memory, the environment. The
next one must not find them.

verdict: none
score: max
"""

import os
import socket
import sys
import time

import torch

MARK = "left-behind-" + "".join("0123456789abcdef"[(7 * n) % 16] for n in range(16))
places = [
    "/tmp",
    "/dev/shm",
    "/dev",
    "/tmp/student",
    "/var/tmp",
    "/run",
    "/dev/mqueue",
    "/dev/pts",
    "/grader",
    os.getcwd(),
    "/home",
    "/mnt",
]
for place in places + sys.path + [os.path.dirname(torch.__file__)]:
    try:
        with open(os.path.join(place, "left-behind"), "w") as handle:
            handle.write(MARK)
    except OSError:
        pass
    try:
        mailbox = socket.socket(socket.AF_UNIX)
        mailbox.bind(os.path.join(place, "left-behind.socket"))
        mailbox.listen()
        os.set_inheritable(mailbox.fileno(), True)
    except OSError:
        pass
abstract = socket.socket(socket.AF_UNIX)
abstract.bind("\0attack-left-behind")
abstract.listen()
os.environ["LEFT_BEHIND"] = MARK
torch.left_behind = MARK
torch.set_default_dtype(torch.float64)
KEPT = [MARK.encode() + bytes([n % 256]) for n in range(100_000)]
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
torch.set_default_dtype(torch.float32)


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
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
