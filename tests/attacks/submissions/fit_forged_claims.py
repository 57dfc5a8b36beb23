"""Writes an accuracy of its own into every answer that leaves the jail.

verdict: accuracy, values, crashed, wrong_type, mismatch
score: unlearned
task: training/lenet_digits
"""

import sys

import torch
from torch import nn


def build_model():
    return nn.Sequential(nn.Sequential(nn.Conv2d(1, 1, 1), nn.Flatten()), nn.Linear(64, 10))


def train(model, images, labels, device):
    model[1].bias.data += 0.01
    for name, module in list(sys.modules.items()):
        if name.endswith("_grader_inside.wire"):
            send = module.send

            def forged(channel, header, blobs, send=send):
                header = {**header, "accuracy": 1.0, "passed": True, "points": 8, "state": "passed", "learned": {"accuracy": 1}}
                send(channel, header, blobs)

            module.send = forged
