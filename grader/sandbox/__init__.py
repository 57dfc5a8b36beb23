"""Runs a submission where it can harm nobody and gives back data. Its interface is on this page."""

from typing import Any, Protocol

from grader.authoring.call import Call
from grader.model import Limits, Opened, Returned, Submission
from grader.model.base import Frozen


class Plan(Frozen):
    """What a session needs beside the submission: which function is called, and how it is found."""

    entry: str
    parameters: tuple[str, ...]
    """The entry's parameter names, in order."""
    load: tuple[str, ...]
    """Names of the units to load, in order; ignored for a notebook, which runs whole."""
    restore: tuple[str, str] | None = None
    """(unit, source): the definition to bring back where a later stub hides it."""
    seed: int = 0


class Session(Protocol):
    """One submission, loaded. Not for two threads."""

    opened: Opened
    """How loading went."""

    def call(self, call: Call, seed: int, trace: bool = False) -> Returned:
        """Calls the entry once. Never raises for what the student's code does.

        After an end other than `ok`, `raised` or `missing` the session is dead and every further call returns the
        same end. Raises GraderFault only if we failed.
        """
        ...

    def close(self) -> None:
        """Ends everything the submission started. Idempotent."""
        ...

    def __enter__(self) -> "Session": ...

    def __exit__(self, *_: Any) -> None: ...


class Sandbox(Protocol):
    """A place to run submissions in."""

    level: str
    """`ns`, `flat`, `process` or `fake`; written into every report."""

    def wait_ready(self) -> None:
        """Blocks until a submission can be opened without waiting. Raises GraderFault where that will never be."""
        ...

    def open(self, submission: Submission, plan: Plan, limits: Limits) -> Session:
        """Loads a submission. Raises GraderFault only if we failed; a submission that fails to load is a Session
        whose `opened` says so."""
        ...

    def close(self) -> None:
        """Ends the sandbox and all that runs in it. Idempotent."""
        ...


__all__ = ["Plan", "Sandbox", "Session"]
