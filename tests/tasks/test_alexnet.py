"""The reference of architectures/alexnet is torchvision's AlexNet."""

import re
from pathlib import Path

import pytest
import torch
import torchvision
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from reference.architectures.alexnet import AlexNet

FOLDER = Path(__file__).resolve().parents[2] / "assignments/architectures/alexnet"


def narrow(theirs, width):
    """torchvision's network with `width` times as many channels and neurons, but for picture and answers."""

    def part(number):
        return number if number in (3, theirs.classifier[6].out_features) else int(number * width)

    for layers in (theirs.features, theirs.classifier):
        for place, layer in enumerate(layers):
            if isinstance(layer, nn.Conv2d):
                sizes = part(layer.in_channels), part(layer.out_channels), layer.kernel_size
                layers[place] = nn.Conv2d(*sizes, layer.stride, layer.padding)
            elif isinstance(layer, nn.Linear):
                layers[place] = nn.Linear(part(layer.in_features), part(layer.out_features))
    return theirs


def pair(num_classes, width, dropout):
    """Ours and torchvision's with the same weights, in float64."""
    with torch.device("meta"):
        theirs = torchvision.models.AlexNet(num_classes, dropout)
    theirs = narrow(theirs, width)  # the narrow layers are real ones
    ours = AlexNet(num_classes, width, dropout)
    theirs.load_state_dict(ours.state_dict())
    return ours.double(), theirs.double()


@settings(max_examples=50, deadline=None, derandomize=True)
@given(
    num_classes=st.integers(1, 11),
    width=st.sampled_from([1 / 64, 1 / 32, 3 / 64]),
    sides=st.tuples(st.integers(63, 130), st.integers(63, 130)),
    dropout=st.sampled_from([0.0, 0.5, 1.0]),
    training=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_values_and_gradients_are_torchvisions(num_classes, width, sides, dropout, training, seed):
    torch.manual_seed(seed)
    ours, theirs = pair(num_classes, width, dropout)
    x, cotangent = torch.randn(2, 3, *sides).double(), torch.randn(2, num_classes).double()
    outputs = []
    for network in (ours.train(training), theirs.train(training)):
        torch.manual_seed(seed)  # the same numbers are dropped
        outputs.append(network(x))
        (outputs[-1] * cotangent).sum().backward()
    torch.testing.assert_close(*outputs)
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, other.grad)


def test_at_width_1_it_has_torchvisions_weights():
    with torch.device("meta"):
        ours, theirs = AlexNet(), torchvision.models.alexnet()
    shapes = [{key: tuple(one.shape) for key, one in network.state_dict().items()} for network in (ours, theirs)]
    assert shapes[0] == shapes[1]
    assert sum(weight.numel() for weight in ours.parameters()) == 61100840


def test_its_dropout_is_torchvisions_by_itself():
    with torch.device("meta"):
        rates = [
            [layer.p for layer in network.modules() if isinstance(layer, nn.Dropout)]
            for network in (AlexNet(), torchvision.models.alexnet())
        ]
    assert rates == [[0.5, 0.5], [0.5, 0.5]]


def test_with_dropout_1_only_biases_and_the_last_layer_decide():
    torch.manual_seed(0)
    network = AlexNet(7, 1 / 32, 1.0).train()
    fc2, fc3 = network.classifier[4], network.classifier[6]
    expected = fc3(fc2.bias.relu()).expand(2, 7)
    torch.testing.assert_close(network(torch.randn(2, 3, 63, 70)), expected)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_statement_shows_the_shapes_that_come_out(lang):
    text = (FOLDER / f"statement.{lang}.md").read_text(encoding="utf-8")
    shown = [tuple(map(int, numbers.split(", "))) for numbers in re.findall(r"\| `\(N, ([\d, ]+)\)` \|", text)]
    with torch.device("meta"):
        network, x, seen = AlexNet().eval(), torch.zeros(1, 3, 224, 224), []
        for layer in [*network.features, network.avgpool, nn.Flatten(), *network.classifier]:
            x = layer(x)
            if not isinstance(layer, nn.ReLU | nn.Dropout):
                seen.append(tuple(x.shape[1:]))
    assert shown == seen[:-1]  # the last row says num_classes
