"""Which isolation level submissions run at: the best that this machine allows, or the one that was asked for.

    ns       bubblewrap around a warm template, namespaces of its own for every submission (jail.py)
    flat     the same template; a submission is a fork with Landlock and a stricter filter of system calls (jail.py)
    cold     a bubblewrap and a fresh interpreter for every submission, seconds each (cold.py)
    process  no jail, for one's own code only (process.py)

Nothing is probed in advance: the first level is started at once, in the background, and whoever waits for it falls back
to the next one where the machine refuses it.
"""

import os
import socket
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from grader.errors import GraderFault, UsageError
from grader.model import Limits, Submission
from grader.model.base import Lang
from grader.sandbox import Plan, Sandbox, Session, Watch
from grader.sandbox.bubblewrap import PRELOADS, LevelRefused
from grader.sandbox.contained import ContainedJail, declared
from grader.sandbox.devices import CPU, Device
from grader.words import Words

LEVELS = ("ns", "flat", "cold", "process")
"""All levels, best first."""
_CONTAINED = "flat in a container"
_AGAIN_S = 0.3
VARIABLE = "GRADER_ISOLATION"
"""The environment variable that is asked where no level is named."""

_REFUSED = (
    "Level `process` has no jail: the submission could read and write whatever you can, on this machine and over the "
    "network. `grader check` uses it for one's own code. To grade other people's code with it all the same, add "
    "--i-accept-no-sandbox."
)


def open_sandbox(
    isolation: str | None = None,
    *,
    own_code: bool = False,
    accept_no_sandbox: bool = False,
    preload: Collection[str] | None = PRELOADS,
    lasting: bool = True,
    hidden: Sequence[Path] = (),
    beside: Sequence[Path] = (),
    device: Device = CPU,
    control: socket.socket | None = None,
) -> "Chosen":
    """A sandbox of the level that was asked for; it starts in the background, see Jail for the other arguments.

    `isolation`: auto, ns, flat, cold or process; None: what GRADER_ISOLATION says, else auto. `own_code`: what runs was
    written by whoever runs it, so that `process` is allowed; otherwise only with `accept_no_sandbox`. Raises UsageError
    for a level that does not exist or is not allowed. Raises GraderFault, here or in `wait_ready`, with what to do,
    where the machine refuses what was asked for. `control`: what `Chosen.share` of another process has given; the level
    is then that one's, and is named. Without `preload` the jail imports what is always needed and waits for `tell`.
    """
    wanted = demand_level(isolation, own_code=own_code, accept_no_sandbox=accept_no_sandbox)
    levels: tuple[str, ...] = LEVELS if wanted == "auto" else (wanted,)
    if wanted == "auto" and not (own_code or accept_no_sandbox):
        levels = tuple(level for level in LEVELS if level != "process")
    if declared():  # the container itself is then what stands around level flat, where bubblewrap is refused in it
        levels = tuple(way for level in levels for way in ((level, _CONTAINED) if level == "flat" else (level,)))

    def start(level: str, told: Collection[str] | None) -> Sandbox:
        preload = PRELOADS if told is None else told
        if level == "process":
            from grader.sandbox.process import ProcessSandbox

            return ProcessSandbox(device=device)
        if level == "cold":
            from grader.sandbox.cold import ColdJail

            return ColdJail(preload=preload, lasting=lasting, hidden=hidden, beside=beside, device=device)
        if level == _CONTAINED:
            return ContainedJail(preload=preload, lasting=lasting, hidden=hidden, device=device, control=control)
        from grader.sandbox.jail import Jail

        return Jail(
            preload=told,
            lasting=lasting,
            hidden=hidden,
            beside=beside,
            device=device,
            control=control,
            level="flat" if level == "flat" else "ns",
        )

    return Chosen(levels, start, preload)


def demand_level(isolation: str | None, *, own_code: bool = False, accept_no_sandbox: bool = False) -> str:
    """The level that is asked for, where it exists and is allowed. Raises UsageError, before anything slow is done."""
    wanted = isolation or os.environ.get(VARIABLE) or "auto"
    if wanted not in ("auto", *LEVELS):
        raise UsageError(f"--isolation {wanted} is not one of auto, {', '.join(LEVELS)}.")
    if wanted == "process" and not (own_code or accept_no_sandbox):
        raise UsageError(_REFUSED)
    return wanted


def describe_fallback(sandbox: "Chosen", lang: Lang) -> str:
    """What a report must say of the level beside its name; nothing where it is the best one, or was asked for."""
    words = Words(lang)
    if sandbox.level == "process":
        return words.say("grade.isolation.process")
    if not sandbox.refused:
        return ""
    best, why = next(iter(sandbox.refused.items()))
    if best == sandbox.level:
        return ""
    return words.say("grade.isolation.fell_back", level=sandbox.level, best=best, why=why.splitlines()[0])


class Chosen:
    """The first of several levels that starts. See grader.sandbox.Sandbox."""

    def __init__(
        self,
        levels: Sequence[str],
        start: Callable[[str, Collection[str] | None], Sandbox],
        preload: Collection[str] | None = PRELOADS,
    ) -> None:
        self._left = list(levels)
        self._start = start
        self._preload = preload
        self.refused: dict[str, str] = {}
        """Levels that this machine has refused, with the reason and what to do."""
        self._again: set[str] = set()
        """Levels that have been started a second time."""
        self._sandbox = self._start_next()

    @property
    def level(self) -> str:
        """Known for good once it is ready."""
        return self._sandbox.level

    @property
    def device(self) -> Device:
        """Where networks are trained."""
        return self._sandbox.device

    @property
    def sandbox(self) -> Sandbox:
        """What runs submissions; waits until it is known. Raises GraderFault."""
        self.wait_ready()
        return self._sandbox

    def share(self) -> socket.socket | None:
        """The socket of a template that other processes may fork submissions from as well; None at levels that have no
        template, where every process opens a sandbox of its own. Waits until the level is known."""
        from grader.sandbox.jail import Jail

        return self.sandbox.share() if isinstance(self.sandbox, Jail) else None

    def tell(self, preload: Collection[str]) -> None:
        """What to import beside what is always needed, for one that was opened without."""
        from grader.sandbox.jail import Jail

        self._preload = preload
        if isinstance(self._sandbox, Jail):
            self._sandbox.tell(preload)

    @property
    def alive(self) -> bool:
        """Whether what was started here still runs, or is started anew for each submission anyway."""
        return bool(getattr(self._sandbox, "alive", True))

    def wait_ready(self) -> None:
        """See Sandbox.wait_ready. Falls back, level by level, where the machine refuses one, and refuses it again."""
        while True:
            refused = self._start_fails()
            if refused is not None and self._way not in self._again:
                # out of processes or memory for a moment: a whole class is not to be graded at a lower level for that
                self._again.add(self._way)
                time.sleep(_AGAIN_S)
                try:
                    self._sandbox = self._start_level(self._way)
                    refused = self._start_fails()
                except LevelRefused as error:
                    refused = error
            if refused is None:
                return
            self._refuse(self._way, refused)
            self._sandbox = self._start_next()

    def _start_fails(self) -> LevelRefused | None:
        """Waits for what was started; where it is refused, closes it and gives the reason."""
        try:
            self._sandbox.wait_ready()
        except LevelRefused as error:
            self._sandbox.close()
            return error
        return None

    def open(self, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None = None) -> Session:
        """See Sandbox.open."""
        return self.sandbox.open(submission, plan, limits, watch)

    def data_folder(self, name: str, count: int | None = None) -> str:
        """See Sandbox.data_folder."""
        return self.sandbox.data_folder(name, count)

    def close(self) -> None:
        """See Sandbox.close."""
        self._sandbox.close()

    def __enter__(self) -> "Chosen":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _start_next(self) -> Sandbox:
        while True:
            self._way = self._left.pop(0)
            try:
                return self._start_level(self._way)
            except LevelRefused as error:
                self._refuse(self._way, error)

    def _start_level(self, level: str) -> Sandbox:
        return self._start(level, self._preload)

    def _refuse(self, level: str, error: LevelRefused) -> None:
        self.refused[level] = str(error)
        if self._left:
            return
        if len(self.refused) == 1:
            raise error
        # the best level's advice is the one to follow; the others' reasons are for whoever looks closer
        first, *others = self.refused.items()
        said = "".join(f"\nLevel {name}: {why}" for name, why in others)
        raise GraderFault(f"{first[1]}{said}")
