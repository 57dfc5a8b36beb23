"""Moodle's grading worksheet: Grade and Feedback comments filled, every other byte as it was."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.gradebook.canvas import fill_canvas
from grader.gradebook.filled import Filled, Filling
from grader.gradebook.guard import is_formula
from grader.gradebook.moodle import fill_moodle
from grader.gradebook.sheet import read_sheet
from grader.model import ClassResults, Feedback
from tests.gradebook.conftest import a_class, check, fixture, report, result


def changed(before: bytes, after: bytes) -> dict[tuple[str, str], str]:
    """Cells that differ, by the row's first cell and the column's name; all else must be equal bytes."""
    old, new = read_sheet(before, ("Grade", "Оценка")), read_sheet(after, ("Grade", "Оценка"))
    assert [len(row) for row in old.rows] == [len(row) for row in new.rows]
    found = {}
    pieces: list[list[str]] = [[], []]
    for at, row in enumerate(old.rows):
        for column in range(len(row)):
            same = old.value(at, column) == new.value(at, column)
            if not same:
                found[old.value(at, 0), old.header[column]] = new.value(at, column)
            for sheet, kept in zip((old, new), pieces, strict=True):
                start, end = sheet.rows[at][column]
                behind = sheet.rows[at][column + 1][0] if column + 1 < len(row) else None
                kept.append(sheet.text[start:end] if same else "")
                kept.append(sheet.text[end:behind] if behind is not None else "")
    assert pieces[0] == pieces[1] and old.bom == new.bom and old.encoding == new.encoding
    return found


def test_only_grades_and_comments_change() -> None:
    raw = fixture("moodle-en.csv")
    cells = changed(raw, fill_moodle(raw, a_class()).data)
    assert {place: text for place, text in cells.items() if place[1] == "Grade"} == {
        ("Participant 2001", "Grade"): "100",
        ("Participant 2002", "Grade"): "54.17",
        ("Participant 2004", "Grade"): "0",
        ("Participant 2005", "Grade"): "75",
    }
    assert {place[1] for place in cells} == {"Grade", "Feedback comments"}


def test_the_comment_is_the_report_in_short_as_html() -> None:
    cells = changed(fixture("moodle-en.csv"), fill_moodle(fixture("moodle-en.csv"), a_class()).data)
    assert cells["Participant 2001", "Feedback comments"] == "<p>Everything is right.</p>"
    assert cells["Participant 2002", "Feedback comments"] == (
        "<p>1 of 2 checks pass.<br>Failed: Check number 1 (2.5/8)<br>=You flipped the kernel;' -it stays<br>Look.</p>"
    )
    assert cells["Participant 2005", "Feedback comments"].endswith("Is 4.5, should be 4 &lt;b&gt;.</p>")


def test_no_filled_cell_is_a_formula_and_names_stay_as_they_are() -> None:
    filled = fill_moodle(fixture("moodle-en.csv"), a_class())
    assert not any(is_formula(text) for text in changed(fixture("moodle-en.csv"), filled.data).values())
    assert b'"=HYPERLINK(""http://evil"")",evil@example.edu' in filled.data


def test_every_row_is_accounted_for() -> None:
    filled = fill_moodle(fixture("moodle-en.csv"), a_class())
    assert filled.filled == ("Anna Berg", "Пётр Иванов", '=HYPERLINK("http://evil")', "Dana Levi")
    assert filled.overwritten == filled.comments_overwritten == ("Пётр Иванов",)
    assert filled.locked == ("Zoë O'Neil",)
    assert filled.missing == ("Ned Nobody",)
    assert filled.not_graded == ("Jo Smith: unreadable",)
    assert filled.unknown == ("Sam Stranger",)
    assert filled.scales == ("12 -> 100",) and filled.complete


def test_filling_twice_changes_nothing_more() -> None:
    once = fill_moodle(fixture("moodle-en.csv"), a_class())
    assert fill_moodle(once.data, a_class()).data == once.data


def test_keep_leaves_the_grade_and_the_comment() -> None:
    filled = fill_moodle(fixture("moodle-en.csv"), a_class(), Filling(keep=True))
    assert filled.kept == ("Пётр Иванов",)
    assert b'50.00,100.00,Yes,"Monday, 30 November 2026, 2:15 AM"' in filled.data
    assert b'"<p>Talk to me, ""Peter""</p>"' in filled.data


def test_keep_leaves_a_comment_without_a_grade_too() -> None:
    raw = b'Identifier,Grade,"Maximum Grade","Feedback comments"\nParticipant 2001,,12,Come and see me\n'
    filled = fill_moodle(raw, a_class(), Filling(keep=True))
    assert filled.data == raw.replace(b"2001,,12", b"2001,12,12") and filled.comments_overwritten == ()


@pytest.mark.parametrize("fill", [fill_moodle, fill_canvas])
@given(
    raw=st.one_of(
        st.binary(max_size=60),
        st.builds(
            lambda whole, at, length, junk: whole[:at] + junk + whole[at + length :],
            st.sampled_from([fixture(name) for name in ("moodle-en.csv", "moodle-ru.csv", "canvas.csv")]),
            st.integers(0, 1300),
            st.integers(0, 40),
            st.one_of(st.binary(max_size=6), st.sampled_from([b'"', b",", b"\n", b"\r", b"\xff", b"\xef\xbb\xbf"])),
        ),
    )
)
def test_a_damaged_file_is_filled_or_refused_with_a_sentence(
    fill: Callable[[bytes, ClassResults], Filled], raw: bytes
) -> None:
    try:
        filled = fill(raw, a_class())
    except UsageError as error:
        assert str(error)
    else:
        assert fill(filled.data, a_class()).data == filled.data


def test_a_workbook_is_not_a_csv() -> None:
    with pytest.raises(UsageError, match="export it as CSV"):
        fill_moodle(b"PK\x03\x04" + b"\x00" * 50, a_class())


def test_a_zero_for_nothing_has_no_comment() -> None:
    raw = fixture("moodle-en.csv")
    cells = changed(raw, fill_moodle(raw, a_class(), Filling(missing_as_zero=True)).data)
    assert cells["Participant 2006", "Grade"] == "0"
    assert ("Participant 2006", "Feedback comments") not in cells


def test_a_russian_worksheet_is_filled_with_decimal_commas() -> None:
    raw = fixture("moodle-ru.csv")
    graded = report(check(0, 4, 4), check(1, 3, 8), lang="ru")
    filled = fill_moodle(
        raw, a_class(results=(result("s-001", graded), result("s-002", graded), result("s-003", graded)))
    )
    cells = changed(raw, filled.data)
    assert {place: text for place, text in cells.items() if place[1] == "Оценка"} == {
        ("Участник2001", "Оценка"): "5,83",
        ("Участник2002", "Оценка"): "5,83",
    }
    assert cells["Участник2001", "Отзыв в виде комментария"].startswith("<p>Пройдено проверок: 1 из 2.")
    assert filled.locked == ("Зоя О'Нил",)


def test_the_maximum_alone_tells_the_decimal_mark() -> None:
    raw = 'Identifier,Grade,"Maximum Grade"\nУчастник2001,,"5,50"\n'.encode()
    assert fill_moodle(raw, a_class()).data == raw.replace(b',,"5,50"', b',"5,5","5,50"')


def test_the_number_of_the_participant_is_enough() -> None:
    raw = b'Identifier,Status,Grade,"Maximum Grade","Last modified (grade)"\r\n"Participant 2001",-,,6,-\r\n'
    assert fill_moodle(raw, a_class()).data == raw.replace(b",-,,6,", b",-,6,6,")


def test_the_column_of_grades_may_be_named_for_other_languages() -> None:
    raw = b'Identifiant,"Adresse de courriel",Note\nParticipant 2001,x,\n'
    with pytest.raises(UsageError, match="English or Russian"):
        fill_moodle(raw, a_class())
    raw = raw.replace(b"Identifiant", b"Identifier")
    assert fill_moodle(raw, a_class(), Filling(column="Note")).data == raw.replace(b",x,", b",x,12")
    with pytest.raises(UsageError, match="no column Punkte"):
        fill_moodle(raw, a_class(), Filling(column="Punkte"))


def test_a_scale_of_words_takes_no_points() -> None:
    raw = b'Identifier,"Full name",Grade,Scale\nParticipant 2001,x,,"Good\nBad"\n'
    with pytest.raises(UsageError, match="scale of words"):
        fill_moodle(raw, a_class())


def test_a_comment_that_a_student_wrote_stays_text() -> None:
    evil = check(1, 0, 8, title="<script>alert(1)</script>\x1b[31m")
    filled = fill_moodle(fixture("moodle-en.csv"), a_class(results=(result("s-001", report(check(0, 4, 4), evil)),)))
    assert b"&lt;script&gt;" in filled.data and b"<script" not in filled.data and b"\x1b" not in filled.data


def test_a_long_report_is_cut_between_checks_and_says_so() -> None:
    long = [check(at, 0, 1, feedback=Feedback(cause="values", message=f"{at} " + "word " * 100)) for at in range(20)]
    filled = fill_moodle(fixture("moodle-en.csv"), a_class(results=(result("s-001", report(*long)),)))
    comment = changed(fixture("moodle-en.csv"), filled.data)["Participant 2001", "Feedback comments"]
    assert comment.count("Check number") == 5 and len(comment) < 3500
    assert comment.endswith("<br>Checks that do not pass and are left out here: 15. The report has them all.</p>")
