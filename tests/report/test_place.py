"""The statement that is wrong: it points and never tells the change, whatever the student's code holds."""

import pytest

from grader.model import Location, Report
from grader.model.base import Lang
from grader.model.report import CodeLine, ShownEdit
from grader.report import to_html
from grader.report.place import short_text, show_place, show_places
from grader.words import Words
from tests.report.conftest import HOSTILE, mixed
from tests.report.test_html import page
from tests.report.test_terminal import printed

CODE = (
    CodeLine(line=12, text="    for i in range(h):"),
    CodeLine(line=13, text="        for j in range(w):"),
    CodeLine(line=14, text="            cut = x[i : i + k, j : j + k]", marked=True),
)
PLACE = Location(unit="cell 3", cell=3, function="conv2d", lines=(14,), family="stride", cases=14, fresh=200, code=CODE)
EDIT = ShownEdit(line=14, before="cut = x[i : i + k, j : j + k]", after="cut = x[i * s : i * s + k, j : j + k]")


def changed(**changes: object) -> Location:
    """The usual place with some of its fields changed."""
    return PLACE.model_copy(update=changes)


def with_places(*places: Location | None, lang: Lang = "en") -> Report:
    """A report whose first checks have these places."""
    sample = mixed(lang)
    rest = sample.checks[len(places) :]
    made = [
        check.model_copy(update={"feedback": check.feedback.model_copy(update={"location": place})})
        for check, place in zip(sample.checks, places, strict=False)
    ]
    return sample.model_copy(update={"checks": (*made, *rest)})


def found(lang: Lang = "en", **changes: object) -> str:
    """The sentence about what was tried."""
    return show_place(changed(**changes), Words(lang)).found


def test_one_change_is_told_with_its_place_and_what_passes() -> None:
    assert found() == (
        "One small change to the statement in line 14 of cell 3 is enough. Then every case of this check passes "
        "(14 of 14), and so do 200 new random ones."
    )
    assert found("ru") == (
        "Достаточно одного небольшого изменения в строке 14 ячейки 3. Тогда проходят все случаи этой проверки "
        "(14 из 14), а также новые случайные (200 из 200)."
    )


def test_the_same_change_in_several_lines_names_them_all() -> None:
    assert found(certainty="same", lines=(58, 57), places=2).startswith("The same small change in lines 57 and 58 of")
    assert found("ru", certainty="same", lines=(3, 57, 58)).startswith(
        "Достаточно одного и того же небольшого изменения в строках 3, 57 и 58 ячейки 3."
    )


def test_the_same_change_at_places_of_one_line_says_so() -> None:
    assert "at each such place of the statement in line 14" in found(certainty="same", places=2)


def test_two_changes_are_two() -> None:
    assert found(certainty="two", lines=(12, 30), cell=None, unit="solution.py").startswith(
        "Two different small changes in lines 12 and 30 of solution.py are enough."
    )


def test_what_is_not_known_is_not_said() -> None:
    assert found(lines=(), fresh=0) == (
        "One small change to the statement is enough. Then every case of this check passes (14 of 14)."
    )
    nothing = show_place(Location(), Words("en"))
    assert (nothing.look, nothing.where, nothing.code, nothing.changes) == ((), "", (), ())


def test_a_function_that_only_inherits_the_fault_is_called_right() -> None:
    inherited = {"function": "backward", "first": "forward", "lines": (12,)}
    assert (
        found(**inherited)
        == "Your backward is right. Mend forward first in line 12 of cell 3: then this check passes too."
    )
    assert found("ru", **inherited, unit="a.py", cell=None) == (
        "Ваша функция backward верна. Сначала исправьте forward в строке 12 файла a.py: тогда пройдёт и эта проверка."
    )
    assert show_place(changed(**inherited), Words("en")).function == "forward"


def test_where_the_right_function_is_not_named_the_other_one_still_is() -> None:
    assert found(function="forward", first="forward", lines=()) == "Mend forward first: then this check passes too."
    assert found(function="Net.forward", first="Net", lines=()) == "Mend Net first: then this check passes too."


def test_two_changes_of_which_one_line_is_known_say_where_to_begin() -> None:
    assert found(certainty="two").startswith("Two different small changes are enough; begin in line 14 of cell 3. Then")
    assert found("ru", certainty="two").startswith("Достаточно двух разных небольших изменений; начните в строке 14")


def test_a_change_of_several_lines_is_shown_line_by_line() -> None:
    edits = (
        ShownEdit(line=3, before="    a = 1\n    b = 2", after="    b = 2\n    a = 1"),
        ShownEdit(line=9, before="", after="    c()"),
        ShownEdit(line=11, before="    d()", after=""),
    )
    shown = show_place(changed(edits=edits), Words("en")).changes
    assert [(one.sign, one.line, one.text) for one in shown] == [
        ("-", 3, "a = 1"),
        ("-", 4, "b = 2"),
        ("+", 3, "b = 2"),
        ("+", 4, "a = 1"),
        ("+", 9, "c()"),
        ("-", 11, "d()"),
    ]


def test_how_sure_it_is_depends_on_what_was_tried() -> None:
    said = {show_place(changed(certainty=how), Words("en")).sure for how in ("one", "same", "two")}
    said |= {show_place(changed(fresh=0), Words("en")).sure}
    assert len(said) == 4 and all(sentence.startswith(("very.", "fairly.", "less.")) for sentence in said)


def test_two_families_give_two_sentences_and_an_unknown_one_none() -> None:
    assert len(show_place(changed(other_family="padding"), Words("ru")).look) == 2
    assert len(show_place(changed(other_family="stride"), Words("ru")).look) == 1
    assert show_place(changed(family="of a later version"), Words("ru")).look == ()


def test_code_keeps_its_numbers_and_loses_the_indentation_that_all_lines_have() -> None:
    far = (CodeLine(line=20, text="    y = (", marked=True), CodeLine(line=21, text="        1)", marked=True))
    shown = show_place(changed(code=(*CODE, *far)), Words("en")).code
    assert [(line.number, line.text, line.marked, line.begins) for line in shown] == [
        (12, "for i in range(h):", False, False),
        (13, "    for j in range(w):", False, False),
        (14, "        cut = x[i : i + k, j : j + k]", True, True),
        (None, "", False, False),
        (20, "y = (", True, True),
        (21, "    1)", True, False),
    ]


def test_two_marked_statements_below_one_another_both_begin() -> None:
    lines = (CodeLine(line=1, text="a", marked=True), CodeLine(line=2, text="b", marked=True))
    assert [line.begins for line in show_place(changed(lines=(1, 2), code=lines), Words("en")).code] == [True, True]


def test_the_same_place_is_shown_once() -> None:
    first, other, again = show_places(with_places(PLACE, changed(lines=(9,)), changed(cases=3)), Words("en"))[:3]
    assert first is not None and other is not None and again is not None
    assert (first.again, other.again) == ("", "")
    assert (bool(first.how), bool(other.how), bool(again.how)) == (True, False, False), "how it was found is said once"
    assert "Sums the products over the window and the channels" in again.again and again.code == ()


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_page_marks_the_statement_for_eyes_and_ears(lang: Lang) -> None:
    shown = page(with_places(PLACE, lang=lang))
    assert shown.errors == []
    assert [tag for tag, _ in shown.tags].count("mark") == 1
    text = "".join(shown.text)
    assert Words(lang).say("repair.marked") in text and "→" in text
    assert Words(lang).say("repair.family.stride") in text and "cut = x[i : i + k, j : j + k]" in text


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_terminal_marks_the_statement_without_colour(lang: Lang) -> None:
    shown = printed(with_places(PLACE, lang=lang), width=100)
    assert "→   14          cut = x[i : i + k, j : j + k]" in shown
    assert Words(lang).say("repair.family.stride") in " ".join(shown.split())
    assert ">   14" in printed(with_places(PLACE), width=100, encoding="ascii")


def test_what_was_changed_stands_in_a_teachers_report_only() -> None:
    for text in (to_html(with_places(PLACE)), printed(with_places(PLACE))):
        assert "For teachers" not in text and "i * s" not in text
    teacher = with_places(changed(edits=(EDIT,)))
    html = to_html(teacher)
    assert "For teachers" in html and "<del" in html and "<ins" in html and "x[i * s : i * s + k" in html
    assert "+   14  cut = x[i * s : i * s + k" in printed(teacher, width=120)


def test_code_that_means_harm_is_text() -> None:
    lines = tuple(CodeLine(line=at, text=HOSTILE + "\n\u2028x\r\t" * 3, marked=at == 2) for at in range(1, 4))
    place = changed(unit=HOSTILE, cell=None, function=HOSTILE, lines=(2,), code=lines, edits=(
        ShownEdit(line=2, before=HOSTILE, after=HOSTILE),
    ))  # fmt: skip
    for report in (with_places(place), with_places(place.model_copy(update={"first": HOSTILE}))):
        html = to_html(report)
        assert "<script" not in html and "\x1b" not in html and "\u202e" not in html and "\u2028" not in html
        assert page(report).errors == []
        shown = printed(report)
        assert "\x1b" not in shown and "\u202e" not in shown and "\x07" not in shown


def test_code_without_end_is_cut() -> None:
    lines = tuple(CodeLine(line=at, text="x" * 100_000) for at in range(1, 500))
    assert len(to_html(with_places(changed(code=lines)))) < 100_000


def test_a_gradebook_gets_the_place_and_what_to_look_at_in_one_line() -> None:
    assert short_text(changed(edits=(EDIT,)), Words("en")) == (
        "Where to look: cell 3, line 14. Look at how far the window moves from one position to the next."
    )
    assert short_text(changed(lines=(57, 58)), Words("ru")).startswith("Куда смотреть: ячейка 3, строки 57 и 58. ")
