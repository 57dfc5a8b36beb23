"""Operators for two axes, arguments, forms, flags and names that nobody reads, each on a line that lacks it."""

import dataclasses

import pytest

from grader.repair.edits import apply
from grader.repair.operators import arguments, axes, changes, flags, forms, mirrors, unread
from grader.repair.operators.places import Operator, roles_unpacked, spellings
from tests.repair.mending import groups, only_target

CONV = (
    "def f(x, kernel_size, stride, padding, dilation):\n"
    "    kh, kw = kernel_size\n    sh, sw = stride\n    ph, pw = padding\n"
)


@pytest.mark.parametrize(
    ("operator", "source", "kinds", "mended"),
    [
        (
            mirrors.mirrored,
            CONV + "    h1 = h0 + (n - 1) * sh + 1\n    w1 = w0 + n\n    h0, w0 = 0, 0\n",
            {},
            "w1 = w0 + (n - 1) * sw + 1",
        ),
        (
            mirrors.mirrored,
            CONV + "    y = x[i * sh:kh, j:kw]\n    i, j = 0, 0\n    y = (i * sh, j + 1)\n",
            {},
            "j * sw)",
        ),
        (
            mirrors.indices_exchanged,
            "def f(i, j, s):\n    y, z = i * s[1], j * s[0]\n",
            {},
            "y, z = i * s[0], j * s[1]",
        ),
        (
            mirrors.indices_exchanged,
            CONV + "    h0 = i * sw\n    w0 = j * sh\n",
            {},
            "h0 = i * sh\n    w0 = j * sw\n",
        ),
        (mirrors.both_reckoned, CONV + "    h0 = i\n    w0 = j\n", {}, "h0 = (i * sh)\n    w0 = (j * sw)\n"),
        (
            mirrors.both_reckoned,
            CONV + "    h0 = i * 2\n    w0 = j * 2\n",
            {},
            "h0 = (i * 2 - ph)\n    w0 = (j * 2 - pw)",
        ),
        (mirrors.exchanged_places, "def f(a, x, to, start):\n    a[start] = x[to]\n", {}, "a[to] = x[start]"),
        (arguments.slices_called, "def f(p):\n    return slice(p, -p)\n", {}, "slice(p, (-p or None))"),
        (
            arguments.slices_stepped,
            CONV + "    r = slice(a, a + n)\n    c = slice(b, b + m)\n",
            {},
            "r = slice(a, a + (n - 1) * sh + 1, sh)\n    c = slice(b, b + (m - 1) * sw + 1, sw)\n",
        ),
        (
            arguments.keywords_added,
            CONV + "    c = F.unfold(x, kernel_size)\n",
            {},
            "(x, kernel_size, stride=(sh, sw))",
        ),
        (arguments.borders, CONV + "    border = (0, pw, 0, ph)\n", {}, "border = (pw, pw, ph, ph)"),
        (
            arguments.borders,
            "def f(x, a, b, c, d):\n    return zero_pad(x, b, a, d, c)\n",
            {},
            "zero_pad(x, a, b, c, d)",
        ),
        (arguments.other_halves, "def f(n):\n    p = [n // 2, n // 2]\n", {}, "p = [n // 2, n - n // 2]"),
        (arguments.pairs_times, CONV + "    s = (s2, s3)\n", {}, "s = (s2 * sh, s3 * sw)"),
        (unread.unread_put, "def f(mask, w):\n    place = (1, 2)\n    mask[w == 3] = 1\n", {}, "mask[place] = 1"),
        (
            unread.unread_joined,
            "def f(plane, mean, std):\n    return plane / std\n",
            {"mean": "tensor0"},
            "return (plane - mean) / std",
        ),
        (
            unread.unread_joined,
            "def f(g, d, m):\n    for n in range(len(g.shape)):\n        for i in range(3):\n            d[n] += m\n",
            {"g": "tensor2"},
            "d[n] += ((m) * g[n, i])",
        ),
        (unread.indices_counted, "def f(w):\n    for f in range(3):\n        y = w[0]\n", {}, "y = w[f]"),
        (
            unread.indices_counted,
            "def f(x, c):\n    for g in range(3):\n        y = x[:, :c]\n",
            {},
            "y = x[:, g * (c):(g + 1) * (c)]",
        ),
        (unread.ones_for_values, "def f(mask, place, best):\n    mask[place] = best\n", {}, "mask[place] = 1"),
        (forms.brackets, "def f(d, k):\n    return d * k - 1\n", {}, "(d * (k - 1))"),
        (forms.brackets, "def f(a, s):\n    return (a + 1) // s\n", {}, "(a // s + 1)"),
        (forms.brackets, "def f(v, n):\n    return v * (n - 1) / n\n", {}, "(v * n / (n - 1))"),
        (forms.spans, CONV + "    n = oh * sh\n", {}, "n = ((oh - 1) * sh + 1)"),
        (forms.moved_before, "def f(w, a, b):\n    return w.view(b, a, 3).transpose(0, 1)\n", {}, "w.view(a, b, 3)\n"),
        (
            forms.channels_moved,
            "def f(rows, n, c, h, w):\n    return rows.reshape(n, c, h, w)\n",
            {},
            "rows.reshape(n, h, w, c).permute(0, 3, 1, 2)",
        ),
        (forms.channels_moved, "def f(x, c):\n    r = x.reshape(-1, c)\n", {}, "x.permute(0, 2, 3, 1).reshape(-1, c)"),
        (forms.one_axis_of_four, "def f(b):\n    return b.view(1, 1, 1, -1)\n", {}, "b.view(1, -1, 1, 1)"),
        (forms.flips_otherwise, "def f(w):\n    return w.flip(3)\n", {}, "w.flip((2, 3))"),
        (forms.flips_otherwise, "def f(w):\n    return w[:, ::-1, ::-1]\n", {}, "w[:, :, :]"),
        (forms.flips_otherwise, "def f(a, b):\n    return einsum('nij,fji->nf', a, b)\n", {}, "'nij,fij->nf'"),
        (forms.results_reshaped, "def f(g):\n    return g, g.sum(0)\n", {}, "(g.sum(0)).reshape(-1)"),
        (
            forms.limits,
            "def f(a, b, n, p):\n    a = max(a, -p)\n    b = min(b, n + p)\n",
            {},
            "a = max(a, 0)\n    b = min(b, n)\n",
        ),
        (
            forms.last_windows,
            "def f(n, k, s, p, ceil_mode):\n    free = n + 2 * p - k\n    m = free // s + 1\n"
            "    if ceil_mode and free % s:\n        m += 1\n",
            {},
            "if ((ceil_mode and free % s) and m * s < n + p):",
        ),
        (forms.closed, "def f(x, b):\n    return x[b:, b:]\n", {}, "x[b:-b or None, b:-b or None]"),
        (
            forms.sizes_anew,
            "def f(x, p):\n    n, c, h, w = x.shape\n    big = pad(x, p)\n    m = h - 1\n",
            {},
            "m = big.shape[-2] - 1",
        ),
        (forms.sizes_named, "def f(x, n):\n    return n // x.shape[1]\n", {"n": "int"}, "n // n"),
        (forms.other_operators, "def f(s):\n    jump = 1\n    jump = s\n", {}, "jump *= s"),
        (flags.flags_asked, "def f(n, ceil_mode):\n    if n % 2:\n        n += 1\n", {}, "if (ceil_mode and (n % 2)):"),
        (
            flags.shares,
            "def f(old, new, momentum):\n    return 0.9 * old + 0.1 * new\n",
            {},
            "return (1 - momentum) * old + momentum * new",
        ),
        (flags.complements, "def f(a, m):\n    return (1 - m) * a\n", {}, "return (m) * a"),
        (flags.sums_for_products, "def f(a, b):\n    return (a - 1) + (b - 1)\n", {}, "(a - 1) * (b - 1)"),
        (flags.sums_for_products, "def f(x, g, b):\n    return (x + b) * g\n", {}, "(x * g + b)"),
        (
            flags.kept_of_before,
            "def f(mean, running_mean, momentum):\n    new_mean = momentum * mean\n",
            {},
            "new_mean = ((1 - momentum) * running_mean + momentum * mean)",
        ),
        (flags.kept_of_before, "def f(x):\n    n = x.numel()\n", {}, "n = (x.numel() // x.shape[1])"),
        (
            flags.families_of_names,
            "def f(x, mean, var, running_mean, running_var):\n    return (x - running_mean) / running_var\n",
            {},
            "return (x - mean) / var",
        ),
        (axes.swapped_natural, "def f(x):\n    h, w = x.shape\n", {}, "w, h = x.shape"),
        (axes.exchanged_others, "def f(a, b):\n    g = b\n    c = a\n", {}, "g = a\n    c = b\n"),
    ],
)
def test_it_mends_its_line(operator: Operator, source: str, kinds: dict[str, str], mended: str) -> None:
    target = dataclasses.replace(only_target(source), kinds=kinds)
    found = [apply(target.source, change.edits).decode() for change in groups(list(operator(target)))]
    assert any(mended in one for one in found), found
    every = {tuple((edit.start, edit.end, edit.text) for edit in change.edits) for _, change in changes(target)}
    own = {tuple((edit.start, edit.end, edit.text) for edit in change.edits) for change in operator(target)}
    assert {one for one in own if any(target.source[a:b] != text.encode() for a, b, text in one)} <= every


def test_a_name_stands_for_what_it_is_unpacked_from() -> None:
    target = only_target(
        "def f(x, weight, stride):\n    one, two = (stride, stride) if isinstance(stride, int) else stride\n"
        "    f, c, a, b = weight.shape\n    m, n, o, p = x.stride()\n"
    )
    assert roles_unpacked(target) == {
        "one": ("stride", "h"),
        "two": ("stride", "w"),
        "a": ("kernel", "h"),
        "b": ("kernel", "w"),
    }
    assert spellings(target, "stride")[:2] == ("one", "two")


def test_a_method_that_is_told_the_axis_writes_with_it() -> None:
    target = only_target("def f(i, axis, stride, padding):\n    return i * stride[axis] - padding[axis]\n")
    assert spellings(target, "stride")[0] == "stride[axis]"


def test_names_in_their_natural_order_are_not_exchanged_first() -> None:
    target = only_target("def f(x):\n    h, w = x.shape\n    y = x[w, h]\n")
    assert not [one for one in axes.swapped_targets(target) if one.statements == (7,)]


def test_a_name_of_which_only_the_shape_is_asked_is_unread() -> None:
    target = only_target("def f(g, x, mean):\n    n, c = g.shape\n    return x + n\n")
    assert set(unread.unread(target)) == {"g", "mean", "c"}


def test_a_call_of_ones_own_function_is_not_written_away() -> None:
    target = only_target(
        "def f(h, w, kh, kw):\n    rows = count(h, kh)\n    cols = w - kw + 1\n    return rows, cols\n"
    )
    target = dataclasses.replace(target, others=frozenset({"count"}))
    assert {one.statements for one in mirrors.mirrored(target)} == {(8,)}
