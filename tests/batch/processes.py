"""A `grader batch` in a process of its own, and what belongs to it: found by /proc, killed on purpose."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from tests.batch.mistaken import ROOT

Part = Literal["all", "coordinator", "worker", "mother", "template"]
PARTS: tuple[Part, ...] = ("all", "coordinator", "worker", "mother", "template")
_GONE_S = 60.0
"""How long a loaded machine may take to end what was killed; a quiet one takes a fraction of a second."""


class Process(NamedTuple):
    """A process, and when it began: its number may be given again."""

    pid: int
    parent: int
    began: int
    command: str


class Batch:
    """A run in the background."""

    def __init__(
        self,
        folder: Path,
        out: Path,
        roots: Sequence[Path] = (),
        options: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        self.log = log or out.parent / f"{out.name}.log"
        words = [sys.executable, "-m", "grader", "batch", str(folder), "--out", str(out), "--no-hints"]
        words += [word for root in roots for word in ("--root", str(root))]
        with self.log.open("ab") as handle:
            self.process = subprocess.Popen(
                [*words, *options],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=handle,
                env={**os.environ, **(env or {})},
                process_group=0,
            )

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    @property
    def said(self) -> str:
        """Everything that this and earlier runs with the same log have printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def find(self, part: Part) -> list[Process]:
        """The processes that are a part of it just now."""
        found = below(self.process.pid)
        mothers = [one for one in found if "grader.batch.mother" in one.command and one.parent == self.process.pid]
        inside = [one for one in found if "_grader_inside.template" in one.command and "bwrap" not in one.command]
        pids = {one.pid for one in inside}
        return {
            "all": found,
            "coordinator": [one for one in _all() if one.pid == self.process.pid],
            "mother": mothers,
            "worker": [one for one in found if one.parent in {mother.pid for mother in mothers}],
            "template": [one for one in inside if one.parent not in pids and "launch.py" not in one.command],
        }[part]

    def kill(self, part: Part, choice: float = 0.0) -> bool:
        """kill -9 of a part, of one worker where there are several; whether there was one."""
        if part == "all":
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        found = self.find(part)
        chosen = found if part == "all" else found[int(choice * len(found)) :][:1]
        for one in chosen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)
        return bool(chosen) or part == "all"

    def end(self, seconds: float = 600.0) -> int:
        """Its exit code, once it has ended."""
        return self.process.wait(seconds)


def left_of(before: Sequence[Process], seconds: float = _GONE_S) -> list[Process]:
    """Those of `before` that are still there after so long; none at all as a rule, and at once."""
    until = time.monotonic() + seconds
    while True:
        there = {(one.pid, one.began) for one in _all()}
        left = [one for one in before if (one.pid, one.began) in there]
        if not left or time.monotonic() > until:
            return left
        time.sleep(0.05)


def below(pid: int) -> list[Process]:
    """All descendants of a process, parents first."""
    everything = _all()
    found, known = [], {pid}
    for one in sorted(everything, key=lambda one: one.began):
        if one.parent in known:
            known.add(one.pid)
            found.append(one)
    return found


def _all() -> list[Process]:
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                stat = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
                command = Path(f"/proc/{name}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                if stat[0] not in "ZX":
                    found.append(Process(int(name), int(stat[1]), int(stat[19]), command))
    return found
