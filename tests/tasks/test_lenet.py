"""The reference of architectures/lenet holds the layers of its table, and no others."""

import re
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from reference.architectures.lenet import LeNet

FOLDER = Path(__file__).resolve().parents[2] / "assignments/architectures/lenet"


def table(num_classes):
    """The table of the statement as ready layers."""
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, num_classes)),
    ).double()


@settings(max_examples=50, deadline=None, derandomize=True)
@given(num_classes=st.integers(1, 12), count=st.integers(1, 3), seed=st.integers(0, 2**32 - 1))
def test_values_and_gradients_are_those_of_the_table(num_classes, count, seed):
    torch.manual_seed(seed)
    ours, theirs = LeNet(num_classes).double(), table(num_classes)
    theirs.load_state_dict(dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True)))
    x, cotangent = torch.randn(count, 1, 28, 28).double(), torch.randn(count, num_classes).double()
    torch.testing.assert_close(ours(x), theirs(x))
    for network in (ours, theirs):
        (network(x) * cotangent).sum().backward()
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, other.grad)


def test_it_has_as_many_weights_as_the_statement_says():
    assert sum(weight.numel() for weight in LeNet().parameters()) == 61706
    assert sum(weight.numel() for weight in LeNet().conv1.parameters()) == 156


def test_an_answer_may_leave_the_range_of_tanh():
    torch.manual_seed(0)
    network = LeNet()
    network.fc3.weight.data *= 100
    answers = network(torch.randn(5, 1, 28, 28))
    assert float(answers.detach().abs().max()) > 1
    assert not torch.allclose(answers.sum(1), torch.ones(5))


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_statement_shows_the_shapes_that_come_out(lang):
    text = (FOLDER / f"statement.{lang}.md").read_text(encoding="utf-8")
    shown = [tuple(map(int, numbers.split(", "))) for numbers in re.findall(r"\| `\(N, ([\d, ]+)\)` \|", text)]
    x, seen = torch.zeros(1, 1, 28, 28), []
    for layer in table(10).float():
        x = layer(x)
        if not isinstance(layer, nn.Tanh):
            seen.append(tuple(x.shape[1:]))
    assert shown == seen[:-1]  # the last row says num_classes
