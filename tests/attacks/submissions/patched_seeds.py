"""Replaces the seeding that comes before each call by an error of its own, and by an exit.

verdict: crashed, raised, load_failed
score: 0
"""

import random

import numpy as np
import torch


def fail(*args):
    raise SystemExit("seeds")


torch.manual_seed = random.seed = np.random.seed = fail


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return x
