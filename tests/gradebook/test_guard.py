"""No cell becomes a formula, and nothing else is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.gradebook.guard import guarded, is_formula


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\xa0=1", '"=1"', "“=1", "＝1", "＋1", "－1", "＠x", "﹦1", "\ufeff=1",
     "\u202e=1", "\u200b\u200b@x", "\x00=1"],
)  # fmt: skip
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["\t=1", "\r=1", "\n@x", "\tcmd", "\rcmd"])
def test_a_break_at_the_beginning_goes_and_leaves_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"' {text[1:]}"


@pytest.mark.parametrize("text", ["", "Anna Berg", "a=b", "1-2", "Пётр", "x@y.edu", "'=1", "3, -1", "hw1.ipynb"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_behind_another_delimiter_no_formula_begins_either() -> None:
    assert guarded("x;=1+1;@y; ok") == "x;'=1+1;'@y; ok"
    assert guarded("x\t=1+1\nsecond") == "x =1+1 second"


@given(st.text())
def test_nothing_that_comes_out_is_a_formula(text: str) -> None:
    safe = guarded(text)
    for cell in safe.replace("；", ";").split(";"):
        assert cell.startswith("'") or not is_formula(cell)
    assert not set(safe) & set("\t\r\n")
    assert guarded(safe) == safe
