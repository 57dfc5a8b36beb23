"""Gradient norms are those of autograd in float64, and what the lesson says about depth can be seen in them."""

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from grader.authoring import Gen
from grader.catalog import Catalog
from reference.architectures.vanishing_gradient import gradient_norms

ROOT = Path(__file__).resolve().parents[2]
TASK = ROOT / "assignments" / "architectures" / "vanishing_gradient"
corners = settings(max_examples=50, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def spec():
    return Catalog([ROOT / "assignments"]).get("architectures/vanishing_gradient")


@pytest.fixture(scope="module")
def drive():
    found = importlib.util.spec_from_file_location("drive_of_vanishing_gradient", TASK / "drive.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@corners
@given(st.integers(1, 4), st.integers(1, 4), st.integers(2, 4), st.integers(1, 5), st.integers(0, 2**31))
def test_the_norms_are_autograds(channels, width, classes, count, seed):
    generator = torch.Generator().manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(channels, width, (3, 2)),
        nn.GroupNorm(1, width),
        nn.Tanh(),
        nn.Flatten(),
        nn.Linear(width * 4, classes),
    ).double()
    x = torch.randn(count, channels, 4, 3, generator=generator, dtype=torch.float64)
    y = torch.randint(0, classes, (count,), generator=generator)
    gradients = torch.autograd.grad(F.cross_entropy(model(x), y), [model[0].weight, model[4].weight])
    for weight in model.parameters():
        weight.grad = torch.ones_like(weight)
    right = [gradient.square().sum().sqrt().item() for gradient in gradients]
    assert gradient_norms(model, x, y) == pytest.approx(right)
    assert all(weight.grad is None for weight in model.parameters())


def test_the_number_of_the_statement():
    model = nn.Linear(2, 2)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    assert gradient_norms(model, torch.tensor([[3.0, 4.0]]), torch.tensor([0])) == pytest.approx([12.5**0.5])


@pytest.mark.parametrize("seed", range(20))
def test_the_gradient_dies_in_the_plain_network_only(drive, seed):
    student = SimpleNamespace(gradient_norms=gradient_norms)
    x = torch.randn(5, 3, generator=torch.Generator().manual_seed(seed))
    y = torch.tensor([0, 1, 2, 3, 0])
    plain, residual = (
        drive.norms(student, "deep", (3, 5, 4, 12, "sigmoid", shortcut), seed, x, y) for shortcut in (False, True)
    )
    assert plain[0] / plain[-1] < 1e-6
    assert residual[0] / residual[-1] > 1e-3


@pytest.mark.parametrize("seed", range(20))
def test_no_number_of_the_deep_networks_is_lost_to_rounding(spec, seed):
    """The smallest norms are far above what float32 can hold, so each has a meaning of its own."""
    check = next(check for check in spec.checks if check.id == "deep")
    for case in range(check.cases):
        call = check.make(Gen(1000 * seed + case, case))
        assert min(spec.callee(call)(*call.args)) > 1e-20


def test_lists_of_any_make_are_read(drive):
    rows = ([1.5, 2.0], (1.5, 2.0), torch.tensor([1.5, 2.0]), [torch.tensor(1.5), torch.tensor([2.0])])
    assert [drive._listed(row) for row in rows] == [[1.5, 2.0]] * 4
    assert drive._listed({"weight": 1.5}) == {"weight": 1.5}


@pytest.mark.parametrize(
    ("after", "clean"),
    [(None, True), (torch.zeros(2), True), (torch.tensor([1.0, 2.0]), True), (torch.tensor([1.0, 3.0]), False)],
)
def test_what_counts_as_left_as_it_was(drive, after, clean):
    assert drive._is_clean(after, torch.tensor([1.0, 2.0])) is clean
