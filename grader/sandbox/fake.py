"""A sandbox that calls a function of ours in this process: for known mistakes, and for tests of the rooms above.

Never for a student's code.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy
import torch

from grader.authoring.call import Call
from grader.authoring.spec import Mismatch
from grader.data import given_folder, missing_advice, prepared_or_make
from grader.errors import GraderFault
from grader.model import (
    MISMATCH,
    Ended,
    Foreign,
    Limits,
    Opened,
    Returned,
    StudentError,
    Submission,
    TensorValue,
    Tried,
)
from grader.sandbox import Plan, Watch
from grader.sandbox.devices import CPU


class FakeSandbox:
    """Every submission is `function`, whatever was handed in. `ends` makes the n-th call (from 0) end otherwise.

    `callee` gives what a call runs, where a task has several functions or drivers.
    """

    level = "fake"
    device = CPU

    def __init__(
        self,
        function: Callable[..., Any] | None,
        *,
        opened: Opened | None = None,
        ends: Mapping[int, Ended] | None = None,
        callee: Callable[[Call], Callable[..., Any]] | None = None,
    ) -> None:
        self._callee = callee or (None if function is None else lambda call: function)
        self._opened = opened or Opened(ended="ok")
        self._ends = dict(ends or {})
        self.calls = 0
        self.sessions = 0

    def wait_ready(self) -> None:
        """It always is."""

    def data_folder(self, name: str, count: int | None = None) -> str:
        """The pictures where they lie on this machine."""
        prepared = prepared_or_make(name)
        if prepared is None:
            raise GraderFault(missing_advice(name))
        return str(given_folder(prepared, count))

    def open(self, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None = None) -> "FakeSession":
        """A session that calls the function."""
        self.sessions += 1
        if watch is not None:
            watch(0.0, b"")
        return FakeSession(self, plan, self._opened)

    def close(self) -> None:
        """Nothing to end."""

    def next_end(self) -> Ended | None:
        """How the call that begins now is to end, where the test has said so."""
        self.calls += 1
        return self._ends.get(self.calls - 1)

    def run(self, call: Call, plan: Plan) -> Returned:
        """One call of the function, its value as it would come out of a jail."""
        if self._callee is None:
            return Returned(ended="missing")
        fresh = call.map(lambda value: value.clone() if isinstance(value, torch.Tensor) else value.copy())
        named = fresh.named(plan.parameters_of(call))
        arrays = {name: torch.from_numpy(value) for name, value in named.items() if isinstance(value, numpy.ndarray)}
        tensors = {name: value for name, value in named.items() if isinstance(value, torch.Tensor)} | arrays
        before = {name: value.clone() for name, value in tensors.items()}
        inputs = [named[name].requires_grad_() for name in call.wrt]
        try:
            value = self._callee(call)(*fresh.args, **fresh.kwargs)
            gradients = _gradients(value, inputs, call.cotangent)
        except Exception as error:
            kind = MISMATCH if isinstance(error, Mismatch) else type(error).__name__
            return Returned(ended="raised", error=StudentError(type=kind, message=str(error)))
        changed = tuple(name for name, old in before.items() if not torch.equal(tensors[name].detach(), old))
        return Returned(
            ended="ok",
            value=_value(value),
            gradients=tuple(_value(gradient) for gradient in gradients),
            changed_inputs=changed,
        )


class FakeSession:
    """See grader.sandbox.Session."""

    def __init__(self, sandbox: FakeSandbox, plan: Plan, opened: Opened) -> None:
        self._sandbox = sandbox
        self._plan = plan
        self.opened = opened
        self._dead: Ended | None = None if opened.ended == "ok" else opened.ended

    def call(
        self, call: Call, seed: int, trace: bool = False, seconds: float | None = None, watch: Watch | None = None
    ) -> Returned:
        """See grader.sandbox.Session.call."""
        if self._dead is None:
            self._dead = self._sandbox.next_end()
        if self._dead is not None:
            return Returned(ended=self._dead)
        if watch is not None:
            watch(0.0, b"")
        torch.default_generator.manual_seed(seed)  # as in the jail: who draws numbers draws the same each time
        return self._sandbox.run(call, self._plan)

    def attempt(self, *_: Any, **__: Any) -> Tried:
        """There is no source whose functions could be found."""
        return Tried(ended="ok")

    def close(self) -> None:
        """The session answers nothing any more."""
        self._dead = self._dead or "crashed"

    def __enter__(self) -> "FakeSession":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def _gradients(value: Any, inputs: list[Any], cotangent: Any) -> list[Any]:
    output = value[0] if isinstance(value, tuple | list) and value else value
    if not inputs:
        return []
    if not isinstance(output, torch.Tensor) or not output.requires_grad or output.shape != cotangent.shape:
        return [None] * len(inputs)
    return list(torch.autograd.grad((output * cotangent.to(output.dtype)).sum(), inputs, allow_unused=True))


def _value(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return TensorValue(data=value.detach().clone(), type_name="torch.Tensor")
    if isinstance(value, list | tuple):
        return type(value)(_value(item) for item in value)
    if isinstance(value, dict):
        return {str(key): _value(item) for key, item in value.items()}
    if isinstance(value, numpy.ndarray | numpy.generic):
        array = numpy.array(value, copy=True, order="C")
        return TensorValue(data=torch.from_numpy(array), type_name=f"numpy.{type(value).__name__}")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return Foreign(type_name=type(value).__name__)
