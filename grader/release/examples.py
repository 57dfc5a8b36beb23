"""The public cases of a task with what the reference returns for them."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

import numpy
import torch

from grader.authoring import Call, CheckSpec, TaskSpec
from grader.compare.expected import run
from grader.compare.faults import line_of, no_function, not_expected
from grader.errors import TaskError
from grader.model import Frozen, Text
from grader.release.helper import Helper, helper_of
from grader.release.literals import count_numbers, unprintable

_MOST_NUMBERS = 4096
"""More fill pages; a report shows only the shape of such a tensor too."""


class Example(Frozen):
    """One public case."""

    check: str
    title: Text
    entry: str
    """The function that is called, or those that a driver calls."""
    uses: tuple[str, ...]
    """The same as names."""
    arguments: Mapping[str, Any]
    """By the names of the parameters, so that a call can name them all."""
    positional: tuple[Any, ...] = ()
    """Those that can only be given by their place."""
    expected: Any
    """As the function returns it; floating tensors and arrays have the dtype of the arguments."""
    helper: Helper | None = None
    """What stands between the case and the student's functions."""


class Examples(Frozen):
    """What a handout can show of the public cases."""

    shown: tuple[Example, ...]
    left_out: tuple[Text, ...]
    """Titles of the checks of those that are too long."""


def public_examples(spec: TaskSpec) -> Examples:
    """Every public case in the order of the checks.

    Raises TaskError where the reference fails on one of them or it holds what cannot be written out.
    """
    shown: list[Example] = []
    left_out: dict[str, Text] = {}
    for check in spec.checks:
        for number, call in enumerate(check.public):
            example = _example(spec, check, number, call)
            if example is None:
                left_out[check.id] = check.title
            else:
                shown.append(example)
    return Examples(shown=tuple(shown), left_out=tuple(left_out.values()))


def _example(spec: TaskSpec, check: CheckSpec, number: int, call: Call) -> Example | None:
    """None where it is too long to be shown."""
    if (unknown := no_function(call, check, spec)) is not None:
        raise unknown
    try:
        expected = _expected(spec, call)
    except Exception as error:
        raise not_expected(error, call, check, number, spec) from error
    for value in (*call.args, *call.kwargs.values(), expected):
        if kind := unprintable(value):
            raise TaskError(
                f"{line_of(check.make, spec)}: a public case of {check.id} holds a {kind}, which cannot be written out "
                "for students; use tensors, numpy arrays, numbers, text, and lists, tuples and dictionaries of these, "
                "or make the case a hidden one."
            )
    helper = None if call.driver is None else helper_of(spec.drive, call.driver, tuple(spec.functions))
    too_many = count_numbers([call.args, call.kwargs, expected]) > _MOST_NUMBERS
    if too_many or (call.driver is not None and helper is None):
        return None
    entry = call.entry or spec.entry
    uses = (entry,) if helper is None else helper.uses
    positional, named = _bound(spec, call)
    return Example(
        check=check.id,
        title=check.title,
        entry=", ".join(uses),
        uses=uses,
        arguments=named,
        positional=positional,
        expected=expected,
        helper=helper,
    )


def _expected(spec: TaskSpec, call: Call) -> Any:
    value, _ = run(spec.callee(call), call.gradients().map(_exact), spec.parameters(call))
    return _rounded(value, next(_floating([*call.args, *call.kwargs.values()]), None))


def _signature(spec: TaskSpec, call: Call) -> inspect.Signature:
    """Of what is called, without a driver's `student`."""
    if call.driver is None:
        return inspect.signature(spec.functions[call.entry or spec.entry])
    signature = inspect.signature(spec.drivers[call.driver])
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def _bound(spec: TaskSpec, call: Call) -> tuple[tuple[Any, ...], Mapping[str, Any]]:
    """The arguments that can only be given by their place, and the others by name."""
    signature = _signature(spec, call)
    bound = signature.bind(*call.args, **call.kwargs)
    kinds = {signature.parameters[name].kind for name in bound.arguments}
    if kinds & {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_POSITIONAL}:
        return bound.args, bound.kwargs
    named: dict[str, Any] = {}
    for name, value in bound.arguments.items():
        several = signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD
        named |= value if several else {name: value}
    return (), named


def _exact(value: Any) -> Any:
    """float64 where it is a floating tensor or array."""
    if isinstance(value, torch.Tensor):
        return value.double() if value.is_floating_point() else value
    return value.astype(numpy.float64) if value.dtype.kind == "f" else value


def _floating(value: Any) -> Iterator[str]:
    """Names of the floating dtypes in `value`, in order."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, tuple | list):
        for item in value:
            yield from _floating(item)
    elif isinstance(value, torch.Tensor) and value.is_floating_point():
        yield str(value.dtype).removeprefix("torch.")
    elif isinstance(value, numpy.ndarray) and value.dtype.kind == "f":
        yield value.dtype.name


def _rounded(value: Any, dtype: str | None) -> Any:
    """What came out of the float64 run, in the dtype of the arguments."""
    if isinstance(value, Mapping):
        return {key: _rounded(item, dtype) for key, item in value.items()}
    if isinstance(value, tuple | list):
        items = [_rounded(item, dtype) for item in value]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, torch.Tensor):
        value = value.detach()
        return value.to(getattr(torch, dtype)) if dtype is not None and value.is_floating_point() else value
    if isinstance(value, numpy.ndarray) and value.dtype.kind == "f" and dtype is not None:
        return value.astype(dtype) if dtype != "bfloat16" else value.astype("float32")
    return value
