"""Source made to keep the resolver busy: it is given up at a budget, and a person is asked to look."""

import tracemalloc

import pytest

from grader.intake.deadline import within
from grader.rules import resolve, search
from grader.rules.defined import defined_names
from grader.rules.program import spaces_of
from grader.rules.resolve import Resolver
from grader.rules.scopes import names_of
from grader.words import Words
from tests.rules.sources import BANS, check, costs, kinds, modules, notebook

ENTRY = "def conv2d(x, w):\n  return x\n"
MANY = resolve._MOST_BINDINGS + 1


@pytest.mark.parametrize(
    "source",
    [
        "def conv2d(x, w):\n  global a\n" + "  a = a\n" * MANY,
        "def conv2d(x, w):\n  import torch\n" + "  x = x\n" * MANY + "  return x\n",
        "import torch\n" + "torch.x = torch.y\n" * MANY + "def conv2d(x, w):\n  return torch.x(x)\n",
        "def g():\n" + "  return g\n" * MANY + "def conv2d(x, w):\n  return g()\n",
    ],
)
def test_more_bindings_of_a_name_than_are_looked_at_ask_for_a_person(source: str) -> None:
    found = [one for one in check(modules(a=source)) if one.kind == "opaque"]
    assert len(found) == 1
    assert "could not be searched whole" in found[0].message
    assert found[0].checks == ()


def test_past_the_step_budget_nothing_more_is_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolve, "_MOST_STEPS", 50)
    submission = modules(a="import torch\n" + ENTRY + "torch.a(torch.b(torch.c))\n" * 50)
    names = names_of(spaces_of(submission))
    resolver = Resolver(names)
    inner: list[object] = []
    work = resolver._refs
    monkeypatch.setattr(resolver, "_refs", lambda node, depth: inner.append(node) or work(node, depth))
    for node in names.scope_of:
        resolver.refs(node)
    assert (resolver.exhausted, len(inner) <= 50) == (True, True)
    assert [kind for kind, _ in kinds(submission)] == ["opaque"]


def test_a_name_bound_anew_at_the_top_level_is_searched_whole() -> None:
    source = "import torch.nn.functional as F\n" + "x = 1\n" * 500 + "def conv2d(x, w):\n  return F.conv2d(x, w)\n"
    assert costs(notebook(source)) == ["torch.nn.functional.conv2d"]
    assert [kind for kind, _ in kinds(notebook(source))] == ["banned"]


def test_a_change_read_from_many_places_is_still_followed() -> None:
    source = (
        "import torch.nn.functional as F\nd = {}\nd['a'] = F.conv2d\n"
        "def g(x):\n  return d\ndef conv2d(x, w):\n  return g(d['a'](x, w)) or d\n"
    )
    assert costs(notebook(source)) == ["torch.nn.functional.conv2d"]


def test_an_entry_wrapped_again_and_again_is_found() -> None:
    source = ENTRY + "import functools\n" + "conv2d = functools.partial(conv2d)\n" * 300
    assert [kind for kind, _ in kinds(notebook(source))].count("banned") == 0


def test_text_is_not_put_together_beyond_the_length_of_a_name() -> None:
    """Joins of joins: 400 KB of source would become gigabytes."""
    many = ", ".join(["a"] * 1500)
    source = f'a = "{"x" * 100_000}"\nb = "".join([{many}])\nc = "".join([b, b])\nimport torch.nn.functional as F\n'
    source += "def conv2d(x):\n    return getattr(F, c)(x)\n"
    tracemalloc.start()
    try:
        found = search(notebook(source), "conv2d", BANS, Words("en")).findings
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
    assert [one.kind for one in found] == ["opaque"], "a person is asked to look"


def test_names_of_a_module_that_does_not_parse_are_found_in_one_pass() -> None:
    submission = notebook("\n" * 200_000 + "(\ndef conv2d(x): pass")
    with within(20):  # minutes, where each empty line is a new beginning
        assert defined_names(submission) == {"conv2d"}
