"""Runs a submission where it can harm nobody and gives back data. Its interface is on this page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from grader.authoring.call import Call
from grader.authoring.spec import TaskSpec
from grader.model import Edits, Limits, Opened, Place, Returned, Submission, Tried
from grader.model.base import Frozen
from grader.sandbox.devices import Device

Watch = Callable[[float, bytes], None]
"""Told while a submission loads or a call runs: seconds since it began, the last bytes of the student's output."""


_LEFT_BEHIND: dict[str, tuple[str, ...]] = {"model": ("images",), "predict": ("images",)}
"""What a file that trains while it runs leaves behind; a task that asks for a predict() of its own names it itself."""


class Plan(Frozen):
    """What a session needs beside the submission: which functions are called, and how they are found."""

    entry: str
    parameters: tuple[str, ...]
    """The entry's parameter names, in order."""
    also: Mapping[str, tuple[str, ...]] = {}
    """Further functions of the submission that calls may name, with their parameter names."""
    drive: str = ""
    """Source of ours that runs beside the submission, for calls that take more than one step."""
    fit: str = ""
    """Further source of ours, for tasks that train."""
    drivers: Mapping[str, tuple[str, ...]] = {}
    """The functions of `drive` and `fit` with their parameter names, `student` left out."""
    load: tuple[str, ...]
    """Names of the units to load, in order; ignored for a notebook, which runs whole."""
    restore: tuple[tuple[str, str], ...] = ()
    """(unit, source): definitions to bring back where a later stub hides them."""
    seed: int = 0
    defined: tuple[str, ...] = ()
    """Those of the task's functions that the source defines."""
    kernel: bool = True
    """Whether a notebook needs Jupyter's kernel; without it, it runs in IPython's shell alone, which starts sooner."""
    pictures: Mapping[str, int | None] | None = None
    """Of which data sets it sees training pictures, and how many (None: all of them); None: all that is here."""

    @classmethod
    def of_task(cls, spec: TaskSpec, load: tuple[str, ...] = (), restore: tuple[tuple[str, str], ...] = ()) -> "Plan":
        """The plan for a task's functions and drivers."""
        first, *others = [Call().on(name) for name in spec.functions]
        left = {name: of for name, of in _LEFT_BEHIND.items() if spec.fit_drive and name != spec.entry}
        return cls(
            entry=spec.entry,
            parameters=spec.parameters(first),
            also={**left, **{str(call.entry): spec.parameters(call) for call in others}},
            drive=spec.drive,
            fit=spec.fit_drive,
            drivers={name: spec.parameters(Call().through(name)) for name in spec.drivers},
            pictures=_pictures(spec),
            load=load,
            restore=restore,
        )

    @property
    def entries(self) -> tuple[str, ...]:
        """All functions of the submission that calls may name."""
        return (self.entry, *self.also)

    def parameters_of(self, call: Call) -> tuple[str, ...]:
        """The names that the arguments of `call` are for."""
        if call.driver is not None:
            return self.drivers[call.driver]
        return self.parameters if call.entry in (None, self.entry) else self.also[call.entry]


def _pictures(spec: TaskSpec) -> dict[str, int | None] | None:
    """What a task that trains hands out: nobody trains on more. Other tasks hand out nothing and hide nothing."""
    most: dict[str, int | None] = {}
    for fit in [check.fit for check in spec.checks if check.fit is not None]:
        known = most.get(fit.data, 0)
        most[fit.data] = None if fit.train is None or known is None else max(fit.train, known)
    return most or None


class Session(Protocol):
    """One submission, loaded. Not for two threads."""

    opened: Opened
    """How loading went."""

    def call(
        self, call: Call, seed: int, trace: bool = False, seconds: float | None = None, watch: Watch | None = None
    ) -> Returned:
        """Calls the entry once, for at most `seconds` (else the limit of a call). Never raises for what the student's
        code does. `watch` is told at once, and then now and then, how long it has taken and what was printed last.

        After an end other than `ok`, `raised` or `missing` the session is dead and every further call returns the
        same end. Raises GraderFault only if we failed.
        """
        ...

    def attempt(
        self,
        places: Sequence[Place],
        changes: Sequence[Edits],
        cases: Sequence[tuple[Call, int]],
        *,
        case_s: float,
        seconds: float,
        look: bool = False,
        short: bool = False,
        on: bool = False,
    ) -> Tried:
        """Runs the cases (calls with their seeds) with each change made to the submission's functions in turn.

        Ends after `seconds`, or once one answer holds enough: `outcomes` may be fewer than `changes`. A case that
        takes longer than `case_s` is interrupted; places that are not what runs have no outcomes. With `look` it is
        told what the functions' names hold; with `short` a first case that comes to what it came to before is only
        said to be the same; with `on` a change goes on after a case that ended badly. What is run is no less hostile
        than the submission itself: its limits hold, and the session may be dead afterwards.
        """
        ...

    def close(self) -> None:
        """Ends everything the submission started. Idempotent."""
        ...

    def __enter__(self) -> "Session": ...

    def __exit__(self, *_: Any) -> None: ...


class Sandbox(Protocol):
    """A place to run submissions in."""

    @property
    def level(self) -> str:
        """`ns`, `flat`, `cold`, `process` or `fake`; written into every report. See grader.sandbox.choose."""
        ...

    @property
    def device(self) -> Device:
        """Where networks are trained."""
        ...

    def data_folder(self, name: str, count: int | None = None) -> str:
        """Where students' code finds the training pictures of a data set: the first `count` of them, which the plan
        shows it, or all. Raises GraderFault where the data set is not here."""
        ...

    def wait_ready(self) -> None:
        """Blocks until a submission can be opened without waiting. Raises GraderFault where that will never be."""
        ...

    def open(self, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None = None) -> Session:
        """Loads a submission. Raises GraderFault only if we failed; a submission that fails to load is a Session
        whose `opened` says so. `watch` is told as in `call`: a whole notebook trains while it is loaded."""
        ...

    def close(self) -> None:
        """Ends the sandbox and all that runs in it. Idempotent."""
        ...


__all__ = ["Plan", "Sandbox", "Session", "Watch"]
