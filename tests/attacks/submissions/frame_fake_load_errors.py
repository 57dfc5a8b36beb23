"""A hundred load errors of its own making, in cell 10^12, with markup, empty types and blank lines.

verdict: crashed, load_failed, raised, values, shape, timeout, missing_entry
score: 0
absent: <script>attack
"""

import json
import os
import socket
import struct
import sys
import time

CHANNEL = socket.socket(fileno=os.dup(3))


def frame(header, body=b"", magic=b"GF01"):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<4sIQ", magic, len(text), len(body)) + text + body


def asked():
    """The number of the request in hand, out of the caller's frames."""
    step = sys._getframe()
    while step is not None:
        header = step.f_locals.get("header")
        if isinstance(header, dict) and "id" in header:
            return header["id"]
        step = step.f_back
    return 1


KINDS = ["", ":", " : ", "\n", "\x85", "\u2028", "<script>attack()</script>", "{0}", "\x1b[2J"]
ERRORS = [
    {"type": kind, "message": kind * 3, "frames": [], "cell": cell} for kind in KINDS for cell in (None, 0, 10**12)
]
CHANNEL.sendall(frame({"kind": "opened", "id": asked(), "errors": ERRORS, "executed": None, "tensors": []}))


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    time.sleep(60)
