"""Source made to keep the resolver busy: it is given up at a budget, and a person is asked to look."""

import pytest

from grader.rules import resolve
from grader.rules.program import spaces_of
from grader.rules.resolve import Resolver
from grader.rules.scopes import names_of
from tests.rules.sources import check, costs, kinds, modules, notebook

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
