"""Operators that do here what is done elsewhere, each on a line that lacks it."""

import pytest

from grader.repair.edits import apply
from grader.repair.operators import changes, elsewhere, training
from grader.repair.operators.places import Operator
from tests.repair.mending import groups, targets_of

LOOP = "def f(model, loader, loss_fn):\n    model.train()\n    for x, y in loader:\n"
SHIFT = "def shift(x, rows, cols):\n    return x\n"


@pytest.mark.parametrize(
    ("operator", "source", "mended"),
    [
        (
            elsewhere.wrapped,
            SHIFT + "def f(layer, x, rows, cols):\n    a = layer(shift(x, rows, cols))\n    b = layer(x)\n",
            "b = shift(layer(x), rows, cols)",
        ),
        (
            elsewhere.wrapped,
            SHIFT + "def f(layer, x, rows, cols):\n    b = shift(layer(x), rows, cols)\n    a = layer(x)\n",
            "a = layer(shift(x, rows, cols))",
        ),
        (
            elsewhere.wrapped,
            SHIFT + "def f(layer, x, rows, cols):\n    b = shift(layer(x), rows, cols)\n",
            "    b = layer(x)\n",
        ),
        (elsewhere.largest, "def f(a, b):\n    return ((a - b) ** 2).mean()\n", "return (a - b).abs().max()"),
        (elsewhere.largest, "def f(a, b):\n    return (a - b).norm()\n", "return (a - b).abs().max()"),
        (elsewhere.largest, "def f(a, b):\n    return (a - b).abs().mean()\n", "return (a - b).abs().max()"),
        (elsewhere.turned_first, "def f(x):\n    return x.flatten(2)\n", "return x.transpose(2, 3).flatten(2)"),
        (
            elsewhere.turned_first,
            "def f(x, c):\n    y = x.view(c, -1)\n",
            "y = x.transpose(0, 1).reshape(c, -1)",
        ),
        (elsewhere.turned_first, "def f(x):\n    return x.flatten(2)\n", "return x.flatten(2).transpose(1, 2)"),
        (
            elsewhere.steps,
            "def f(x, kernel):\n    kh, kw = kernel\n"
            "    for i in range(0, H - kh + 1):\n        for j in range(W - kw + 1):\n            pass\n",
            "range(0, H - kh + 1, kh):\n        for j in range(0, W - kw + 1, kw)",
        ),
        (elsewhere.steps, "def f(x, kh):\n    return x.unfold(2, kh, 1)\n", "x.unfold(2, kh, kh)"),
        (elsewhere.products, "def f(in_shape):\n    n = in_shape[0]\n", "n = math.prod(in_shape)"),
        (elsewhere.products, "def f(in_shape):\n    n = sum(in_shape)\n", "n = math.prod(in_shape)"),
        (
            elsewhere.rounded_as_asked,
            "def f(n, k, s, ceil_mode):\n    return -(-(n - k) // s) + 1\n",
            "return (-(-(n - k) // s) if ceil_mode else (n - k) // s) + 1",
        ),
        (
            elsewhere.rounded_as_asked,
            "def f(n, k, s, ceil_mode):\n    h = math.ceil((n - k) / s) + 1\n    w = math.ceil((n - k) / s) + 1\n",
            "h = (math.ceil((n - k) / s) if ceil_mode else (n - k) // s) + 1\n"
            "    w = (math.ceil((n - k) / s) if ceil_mode else (n - k) // s) + 1\n",
        ),
        (
            elsewhere.rounded_as_asked,
            "def f(n, s, ceil_mode):\n    raw = n / s\n    return math.ceil(raw) + 1\n",
            "return (math.ceil(raw) if ceil_mode else math.floor(raw)) + 1",
        ),
        (
            elsewhere.rounded_as_asked,
            "def f(n, k, s, ceil_mode):\n    return (n - k) // s + 1\n",
            "return (-(-(n - k) // s) if ceil_mode else (n - k) // s) + 1",
        ),
        (
            training.weighted,
            LOOP + "        loss = loss_fn(model(x), y)\n        total += loss.item()\n        n += 1\n",
            "total += (loss.item()) * len(y)\n        n += len(y)\n",
        ),
        (
            training.weighted,
            LOOP + "        losses.append(loss_fn(model(x), y).item())\n    return np.mean(losses)\n",
            "losses.append((loss_fn(model(x), y).item(), len(y)))\n"
            "    return sum(a * b for a, b in losses) / sum(b for _, b in losses)\n",
        ),
        (
            training.weighted,
            LOOP + "        losses.append(loss.item())\n        sizes.append(len(x))\n    return np.mean(losses)\n",
            "    return sum(a * b for a, b in zip(losses, sizes)) / sum(sizes)\n",
        ),
    ],
)
def test_it_mends_its_line(operator: Operator, source: str, mended: str) -> None:
    target = targets_of(source)[-1]
    found = [apply(target.source, change.edits).decode() for change in groups(list(operator(target)))]
    assert any(mended in one for one in found), found
    every = {tuple((edit.start, edit.end, edit.text) for edit in change.edits) for _, change in changes(target)}
    own = {tuple((edit.start, edit.end, edit.text) for edit in change.edits) for change in operator(target)}
    assert own <= every, "it is in its stage"
