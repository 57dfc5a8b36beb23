"""Writes the files that students receive for one task, from its statement and its reference."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.authoring import TaskSpec
from grader.model.base import Lang
from grader.release.examples import Example, json_value, public_examples, python_value
from grader.release.files import json_text, write_all
from grader.words import Words


def release(spec: TaskSpec, out: Path, lang: Lang = "en", *, force: bool = False) -> tuple[Path, ...]:
    """Writes starter notebook, starter module, statement and practice cases into `out`, which is made if need be.

    The bytes depend on the task and the language only. Raises UsageError where a file is already there (unless
    `force`), TaskError where the reference cannot be cut, GraderFault where writing fails.
    """
    name = spec.id.rsplit("/", 1)[-1]
    source, shown, words = spec.starter, public_examples(spec), Words(lang)
    contents = {
        f"{name}.ipynb": json_text(_notebook(spec, source, shown, f"{name}.ipynb", words)),
        f"{name}.py": _module(spec, source, f"{name}.py", words),
        f"{name}.statement.md": spec.statement(lang),
        f"{name}.practice_cases.json": json_text(_practice(spec, shown, words)),
    }
    return write_all(out, contents, force)


def _module(spec: TaskSpec, source: str, file: str, words: Words) -> str:
    title, how = spec.title.of(words.lang), words.say("release.module", entry=", ".join(spec.functions), file=file)
    return f'# grader-task: {spec.id}\n"""{title}\n\n{how}\n"""\n\n{source}'


def _notebook(spec: TaskSpec, source: str, shown: tuple[Example, ...], file: str, words: Words) -> Mapping[str, Any]:
    cells = [_cell("markdown", f"statement-{n}", text) for n, text in enumerate(_parts(spec.statement(words.lang)), 1)]
    cells.append(_cell("code", "solution", source))
    cells.append(_cell("markdown", "practice", _practice_text("`, `".join(spec.functions), file, words)))
    for number, example in enumerate(shown, 1):
        cells.append(_cell("code", f"practice-{number}", _practice_code(number, example, words)))
    return {
        "cells": cells,
        "metadata": {
            "grader": {"task": spec.id},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(kind: str, name: str, text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": name,
        "metadata": {},
        "source": text.strip("\n").splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _parts(statement: str) -> list[str]:
    """The statement, a part for each heading of the second level; a heading inside a code block is none."""
    parts: list[list[str]] = [[]]
    fenced = False
    for line in statement.splitlines():
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if line.startswith("## ") and not fenced:
            parts.append([])
        parts[-1].append(line)
    return [text for part in parts if (text := "\n".join(part).strip())]


def _practice_text(entry: str, file: str, words: Words) -> str:
    sentences = (
        f"## {words.say('release.practice')}",
        words.say("release.examples", entry=entry),
        words.say("release.check"),
        f"```\ngrader check {file}\n```",
    )
    return "\n\n".join(sentences)


def _practice_code(number: int, example: Example, words: Words) -> str:
    """One example as code. The arguments stay in a dictionary: no global `x` that a solution could use by mistake."""
    arguments = "".join(
        f"    {name}={python_value(value, len(name) + 5)},\n" for name, value in example.arguments.items()
    )
    expected = python_value(example.expected, len("expected = "))
    title = words.say("release.example", number=number, title=example.title.of(words.lang))
    yours, should_be = words.say("release.yours"), words.say("release.should_be")
    return (
        f"# {title}\nimport torch\n\nexample = dict(\n{arguments})\nexpected = {expected}\n\n"
        f"print({yours!r}, {example.entry}(**example), sep='\\n')\nprint({should_be!r}, expected, sep='\\n')\n"
    )


def _practice(spec: TaskSpec, shown: tuple[Example, ...], words: Words) -> Mapping[str, Any]:
    cases = [
        {
            "check": example.check,
            "title": example.title.of(words.lang),
            "entry": example.entry,
            "arguments": {name: json_value(value) for name, value in example.arguments.items()},
            "expected": json_value(example.expected),
        }
        for example in shown
    ]
    return {"task": spec.id, "title": spec.title.of(words.lang), "entry": spec.entry, "cases": cases}
