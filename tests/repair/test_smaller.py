"""What a hint points at: the argument with a line for itself, and the smaller of two changes that both mend."""

import ast
import math
from collections.abc import Iterator

import pytest

from grader.model import Location
from grader.repair.bench import Hopeless
from grader.repair.edits import Change, Edit
from grader.repair.explain import location_of
from grader.repair.locate import _Function
from grader.repair.operators import changes
from grader.repair.operators.places import change
from grader.repair.search import Found, size_of
from tests.repair.mending import only_target, submission, targets_of

VIEW = """\
def windows(img, kernel, step):
    return torch.as_strided(
        img,
        size=(
            img.shape[0] // step,
            kernel,
        ),
        stride=(img.stride()[0], img.stride()[0]),
    )
"""


def _pointed_at(text: str) -> tuple[tuple[int, ...], list[int]]:
    """The lines that are named, and all that are marked, for a change of the expression `text`."""
    target = only_target(VIEW)
    node = next(node for node in target.nodes if isinstance(node, ast.expr) and target.text(node) == text)
    start, end = target.span(node)
    one = change(target, "rule", "stride", Edit(start=start, end=end, text="1"), at=node)
    location = location_of(((0, one),), [target], submission(_cell(target.first_line)), teacher=False)
    first = target.first_line
    return tuple(line - first + 1 for line in location.lines), [
        line.line - first + 1 for line in location.code if line.marked
    ]


def test_of_an_argument_its_call_is_shown_too() -> None:
    target = only_target(VIEW)
    first = target.first_line
    node = next(node for node in target.nodes if isinstance(node, ast.expr) and target.text(node) == "kernel")
    one = change(target, "rule", "stride", Edit(start=0, end=0, text=""), at=node)
    location = location_of(((0, one),), [target], submission(_cell(first)), teacher=False)
    assert [line.line - first + 1 for line in location.code] == [2, 4, 5, 6, 7, 8]


def _cell(first_line: int) -> str:
    return "\n" * (first_line - 1) + VIEW


def test_an_argument_with_a_line_for_itself_is_pointed_at() -> None:
    assert _pointed_at("(img.stride()[0], img.stride()[0])") == ((8,), [8])
    assert _pointed_at("img") == ((3,), [3])


def test_an_element_within_an_argument_is_pointed_at() -> None:
    assert _pointed_at("step") == ((5,), [5])
    assert _pointed_at("kernel") == ((6,), [6])


def test_an_argument_over_several_lines_is_marked_to_its_end() -> None:
    lines, marked = _pointed_at("(\n            img.shape[0] // step,\n            kernel,\n        )")
    assert (lines, marked) == ((4,), [4, 5, 6, 7])


def test_the_whole_call_is_its_statement() -> None:
    assert _pointed_at("torch.as_strided")[0] == (2,)


def _change(rule: str, *edits: tuple[int, int, str]) -> tuple[int, Change]:
    made = tuple(Edit(start=start, end=end, text=text) for start, end, text in edits)
    return 0, Change(rule=rule, family="term", edits=made, statements=(1,))


def test_one_change_is_smaller_than_two_and_one_rule_than_two() -> None:
    one, same, other = _change("a", (0, 1, "x")), _change("a", (5, 6, "x")), _change("b", (5, 6, "x"))
    assert size_of((one,)) < size_of((one, same)) < size_of((one, other))


def test_parentheses_around_an_expression_do_not_make_a_change_larger() -> None:
    assert size_of((_change("a", (0, 0, "("), (5, 5, " + 1)")),)) == size_of((_change("a", (0, 1, "x")),)) == (1, 1, 1)
    assert size_of((_change("swap", (0, 1, "x"), (5, 6, "y")),)) == (1, 1, 2)


def test_a_momentum_is_changed_where_it_is_used_before_where_it_is_handed_on() -> None:
    used = "def f(r, x, momentum):\n    m = momentum\n    return g(r, x, momentum)\n"
    source = used.replace("return", "r = momentum * r + (1 - momentum) * x\n    return")
    target = targets_of(source)[0]
    ranks = {one.rule: stage for stage, one in changes(target) if one.rule.startswith("momentum")}
    assert sorted(ranks) == ["momentum:both", "momentum:one", "momentum:stored"]
    assert ranks["momentum:both"] == ranks["momentum:one"] < ranks["momentum:stored"]
    assert {line for stage, one in changes(target) if one.rule == "momentum:stored" for line in one.statements} == {
        target.first_line + 1
    }


def test_a_momentum_in_a_call_of_a_tensor_is_used() -> None:
    target = targets_of("def f(r, x, momentum):\n    r.mul_(momentum).add_((1 - momentum) * x)\n")[0]
    assert "momentum:both" in {one.rule for _, one in changes(target)}


class _Endless:
    """A search whose second repair costs the jail."""

    until = math.inf

    def repairs(self) -> Iterator[Found]:
        yield Found((_change("a", (0, 1, "x")), _change("b", (5, 6, "y"))), ("check",), whole=True)
        raise Hopeless

    def minimal(self, found: Found) -> Found:
        return found


def test_what_was_found_is_told_though_the_search_for_less_costs_the_jail() -> None:
    function = object.__new__(_Function)
    function._told = lambda found: {"check": Location(lines=(1,))}  # type: ignore[method-assign, assignment, misc]
    told, found = function._simplest(_Endless())  # type: ignore[arg-type]
    assert list(told) == ["check"]
    assert found is not None
    function._told = lambda found: {}  # type: ignore[method-assign, assignment, misc]
    with pytest.raises(Hopeless):
        function._simplest(_Endless())  # type: ignore[arg-type]
