"""Runs small changes of a submission's functions: what each of them puts out goes outside, and is judged there.

One frame in with functions, changes and cases; one fork, in which the changes run one after the other, each put in the
place of the function and taken out again; one frame out. What hangs is interrupted, what ends the fork is named.
"""

import contextlib
import gc
import json
import mmap
import os
import select
import signal
import struct
import time
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from . import wire

Call = Callable[[dict[str, Any], "wire.Encoder"], dict[str, Any]]
"""Answers one case, as serve does; the encoder takes what it returns."""

_MOST_TENSORS = 600
_MOST_BYTES = 16 << 20
_MOST_TEXT = 600_000
"""What one frame may hold is asked for in several where it is more."""
_SPARE_S = 0.5
_SAID = b"1"
_PROCESS_TIME, _MONOTONIC = time.process_time, time.monotonic  # as they are before a submission can replace them
_BUSY = 6
"""On a busy machine a case may take so many times longer, as long as it has not used the time that it is given."""


def run(channel: wire.Channel, header: dict[str, Any], blobs: list[memoryview], call: Call) -> None:
    """Answers one `try` frame, in a fork where one may be made; else a change that ends the process ends all."""
    if not hasattr(signal, "setitimer") or not hasattr(os, "fork"):  # nothing could stop a change that hangs
        wire.send(channel, {"kind": "tried", "id": header["id"], "found": False, "tensors": []}, [])
        return
    for one in header["functions"]:  # here, so that the next frames know them
        _Function(one, bytes(blobs[one["source"]]))
    progress = mmap.mmap(-1, 4)
    reading, writing = os.pipe()
    try:
        pid = os.fork()
    except OSError:  # level `flat` makes no processes
        os.close(reading)
        os.close(writing)
        _answer(channel, header, blobs, call, progress)
        return
    if pid == 0:
        try:
            os.close(reading)
            _answer(channel, header, blobs, call, progress)
            os.write(writing, _SAID)
        finally:
            os._exit(0)
    os.close(writing)
    ended = select.poll()
    ended.register(reading, select.POLLIN | select.POLLHUP)
    ended.poll(1000 * (header["seconds"] + header["case_s"] + _SPARE_S))
    os.set_blocking(reading, False)
    said = b""
    with contextlib.suppress(BlockingIOError):
        said = os.read(reading, 1)
    os.close(reading)
    with contextlib.suppress(OSError):  # it may have ended, and nobody need ask for its end
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    if said != _SAID:
        (number,) = struct.unpack("I", progress[:4])
        stopped = {"kind": "tried", "id": header["id"], "found": True, "stopped": number, "outcomes": []}
        wire.send(channel, {**stopped, "tensors": []}, [])


def _answer(
    channel: wire.Channel, header: dict[str, Any], blobs: list[memoryview], call: Call, progress: mmap.mmap
) -> None:
    functions = [_Function(one, bytes(blobs[one["source"]])) for one in header["functions"]]
    reply: dict[str, Any] = {"kind": "tried", "id": header["id"], "found": any(one.live for one in functions)}
    encoder = wire.Encoder(_MOST_BYTES)
    if reply["found"]:
        with _interrupts():
            reply |= _try_all(header, functions, call, encoder, progress)
    wire.send(channel, {**reply, "tensors": encoder.tensors}, encoder.blobs)


def _try_all(
    header: dict[str, Any],
    functions: "list[_Function]",
    call: Call,
    encoder: wire.Encoder,
    progress: mmap.mmap,
) -> dict[str, Any]:
    until = time.monotonic() + header["seconds"]
    cases = [{**case, "trace": False, "tensors": header["tensors"]} for case in header["cases"]]
    kinds, ran = _look(functions, cases[0], call, header["case_s"]) if header["look"] else ([], [])
    known = cases[:1] if header["short"] else []
    before = [_one(case, call, header["case_s"], wire.Encoder(_MOST_BYTES)) for case in known]
    outcomes: list[list[dict[str, Any]] | None] = []
    written = 0
    for number, edits in enumerate(header["candidates"]):
        progress[:4] = struct.pack("I", number)
        if outcomes and (
            time.monotonic() > until or len(encoder.tensors) > _MOST_TENSORS or written > _MOST_TEXT or encoder.full
        ):
            break
        outcomes.append(_try(edits, functions, cases, call, header, encoder, before))
        written += len(json.dumps(outcomes[-1], default=str))
    return {"outcomes": outcomes, "kinds": kinds, "ran": ran}


def _try(
    edits: list[list[Any]],
    functions: "list[_Function]",
    cases: list[dict[str, Any]],
    call: Call,
    header: dict[str, Any],
    encoder: wire.Encoder,
    before: "list[tuple[dict[str, Any], wire.Encoder]]",
) -> list[dict[str, Any]] | None:
    """What each case comes to, up to the first that ends badly; None where this is no program."""
    changed = [one for number, one in enumerate(functions) if one.change([e[1:] for e in edits if e[0] == number])]
    if len(changed) != len({e[0] for e in edits}):
        for one in functions:
            one.restore()
        return None
    found = []
    try:
        for number, case in enumerate(cases):
            reply, mine = _one(case, call, header["case_s"], wire.Encoder(_MOST_BYTES))
            if number == 0 and before and _same((reply, mine), before[0]):
                found.append({"ended": "same"})
                break
            if reply["ended"] == "ok":
                reply = _moved(reply, len(encoder.tensors))
                encoder.take(mine)
            found.append(reply)
            if reply["ended"] != "ok" and not header["on"]:
                break
    finally:
        for one in functions:
            one.restore()
    return found


def _one(case: dict[str, Any], call: Call, case_s: float, encoder: wire.Encoder) -> tuple[dict[str, Any], wire.Encoder]:
    """One case; what it raised is not told: nobody shows it."""
    with _at_most(case_s) as clock:
        try:
            reply = call(case, encoder)
        except BaseException:
            reply = {"ended": "raised"}
    if clock.rang:
        return {"ended": "timeout"}, encoder
    if reply["ended"] != "ok":
        return {"ended": "raised"}, encoder
    return {"ended": "ok", **{name: reply[name] for name in ("value", "gradients", "changed")}}, encoder


class _Function:
    """One of the student's functions: its own lines, and the objects that have been made of them."""

    def __init__(self, described: dict[str, Any], source: bytes) -> None:
        self._source = source
        self._above = described["above"]
        self._name = described["name"]
        self._code = self._compiled(source)
        self.live = [] if self._code is None else _live(self._code, (source, described["name"]))
        self._kept = [one.__code__ for one in self.live]

    def change(self, edits: list[list[Any]]) -> bool:
        """Puts the changed function in the place of the student's; False where there are no edits, it is no code, or
        the function is not what runs: another took its name, or its cell failed."""
        if not edits:
            return False
        source = self._source
        for start, end, text in sorted(edits, reverse=True):
            source = source[:start] + text.encode() + source[end:]
        code = self._compiled(source)
        if code is None or not self.live or any(len(code.co_freevars) != len(kept.co_freevars) for kept in self._kept):
            return False
        for one in self.live:
            one.__code__ = code
        return True

    def restore(self) -> None:
        """Puts the student's own back."""
        for one, code in zip(self.live, self._kept, strict=True):
            if one.__code__ is not code:
                one.__code__ = code

    def codes(self) -> dict[types.CodeType, int]:
        """The code objects to look for in a traced run, and how much later than in `source` their lines are."""
        assert self._code is not None
        body = min(_absolute_lines(self._code), default=0) - (1 if self._above else 0)
        return {one: min(_absolute_lines(one), default=body) - body for one in self._kept}

    def _compiled(self, source: bytes) -> types.CodeType | None:
        try:
            text = f"{self._above}\n".encode() + source if self._above else source
            return _named(compile(text.decode(), "<changed>", "exec", dont_inherit=True), self._name)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            return None


def _named(code: types.CodeType, name: str) -> types.CodeType | None:
    """The function of that name among the constants, or among those of the class around it."""
    inner = [one for one in code.co_consts if isinstance(one, types.CodeType)]
    for one in inner:
        if one.co_name == name:
            return one
    return next((found for one in inner if (found := _named(one, name)) is not None), None)


_FOUND: dict[tuple[bytes, str], list[types.FunctionType]] = {}
"""Looked for once: to go through all objects takes long where there are many."""


def _live(code: types.CodeType, key: tuple[bytes, str]) -> list[types.FunctionType]:
    if key not in _FOUND:
        functions = [one for one in gc.get_objects() if type(one) is types.FunctionType]
        _FOUND[key] = [one for one in functions if _alike(one.__code__, code)]
    return _FOUND[key]


def _alike(one: types.CodeType, other: types.CodeType) -> bool:
    """Whether they are of the same source, wherever it stands.

    The code itself may differ: a call on an imported module is compiled in another way where the import is seen.
    """
    names = ("co_name", "co_varnames", "co_freevars", "co_cellvars", "co_argcount")
    if any(getattr(one, name) != getattr(other, name) for name in names):
        return False
    if set(one.co_names) != set(other.co_names) or _lines(one) != _lines(other):
        return False
    if len(one.co_consts) != len(other.co_consts):
        return False
    for mine, theirs in zip(one.co_consts, other.co_consts, strict=True):
        if isinstance(mine, types.CodeType) and isinstance(theirs, types.CodeType):
            if not _alike(mine, theirs):
                return False
        elif type(mine) is not type(theirs) or repr(mine) != repr(theirs):
            return False
    return True


def _lines(code: types.CodeType) -> set[int]:
    """Which lines have code, counted from the first of them."""
    lines = _absolute_lines(code)
    return {line - min(lines) for line in lines}


def _absolute_lines(code: types.CodeType) -> list[int]:
    return [line for _, _, line in code.co_lines() if line is not None and line > code.co_firstlineno]


def _look(
    functions: list[_Function], case: dict[str, Any], call: Call, case_s: float
) -> tuple[list[dict[str, str]], list[list[int]]]:
    """What the functions' names hold when they return, the last that was seen of each, and which of their lines ran;
    from one run. No lines where they cannot be told."""
    import sys

    found: list[dict[str, str]] = [{} for _ in functions]
    ran: list[set[int]] = [set() for _ in functions]
    wanted = {code: (number, late) for number, one in enumerate(functions) for code, late in one.codes().items()}

    def note(frame: Any, event: str, _: Any) -> Any:
        if frame.f_code not in wanted:
            return None
        number, late = wanted[frame.f_code]
        if event == "line":
            ran[number].add(frame.f_lineno - late)
        elif event == "return":
            for name, value in list(frame.f_locals.items())[:200]:
                found[number][name] = _kind(value)
        return note

    sys.settrace(note)
    try:
        reply, _ = _one(case, call, 5 * case_s, wire.Encoder(_MOST_BYTES))
        whole = sys.gettrace() is note and reply["ended"] != "timeout"
    finally:
        sys.settrace(None)
    return found, [sorted(lines) if whole else [] for lines in ran]


def _kind(value: Any) -> str:
    kind = type(value)
    if kind in (int, float, bool, str, tuple, list, dict):
        return kind.__name__
    if value is None:
        return "none"
    module = kind.__module__
    if hasattr(kind, "shape") and module.partition(".")[0] in ("torch", "numpy"):
        try:
            return f"{'tensor' if module.startswith('torch') else 'array'}{min(9, len(value.shape))}"
        except Exception:
            return "other"
    if isinstance(value, types.ModuleType):
        return "module"
    return "function" if callable(value) else "other"


def _same(one: "tuple[dict[str, Any], wire.Encoder]", other: "tuple[dict[str, Any], wire.Encoder]") -> bool:
    """Whether it came to the very same: most changes of what is never reached, or is not what is wrong."""
    return (
        one[0]["ended"] == other[0]["ended"] == "ok"
        and one[1].tensors == other[1].tensors
        and one[1].blobs == other[1].blobs
        and one[0] == other[0]
    )


def _moved(node: Any, by: int) -> Any:
    """The value tree with its tensors at later places."""
    if isinstance(node, dict):
        return {
            key: item + by if key == "i" and isinstance(item, int) else _moved(item, by) for key, item in node.items()
        }
    return [_moved(item, by) for item in node] if isinstance(node, list) else node


class _Slow(BaseException):
    """A case took too long."""


class _Clock:
    def __init__(self, seconds: float) -> None:
        self.rang = False
        self._seconds = seconds
        self._used, self._began = _PROCESS_TIME(), _MONOTONIC()

    def excuses(self) -> bool:
        """Whether others had the processor rather than the case: then what is right would not be told."""
        used, waited = _PROCESS_TIME() - self._used, _MONOTONIC() - self._began
        return used < self._seconds and waited < _BUSY * self._seconds


_RUNNING: list[_Clock] = []


def _ring(*_: Any) -> None:
    if _RUNNING and not _RUNNING[-1].excuses():
        _RUNNING[-1].rang = True
        raise _Slow


@contextmanager
def _interrupts() -> Iterator[None]:
    kept = signal.signal(signal.SIGALRM, _ring)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, kept)


@contextmanager
def _at_most(seconds: float) -> Iterator[_Clock]:
    """Interrupts what takes longer, again and again; it says whether it has."""
    clock = _Clock(seconds)
    try:
        _RUNNING.append(clock)
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
        yield clock
    except _Slow:
        pass
    finally:
        _RUNNING.clear()
        signal.setitimer(signal.ITIMER_REAL, 0)
