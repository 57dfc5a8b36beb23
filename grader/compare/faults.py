"""What is wrong with a case that an author wrote, as a TaskError: the file, the line and what to write instead."""

import difflib
import inspect
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch

from grader.authoring import Call, CheckSpec, TaskSpec
from grader.errors import TaskError


def not_made(error: BaseException, check: CheckSpec, number: int, spec: TaskSpec) -> TaskError:
    """The check raised instead of making its case."""
    place = author_line(error, spec) or line_of(check.make, spec)
    return TaskError(f"{place}: check {check.id} raises {_said(error)}, while making case {number}; mend this line.")


def no_call(made: object, check: CheckSpec, spec: TaskSpec) -> TaskError:
    """The check made something else than a Call."""
    hint = " Is its `return` missing?" if made is None else ""
    return TaskError(
        f"{line_of(check.make, spec)}: check {check.id} must return a Call, not {type(made).__name__}; "
        f"write `return Call(...)`.{hint}"
    )


def no_function(call: Call, check: CheckSpec, spec: TaskSpec) -> TaskError | None:
    """The call is for a function that there is not; None where there is."""
    name = call.driver or call.entry or spec.entry
    known = spec.functions if call.driver is None else spec.drivers
    if name in known:
        return None
    place = line_of(check.make, spec, name)
    if not known:
        return TaskError(
            f"{place}: check {check.id} calls .through({name!r}), but Task(drive=...) is not given; write "
            f"`import drive` and `Task(..., drive=drive)`, where drive.py beside task.py defines {name}."
        )
    close = difflib.get_close_matches(name, known, n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    where = "" if call.driver is None else " in drive.py"
    return TaskError(f"{place}: check {check.id} calls {name}; there is only {', '.join(known)}{where}.{meant}")


def not_expected(error: BaseException, call: Call, check: CheckSpec, number: int, spec: TaskSpec) -> TaskError:
    """The reference has no value for the case."""
    if misfit := _misfit(call, check, spec):
        return TaskError(misfit)
    place = author_line(error, spec) or line_of(check.make, spec)
    if call.wrt and isinstance(error, AttributeError) and author_line(error, spec) is None:
        return TaskError(
            f"{place}: check {check.id} asks for .gradients(...), but the (first) output of the reference is no tensor "
            f"({error}); leave .gradients out."
        )
    if isinstance(error, TaskError):
        return TaskError(f"{place}: check {check.id}, case {number}: {error}")
    run = "the reference"
    if any(frame.name == "_allow" for frame in traceback.extract_tb(error.__traceback__)):
        kind = check.tolerance.kind
        run = f"what Tolerance.{kind}() runs for the allowance (the reference, or your own scale and fan_in)"
    mend = "mend the case or the reference"
    if len(_kinds(call)) > 1:
        mend = (
            f"its Call in {line_of(check.make, spec)} mixes numpy arrays and torch tensors: write .numpy() after each"
        )
    return TaskError(f"{place}: {run} raises {_said(error)}, in check {check.id}, case {number}; {mend}.")


def _kinds(call: Call) -> set[bool]:
    """Whether there are tensors (True) and arrays (False) among the arguments."""
    found: set[bool] = set()

    def note(value: object) -> object:
        found.add(isinstance(value, torch.Tensor))
        return value

    call.map(note)
    return found


def author_line(error: BaseException, spec: TaskSpec) -> str | None:
    """The author's own line that raised: the deepest one in the task's root or its reference. None: no such line."""
    root = spec.folder.parents[spec.id.count("/")]
    own = (spec.folder, root, root.parent / "reference")
    place = None
    for frame in traceback.extract_tb(error.__traceback__):
        file = Path(frame.filename)
        if file == spec.reference_file or any(file.is_relative_to(folder) for folder in own):
            place = f"{frame.filename}, line {frame.lineno}"
    return place


def line_of(function: Any, spec: TaskSpec, text: str | None = None) -> str:
    """File and line of the `def` of a check or mistake; where `text` stands in quotes in its body, that line."""
    codes = [code for part in (function, *vars(function).values()) if (code := getattr(part, "__code__", None))]
    try:
        written, first = inspect.getsourcelines(codes[0])  # of a class its first method; its module is forgotten
    except (IndexError, OSError):
        return str(spec.folder / "task.py")
    wanted = [at for at, line in enumerate(written) if text and (f'"{text}"' in line or f"'{text}'" in line)]
    begins = [at for at, line in enumerate(written) if line.lstrip().startswith("def ")]
    return f"{codes[0].co_filename}, line {first + next(iter(wanted + begins), 0)}"


def _misfit(call: Call, check: CheckSpec, spec: TaskSpec) -> str | None:
    """Where the arguments are not those of the function, or gradients are asked for of what has none."""
    name, callee = call.driver or call.entry or spec.entry, spec.callee(call)
    place = line_of(check.make, spec)
    try:
        inspect.signature(callee).bind(*call.args, **call.kwargs)
    except TypeError as error:
        takes = ", ".join(spec.parameters(call))
        return f"{place}: the Call of check {check.id} does not fit {name}: {error}; write Call({takes})."
    except ValueError:  # a function without a signature that can be read
        return None
    named = call.named(spec.parameters(call))
    for wanted in call.wrt:
        asked = f"{place}: check {check.id} asks for .gradients({wanted!r})"
        if wanted not in named:
            return f"{asked}, but its Call gives {name} no such argument; it gives {_list(named)}."
        value = named[wanted]
        if not isinstance(value, torch.Tensor) or not value.is_floating_point():
            return (
                f"{asked}, which is of type {type(value).__module__}.{type(value).__name__}; only a floating-point "
                "torch.Tensor has a gradient, so leave .gradients out and compare what a backward of the task returns."
            )
    return None


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _said(error: BaseException) -> str:
    text = " ".join(str(error).split())
    short = text if len(text) <= 300 else f"{text[:300]} [...]"
    return f"{type(error).__name__}: {short}" if short else type(error).__name__
