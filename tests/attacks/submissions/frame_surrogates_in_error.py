"""An exception of its own making: surrogates, escapes and markup in type, message, unit and source line.

verdict: crashed, raised
score: 0
absent: <script>attack \x1b]0;attack
"""

import json
import os
import socket
import struct
import sys

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


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    bad = "\ud800<script>attack()</script>\x1b]0;attack\x07\u202e{0}[/red]"
    line = {"unit": bad, "line": 10**11, "function": bad, "text": bad}
    error = {"type": bad, "message": bad * 20, "frames": [line] * 12, "cell": None}
    CHANNEL.sendall(frame({"kind": "returned", "id": asked(), "ended": "raised", "error": error, "tensors": []}))
    return x
