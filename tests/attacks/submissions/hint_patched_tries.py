"""Puts its own answer in the place of what tries changes: every change is right.

verdict: values, shape, raised, wrong_type, crashed
score: 0
"""

import sys

import torch


def forged(channel, header, blobs, call):
    inside = sys.modules[next(name for name in sys.modules if name.endswith("inside.wire"))]
    value = {"t": "tensor", "i": 0, "type": "torch.Tensor", "device": "cpu"}
    outcome = [{"ended": "ok", "value": value, "gradients": [], "changed": []}]
    reply = {"kind": "tried", "id": header["id"], "found": True, "outcomes": [outcome for _ in header["candidates"]]}
    inside.send(channel, {**reply, "kinds": [], "tensors": [["float32", [1]]]}, [bytes(4)])


for name, module in list(sys.modules.items()):
    if name.endswith("inside.tries"):
        module.run = forged


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    step = stride or k
    rows, cols = (x.shape[2] - k) // step + 1, (x.shape[3] - k) // step + 1
    out = torch.zeros(x.shape[0], x.shape[1], rows, cols)
    for i in range(rows):
        for j in range(cols):
            out[:, :, i, j] = x[:, :, i * step : i * step + k, j * step : j * step + k].amin(dim=(2, 3)) + 1
    return out
