"""What verify sees without running anything."""

from pathlib import Path

import pytest

from grader.authoring import T, TaskSpec
from grader.catalog import Catalog
from grader.verify.written import _fault, prove_written, signature_text
from tests.conftest import Course

EN = "# Twice\n\n```python\ndef double(x): ...\n```\n\n| a | b |\n"
RU = "# Вдвое\n\n```python\ndef double(x): ...\n```\n\n| а | б |\n"


_AGREE = "statements agree with one another"


def spec(course: Course, **texts: str) -> TaskSpec:
    written = {"en": EN, "ru": RU} | texts
    files = {f"assignments/demo/double/statement.{lang}.md": text for lang, text in written.items()}
    return Catalog([course(files=files)]).get("demo/double")


def failures(task: TaskSpec) -> dict[str, str]:
    return {row.name: row.message for row in prove_written(task) if not row.ok}


def test_a_task_that_is_well_written_has_nothing_to_mend(course: Course) -> None:
    assert failures(spec(course)) == {}


@pytest.mark.parametrize(
    ("lang", "old", "new", "name", "said"),
    [
        ("en", "double(x)", "double(y)", "statements show the signature", "statement.en.md lacks `double(x)`"),
        ("ru", "double(x)", "double(x, y)", "statements show the signature", "statement.ru.md lacks `double(x)`"),
        ("ru", "| а | б |\n", "", _AGREE, "statement.en.md has 1 rows of tables"),
        (
            "ru",
            "```\n\n|",
            "def halve(x): ...\n```\n\n|",
            _AGREE,
            "ru.md shows `def halve(x)` in a block of code, statement.en",
        ),
        (
            "en",
            "```\n\n|",
            "def halve(x): ...\n```\n\n|",
            _AGREE,
            "en.md shows `def halve(x)` in a block of code, statement.ru",
        ),
        ("ru", "# Вдвое", "# Twice", _AGREE, "statement.ru.md holds no Russian"),
        ("en", "# Twice", "# Вдвое", _AGREE, "statement.en.md holds Russian"),
    ],
)
def test_what_an_author_forgets_is_named(course: Course, lang: str, old: str, new: str, name: str, said: str) -> None:
    text = {"en": EN, "ru": RU}[lang].replace(old, new).replace("| а | б |", "| 1 | 2 |")
    assert said in failures(spec(course, **{lang: text}))[name]


def test_a_sentence_in_one_language_is_named_with_its_line(course: Course) -> None:
    task = spec(course)
    check = task.checks[0].model_copy(update={"title": T(en="Doubles", ru="")})
    said = failures(task.model_copy(update={"checks": (check,)}))["every sentence is in both languages"]
    assert said.endswith("task.py, line 15: title of doubles: empty in Russian; write T(en=..., ru=...)")


def test_points_that_do_not_add_up_are_seen(course: Course) -> None:
    task = spec(course)
    half = task.model_copy(update={"checks": (task.checks[0].model_copy(update={"points": 1.3}),)})
    assert failures(half) == {"points add up": "they add up to 1.3; let the sum be a whole number"}


@pytest.mark.parametrize(
    ("en", "ru", "fault"),
    [
        ("Stride", "Шаг (stride)", ""),
        ("ceil_mode", "ceil_mode", ""),
        ("count_include_pad=False", "count_include_pad=False", ""),
        ('padding="same"', 'padding="same"', ""),
        ("ResNet-18", "ResNet-18", ""),
        ("Average pooling", "Average pooling", "not translated"),
        ("Шаг", "Шаг", "Russian letters in the English"),
        ("Stride", " ", "empty in Russian; write T(en=..., ru=...)"),
    ],
)
def test_a_missing_translation_is_seen(en: str, ru: str, fault: str) -> None:
    assert _fault(T(en=en, ru=ru)) == fault


def test_a_signature_is_written_as_students_write_it() -> None:
    def f(x: int, pad: str = "same", *, k: int = 1) -> int:
        return x

    class Net:
        def __init__(self, classes: int = 10) -> None:
            self.classes = classes

    assert signature_text("f", f) == 'f(x, pad="same", *, k=1)'
    assert signature_text("Net", Net) == "Net(classes=10)"


def test_the_courses_own_tasks_are_well_written() -> None:
    root = Path(__file__).parents[2] / "assignments"
    for task in Catalog([root]).tasks:
        assert failures(task) == {}, task.id
