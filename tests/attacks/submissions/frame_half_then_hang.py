"""Half a frame, then silence.

verdict: timeout
score: 0
"""

import json
import os
import socket
import struct
import sys
import time

import torch

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
    whole = frame(
        {
            "kind": "returned",
            "id": asked(),
            "ended": "ok",
            "value": {"t": "tensor", "i": 0, "type": "torch.Tensor"},
            "gradients": [],
            "changed": [],
            "called": [],
            "tensors": [["float32", [1]]],
        },
        bytes(4),
    )
    CHANNEL.sendall(whole[: len(whole) // 2])
    time.sleep(60)
