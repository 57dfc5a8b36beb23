"""setuid, setgid, groups, capabilities, set-uid programs, su and sudo.

verdict: none
score: max
"""

import os
import subprocess

import torch

BREACHES = []


def attempt(name, act, *arguments):
    """Tries one hostile act; a breach is noted where it goes through."""
    try:
        act(*arguments)
    except Exception:
        return
    BREACHES.append(name)


attempt("setuid", os.setuid, 0)
attempt("setgid", os.setgid, 0)
attempt("setgroups", os.setgroups, [0])
attempt("setresuid", os.setresuid, 0, 0, 0)
with open("/proc/self/status") as handle:
    status = {key: value.strip() for key, _, value in (line.partition(":") for line in handle)}
for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
    if int(status[name], 16):
        BREACHES.append(f"{name} {status[name]}")
if status["NoNewPrivs"] != "1" or status["Seccomp"] != "2":
    BREACHES.append("no_new_privs or seccomp missing")
if os.getuid() == 0:
    BREACHES.append("root")
for command in (
    ["su", "-c", "id"],
    ["sudo", "-n", "id"],
    ["mount", "-t", "tmpfs", "x", "/tmp/student"],
    ["newuidmap", "1", "0", "0", "1"],
):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=5)
        if done.returncode == 0:
            BREACHES.append(command[0])
    except (OSError, subprocess.SubprocessError):
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
