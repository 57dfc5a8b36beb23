"""Looks for the marks of the submission before it: files, sockets, processes, modules, the environment, all of its
memory.

verdict: none
score: max
"""

import os
import re
import socket
import sys

import torch

BREACHES = []
for place in [
    "/tmp",
    "/dev/shm",
    "/dev",
    "/tmp/student",
    "/var/tmp",
    "/run",
    "/dev/mqueue",
    "/dev/pts",
    "/grader",
    "/home",
    "/mnt",
    *sys.path,
]:
    for name in ("left-behind", "left-behind.socket"):
        if os.path.lexists(os.path.join(place, name)):
            BREACHES.append(os.path.join(place, name))
try:
    socket.socket(socket.AF_UNIX).connect("\0attack-left-behind")
    BREACHES.append("abstract socket")
except OSError:
    pass
if "LEFT_BEHIND" in os.environ or hasattr(torch, "left_behind"):
    BREACHES.append("environment or torch")
NEEDLE = re.compile(b"left-behind-[0-9a-f]{16}")
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        span, rights, *rest = line.split()
        start, end = (int(part, 16) for part in span.split("-"))
        if rights.startswith("r") and rest[-1] not in ("[vvar]", "[vsyscall]", "[vvar_vclock]") and rest[2] == "0":
            for at in range(start, end, 16 << 20):
                try:
                    memory.seek(at)
                    if NEEDLE.search(memory.read(min(16 << 20, end - at))):
                        BREACHES.append("memory")
                except OSError:
                    break
shared = [name for name in os.listdir("/dev/shm")]
if shared:
    BREACHES.append(f"shared memory {shared}")


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
