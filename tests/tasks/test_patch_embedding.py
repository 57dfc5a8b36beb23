"""patch_embedding is torch's convolution, filter_grid torchvision's grid without its frame, principal_filters a PCA."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.catalog import Catalog, default_root
from grader.compare import case_book
from reference.convolution.patch_embedding import filter_grid, patch_embedding, principal_filters

TASK = Path(__file__).resolve().parents[2] / "assignments/convolution/patch_embedding"
corners = settings(max_examples=50, deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
few = st.integers(1, 4)


def normal(shape, seed):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.fixture(scope="module")
def spec():
    return Catalog([default_root()]).get("convolution/patch_embedding")


@corners
@given(few, few, few, few, few, few, few, st.booleans(), seeds)
def test_patches_are_a_convolution_that_moves_by_its_own_size(n, c, f, kh, kw, rows, columns, with_bias, seed):
    x, weight = normal((n, c, rows * kh, columns * kw), seed), normal((f, c, kh, kw), seed + 1)
    bias = normal((f,), seed + 2) if with_bias else None
    inputs = [tensor.requires_grad_() for tensor in (x, weight, bias) if tensor is not None]
    ours = patch_embedding(x, weight, bias)
    theirs = F.conv2d(x, weight, bias, stride=(kh, kw)).flatten(2).transpose(1, 2)
    torch.testing.assert_close(ours, theirs)
    cotangent = normal(ours.shape, seed + 3)
    torch.testing.assert_close(
        torch.autograd.grad(ours, inputs, cotangent), torch.autograd.grad(theirs, inputs, cotangent)
    )


def test_patches_are_those_of_torchvisions_vision_transformer():
    from torchvision.models import VisionTransformer

    vit = VisionTransformer(image_size=12, patch_size=4, num_layers=1, num_heads=2, hidden_dim=8, mlp_dim=8)
    x, layer = torch.rand(2, 3, 12, 12), vit.conv_proj
    torch.testing.assert_close(patch_embedding(x, layer.weight, layer.bias), vit._process_input(x))


@corners
@given(st.integers(1, 9), st.data(), st.integers(1, 3), few, few, seeds)
def test_the_grid_is_torchvisions_without_its_frame(f, data, c, kh, kw, seed):
    from torchvision.utils import make_grid

    columns = data.draw(st.integers(1, f))
    weight = normal((f, c, kh, kw + 1), seed)  # at least two numbers: torchvision scales a constant in its own way
    theirs = make_grid(weight, nrow=columns, padding=1, normalize=True, scale_each=True)
    if f == 1:  # torchvision gives a single picture no frame
        theirs = F.pad(theirs, (1, 1, 1, 1))
    if c == 1:  # torchvision makes three channels of one
        theirs = theirs[:1]
    torch.testing.assert_close(filter_grid(weight, columns), theirs[:, 1:-1, 1:-1], rtol=0, atol=1e-4)


@corners
@given(st.integers(2, 9), st.data(), few, few, few, seeds)
def test_components_are_eigenvectors_of_the_covariance_in_falling_order(f, data, c, kh, kw, seed):
    weight = normal((f, c, kh, kw), seed)
    k = data.draw(st.integers(1, min(f - 1, c * kh * kw)))
    found = principal_filters(weight, k)
    assert found.shape == (k, c, kh, kw)
    found = found.flatten(1)
    torch.testing.assert_close(found @ found.T, torch.eye(k, dtype=torch.float64))
    covariance = torch.cov(weight.flatten(1).T).reshape(c * kh * kw, -1)
    strength = torch.linalg.eigvalsh(covariance).flip(0)[:k]
    torch.testing.assert_close(covariance @ found.T, found.T * strength)


@pytest.mark.parametrize("secret", [b"one", b"two", b"three"])
def test_neither_components_nor_signs_of_a_case_hang_on_rounding(spec, secret):
    book = case_book(spec, secret)
    cases = [case for check in spec.checks for case in book.cases(check) if case.call.driver == "up_to_sign"]
    assert len(cases) == 8
    for case in cases:
        weight, k = case.call.args
        filters = weight.double().flatten(1)
        strength = torch.linalg.svdvals(filters - filters.mean(0))
        assert (strength[:k] > 1.9 * strength[1 : k + 1]).all()
        furthest = principal_filters(weight.double(), k).flatten(1).abs().topk(2, dim=1).values
        assert (furthest[:, 0] - furthest[:, 1] > 0.02).all()


def test_the_driver_forgives_signs_and_nothing_else(spec):
    up_to_sign = spec.drivers["up_to_sign"]
    weight = normal((6, 2, 3, 2), 0)
    found = principal_filters(weight, 3)

    def driven(value):
        return up_to_sign(SimpleNamespace(principal_filters=lambda weight, k: value), weight, 3)

    right = driven(found)
    for signs in ([1, -1, 1], [-1, -1, -1], [-1, 1, 1]):
        assert torch.equal(driven(found * torch.tensor(signs)[:, None, None, None]), right)
    assert torch.equal(driven(found.flatten(1)), right.flatten(1))
    assert torch.equal(driven(2 * found), 2 * right)
    assert torch.equal(driven(found.flip(0)), right.flip(0))
    assert torch.equal(driven(found[:0]), found[:0])
    assert driven(None) is None
    assert driven([1.0]) == [1.0]


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_statement_shows_what_the_references_return(spec, lang):
    statement = (TASK / f"statement.{lang}.md").read_text(encoding="utf-8")
    examples = {check.id: check.public[0].args for check in spec.checks if check.public}
    answer = patch_embedding(*examples["order_of_patches"])
    assert " ".join(f"{number:.0f}" for number in answer.flatten()) in re.sub(" +", " ", statement)
    assert tuple(answer.shape) == (1, 6, 1)

    shown = statement[statement.index("0 1   5 5") :].splitlines()[:5]
    picture = filter_grid(*examples["last_row"])[0]
    assert [[float(number) for number in line.split()[-5:]] for line in shown] == picture.tolist()
    filters = [[float(number) for number in line.split()[:6]] for line in shown[:2]]
    assert torch.tensor(filters).reshape(2, 3, 2).transpose(0, 1).tolist() == examples["last_row"][0][:, 0].tolist()
