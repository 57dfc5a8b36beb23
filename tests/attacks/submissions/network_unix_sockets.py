"""Unix sockets of the host, by path and in the abstract namespace: bus, docker, X, systemd, journal.

verdict: none
score: max
"""

import socket

import torch

BREACHES = []


def attempt(name, act, *arguments):
    """Tries one hostile act; a breach is noted where it goes through."""
    try:
        act(*arguments)
    except Exception:
        return
    BREACHES.append(name)


def connect(address, kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_UNIX, kind) as s:
        s.settimeout(0.5)
        s.connect(address)


for path in (
    "/var/run/docker.sock",
    "/run/dbus/system_bus_socket",
    "/run/systemd/private",
    "/run/containerd/containerd.sock",
    "/tmp/.X11-unix/X0",
    "/dev/log",
    "/run/nscd/socket",
):
    attempt(path, connect, path)
    attempt(path, connect, path, socket.SOCK_DGRAM)
names = []
with open("/proc/net/unix") as table:
    names = [line.split()[7] for line in table.readlines()[1:] if len(line.split()) > 7]
for name in names:
    if not name.startswith(("/tmp/", "@attack")):
        attempt(name, connect, "\0" + name[1:] if name.startswith("@") else name)
with open("/proc/net/dev") as devices:
    if any(
        line.split(":")[0].strip() not in ("lo", "")
        for line in devices.readlines()[2:]
        if "sit" not in line and "tunl" not in line
    ):
        BREACHES.append("a network device")


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
