"""What the room offers, and that asking for a little does not load everything."""

import subprocess
import sys

import pytest

import grader.report


def test_every_name_that_is_offered_is_there() -> None:
    assert {name for name in grader.report.__all__ if callable(getattr(grader.report, name))} == set(
        grader.report.__all__
    )


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = grader.report.nothing


def test_sentences_and_json_load_neither_jinja_nor_rich_nor_torch() -> None:
    code = (
        "import sys; from grader.report import explain, to_json, describe_call; "
        "print([name for name in ('jinja2', 'rich', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
