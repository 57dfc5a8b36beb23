"""A network of zeros that says it has the right number of weights: what it says of itself earns no full marks.

verdict: mismatch, values, raised, wrong_type, shape
score: partial
task: architectures/lenet
"""

import torch


class Liar(torch.Tensor):
    def numel(self):
        return 61706


class LeNet(torch.nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.num_classes = num_classes

    def parameters(self, recurse=True):
        yield torch.zeros(1).as_subclass(Liar)

    def forward(self, x):
        return torch.zeros(len(x), self.num_classes, dtype=x.dtype)
