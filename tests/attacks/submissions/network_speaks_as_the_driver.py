"""Raises what a driver raises, with fields that would be filled into the report's sentence, or break it.

verdict: raised
score: 0
task: architectures/lenet
absent: <img
"""

import torch


class Mismatch(Exception):
    pass


class LeNet(torch.nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        raise Mismatch("layers.count|yours=<img src=x onerror=1>{0.__class__}|expected=\x1b[2J|key=drive.parts")
