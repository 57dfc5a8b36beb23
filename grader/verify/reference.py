"""What can be proved of the reference alone: it has a value for every case, and computes it in float64."""

import inspect
import re
import time
from collections.abc import Iterator
from typing import Any

import numpy
import torch

from grader.authoring import Call, TaskSpec
from grader.compare import Case, CaseBook
from grader.compare.expected import run
from grader.compare.faults import line_of
from grader.errors import TaskError
from grader.verify.rows import Row

_MOST_TOLD = 3
"""So many checks with a fault are told in full."""
_SINGLE = re.compile(r"float32|\.float\(\)|FloatTensor|\bsingle\b|\bhalf\b|float16")


def cases_that_fail(book: CaseBook) -> tuple[Row, ...]:
    """A row that is not ok for each check one of whose cases cannot be made, or has no expected value."""
    faults = []
    for check in book.spec.checks:
        try:
            for case in book.cases(check):
                book.expected(case)
        except TaskError as error:
            faults.append((check.id, str(error)))
    told, others = faults[:_MOST_TOLD], [check for check, _ in faults[_MOST_TOLD:]]
    told += [("other checks", f"the cases of {', '.join(others)} cannot be made either")] if others else []
    return tuple(Row(task=book.spec.id, name=f"cases of {name}", ok=False, message=said) for name, said in told)


def drawn_from_seed(book: CaseBook) -> Row:
    """Each case is the same when it is drawn again: an author who asks torch or random gets another one each time."""
    start, message = time.monotonic(), ""
    again = CaseBook(book.spec, book.secret)
    for check in book.spec.checks:
        pairs = zip(book.cases(check), again.cases(check), strict=True)
        if any(not _same(one.call, other.call) for one, other in pairs):
            message = (
                f"{line_of(check.make, book.spec)}: check {check.id} makes other cases each time; draw all numbers "
                "from g, as in g.normal(2, 3)"
            )
            break
    name = "cases come from the seed alone"
    return Row(task=book.spec.id, name=name, ok=not message, message=message, seconds=time.monotonic() - start)


def _same(one: Any, other: Any) -> bool:
    """Whether two calls, or arguments of calls, are equal."""
    if isinstance(one, Call):
        return _same([one.args, one.kwargs, one.cotangent], [other.args, other.kwargs, other.cotangent])
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, torch.Tensor):
        return one.shape == other.shape and one.dtype == other.dtype and torch.equal(one, other)
    if isinstance(one, numpy.ndarray):
        return one.shape == other.shape and bool(numpy.array_equal(one, other))
    return bool(one == other)


def keeps_float64(book: CaseBook) -> Row:
    """Handed float64 the reference returns float64, for that is how expected values are computed.

    Where no argument is floating-point it may return what it likes.
    """
    start, message = time.monotonic(), ""
    for check in book.spec.checks:
        found = next(((where, case.call) for case in book.cases(check) for where in _single(case, book.spec)), None)
        if found is not None:
            message = _told(check.id, *found, book.spec)
            break
    name = "the reference keeps float64"
    return Row(task=book.spec.id, name=name, ok=not message, message=message, seconds=time.monotonic() - start)


def _single(case: Case, spec: TaskSpec) -> Iterator[str]:
    """Parts of the value that are float32 whatever the arguments are."""
    if not _is_floating(case.call):
        return
    callee, parameters = spec.callee(case.call), spec.parameters(case.call)
    torch.default_generator.manual_seed(case.seed)
    double = _dtypes(run(callee, case.call.map(_to_double), parameters)[0])
    if "float32" not in double.values():
        return
    try:
        torch.default_generator.manual_seed(case.seed)
        plain = _dtypes(run(callee, case.call, parameters)[0])
    except Exception:  # that the reference fails on the case as it is, its own row says
        return
    yield from (where for where, dtype in double.items() if dtype == "float32" and plain.get(where) == "float32")


def _told(check: str, place: str, call: Call, spec: TaskSpec) -> str:
    names = spec.called(call)
    part = f" ({place})" if place else ""
    return (
        f"{_line(spec, names.split(', '))}: in check {check}, {names} gives float32{part} for float64 arguments, but "
        "expected values are computed in float64; write the type of an argument, as in dtype=x.dtype, .astype(x.dtype) "
        "or .to(x.dtype): for float32 arguments that is float32 all the same"
    )


def _line(spec: TaskSpec, names: list[str]) -> str:
    """The line of the functions that names a smaller type, else that of the first one's `def`."""
    first = None
    for name in [name for name in spec.functions if name in names] or list(spec.functions):
        function = inspect.unwrap(spec.functions[name])
        parts = [function, *(vars(function).values() if isinstance(function, type) else ())]
        for code in [part.__code__ for part in parts if hasattr(part, "__code__")]:
            try:
                lines, at = inspect.getsourcelines(code)
            except OSError:
                continue
            first = first or at
            for number, line in enumerate(lines):
                if _SINGLE.search(line.partition("#")[0]):
                    return f"{spec.reference_file}, line {at + number}"
    return f"{spec.reference_file}, line {first or 1}"


def _dtypes(value: Any, where: str = "") -> dict[str, str]:
    """The dtype of each tensor, array and numpy number in a value, by its place."""
    if isinstance(value, tuple | list | dict):
        named = value.items() if isinstance(value, dict) else enumerate(value, 1)
        found: dict[str, str] = {}
        for name, item in named:
            found |= _dtypes(item, f"{where}.{name}" if where else f"output {name}")
        return found
    if isinstance(value, torch.Tensor | numpy.ndarray | numpy.generic):
        return {where: str(value.dtype).removeprefix("torch.")}
    return {}


def _to_double(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.double() if value.is_floating_point() else value
    return value.astype(numpy.float64) if value.dtype.kind == "f" else value


def _is_floating(call: Call) -> bool:
    found = []

    def note(value: Any) -> Any:
        found.append(value.is_floating_point() if isinstance(value, torch.Tensor) else value.dtype.kind == "f")
        return value

    call.map(note)
    return any(found)
