"""The reference of architectures/vgg is torchvision's VGG, whatever the list."""

import pytest
import torch
import torchvision
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torchvision.models.vgg import cfgs, make_layers

from reference.architectures.vgg import VGG

items = st.integers(1, 6) | st.just("M")
lists = st.lists(items, min_size=1, max_size=7).filter(
    lambda drawn: drawn[0] != "M" and drawn.count("M") < 4 and drawn.count("M") < len(drawn)
)


def pair(configuration, num_classes, batch_norm, hidden, dropout):
    """Ours and torchvision's with the same weights, in float64; torchvision's fully connected layers made smaller."""
    with torch.device("meta"):
        theirs = torchvision.models.VGG(nn.Identity(), num_classes, init_weights=False, dropout=dropout)
    theirs.features = make_layers(configuration, batch_norm)
    sizes = [7 * 7 * [item for item in configuration if item != "M"][-1], hidden, hidden, num_classes]
    for place, inputs, outputs in zip((0, 3, 6), sizes[:-1], sizes[1:], strict=True):
        theirs.classifier[place] = nn.Linear(inputs, outputs)
    ours = VGG(configuration, num_classes, batch_norm, hidden, dropout)
    theirs.load_state_dict(ours.state_dict())
    return ours.double(), theirs.double()


@settings(max_examples=50, deadline=None, derandomize=True)
@given(
    configuration=lists,
    num_classes=st.integers(1, 6),
    batch_norm=st.booleans(),
    hidden=st.integers(1, 9),
    dropout=st.sampled_from([0.0, 0.5, 1.0]),
    training=st.booleans(),
    sides=st.tuples(st.integers(8, 20), st.integers(8, 20)),
    seed=st.integers(0, 2**32 - 1),
)
def test_values_gradients_and_statistics_are_torchvisions(
    configuration, num_classes, batch_norm, hidden, dropout, training, sides, seed
):
    torch.manual_seed(seed)
    ours, theirs = pair(configuration, num_classes, batch_norm, hidden, dropout)
    x, cotangent = torch.randn(3, 3, *sides).double(), torch.randn(3, num_classes).double()
    outputs = []
    for network in (ours.train(training), theirs.train(training)):
        torch.manual_seed(seed)  # the same numbers are dropped
        outputs.append(network(x))
        (outputs[-1] * cotangent).sum().backward()
    torch.testing.assert_close(*outputs)
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, other.grad)
    torch.testing.assert_close(dict(ours.named_buffers()), dict(theirs.named_buffers()))


@pytest.mark.parametrize(
    ("letter", "batch_norm", "name"), [("A", False, "vgg11"), ("D", False, "vgg16"), ("E", True, "vgg19_bn")]
)
def test_the_known_lists_give_the_known_networks(letter, batch_norm, name):
    with torch.device("meta"):
        ours, theirs = VGG(cfgs[letter], batch_norm=batch_norm), torchvision.models.get_model(name)
    shapes = [{key: tuple(one.shape) for key, one in network.state_dict().items()} for network in (ours, theirs)]
    assert shapes[0] == shapes[1]


def test_vgg16_has_as_many_weights_as_the_statement_says():
    with torch.device("meta"):
        assert sum(weight.numel() for weight in VGG(cfgs["D"]).parameters()) == 138357544


def test_with_dropout_1_only_the_last_bias_is_left():
    torch.manual_seed(0)
    network = VGG([4, "M", 5], 6, True, 8, 1.0).train()
    torch.testing.assert_close(network(torch.randn(2, 3, 9, 12)), network.classifier[6].bias.expand(2, 6))


def test_it_leaves_the_list_as_it_was():
    configuration = [4, "M", 5]
    VGG(configuration, 6, hidden=8)
    assert configuration == [4, "M", 5]
