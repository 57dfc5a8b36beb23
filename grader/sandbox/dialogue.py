"""What is said to one submission and what it answers, whatever carries the bytes there and back.

Every answer is hostile: it is read by wire.py, and only the answer to what was asked counts.
"""

import os
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from grader.authoring.call import Call
from grader.errors import WireError
from grader.model import Edits, Ended, Limits, Opened, Place, Returned, Submission, Tried
from grader.sandbox import Plan, Watch, wire

Read = TypeVar("Read")
WATCH_S = 0.05
_SPARE_S = 1.5
KEPT_OUTPUT = 64 << 10
TAIL = 2000
"""So many of the last bytes of the output are shown while one waits."""


class Dialogue(ABC):
    """A session without its carrier: frames go in one at a time, and the first end other than an answer is the last."""

    def __init__(self, plan: Plan, limits: Limits) -> None:
        self._plan = plan
        self._limits = limits
        self._deadline = time.monotonic() + limits.total_s
        self._dead: Ended | None = None
        self._next_id = int.from_bytes(os.urandom(6), "big")
        self._watching: Watch | None = None
        self.output = bytearray()
        """The first bytes of stdout and stderr. Never part of a report: hidden inputs can be printed."""
        self._tail = b""
        self.peak_memory_bytes = 0

    def call(
        self, call: Call, seed: int, trace: bool = False, seconds: float | None = None, watch: Watch | None = None
    ) -> Returned:
        """See grader.sandbox.Session.call."""
        if self._dead is not None:
            return Returned(ended=self._dead)
        tensors: list[list[Any]] = []
        blobs: list[bytes] = []
        asked = self._asked(call, seed, tensors, blobs)
        header = {"kind": "call", **asked, "trace": trace, "tensors": tensors}
        start = time.monotonic()
        self._watching = watch
        returned = self._ask(header, blobs, seconds or self._limits.call_s, "returned", wire.read_returned)
        self._watching = None
        wall = time.monotonic() - start
        if not isinstance(returned, Returned):
            return Returned(ended=returned, wall_s=wall, memory_bytes=self.peak_memory_bytes)
        return returned.model_copy(update={"wall_s": wall, "memory_bytes": self.peak_memory_bytes})

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
        """See grader.sandbox.Session.attempt."""
        if self._dead is not None:
            return Tried(ended=self._dead)
        tensors: list[list[Any]] = []
        blobs: list[bytes] = []
        header = {
            "kind": "try",
            "cases": [self._asked(call, seed, tensors, blobs) for call, seed in cases],
            "candidates": changes,
            "functions": [
                {"name": one.name, "above": one.above, "source": len(blobs) + number}
                for number, one in enumerate(places)
            ],
            "case_s": case_s,
            "seconds": seconds,
            "look": look,
            "short": short,
            "on": on,
            "tensors": tensors,
        }
        for one in places:
            tensors.append(["uint8", [len(one.source)]])
            blobs.append(one.source)
        most = seconds + 2 * case_s + _SPARE_S
        tried = self._ask(header, blobs, most, "tried", wire.read_tried)
        return tried if isinstance(tried, Tried) else Tried(ended=tried)

    def _asked(self, call: Call, seed: int, tensors: list[list[Any]], blobs: list[bytes]) -> dict[str, Any]:
        """One call as it goes in; its tensors are added to those of the frame."""
        return {
            "entry": call.entry or self._plan.entry,
            "driver": call.driver,
            "parameters": list(self._plan.parameters_of(call)),
            "args": [wire.encode_value(value, tensors, blobs) for value in call.args],
            "kwargs": [[key, wire.encode_value(value, tensors, blobs)] for key, value in call.kwargs.items()],
            "wrt": list(call.wrt),
            "cotangent": wire.encode_value(call.cotangent, tensors, blobs),
            "seed": seed,
        }

    def _load(self, submission: Submission, watch: Watch | None) -> Opened:
        """Sends the submission in and waits until it has loaded; `watch` is told meanwhile."""
        header, blobs = _opening(submission, self._plan, self._told_limits())
        start = time.monotonic()
        self._watching = watch
        opened = self._ask(header, blobs, self._limits.setup_s, "opened", wire.read_opened)
        self._watching = None
        wall = time.monotonic() - start
        if not isinstance(opened, Opened):
            return Opened(ended=opened, wall_s=wall)
        return opened.model_copy(update={"wall_s": wall})

    def _told_limits(self) -> dict[str, Any]:
        return {**self._limits.model_dump(), "cpu_s": int(self._limits.total_s) + 1}

    def _ask(
        self,
        header: dict[str, Any],
        blobs: list[bytes],
        seconds: float,
        kind: str,
        read: Callable[[wire.WireFrame], Read],
    ) -> "Read | Ended":
        """Sends a frame and reads the answer to it; an Ended where none came, after which the session is dead."""
        self._next_id += 1
        payload = wire.pack({**header, "id": self._next_id}, blobs)
        # locking down is our own work: what is left of the student's time does not cut it short
        deadline = time.monotonic() + seconds
        deadline = deadline if kind == "locked" else min(deadline, self._deadline)
        ended: Ended
        try:
            frame = self._exchange(payload, deadline)
            if isinstance(frame, wire.WireFrame):
                if frame.header.get("kind") != kind or frame.header.get("id") != self._next_id:
                    raise WireError("an answer to something else")
                return read(_without_id(frame))
            ended = frame
        except WireError:
            ended = "crashed"
        self._dead = ended
        self._kill()
        return ended

    @abstractmethod
    def _exchange(self, payload: bytes, deadline: float) -> "wire.WireFrame | Ended":
        """Sends the bytes and waits for a whole frame; an Ended where none has come. Raises WireError."""

    @abstractmethod
    def _kill(self) -> None:
        """Ends everything the submission has started, without waiting for it. May be said again."""


def _opening(submission: Submission, plan: Plan, limits: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The frame that carries the submission in."""
    files: list[list[Any]] = []
    blobs: list[bytes] = []
    for unit in submission.units:
        if unit.cell is None:
            files.append([unit.name, len(blobs)])
            blobs.append(unit.code.encode("utf-8", "replace"))
    for path, content in submission.data.items():
        files.append([path, len(blobs)])
        blobs.append(content)
    notebook = None
    units = [{"name": unit.name, "code": unit.code if unit.cell else ""} for unit in submission.units]
    if submission.notebook is not None:
        notebook = len(blobs)
        blobs.append(submission.notebook.encode("utf-8", "replace"))
    else:
        units = [{"name": name, "code": ""} for name in plan.load]
    header = {
        "kind": "open",
        "form": "notebook" if submission.notebook is not None else "module",
        "kernel": plan.kernel,
        "entries": list(plan.entries),
        "drive": [source for source in (plan.drive, plan.fit) if source],
        "units": units,
        "files": files,
        "notebook": notebook,
        "restore": [{"unit": unit, "code": code} for unit, code in plan.restore],
        "seed": plan.seed,
        "limits": limits,
        "tensors": [["uint8", [len(blob)]] for blob in blobs],
    }
    return header, blobs


def _without_id(frame: wire.WireFrame) -> wire.WireFrame:
    return wire.WireFrame({k: v for k, v in frame.header.items() if k not in ("id", "kind")}, frame.tensors, frame.body)
