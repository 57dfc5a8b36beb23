"""Operators for too much or too little of a thing, each on a line that has it."""

import dataclasses

import pytest

from grader.repair.edits import apply
from grader.repair.operators import changes, wholes
from grader.repair.operators.places import Operator
from tests.repair.mending import groups, only_target

CONV = "def f(x, kernel_size, stride, padding, dilation):\n    kh, kw = kernel_size\n    dh, dw = dilation\n"


@pytest.mark.parametrize(
    ("operator", "source", "kinds", "mended"),
    [
        (wholes.over_some, "def f(w):\n    low = w.min()\n", {"w": "tensor4"}, "w.amin(dim=(1, 2, 3), keepdim=True)"),
        (wholes.over_some, "def f(w):\n    m = w.mean()\n", {"w": "array4"}, "w.mean(axis=(0, 2, 3), keepdims=True)"),
        (
            wholes.over_some,
            "def f(w):\n    v = torch.var(w, unbiased=False)\n",
            {"w": "tensor4"},
            "w.var(dim=(0, 2, 3), unbiased=False)",
        ),
        (wholes.over_some, "def f(w):\n    m = w.max()\n", {"w": "tensor2"}, "w.amax(dim=(1,), keepdim=True)"),
        (
            wholes.first_only,
            "def f(x):\n    var = x[0].var(dim=(1, 2), unbiased=False)\n",
            {},
            "var = x.var(dim=(0, 2, 3), unbiased=False)",
        ),
        (wholes.first_only, "def f(x):\n    m = x[0].mean((1, 2))\n", {}, "m = x.mean((0, 2, 3))"),
        (
            wholes.own_conditions,
            "def f(w, b, c):\n    g = 0.0 if w is None or b is None else b[c]\n",
            {},
            "g = 0.0 if b is None else b[c]",
        ),
        (
            wholes.of_gradients,
            "def f(net):\n    for p in net.parameters():\n        if p.grad is not None:\n            a = p.norm()\n",
            {},
            "a = p.grad.norm()",
        ),
        (
            wholes.runs,
            "def f(w, g, groups):\n    size = len(w) // groups\n    w = w[g::groups]\n",
            {"size": "int", "g": "int"},
            "w[g * size:(g + 1) * size]",
        ),
        (
            wholes.dilated,
            CONV + "    for a in range(kh):\n        for b in range(kw):\n            y = x[i * 2 + a, j * 2 + b]\n",
            {},
            "y = x[i * 2 + a * dh, j * 2 + b * dw]",
        ),
        (
            wholes.inside_the_border,
            CONV + "    ph, pw = padding\n    out[:, :, :h, :w] = x\n",
            {},
            "out[:, :, ph:ph + h, pw:pw + w] = x",
        ),
        (
            wholes.inside_the_border,
            "def f(x, padding):\n    out[:, :, :h, :w] = x\n",
            {},
            "out[:, :, padding:padding + h, padding:padding + w] = x",
        ),
    ],
)
def test_it_mends_its_line(operator: Operator, source: str, kinds: dict[str, str], mended: str) -> None:
    target = dataclasses.replace(only_target(source), kinds=kinds)
    found = [apply(target.source, change.edits).decode() for change in groups(list(operator(target)))]
    assert any(mended in one for one in found), found
    every = {tuple((edit.start, edit.end, edit.text) for edit in change.edits) for _, change in changes(target)}
    own = {tuple((edit.start, edit.end, edit.text) for edit in change.edits) for change in operator(target)}
    assert own <= every, "it is in its stage"
