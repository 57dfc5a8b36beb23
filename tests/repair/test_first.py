"""What comes first in the search, and what is not tried at all."""

import ast
from pathlib import Path

import pytest

from grader.catalog import Catalog
from grader.repair.meant import families_meant
from grader.repair.operators import FAMILIES, changes
from grader.repair.resting import resting
from tests.repair.mending import only_target

SOURCE = (
    "def f(x, k):\n"
    "    pass\n"
    "    if k:\n"
    "        y = x + [\n"
    "            k]\n"
    "    else:\n"
    "        y = x - 1\n"
    "        for i in y:\n"
    "            y = i\n"
    "    try:\n"
    "        y = y[0]\n"
    "    except IndexError:\n"
    "        y = None\n"
    "    return y\n"
)


def resting_texts(ran: set[int]) -> list[str]:
    target = only_target(SOURCE)
    return sorted(target.source[start:end].decode() for start, end in resting(target, ran).spans)


def test_what_did_not_run_is_told_statement_by_statement() -> None:
    assert resting_texts({3, 5, 10, 11, 14}) == ["for i in y:\n            y = i", "y = None", "y = x - 1"]
    assert resting_texts({3, 7, 8, 9, 10, 11, 12, 13, 14}) == ["y = x + [\n            k]"]


def test_of_a_function_that_was_not_called_nothing_ran() -> None:
    target = only_target(SOURCE)
    assert resting(target, ()).covers(0, len(target.source))


def test_only_what_lies_inside_is_covered() -> None:
    target = only_target(SOURCE)
    rests = resting(target, {3, 5, 10, 11, 14})
    at = SOURCE.index("y = x - 1")
    assert rests.covers(at, at + 9)
    assert rests.covers(at + 4, at + 5)
    assert rests.covers(at + 4, at + 4)
    assert not rests.covers(at, at)  # text put in before it
    assert not rests.covers(at + 9, at + 9)
    assert not rests.covers(at - 4, at)  # its indentation
    assert not rests.covers(at - 4, at + 9)


def test_a_change_of_what_did_not_run_changes_nothing() -> None:
    """Held over all changes of a function: those that are left out leave its value as it is."""
    source = "def f(x, k):\n    y = x\n    if k > 2:\n        y = x - k\n        y = y * 2\n    return y + 1\n"
    target = only_target(source)
    rests = resting(target, {2, 3, 6})
    left_out = 0
    for _, change in changes(target):
        if all(rests.covers(edit.start, edit.end) for edit in change.edits):
            left_out += 1
            text = target.source
            for edit in sorted(change.edits, key=lambda one: -one.start):
                text = text[: edit.start] + edit.text.encode() + text[edit.end :]
            names: dict[str, object] = {}
            exec(compile(ast.parse(text), "f", "exec"), names)
            assert names["f"](5, 1) == 6  # type: ignore[operator]
    assert left_out > 5


@pytest.mark.parametrize(
    ("name", "families"),
    [
        ("padding_ignored", {"padding"}),
        ("strides_swapped", {"stride", "axes_swapped"}),
        ("eps_outside_the_root", {"eps"}),
        ("NoReluBetween", {"activation"}),
        ("BiasInTheStem", {"term"}),
    ],
)
def test_the_name_of_a_mistake_says_what_it_is_about(name: str, families: set[str]) -> None:
    assert families <= families_meant([name])


def test_most_known_mistakes_say_something_and_none_says_everything() -> None:
    catalog = Catalog([Path(__file__).resolve().parents[2] / "assignments"])
    names = [mistake.id for task_id in catalog.ids for mistake in catalog.get(task_id).mistakes]
    told = [families_meant([name]) for name in names]
    assert sum(bool(one) for one in told) > 0.9 * len(names)
    assert max(map(len, told)) < len(FAMILIES) / 2
    assert all(one <= set(FAMILIES) for one in told)


def test_nothing_is_meant_where_nothing_was_recognised() -> None:
    assert families_meant([]) == frozenset()
