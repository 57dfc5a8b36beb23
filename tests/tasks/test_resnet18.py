"""ResNet-18 is torchvision's, at its own width and at any other."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torchvision.models.resnet import BasicBlock, ResNet, resnet18

from reference.architectures.resnet18 import ResNet18
from tests.tasks.test_residual_block import pass_through, randomised

corners = settings(max_examples=25, deadline=None, derandomize=True)


class Narrow(ResNet):
    """torchvision's network, begun with fewer channels."""

    def __init__(self, num_classes, width):
        super().__init__(BasicBlock, [2, 2, 2, 2], num_classes)
        self.inplanes = width
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.layer1 = self._make_layer(BasicBlock, width, 2)
        self.layer2 = self._make_layer(BasicBlock, 2 * width, 2, stride=2)
        self.layer3 = self._make_layer(BasicBlock, 4 * width, 2, stride=2)
        self.layer4 = self._make_layer(BasicBlock, 8 * width, 2, stride=2)
        self.fc = nn.Linear(8 * width, num_classes)


@corners
@given(
    st.integers(1, 4),
    st.integers(1, 5),
    st.tuples(st.integers(2, 3), st.integers(1, 70), st.integers(1, 70)),
    st.booleans(),
    st.integers(0, 2**31),
)
def test_resnet18_is_torchvisions(width, num_classes, size, training, seed):
    batch, height, breadth = size
    right = randomised(Narrow(num_classes, width), seed).train(training)
    ours = ResNet18(num_classes, width).double().train(training)
    ours.load_state_dict(right.state_dict())
    generator = torch.Generator().manual_seed(seed + 1)
    x = torch.randn(batch, 3, height, breadth, generator=generator, dtype=torch.float64)
    torch.testing.assert_close(pass_through(ours, x), pass_through(right, x), rtol=1e-6, atol=1e-6)


def test_the_network_of_the_paper():
    right, ours = resnet18().eval(), ResNet18().eval()
    ours.load_state_dict(right.state_dict())
    assert sum(weight.numel() for weight in ours.parameters()) == 11689512
    x = torch.randn(1, 3, 64, 48)
    with torch.no_grad():
        torch.testing.assert_close(ours(x), right(x))


@pytest.mark.parametrize("size", [(64, 48), (9, 40)])
def test_the_numbers_of_the_statement(size):
    network = ResNet18(10, width=8)
    assert network(torch.ones(2, 3, *size)).shape == (2, 10)
    assert sum(weight.numel() for weight in network.parameters()) == 177362
