"""Tries a submission on pretended CUDA tensors: what would fail on a GPU is found on a machine that has none.

Runs in a session of its own, after everything that counts; nothing here changes a score.
"""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from grader.authoring import Call, CheckSpec
from grader.compare import CaseBook
from grader.data import DATASETS
from grader.model import Finding, Frozen, Note, Returned, StudentError, Submission
from grader.report.printable import one_line
from grader.sandbox import Plan, Sandbox
from grader.words import Words

_SOURCE = Path(__file__).resolve().parent / "inside" / "dry.py"
_CALL_S = 8.0
_MOST = 8
"""Calls that are tried at most."""
_MISMATCH = "FakeTensorDeviceMismatchError"
_TO_NUMPY = "can't convert cuda:0 device type tensor to numpy"


class Tried(Frozen):
    """What came of it."""

    finding: Finding | None = None
    """What would fail on a GPU, with the student's own line."""
    note: Note
    """How much could be tried."""


def dry_run(submission: Submission, book: CaseBook, plan: Plan, sandbox: Sandbox, words: Words) -> Tried:
    """The first call that a GPU would refuse, or none. Raises GraderFault only if we failed."""
    source = _SOURCE.read_text(encoding="utf-8")
    trial = plan.model_copy(update={"drive": "", "fit": source, "drivers": _drivers(source)})
    limits = book.spec.limits.model_copy(update={"call_s": _CALL_S, "total_s": book.spec.limits.setup_s + 60.0})
    done, why = 0, ""
    asked = list(_calls(book))[:_MOST]
    with sandbox.open(submission, trial, limits) as session:
        for call in asked:
            returned = session.call(call, 0)
            if (error := _refused(returned)) is not None:
                return Tried(finding=_finding(error, submission, words), note=_note("rules.dry.found", words))
            if returned.ended == "ok":
                done += 1
            else:
                why = why or _why(returned)
    if done:
        return Tried(note=_note("rules.dry.fine", words, done=done, asked=len(asked)))
    return Tried(note=_note("rules.dry.not_tried", words, why=why or words.say("rules.dry.nothing")))


def _drivers(source: str) -> dict[str, tuple[str, ...]]:
    """The parameters of the functions that begin with dry_, `student` left out; read, not run: we pretend nothing."""
    functions = [one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)]
    return {
        one.name: tuple(argument.arg for argument in one.args.args[1:])
        for one in functions
        if one.name.startswith("dry_")
    }


def _calls(book: CaseBook) -> Iterator[Call]:
    """Trainings first, then networks, each once, then a call of each check."""
    spec = book.spec
    for check in spec.checks:
        if check.fit is not None and "train" in check.fit.modes:
            dataset = DATASETS[check.fit.data]
            yield Call(list(dataset.shape), len(dataset.classes)).through("dry_training")
    made = set()
    for check in spec.checks:
        call = _first_call(book, check)
        if call is None:
            continue
        if spec.layers is not None and call.driver is not None:
            asked = _network(book, call)
            if asked is not None and (key := repr(asked.args[:2])) not in made:
                made.add(key)
                yield asked
        elif call.driver is None and inspect.isfunction(spec.functions[call.entry or spec.entry]):
            yield Call(call.entry or spec.entry, list(call.args), dict(call.kwargs)).through("dry_function")


def _first_call(book: CaseBook, check: CheckSpec) -> Call | None:
    cases = book.cases(check)
    return cases[0].call if cases else None


def _network(book: CaseBook, call: Call) -> Call | None:
    """The call that makes the network of a case and asks it; None where the case makes none."""
    assert book.spec.layers is not None
    try:
        name, args, x = book.spec.layers(call).args
    except (StopIteration, ValueError, TypeError):
        return None
    pictures = x if isinstance(x, torch.Tensor) else None
    return None if pictures is None else Call(name, args, pictures.repeat_interleave(2, 0)).through("dry_network")


def _refused(returned: Returned) -> StudentError | None:
    """The error, where it is one that a GPU would raise and a line of the student's did it."""
    error = returned.error
    if returned.ended != "raised" or error is None or not error.frames:
        return None
    return error if error.type == _MISMATCH or _TO_NUMPY in error.message else None


def _finding(error: StudentError, submission: Submission, words: Words) -> Finding:
    frame = error.frames[-1]
    cell = next((unit.cell for unit in submission.units if unit.name == frame.unit), None)
    key = "rules.cuda.numpy" if _TO_NUMPY in error.message else "rules.cuda"
    return Finding(
        kind="cuda",
        name=frame.function or frame.unit,
        message=words.say(key, code=one_line(frame.text, 120)),
        cell=cell,
        unit=frame.unit,
        line=frame.line,
    )


def _why(returned: Returned) -> str:
    error = returned.error
    return one_line(f"{error.type}: {error.message}", 160) if error is not None else returned.ended


def _note(key: str, words: Words, **fields: Any) -> Note:
    return Note(kind="dry_run", message=words.say(key, **fields))
