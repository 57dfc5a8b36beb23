"""Tries to create a file in every folder of the root, the interpreter, its packages and the kernel's file systems.

verdict: none
score: max
"""

import os
import sys

import torch

BREACHES = []
folders = {
    "/",
    "/usr",
    "/usr/lib",
    "/usr/local",
    "/etc",
    "/opt",
    "/var",
    "/dev",
    "/run",
    "/home",
    "/root",
    "/bin",
    "/lib",
    "/sys",
    "/proc",
    "/proc/sys/kernel",
}
folders |= {
    os.path.dirname(module.__file__) for module in list(sys.modules.values()) if getattr(module, "__file__", None)
}
folders |= {os.path.join(folder, "__pycache__") for folder in list(folders)}
folders |= set(filter(None, sys.path)) | {sys.prefix, os.path.dirname(sys.executable)}
for folder in folders:
    if folder and not folder.startswith(("/tmp/", "/dev/shm")) and folder != "/tmp":
        try:
            with open(os.path.join(folder, "attacked"), "w") as handle:
                handle.write("attacked")
            BREACHES.append(folder)
            os.remove(os.path.join(folder, "attacked"))
        except OSError:
            pass


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
