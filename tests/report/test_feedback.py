"""What a student reads about each cause."""

import math
import string
import sys
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Cause, Comparison, Foreign, Frame, Returned, StudentError
from grader.report.feedback import explain, explain_note
from grader.words import Words

EN, RU = Words("en"), Words("ru")
OK = Returned(ended="ok")


def said(cause: Cause, **fields: Any) -> str:
    """The English sentence."""
    return explain(Comparison(cause=cause, **fields), OK, EN)


def test_a_case_that_passes_needs_no_words() -> None:
    assert said("none") == ""


@pytest.mark.parametrize("cause", [cause for cause in get_args(Cause) if cause != "none"])
@pytest.mark.parametrize("words", [EN, RU], ids=["en", "ru"])
def test_every_cause_has_a_sentence_even_when_nothing_else_is_known(cause: Cause, words: Words) -> None:
    text = explain(Comparison(cause=cause), OK, words)
    assert len(text) > 15 and "{" not in text
    letters = string.ascii_letters if words is EN else "абвгдежзийклмнопрстуфхцчшщъыьэюя"
    assert any(letter in text for letter in letters)


def test_wrong_values_say_yours_should_be_where_and_allowed() -> None:
    text = said(
        "values", yours=4.5, expected=4.0, index=(0, 1, 2), difference=0.5, allowed=1.4e-5, wrong_elements=2, elements=9
    )
    assert text == (
        "2 of 9 numbers are wrong. The worst is at [0, 1, 2]: yours is 4.5, it should be 4. "
        "The difference is 0.5; rounding explains up to 0.000014."
    )


def test_two_numbers_that_are_close_are_shown_with_the_digits_that_tell_them_apart() -> None:
    text = said("values", yours=1.0000001, expected=1.0000002, index=(0,), elements=3, wrong_elements=1)
    assert "yours is 1.0000001, it should be 1.0000002" in text


def test_all_wrong_is_said_so() -> None:
    assert said("values", yours=1.0, expected=2.0, index=(0,), elements=3, wrong_elements=3).startswith(
        "All 3 numbers are wrong."
    )


def test_where_nothing_is_rounded_no_difference_is_allowed() -> None:
    text = said(
        "values", yours=1.0, expected=2.0, index=(0,), elements=3, wrong_elements=1, difference=1.0, allowed=0.0
    )
    assert text.endswith("The difference is 1; nothing is rounded here, so none is allowed.")


@pytest.mark.parametrize(
    ("where", "beginning"),
    [("output 2", "Output 2: Wrong shape."), ("gradient of weight", "Gradient of weight: Wrong shape.")],
)
def test_the_part_of_the_value_is_named(where: str, beginning: str) -> None:
    assert said("shape", where=where, yours=(1,), expected=(2,)).startswith(beginning)


@pytest.mark.parametrize(
    ("yours", "expected", "clue"),
    [
        (
            (2, 4, 3, 3),
            (2, 4, 3, 6),
            "It is as long as axis 2: check that height and width are each computed from their own size.",
        ),
        ((2, 4, 5, 3), (2, 4, 3, 5), "Axes 2 and 3 (counted from 0) have changed places."),
        ((4, 3, 5), (2, 4, 3, 5), "The first axis, of length 2, is lost."),
        ((1, 2, 4, 3, 5), (2, 4, 3, 5), "There are axes of length 1 too many"),
        ((7, 2, 4, 3, 5), (2, 4, 3, 5), "There is a first axis of length 7 too many."),
        ((2, 4, 3, 6), (2, 4, 3, 5), "one too many"),
        ((2, 4, 3, 4), (2, 4, 3, 5), "one too few"),
        ((2, 4, 4, 6), (2, 4, 3, 5), "one too long each"),
        ((2, 4, 2, 4), (2, 4, 3, 5), "one too short each"),
        ((4, 4, 3, 5), (2, 4, 3, 5), "This is the batch"),
        ((2, 4, 0, 5), (2, 4, 3, 5), "Axis 2 (counted from 0) is empty."),
        ((4, 3), (1, 4, 3), "Axes of length 1 were lost"),
        ((), (2, 3), "Yours is a single number; 2 axes are asked for."),
        ((2, 3), (), "A single number is asked for here"),
        ((2, 60), (2, 4, 3, 5), "The number of elements is right"),
        ((3, 5, 2), (2, 3, 5), "stand in another order"),
        ((9, 9), (2, 4, 3, 5), "Yours has 2 axes; there should be 4."),
        ((2, 9, 9, 5), (2, 4, 3, 5), "Axis 1 (counted from 0) has length 9; it should be 4. Axis 2"),
    ],
)
def test_a_wrong_shape_says_which_axis_and_why(yours: tuple[int, ...], expected: tuple[int, ...], clue: str) -> None:
    text = said("shape", yours=yours, expected=expected)
    assert text.startswith(f"Wrong shape. Yours: {yours}. Should be: {expected}.")
    assert clue in text


@pytest.mark.parametrize("yours", [(2, 4, 3, 6), (2, 4, 3, 4), (2, 4, 4, 6), (2, 4, 2, 4)])
def test_a_size_that_is_off_by_one_is_not_blamed_on_a_cause_that_may_be_another(yours: tuple[int, ...]) -> None:
    english = said("shape", yours=yours, expected=(2, 4, 3, 5))
    russian = explain(Comparison(cause="shape", yours=yours, expected=(2, 4, 3, 5)), OK, RU)
    assert english.endswith("computed from the arguments of this call.")
    assert russian.endswith(("вычисляется из аргументов этого вызова.", "вычисляются из аргументов этого вызова."))
    assert not any(guess in english + russian for guess in ("rounded", "+ 1", "округл"))


@pytest.mark.parametrize("name", ["torch.no_grad", ".detach()", ".item()", "torch.tensor(...)", "nn.Parameter(...)"])
@pytest.mark.parametrize("words", [EN, RU], ids=["en", "ru"])
def test_whatever_cuts_a_gradient_is_named(name: str, words: Words) -> None:
    assert name in explain(Comparison(cause="no_gradient"), OK, words)
    assert name in words.say("cause.raised.no_graph")


@pytest.mark.parametrize("words", [EN, RU], ids=["en", "ru"])
def test_a_missing_entry_is_told_in_the_same_words_by_the_finding_and_by_the_check(words: Words) -> None:
    check = explain(Comparison(cause="missing_entry", expected="conv2d"), OK, words)
    assert check == words.say("rules.missing_entry", entry="conv2d")


@pytest.mark.parametrize("words", [EN, RU], ids=["en", "ru"])
@pytest.mark.parametrize("error", [None, StudentError(type="SyntaxError", message="f-string: expecting '}'")])
def test_a_syntax_error_names_the_python_that_checks(error: StudentError | None, words: Words) -> None:
    version = f"Python {sys.version_info.major}.{sys.version_info.minor},"
    text = explain(Comparison(cause="syntax"), Returned(ended="raised", error=error), words)
    assert text.startswith(version)
    assert error is None or error.message in text


def test_nan_says_how_many_where_first_and_that_the_rest_is_right() -> None:
    text = said(
        "non_finite", yours=math.nan, expected=3.0, index=(0, 2), wrong_elements=3, elements=40, notes=("rest_right",)
    )
    assert text.startswith(
        "3 of 40 numbers are nan where an ordinary number should be. The first is at [0, 2]; it should be 3. "
        "All other numbers are right."
    )
    assert "NaN usually comes from 0/0" in text


def test_the_rest_is_not_called_right_when_nobody_said_so() -> None:
    assert "All other" not in said("non_finite", yours=math.inf, expected=3.0, wrong_elements=3, elements=40)


@pytest.mark.parametrize(
    ("yours", "advice"),
    [
        ("list (3)", "Yours is of type list (with 3 values); it should be torch.Tensor. A list of tensors becomes one"),
        ("tuple (2)", "return the tensor alone"),
        ("numpy.ndarray", "Compute with torch from beginning to end"),
        ("float", "Leave out .item()"),
        ("generator", "Use return."),
        ("coroutine", "It is a coroutine, because of async def. Use def."),
        ("Conv2d", "A layer still has to be called"),
        ("function", "Perhaps the brackets are missing."),
    ],
)
def test_a_wrong_type_is_named_with_advice(yours: str, advice: str) -> None:
    assert advice in said("wrong_type", yours=yours, expected="torch.Tensor")


def test_one_value_for_several_says_how_to_return_them() -> None:
    text = said("wrong_type", yours="torch.Tensor", expected="tuple (2)")
    assert "2 values should be returned together" in text


@pytest.mark.parametrize(
    ("yours", "expected", "advice"),
    [
        ("int64", "float32", "loses everything after the point"),
        ("torch.float16", "torch.float32", "A number in float16 keeps only"),
        ("float32", "int64", "dtype=torch.int64"),
        ("float8_e4m3fn", "float32", "float8 is only for storage"),
    ],
)
def test_a_wrong_dtype_says_what_it_costs(yours: str, expected: str, advice: str) -> None:
    assert advice in said("dtype", yours=yours, expected=expected)


@pytest.mark.parametrize("why", ["sparse layout", "meta device"])
def test_a_tensor_without_readable_numbers_is_explained(why: str) -> None:
    foreign = Foreign(type_name="torch.Tensor", why=why)
    assert why in said("no_data", yours=why) and said("no_data", yours=why) == said("no_data", yours=foreign)


def test_limits_are_named_with_their_unit() -> None:
    assert "within 10 s" in said("timeout", allowed=10.0)
    assert "2048 MiB" in said("memory", allowed=float(2 << 30))
    assert "64 MiB" in said("output", allowed=float(64 << 20))
    assert "180 s" in said("out_of_time", allowed=180.0)


def test_a_prerequisite_is_named_by_its_title() -> None:
    assert said("mismatch", expected="layers.count") == said("mismatch", expected="no such sentence")
    assert said("mismatch", expected="layers.count|yours=3|expected=4").startswith("The network has 3 tensors")
    assert said("needs", expected="Plain sums").startswith('Not checked yet: "Plain sums" has to pass first.')


def test_changed_inputs_are_taken_from_the_run_where_the_comparison_has_none() -> None:
    returned = Returned(ended="ok", changed_inputs=("x", "weight"))
    assert "in place: x, weight." in explain(Comparison(cause="input_changed"), returned, EN)


def test_a_missing_module_is_a_matter_of_the_environment() -> None:
    error = StudentError(
        type="ModuleNotFoundError",
        message="No module named 'google.colab'",
        frames=(Frame(unit="cell 1", line=2, function="<module>", text="from google.colab import drive"),),
    )
    text = explain(Comparison(cause="environment"), Returned(ended="raised", error=error), RU)
    assert text.splitlines()[0].startswith("Модуль google.colab не установлен")
    assert text.splitlines()[-1] == "ячейка 1, строка 2:  from google.colab import drive"


def test_python_2_is_told_apart_from_a_mistake() -> None:
    assert said("environment", yours="python2").startswith("This is Python 2.")


def test_a_syntax_error_shows_python_s_reason_and_the_line() -> None:
    error = StudentError(
        type="SyntaxError", message="'(' was never closed", frames=(Frame(unit="m.py", line=3, function="", text="f("),)
    )
    text = explain(Comparison(cause="syntax"), Returned(ended="raised", error=error), EN)
    reason, place = text.splitlines()
    assert reason.endswith(", which checks it, cannot read this code: '(' was never closed")
    assert place == "m.py, line 3:  f("


def test_harmless_things_have_notes() -> None:
    assert "compared as a plain tensor" in explain_note("subclass", EN)
    assert "float64" in explain_note("float64", RU)


@given(
    cause=st.sampled_from(get_args(Cause)),
    where=st.text(max_size=30),
    yours=st.one_of(st.none(), st.text(), st.floats(), st.integers(), st.lists(st.integers(0, 9)).map(tuple)),
    expected=st.one_of(st.none(), st.text(), st.floats(), st.integers(), st.lists(st.integers(0, 9)).map(tuple)),
    index=st.one_of(st.none(), st.lists(st.integers(0, 9)).map(tuple)),
    difference=st.one_of(st.none(), st.floats()),
    allowed=st.one_of(st.none(), st.floats()),
    elements=st.integers(0, 9),
)
def test_nothing_that_a_comparison_may_hold_makes_explain_raise(cause: Cause, **fields: Any) -> None:
    for words in (EN, RU):
        text = explain(Comparison(cause=cause, **fields), OK, words)
        assert "\x1b" not in text and "\u202e" not in text and len(text) < 3000


def test_a_flag_is_said_as_a_flag() -> None:
    said = explain(
        Comparison(cause="values", where="output same", yours=False, expected=True, wrong_elements=1, elements=1),
        Returned(ended="ok"),
        Words("en"),
    )
    assert said == "Output same: Yours is False, it should be True."


def test_a_part_that_is_none_is_no_missing_return() -> None:
    nothing = Comparison(cause="returned_nothing", where="output 2", expected="torch.Tensor")
    assert explain(nothing, Returned(ended="ok"), Words("en")) == "Output 2: Yours is None; it should be torch.Tensor."
    assert "return" in explain(nothing.model_copy(update={"where": ""}), Returned(ended="ok"), Words("en"))


def test_a_part_that_should_be_several_is_told_so() -> None:
    wrong = Comparison(cause="wrong_type", where="output 2", yours="int", expected="tuple (3)")
    said = explain(wrong, Returned(ended="ok"), Words("en"))
    assert said == "Output 2: Yours is of type int; a tuple or list of 3 values should be there."
