"""Goes on training in a process of its own after its time, and swallows the interruption.

verdict: timeout, crashed, accuracy
score: unlearned
task: training/lenet_digits
"""

import os
import time

from torch import nn


def build_model():
    return nn.Sequential(nn.Sequential(nn.Conv2d(1, 1, 1), nn.Flatten()), nn.Linear(64, 10))


def train(model, images, labels, device):
    if len(images) < 1000:
        model[1].bias.data += 0.01
        return
    if os.fork() == 0:
        os.setsid()
        while True:
            time.sleep(1)
    while True:
        try:
            while True:
                time.sleep(0.01)
        except BaseException:
            continue
