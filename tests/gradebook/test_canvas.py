"""Canvas's own file: one column filled, every other byte as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.gradebook.canvas import fill_canvas
from grader.gradebook.filled import Filling, lines_of
from grader.gradebook.sheet import read_sheet
from grader.model import TaskInfo
from tests.gradebook.conftest import TASK, a_class, check, fixture, report, result


def test_only_the_grades_change() -> None:
    raw = fixture("canvas.csv")
    text = raw.decode()
    for before, after in (
        (',"likes ""maps"", asks",,8.00', ',"likes ""maps"", asks",100,8.00'),
        ("pivanov,CS 101,,50.00,", "pivanov,CS 101,,54.17,"),
        ("evil,CS 101,,,", "evil,CS 101,,0,"),
    ):
        assert text.count(before) == 1
        text = text.replace(before, after)
    assert fill_canvas(raw, a_class()).data == text.encode()


def test_every_row_is_accounted_for() -> None:
    filled = fill_canvas(fixture("canvas.csv"), a_class())
    assert filled.column == "conv2d (4711)"
    assert filled.scales == ("12 -> 100",)
    assert filled.filled == ("Berg, Anna", "Иванов, Пётр", "O'Neil, Zoë", '="=HYPERLINK(""http://evil"")"')
    assert filled.overwritten == ("Иванов, Пётр",)
    assert filled.locked == ("Levi, Dana",)
    assert filled.missing == ("Nobody, Ned",)
    assert filled.not_graded == ("Smith, Jo: unreadable",)
    assert filled.unknown == ("Stranger, Sam",)
    assert filled.ambiguous == filled.left_over == filled.kept == filled.zeroed == ()
    assert filled.complete


def test_what_was_done_is_said() -> None:
    assert lines_of(fill_canvas(fixture("canvas.csv"), a_class())) == (
        "4 rows have a grade now: convolution/conv2d in the column conv2d (4711).",
        "Scores were scaled to the platform's maximum: 12 -> 100.",
        "1 row had another grade before, which was overwritten: Иванов, Пётр.",
        "1 row without anything handed in, left untouched: Nobody, Ned.",
        "1 row without a score, which is not a zero, left untouched: Smith, Jo: unreadable.",
        "1 row for which the platform takes no grade (excused, not assigned, locked), left untouched: Levi, Dana.",
        "1 row unknown to the results, left untouched: Stranger, Sam.",
    )


def test_filling_twice_changes_nothing_more() -> None:
    once = fill_canvas(fixture("canvas.csv"), a_class())
    twice = fill_canvas(once.data, a_class())
    assert twice.data == once.data and twice.overwritten == ()


def test_keep_leaves_grades_that_are_there() -> None:
    filled = fill_canvas(fixture("canvas.csv"), a_class(), Filling(keep=True))
    assert filled.kept == ("Иванов, Пётр", "O'Neil, Zoë") and filled.overwritten == ()
    assert b"pivanov,CS 101,,50.00," in filled.data


def test_zero_is_given_only_where_nothing_was_handed_in_and_only_if_asked() -> None:
    filled = fill_canvas(fixture("canvas.csv"), a_class(), Filling(missing_as_zero=True))
    assert filled.zeroed == ("Nobody, Ned",)
    assert b"nned,CS 101,,0," in filled.data and b"jsmith,CS 101,,,," in filled.data


def test_while_the_run_goes_on_nobody_gets_zero_for_not_being_read_yet() -> None:
    running = a_class(results=(), pending=("s-007/hw1.ipynb",))
    filled = fill_canvas(fixture("canvas.csv"), running, Filling(missing_as_zero=True))
    assert filled.zeroed == ("Nobody, Ned",) and "Smith, Jo: pending" in filled.not_graded


def test_a_semicolon_file_with_decimal_commas_stays_one() -> None:
    raw = fixture("canvas-semicolon.csv")
    filled = fill_canvas(raw, a_class())
    text = raw.decode().replace("aberg@example.edu;CS 101;;", "aberg@example.edu;CS 101;20;")
    assert filled.data == text.replace("CS 101;10,50;", "CS 101;10,83;").encode()
    assert filled.left_over == ("Zoë O'Neil", '=HYPERLINK("http://evil")', "Dana Levi") and not filled.complete


def test_without_points_possible_our_own_points_are_written() -> None:
    raw = b'Student,ID,SIS Login ID,Section,conv2d (1)\n    Points Possible,,,,\n"Berg, Anna",1001,a,x,\n'
    filled = fill_canvas(raw, a_class())
    assert filled.data.endswith(b"1001,a,x,12\n") and filled.scales == ()


@pytest.mark.parametrize("column", ["conv2d (4711)", "conv2d", "4711", "CONV2D"])
def test_the_column_may_be_named_whole_by_title_or_by_number(column: str) -> None:
    assert fill_canvas(fixture("canvas.csv"), a_class(), Filling(column=column)).column == "conv2d (4711)"


def test_a_title_names_the_column_too() -> None:
    pooling = TaskInfo(id="pooling/max_pool2d", title="Max pooling by hand", max_score=10)
    graded = result("s-001", report(check(0, 7, 10)), task=pooling.id)
    filled = fill_canvas(
        fixture("canvas.csv"), a_class(tasks=(TASK, pooling), results=(graded,)), Filling(task="max_pool2d")
    )
    assert filled.column == "Max pooling by hand (4712)" and b'asks",,7,8.00' in filled.data


@pytest.mark.parametrize("column", ["Current Score", "Notes", "Section", "4713", "Student"])
def test_columns_that_hold_no_grades_are_refused(column: str) -> None:
    with pytest.raises(UsageError, match=r"conv2d \(4711\), Max pooling by hand \(4712\)"):
        fill_canvas(fixture("canvas.csv"), a_class(), Filling(column=column))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no rows"),
        (b"a,b\n1,2\n", "no gradebook of Canvas"),
        (b'Student,ID\n"x,1\n', "never closed"),
        (fixture("moodle-en.csv"), "no gradebook of Canvas"),
        (b"\xff\xfe\x00", "no rows"),
    ],
)
def test_other_files_are_refused_with_a_sentence(raw: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        fill_canvas(raw, a_class())


def test_of_several_tasks_one_must_be_named() -> None:
    two = (TASK, TaskInfo(id="pooling/max_pool2d", title="x", max_score=1))
    with pytest.raises(UsageError, match="--task: convolution/conv2d, pooling/max_pool2d"):
        fill_canvas(fixture("canvas.csv"), a_class(tasks=two))
    with pytest.raises(UsageError, match="no task nothing"):
        fill_canvas(fixture("canvas.csv"), a_class(), Filling(task="nothing"))


def test_namesakes_without_a_number_that_we_know_stay_untouched() -> None:
    raw = b'Student,ID,Section,conv2d (1)\nPoints Possible,,,12\n"Berg, Anna",71,x,\n"Berg, Anna",72,x,3\n'
    filled = fill_canvas(raw, a_class())
    assert filled.data == raw and not filled.complete
    assert filled.ambiguous == (
        "Berg, Anna: more than one row could be Anna Berg (s-001)",
        "Berg, Anna: more than one row could be Anna Berg (s-001)",
    )


def test_a_row_that_was_cut_off_is_refused() -> None:
    raw = b'Student,ID,Section,conv2d (1)\nPoints Possible,,,12\n"Berg, Anna",1001\n'
    with pytest.raises(UsageError, match=r"Row 3 of the exported file has 2 cells, so none under conv2d \(1\)"):
        fill_canvas(raw, a_class())
    blank = b"Student,ID,Section,conv2d (1)\n\nPoints Possible,,,12\n,,,\n\n"
    assert fill_canvas(blank, a_class()).data == blank


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Berg, Anna", "Иванов, Пётр", "=1+1", ' "q" ', "O'Neil, Zoë", "x\ny", ""]),
            st.sampled_from(["1001", "1002", "s-003", "999", " 1001", ""]),
            st.text(st.sampled_from('a;,"\n \t='), max_size=4),
            st.sampled_from(["", "7", "EX", "8,50", "91.67", "-"]),
            st.sampled_from(["", "(read only)", "0.10"]),
        ),
        max_size=6,
    ),
    st.sampled_from([",", ";"]),
    st.sampled_from([("\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_ALL)]),
    st.sampled_from(["", "\ufeff"]),
    st.booleans(),
)
def test_whatever_the_file_is_like_no_byte_outside_the_column_changes(
    rows: list[tuple[str, ...]], delimiter: str, style: tuple[str, int], bom: str, last: bool
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=style[0], quoting=style[1])  # type: ignore[call-overload]
    writer.writerows(
        [("Student", "ID", "Section", "conv2d (1)", "Final Score"), ("Points Possible", "", "", "100", "")]
    )
    writer.writerows(rows)
    raw = (bom + out.getvalue().removesuffix("" if last else style[0])).encode()
    filled = fill_canvas(raw, a_class())
    before, after = (read_sheet(one, ("Student", "ID", "Section", "Final Score")) for one in (raw, filled.data))
    around = [
        [sheet.text[: sheet.rows[0][3][0]]]
        + [
            sheet.text[sheet.rows[at][3][1] : sheet.rows[at + 1][3][0] if at + 1 < len(sheet.rows) else None]
            for at in range(len(sheet.rows))
        ]
        for sheet in (before, after)
    ]
    assert around[0] == around[1] and before.bom == after.bom
    people = [label for label, *_ in rows]
    assert len(filled.filled) + len(filled.missing) + len(filled.ambiguous) + len(filled.unknown) <= len(people)
