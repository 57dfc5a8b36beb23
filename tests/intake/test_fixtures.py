"""Every notebook, module and archive as it really arrives, with the outcome it must have."""

import ast
import json
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest

from grader.errors import SubmissionError
from grader.intake import read_submission
from grader.rules import find_entry
from grader.words import Words

FOLDER = Path(__file__).parent.parent / "fixtures" / "notebooks"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))
REFUSED = [name for name, about in EXPECTED.items() if about["outcome"] == "refused"]
READ = [name for name, about in EXPECTED.items() if about["outcome"] == "ok"]


def test_every_file_has_an_outcome_and_every_outcome_a_file() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {"expected.toml"}
    assert files == set(EXPECTED)


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_with_the_reason(name: str) -> None:
    for lang in ("en", "ru"):
        with pytest.raises(SubmissionError) as refused:
            read_submission(FOLDER / name, lang)
        sentence = Words(lang).say(f"intake.{EXPECTED[name]['reason']}")
        pieces = [piece.partition("}")[2] for piece in sentence.split("{")[1:]] or [sentence]
        assert str(refused.value).startswith(sentence.partition("{")[0])
        assert all(piece in str(refused.value) for piece in pieces)
        assert "/" not in str(refused.value).replace(name, "")


@pytest.mark.parametrize("name", READ)
def test_is_read_as_expected(name: str) -> None:
    about = EXPECTED[name]
    submission = read_submission(FOLDER / name)
    assert submission.file == name
    assert len(submission.units) == about["units"]
    assert [key.removeprefix("intake.note.") for key, _ in submission.notes] == about["notes"]
    assert [unit.name for unit in submission.units if unit.fault] == about.get("faults", [])
    for kind in ("placeholder", "python2"):
        found = [unit.name for unit in submission.units if unit.fault and getattr(unit.fault, kind)]
        assert found == about.get(kind, [])
    assert sorted(submission.data) == about.get("data", [])
    assert submission.task_id == about.get("task_id")
    for key, fields in submission.notes:
        for lang in ("en", "ru"):
            assert "{" not in Words(lang).say(key, **fields)


@pytest.mark.parametrize("name", READ)
def test_what_runs_is_python_line_for_line(name: str) -> None:
    for unit in read_submission(FOLDER / name).units:
        assert unit.code.count("\n") == unit.source.count("\n")
        if unit.fault is None:
            ast.parse(unit.code)
        else:
            with pytest.raises(SyntaxError):
                ast.parse(unit.code)


@pytest.mark.parametrize("name", [name for name in READ if not name.endswith(".py")])
def test_the_notebook_that_runs_is_valid_and_clean(name: str) -> None:
    submission = read_submission(FOLDER / name)
    if submission.notebook is None:
        assert name.endswith(".zip")
        return
    book = nbformat.reads(submission.notebook, as_version=4)
    nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    assert book.metadata.kernelspec.name == "python3"
    codes = [cell for cell in book.cells if cell.cell_type == "code"]
    assert [cell.source for cell in codes] == [unit.code for unit in submission.units if unit.cell]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in codes)
    assert all(cell.metadata == {} for cell in book.cells)
    assert len(submission.notebook) < 100_000
    json.loads(submission.notebook)


@pytest.mark.parametrize("name", [name for name in READ if "entry" in EXPECTED[name]])
def test_the_entry_is_found_where_it_should_be_graded(name: str) -> None:
    about = EXPECTED[name]
    found = find_entry(read_submission(FOLDER / name), about["entry"])
    if about["score_expected"] == "full":
        assert found.found and found.syntax_fault is None
    elif about["score_expected"] == "not_started":
        assert found.is_stub
    else:
        assert not found.is_stub


def test_the_later_stub_is_undone_by_restoring_the_finished_function() -> None:
    found = find_entry(read_submission(FOLDER / "defined three times.ipynb"), "conv2d")
    assert (found.cell, len(found.units_defining)) == (3, 3)
    assert found.restore is not None and "0 * weight" not in found.restore
