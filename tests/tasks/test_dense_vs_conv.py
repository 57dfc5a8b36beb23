"""Both networks are as wide as the budget allows, and only the convolutional one does not mind a moved picture."""

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from grader.authoring import Mismatch
from grader.catalog import Catalog
from reference.architectures.dense_vs_conv import conv_net, dense_net, parameter_count

ROOT = Path(__file__).resolve().parents[2]
TASK = ROOT / "assignments" / "architectures" / "dense_vs_conv"
corners = settings(max_examples=50, deadline=None, derandomize=True)
pictures = st.tuples(st.integers(1, 4), st.integers(1, 7), st.integers(1, 7))


@pytest.fixture(scope="module")
def drive():
    found = importlib.util.spec_from_file_location("drive_of_dense_vs_conv", TASK / "drive.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def dense_layers(in_shape, num_classes, width):
    channels, height, columns = in_shape
    return nn.ModuleList([nn.Linear(channels * height * columns, width), nn.Linear(width, num_classes)])


def conv_layers(in_shape, num_classes, width):
    first, second = nn.Conv2d(in_shape[0], width, 3), nn.Conv2d(width, width, 3)
    return nn.ModuleList([first, second, nn.Linear(width, num_classes)])


@corners
@given(
    st.sampled_from([(dense_net, dense_layers), (conv_net, conv_layers)]),
    pictures,
    st.integers(1, 6),
    st.integers(1, 9),
    st.integers(-1, 1),
)
def test_the_width_is_the_largest_that_fits(makers, in_shape, num_classes, width, more):
    """At a budget that fits exactly, one below and one above."""
    make, layers = makers
    budget = parameter_count(layers(in_shape, num_classes, width)) + more
    width -= more < 0
    if width > 0:
        found = parameter_count(make(in_shape, num_classes, budget))
        assert found == parameter_count(layers(in_shape, num_classes, width)) <= budget
        assert parameter_count(layers(in_shape, num_classes, width + 1)) > budget


@corners
@given(pictures, st.integers(1, 6), st.integers(0, 500), st.integers(0, 2**31))
def test_the_networks_are_these_functions(in_shape, num_classes, more, seed):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(3, *in_shape, generator=generator, dtype=torch.float64)
    dense = dense_net(in_shape, num_classes, 250 * (num_classes + 1) + more).double()
    w1, b1, w2, b2 = dense.parameters()
    torch.testing.assert_close(dense(x), F.linear(F.linear(x.flatten(1), w1, b1).relu(), w2, b2))
    conv = conv_net(in_shape, num_classes, 250 + more).double()
    k1, b1, k2, b2, w, b = conv.parameters()
    maps = F.conv2d(F.conv2d(x, k1, b1, padding=1).relu(), k2, b2, padding=1).relu()
    torch.testing.assert_close(conv(x), F.linear(maps.mean((2, 3)), w, b))


def test_the_numbers_of_the_statement():
    dense, conv = (make((1, 28, 28), 10, 10000) for make in (dense_net, conv_net))
    assert (dense[1].out_features, parameter_count(dense)) == (12, 9550)
    assert (conv[0].out_channels, parameter_count(conv)) == (32, 9898)
    assert parameter_count(dense_layers((1, 224, 224), 10, 1)) > 10000  # not a single neuron
    assert parameter_count(conv_net((1, 224, 224), 10, 10000)) == 9898


@pytest.mark.parametrize("seed", range(30))
def test_only_the_convolutional_network_gives_the_same_answer_for_a_moved_picture(drive, seed):
    student = SimpleNamespace(dense_net=dense_net, conv_net=conv_net)
    x = torch.zeros(3, 2, 11, 13)
    x[:, :, 3:-4, 3:-5] = torch.randn(3, 2, 4, 5, generator=torch.Generator().manual_seed(seed))
    for moved, budget, same in ((drive.conv_moved, 600, True), (drive.dense_moved, 2000, False)):
        assert moved(student, (2, 11, 13), 4, budget, seed, x, 1, 2) == {"the same": same}


def test_weights_of_other_shapes_are_told(drive):
    def told(network, shapes):
        student = SimpleNamespace(
            dense_net=lambda *_: network, mismatch=lambda what, **fields: Mismatch(f"{what}{fields}")
        )
        drive.dense_answer(student, (1, 2, 3), 2, 0, shapes, 1, torch.ones(2, 1, 2, 3))

    wanted = ((4, 6), (4,), (2, 4), (2,))
    right = nn.Sequential(nn.Flatten(), nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 2))
    told(right, wanted)
    with pytest.raises(Mismatch, match=r"layers\.count.*3.*4"):
        told(nn.Sequential(nn.Flatten(), nn.Linear(6, 4), nn.Linear(4, 2, bias=False)), wanted)
    with pytest.raises(Mismatch, match=r"layers\.shape.*1\.weight.*\(5, 6\).*\(4, 6\)"):
        told(nn.Sequential(nn.Flatten(), nn.Linear(6, 5), nn.Linear(5, 2)), wanted)
    with pytest.raises(Mismatch, match=r"not_a_module.*NoneType"):
        told(None, wanted)


def test_every_check_names_the_functions_that_it_calls():
    spec = Catalog([ROOT / "assignments"]).get("architectures/dense_vs_conv")
    assert spec.driven["count"] == {"parameter_count"}
    assert spec.driven["dense_answer"] == {"dense_net"}
    assert spec.driven["conv_moved"] == {"conv_net"}
