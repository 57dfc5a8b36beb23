"""Looks for the C++ function in libtorch through ctypes; the name is there, a call without the ABI is a crash.

verdict: crashed, raised, values, returned_nothing, wrong_type, shape
score: 0
task: convolution/conv2d
"""

import ctypes
import os

import torch


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    folder = os.path.join(os.path.dirname(torch.__file__), "lib")
    library = ctypes.CDLL(os.path.join(folder, "libtorch_cpu.so"))
    found = library["_ZN2at4_ops6conv2d4callERKNS_6TensorES4_RKSt8optionalIS2_EN3c108ArrayRefINS9_6SymIntEEESC_SC_SB_"]
    found()
