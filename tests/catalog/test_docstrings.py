"""A starter in another language: its docstrings and what it says where something is to be written."""

import ast
from pathlib import Path

import pytest

from grader.catalog import Catalog, default_root
from grader.catalog.docstrings import translate_starter, untranslated
from grader.errors import TaskError
from grader.rules.stubs import is_stub, starter_definition

STARTER = '''import torch


class Net(torch.nn.Module):
    """A net."""

    def __init__(self):
        """Makes it."""
        super().__init__()
        # YOUR CODE HERE
        raise NotImplementedError("Net.__init__: your code here")


def f(x):
    """One line.

    x:  (N,), numbers
    """
    # YOUR CODE HERE
    raise NotImplementedError("f: your code here")
'''
RUSSIAN = '''"""Пояснения."""


class Net:
    """Сеть."""

    def __init__():
        """Создаёт её."""


def f():
    """Одна строка с \\"кавычками\\".

    x:  (N,), числа
    """
'''
TASKS = Catalog([default_root()]).tasks


def write(folder: Path, text: str = RUSSIAN) -> Path:
    (folder / "docstrings.ru.py").write_text(text, encoding="utf-8")
    return folder


def test_docstrings_and_what_is_to_be_written_are_translated(tmp_path: Path) -> None:
    text = translate_starter(STARTER, write(tmp_path), "ru", "{name}: здесь нужен ваш код")
    tree = ast.parse(text)
    net, function = (node for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef))
    assert ast.get_docstring(net) == "Сеть."
    assert ast.get_docstring(net.body[1]) == "Создаёт её."  # type: ignore[arg-type]
    assert ast.get_docstring(function) == 'Одна строка с "кавычками".\n\nx:  (N,), числа'
    assert 'NotImplementedError("Net.__init__: здесь нужен ваш код")' in text
    assert untranslated(STARTER, tmp_path, "ru") == []


def test_a_translated_starter_is_still_a_starter(tmp_path: Path) -> None:
    text = translate_starter(STARTER, write(tmp_path), "ru", "{name}: здесь нужен ваш код")
    for name in ("Net", "f"):
        handed_out = starter_definition(STARTER, name)
        theirs = starter_definition(text, name)
        assert theirs is not None
        assert is_stub(theirs, handed_out)
    begun = starter_definition(text.replace("super().__init__()", "super().__init__(); self.a = 1"), "Net")
    assert begun is not None
    assert not is_stub(begun, starter_definition(STARTER, "Net"))


def test_without_a_file_the_docstrings_stay(tmp_path: Path) -> None:
    assert '"""A net."""' in translate_starter(STARTER, tmp_path, "ru", "{name}: здесь нужен ваш код")
    assert untranslated(STARTER, tmp_path, "ru") == []


def test_what_does_not_agree_is_said(tmp_path: Path) -> None:
    write(tmp_path, RUSSIAN.replace("def f", "def g"))
    assert untranslated(STARTER, tmp_path, "ru") == [
        "docstrings.ru.py has no docstring of f",
        "docstrings.ru.py has g, the starter has no such docstring",
    ]


def test_a_file_that_does_not_parse_is_the_authors_error(tmp_path: Path) -> None:
    with pytest.raises(TaskError, match=r"docstrings\.ru\.py, line 1: this does not parse"):
        translate_starter(STARTER, write(tmp_path, "def f(:"), "ru", "{name}")


@pytest.mark.parametrize("spec", TASKS, ids=[spec.id for spec in TASKS])
def test_every_task_of_the_course_has_its_starter_in_russian(spec) -> None:
    assert (spec.folder / "docstrings.ru.py").is_file()
    assert untranslated(spec.starter, spec.folder, "ru") == []
