"""What the function has already, put in another place."""

import dataclasses

import pytest

from grader.repair.edits import apply
from grader.repair.operators import Operator, changes, donors
from tests.repair.mending import groups, targets_of


@pytest.mark.parametrize(
    ("operator", "source", "mended"),
    [
        (
            donors.assigned_elsewhere,
            "def f(x, g, b, t):\n    if t:\n        out = x * g + b\n    else:\n        out = x\n    return out\n",
            "    else:\n        out = x * g + b\n",
        ),
        (
            donors.other_roles,
            "def f(i, stride_h, stride_w, dilation_h, dilation_w):\n    y, x = i * stride_h, i * stride_w\n",
            "y, x = i * dilation_h, i * dilation_w\n",
        ),
        (
            donors.dilated_alone,
            "def f(x, kh, kw, dh, dw):\n    for a in range(kh):\n        r = slice(a, a + 3)\n"
            "        for b in range(kw):\n            c = slice(b, b + 3)\n",
            "        r = slice(a * dh, a * dh + 3)\n        for b in range(kw):\n"
            "            c = slice(b * dw, b * dw + 3)\n",
        ),
        (
            donors.opposites,
            "def f(h, w, top, bottom, left, right):\n    a = h + top - 1\n    b = w + left - 1\n",
            "    a = h + (top + bottom) - 1\n    b = w + (left + right) - 1\n",
        ),
        (donors.shapes_counted, "def f(x):\n    n = x.shape[0] * x.shape[2]\n", "x.shape[0] * x.shape[2] * x.shape[3]"),
        (donors.counts_multiplied, "def f(x):\n    n, c, h, w = x.shape\n    m = n * h\n", "m = (n * h * w)"),
        (donors.terms_counted, "def f(a, b, m):\n    y = a - b\n", "y = a - ((b) / m)"),
        (donors.variances_corrected, "def f(var, n):\n    y = 0.1 * var.flatten()\n", "(var * n / (n - 1)).flatten()"),
        (
            donors.conditions_of_comprehensions,
            "def f(ps):\n    return sum(p.numel() for p in ps if p.dim() > 1)\n",
            "sum(p.numel() for p in ps if True)",
        ),
        (donors.listed_in_order, "def f(a, b, c):\n    return [a, c, b]\n", "[a, b, c]"),
        (donors.steps_taken_off, "def f(r, s, k):\n    r = r * s + k - 1\n", "((r - 1) * s + k)"),
        (donors.opened, "def f(x, h, b):\n    return x[0:h - b, :h - b]\n", "x[b:h - b, b:h - b]"),
        (donors.given_more, "def f(net, x, training):\n    net.train()\n    return net(x)\n", "net.train(training)"),
        (
            donors.means_weighted,
            "def f(m, loss):\n    y = load()\n    m.add(loss.item(), len(y))\n",
            "m.add((loss.item() * len(y)), len(y))",
        ),
        (donors.calls_of_one_dropped, "def f(v):\n    return torch.sqrt(v * 2)\n", "return v * 2"),
        (donors.calls_of_one_dropped, "def f(v, m):\n    return (v - m).abs().mean()\n", "((v - m) ** 2).mean()"),
        (donors.rounded_up_anew, "def f(a, b):\n    return a // b + 1\n", "return (-(-a // b))"),
        (donors.partners_together, "def f(n, h, w):\n    m = n * h\n", "n * (h * w)"),
    ],
)
def test_it_mends_its_line(operator: Operator, source: str, mended: str) -> None:
    target = targets_of(source)[-1]
    found = [apply(target.source, change.edits).decode() for change in groups(list(operator(target)))]
    assert any(mended in one for one in found), found
    every = {tuple((edit.start, edit.end, edit.text) for edit in change.edits) for _, change in changes(target)}
    own = {tuple((edit.start, edit.end, edit.text) for edit in change.edits) for change in operator(target)}
    assert own <= every, "it is in its stage"


@pytest.mark.parametrize(
    ("operator", "source", "kinds", "mended"),
    [
        (
            donors.results_turned,
            "def f(x):\n    y = x.flatten(2)\n    return y\n",
            {"y": "tensor3"},
            "y.transpose(1, 2)",
        ),
        (donors.results_turned, "def f(v, k):\n    return v[:k]\n", {"v": "tensor2"}, "v[:, :k].T"),
        (donors.literals_named, "def f(k, s):\n    s = s if s else [1, 1]\n", {"k": "list"}, "s if s else k"),
    ],
)
def test_it_mends_where_it_is_known_what_names_hold(
    operator: Operator, source: str, kinds: dict[str, str], mended: str
) -> None:
    target = dataclasses.replace(targets_of(source)[-1], kinds=kinds)
    assert any(mended in apply(target.source, change.edits).decode() for change in operator(target))
