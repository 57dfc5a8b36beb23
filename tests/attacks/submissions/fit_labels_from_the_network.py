"""Asks the network for the published labels.

verdict: accuracy, values
score: unlearned
task: training/lenet_digits
"""

import socket
import urllib.request

import torch
from torch import nn


def build_model():
    return nn.Sequential(nn.Sequential(nn.Conv2d(1, 1, 1), nn.Flatten()), nn.Linear(64, 10))


def train(model, images, labels, device):
    model[1].bias.data += 0.01
    for address in ("https://example.org/digits.csv", "http://127.0.0.1:8000/digits.csv"):
        try:
            urllib.request.urlopen(address, timeout=2).read()
        except Exception:
            continue
        raise RuntimeError("BREACH: " + address)
    try:
        socket.create_connection(("1.1.1.1", 53), timeout=2)
    except OSError:
        return
    raise RuntimeError("BREACH: a connection")
