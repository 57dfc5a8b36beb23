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
from grader.model import Finding, Frozen, Note, Returned, StudentError, Submission, Unit
from grader.report.printable import one_line
from grader.sandbox import Plan, Sandbox
from grader.words import Words

_SOURCE = Path(__file__).resolve().parent / "inside" / "dry.py"
_CALL_S = 8.0
_MOST = 8
"""Calls that are tried at most."""
_MISMATCH = "FakeTensorDeviceMismatchError"
_APART = "Expected all tensors to be on the same device"
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
    again = chosen_at_load(submission)
    if again is None:
        return Tried(note=_note("rules.dry.not_tried", words, why=words.say("rules.dry.device")))
    asked = [Call(list(again), *call.args).through(str(call.driver)) for call in list(_calls(book))[:_MOST]]
    with sandbox.open(submission, trial, limits) as session:
        for call in asked:
            returned = session.call(call, 0)
            if (error := _refused(returned)) is not None:
                return Tried(finding=_finding(error, submission, words), note=_note("rules.dry.found", words))
            if returned.ended == "ok":
                done += 1
            else:
                why = why or _why(returned, words)
    if done:
        return Tried(note=_note("rules.dry.fine", words, done=done, asked=len(asked)))
    return Tried(note=_note("rules.dry.not_tried", words, why=why or words.say("rules.dry.nothing")))


def chosen_at_load(submission: Submission) -> tuple[str, ...] | None:
    """The statements that choose a device while the file is loaded, to be run again where there is a GPU.

    None where a device is chosen in a way that cannot be followed: then a tensor on the CPU says nothing.
    """
    again: list[str] = []
    tainted: set[str] = set()
    units = [unit for unit in submission.units if unit.fault is None]
    asking = [unit for unit in units if any(word in unit.code for word in _ASKS)]
    if any(word in unit.code for unit in units for word in _UNFOLLOWED):
        return None
    if (len(asking) > 1 and any(unit.cell is None for unit in asking)) or (asking and _of_several_modules(units)):
        return None
    for unit in units:
        for statement in ast.parse(unit.code).body:
            if not _mentions(statement, tainted, outside=True):
                continue
            target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
            if isinstance(target, ast.Name) and _is_plain(statement):
                again.append(ast.unparse(statement))
                tainted.add(target.id)
            elif not (isinstance(statement, ast.Expr) and _is_print(statement.value)):
                return None
    return tuple(again)


_ASKS = ("is_available", "device_count")
_UNFOLLOWED = ("set_default_device", "set_default_tensor_type", "FloatTensor", "lru_cache", "functools.cache")
_PLAIN = (
    *(ast.Assign, ast.Name, ast.Attribute, ast.Call, ast.IfExp, ast.Constant, ast.Compare, ast.BoolOp, ast.UnaryOp),
    *(ast.JoinedStr, ast.FormattedValue, ast.expr_context, ast.boolop, ast.cmpop, ast.unaryop),
)
_CALLED = ("torch.device", "device", "torch.cuda.is_available", "cuda.is_available", "torch.cuda.device_count")


def _of_several_modules(units: list[Unit]) -> bool:
    return sum(unit.cell is None for unit in units) > 1


def _mentions(node: ast.AST, tainted: set[str], *, outside: bool) -> bool:
    """Whether it asks for a GPU, or uses what was chosen, while the file is loaded; bodies of functions run later."""
    if outside and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        early = [*node.args.defaults, *node.args.kw_defaults, *getattr(node, "decorator_list", [])]
        return any(_mentions(one, tainted, outside=True) for one in early if one is not None)
    if isinstance(node, ast.Attribute) and node.attr in _ASKS:
        return True
    if isinstance(node, ast.Name) and (node.id in tainted or node.id in _ASKS):
        return True
    return any(_mentions(child, tainted, outside=outside) for child in ast.iter_child_nodes(node))


def _is_plain(statement: ast.AST) -> bool:
    """Whether it only chooses: running it again does nothing else."""
    nodes = list(ast.walk(statement))
    calls = [ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)]
    return all(isinstance(node, _PLAIN) for node in nodes) and all(name in _CALLED for name in calls)


def _is_print(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"


def _drivers(source: str) -> dict[str, tuple[str, ...]]:
    """The parameters of the functions that begin with dry_, `student` left out; read, not run: we pretend nothing."""
    functions = [one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)]
    return {
        one.name: tuple(argument.arg for argument in one.args.args[1:])
        for one in functions
        if one.name.startswith("dry_")
    }


def _calls(book: CaseBook) -> Iterator[Call]:
    """What a task's drive.py has for this, then trainings, then networks, each once, then a call of each check."""
    spec = book.spec
    for driver in spec.drivers:
        if driver.startswith("dry_"):
            yield Call(spec.drive, driver).through("dry_task")
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
    refused = error.type == _MISMATCH or _TO_NUMPY in error.message or error.message.startswith(_APART)
    return error if refused else None


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


def _why(returned: Returned, words: Words) -> str:
    error = returned.error
    if error is not None:
        return one_line(f"{error.type}: {error.message}", 160)
    return words.say("rules.dry.missing" if returned.ended == "missing" else "rules.dry.ended")


def _note(key: str, words: Words, **fields: Any) -> Note:
    return Note(kind="dry_run", message=words.say(key, **fields))
