"""Writes the files that students receive for one task, from its statement and its reference."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy

from grader.authoring import CheckSpec, TaskSpec
from grader.catalog import default_root
from grader.catalog.docstrings import translate_starter
from grader.data import missing_advice, prepared_or_make
from grader.errors import GraderFault
from grader.model.base import Lang
from grader.release.cells import example_code, example_data
from grader.release.examples import Examples, public_examples
from grader.release.files import json_text, write_all
from grader.seeds import PRACTICE_SECRET, seed_of
from grader.unseen import draw_unseen
from grader.words import Words


def release(
    spec: TaskSpec, out: Path, lang: Lang = "en", *, force: bool = False, secret: bytes = PRACTICE_SECRET
) -> tuple[Path, ...]:
    """Writes the handout into `out`, which is made if need be; pictures to be answered are drawn by `secret`.

    Raises UsageError where a file is already there (unless `force`), GraderFault where writing fails, and TaskError as
    `handout` does.
    """
    attached = {path.name: path.read_bytes() for path in spec.attachments}
    return write_all(out, {**attached, **handout(spec, lang), **_pictures(spec, secret)}, force)


def _pictures(spec: TaskSpec, secret: bytes) -> Mapping[str, bytes]:
    """For each check that takes predictions, the pictures that they are for: `images`, (N, C, H, W) in [0, 1]."""
    found = {}
    for check in spec.checks:
        if check.fit is not None and "predictions" in check.fit.modes:
            prepared = prepared_or_make(check.fit.data)
            if prepared is None:
                raise GraderFault(missing_advice(check.fit.data))
            images, _ = draw_unseen(prepared, check.fit, seed_of(secret, spec.id, check.id, 0))
            file = io.BytesIO()
            numpy.savez_compressed(file, images=images.numpy())
            found[_pictures_file(spec, check)] = file.getvalue()
    return found


def handout(spec: TaskSpec, lang: Lang) -> Mapping[str, str]:
    """Starter notebook, starter module, statement and, where there are public cases, practice cases: texts by name.

    They depend on the task and the language only. Raises TaskError where a public case cannot be handed out.
    """
    name = spec.id.rsplit("/", 1)[-1]
    examples, words = public_examples(spec), Words(lang)
    source = translate_starter(spec.starter, spec.folder, lang, words.say("release.your_code"))
    contents = {
        f"{name}.ipynb": json_text(_notebook(spec, source, examples, f"{name}.ipynb", words)),
        f"{name}.py": _module(spec, source, f"{name}.py", words),
        f"{name}.statement.md": spec.statement(lang),
    }
    if examples.shown:
        contents[f"{name}.practice_cases.json"] = json_text(_practice(spec, examples, words))
    return contents


def _module(spec: TaskSpec, source: str, file: str, words: Words) -> str:
    title = spec.title.of(words.lang)
    how = words.say("release.module", file=f"{file}{_root(spec)}")
    besides = "".join(f"\n\n{text}\n\n    {command}" for text, command in _besides(spec, file, words))
    where = f"\n{words.say('release.root')}" if _root(spec) else ""
    return f'# grader-task: {spec.id}\n"""{title}\n\n{how}{besides}{where}\n"""\n\n{source}'


def _besides(spec: TaskSpec, file: str, words: Words) -> Iterator[tuple[str, str]]:
    """What may be handed in beside code that is trained anew, each with the command that checks it."""
    name = spec.id.rsplit("/", 1)[-1]
    for check in spec.checks:
        modes = check.fit.modes if check.fit is not None else ()
        only = "" if "train" in modes else f"{words.say('release.not_trained')} "
        if "checkpoint" in modes:
            yield only + words.say("release.checkpoint", file=file), f"grader check {name}.zip{_root(spec)}"
        if "predictions" in modes:
            text = words.say("release.predictions", pictures=_pictures_file(spec, check))
            only = "" if "checkpoint" in modes else only
            yield only + text, f"grader check {name}.answers.csv --task {spec.id}{_root(spec)}"


def _pictures_file(spec: TaskSpec, check: CheckSpec) -> str:
    return f"{spec.id.rsplit('/', 1)[-1]}.{check.id}.npz"


def _root(spec: TaskSpec) -> str:
    """What `grader check` has to be told where the task is not one of the built-in ones."""
    try:
        return "" if spec.folder.is_relative_to(default_root()) else " --root DIR"
    except GraderFault:
        return " --root DIR"


def _notebook(spec: TaskSpec, source: str, examples: Examples, file: str, words: Words) -> Mapping[str, Any]:
    cells = [_cell("markdown", f"statement-{n}", text) for n, text in enumerate(_parts(spec.statement(words.lang)), 1)]
    cells.append(_cell("code", "solution", source))
    cells.append(_cell("markdown", "practice", _practice_text(spec, examples, file, words)))
    for number, example in enumerate(examples.shown, 1):
        cells.append(_cell("code", f"practice-{number}", example_code(number, example, words)))
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


def _practice_text(spec: TaskSpec, examples: Examples, file: str, words: Words) -> str:
    called = {name for example in examples.shown for name in example.uses}
    entry = "`, `".join(name for name in spec.functions if name in called)
    titles = "; ".join(title.of(words.lang) for title in examples.left_out)
    sentences = (
        f"## {words.say('release.practice')}",
        words.say("release.examples", entry=entry) if examples.shown else words.say("release.no_examples"),
        words.say("release.left_out", titles=titles) if titles else "",
        words.say("release.check"),
        f"```\ngrader check {file}{_root(spec)}\n```",
        *(f"{text}\n\n```\n{command}\n```" for text, command in _besides(spec, file, words)),
        words.say("release.root") if _root(spec) else "",
    )
    return "\n\n".join(filter(None, sentences))


def _practice(spec: TaskSpec, examples: Examples, words: Words) -> Mapping[str, Any]:
    cases = [example_data(example, words) for example in examples.shown]
    return {"task": spec.id, "title": spec.title.of(words.lang), "entry": spec.entry, "cases": cases}
