"""Hides data in the kernel: 240 socket pairs a process, enlarged, filled and never read, in four processes (bounded: 4
GB). A breach where it gets 1.5 GB past a limit of 1 GB.

verdict: raised, memory, timeout, crashed, returned_nothing, output
score: 0
heavy: yes
"""

import os
import socket
import struct
import time


def hoard():
    pairs, held = [], 0
    try:
        while len(pairs) < 240 and held < 1 << 30:
            pairs.append(socket.socketpair())
            pairs[-1][0].setblocking(False)
            try:
                pairs[-1][0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 24)
            except OSError:
                pass
            try:
                while True:
                    held += pairs[-1][0].send(b"\1" * 65536)
            except BlockingIOError:
                pass
    except OSError:
        pass
    return pairs, held


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    reader, writer = os.pipe()
    for _ in range(3):
        if os.fork() == 0:
            kept, held = hoard()
            os.write(writer, struct.pack("Q", held))
            time.sleep(60)
            os._exit(len(kept) & 1)
    kept, held = hoard()
    held += sum(struct.unpack("Q", os.read(reader, 8))[0] for _ in range(3))
    if held > 1536 << 20:
        raise RuntimeError(f"BREACH: {held >> 20} MB in socket buffers")
