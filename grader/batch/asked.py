"""What a run over a cohort is asked for, what it needs, whom it tells, and how it ends."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from grader.batch.job import Done, Message
from grader.batch.plan import Item
from grader.errors import GraderError
from grader.model import ClassResults, Cohort, Result
from grader.model.base import Lang

_MOST_TOLD = 10


class Lost(NamedTuple):
    """What came of a job whose worker is gone."""

    why: str


def why_not(message: Message | Lost) -> str:
    """Why there is no result."""
    return message.why if isinstance(message, Lost | Done) else "An answer to something else came."


def told_of(cohort: Cohort) -> list[str]:
    """What was left out, and who is unknown, in a line each."""
    told = []
    if cohort.unknown:
        told.append(f"not on the roster: {_some(cohort.unknown)}")
    if cohort.missing:
        told.append(f"handed in nothing: {_some(cohort.missing)}")
    told += [f"left out: {one.source} ({one.why})" for one in cohort.ignored[:_MOST_TOLD]]
    if len(cohort.ignored) > _MOST_TOLD:
        told.append(f"left out: {len(cohort.ignored) - _MOST_TOLD} more, which the class page lists")
    return told


def _some(names: Sequence[str]) -> str:
    """The first few of many."""
    shown = ", ".join(names[:_MOST_TOLD])
    return shown if len(names) <= _MOST_TOLD else f"{shown} and {len(names) - _MOST_TOLD} more"


class Wanted(NamedTuple):
    """What the command line asks for."""

    folder: Path
    out: Path
    roots: Sequence[Path]
    secret: bytes
    task: str | None = None
    lang: Lang = "en"
    roster: Path | None = None
    layout: str = "auto"
    jobs: int | None = None
    device: str = "auto"
    dry: bool = False
    hints: float = 0.0
    """Seconds a failing function for the search for the statement that is wrong; 0: none."""
    teacher: bool = False
    """Whether reports say what was changed there."""
    only: Sequence[str] = ()
    force: bool = False
    retry_ungraded: bool = False
    hidden: Sequence[Path] = ()
    """What no jail may show: roots, references, the secret."""
    isolation: str | None = None
    """The level that is asked for; None: what the environment says, else the best."""
    accept_no_sandbox: bool = False
    scheduler: str = ""


class Show(Protocol):
    """What is told while it runs."""

    def say(self, text: str) -> None:
        """What is being done now."""

    def begin(self, total: int, workers: int, *, searching: bool = False) -> None:
        """So many are to be graded; or all are, and the wrong statement of so many is to be looked for."""

    def searched(self, item: Item, running: int) -> None:
        """The wrong statement of one more has been looked for."""

    def done(self, item: Item, result: Result, running: int) -> None:
        """One more has a result."""

    def note(self, text: str) -> None:
        """A line that stays."""


class Workers(Protocol):
    """Where jobs are done: a Pool, or a cluster."""

    @property
    def free(self) -> int:
        """How many jobs can be given now."""
        ...

    @property
    def running(self) -> int:
        """How many are being done."""
        ...

    gpus: int
    """How many that train on a GPU may run at a time; 0 where there is none."""

    def prepare(self, ids: Sequence[str], jobs: int) -> None:
        """So many jobs of these tasks come soon: whoever will do them gets ready meanwhile."""
        ...

    def give(self, ticket: int, message: Message, *, gpu: bool = False) -> None:
        """Starts one; `gpu` says that it trains."""
        ...

    def wait(self, seconds: float) -> list[tuple[int, Message | Lost]]:
        """What has come of them."""
        ...

    def look_after(self) -> None:
        """After one was lost."""
        ...

    def close(self) -> None:
        """Ends what still runs."""
        ...


class Summary(NamedTuple):
    """How a run ended."""

    results: ClassResults | None
    """None where nothing has changed."""
    graded: int
    kept: int
    """Those whose results were there already."""
    counts: dict[str, int]
    """Results by standing, of everything that was handed in."""
    missing: int
    pending: int
    remarks: tuple[str, ...] = ()
    """How the folder was understood, and what of it a teacher should look at."""


class Stopped(GraderError):
    """Ctrl-C, or a signal that asks to end; what is done is stored and shown."""

    exit_code = 130
