"""Edits are made on bytes; those that would spoil one another are refused."""

import pytest

from grader.repair.edits import Change, Edit, apply, merged, overlaps


def edit(start: int, end: int, text: str) -> Edit:
    return Edit(start=start, end=end, text=text)


def change(*edits: Edit, line: int = 1, rule: str = "r") -> Change:
    return Change(rule=rule, family="term", edits=edits, statements=(line,))


def test_edits_are_made_in_the_order_of_the_source() -> None:
    assert apply(b"a + b", [edit(4, 5, "y"), edit(0, 1, "x")]) == b"x + y"


def test_places_are_bytes() -> None:
    assert apply("ё = b".encode(), [edit(5, 6, "ж")]).decode() == "ё = ж"


def test_nothing_to_do_leaves_the_source() -> None:
    assert apply(b"a", []) == b"a"


def test_texts_put_in_at_one_place_come_as_they_are_given() -> None:
    assert apply(b"ab", [edit(1, 1, "1"), edit(1, 1, "2")]) == b"a12b"


def test_text_may_be_put_in_right_before_what_is_replaced() -> None:
    assert apply(b"ab", [edit(1, 2, "x"), edit(1, 1, "(")]) == b"a(x"
    assert not overlaps([edit(1, 1, "(")], [edit(1, 2, "x")])


@pytest.mark.parametrize("second", [(1, 3), (0, 2), (1, 1), (3, 9), (-1, 0)])
def test_overlapping_or_foreign_edits_are_refused(second: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="overlaps"):
        apply(b"abcd", [edit(0, 2, "x"), edit(*second, "y")])


def test_overlaps_tells_the_same_place_from_neighbours() -> None:
    assert overlaps([edit(0, 2, "")], [edit(1, 3, "")])
    assert overlaps([edit(1, 1, "a")], [edit(1, 1, "b")])
    assert overlaps([edit(1, 1, "a")], [edit(0, 2, "b")])
    assert not overlaps([edit(0, 2, "")], [edit(2, 3, "")])
    assert not overlaps([], [edit(2, 3, "")])


def test_merged_has_all_edits_and_lines() -> None:
    both = merged([change(edit(4, 5, "y"), line=7), change(edit(0, 1, "x"), line=3)])
    assert both is not None
    assert both.edits == (edit(0, 1, "x"), edit(4, 5, "y"))
    assert both.statements == (3, 7)


def test_what_overlaps_is_not_merged() -> None:
    assert merged([change(edit(0, 2, "x")), change(edit(1, 3, "y"))]) is None
    assert merged([]) is None
