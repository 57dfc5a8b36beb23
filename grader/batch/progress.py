"""What whoever started a cohort sees: a live line on a terminal, now and then a line elsewhere."""

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.status import Status

from grader.batch.plan import Item
from grader.model import Result
from grader.report.printable import one_line

_EVERY_S = 15.0
"""Lines where there is no terminal, at most so often."""
_RECENT = 60
"""The rate is that of so many last submissions: the first ones waited for the jail."""


class Lasting(Console):
    """A console that falls silent where nobody reads it any more; rich's own ends the process."""

    def on_broken_pipe(self) -> None:
        self.quiet = True


class Shown:
    """Counts, and says how far it is; what happens to single submissions is a line only where it went wrong."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = self._done = self._unreadable = self._ungraded = 0
        self._times: list[float] = []
        self._last_line = 0.0
        self._searching = False
        self._status: Status | None = None
        self._progress: Progress | None = None
        self._bar: Any = None

    def say(self, text: str) -> None:
        """What is being done now."""
        if self._progress is not None:
            return
        if self._console.is_terminal:
            if self._status is None:
                self._status = self._console.status(escape(text))
                self._status.start()
            self._status.update(escape(text))

    def begin(self, total: int, workers: int, *, searching: bool = False) -> None:
        """So many are to be graded; or all are, and the wrong statement of so many is to be looked for."""
        self.close()
        self._done = 0
        self._searching = searching
        self._total, self._times = total, [time.monotonic()]
        self._last_line = time.monotonic()
        if not self._console.is_terminal:
            what = "all are graded; looking for the wrong statement of" if searching else "grading"
            self._print(f"{what} {total} submissions, {workers} at a time")
            return
        self._progress = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            console=self._console,
            transient=True,
        )
        first = "looking for wrong statements" if searching else "starting the jail"
        self._bar = self._progress.add_task(first, total=total)
        self._progress.start()

    def done(self, item: Item, result: Result, running: int) -> None:
        """One more has a result."""
        self._unreadable += result.standing == "unreadable"
        self._ungraded += result.standing == "ungraded"
        self._times = [*self._times[-_RECENT:], time.monotonic()]
        if result.standing != "graded":
            self.note(f"{result.standing}: {item.handed.source}: {result.why}")
        self._one_more(running)

    def searched(self, item: Item, running: int) -> None:
        """The wrong statement of one more has been looked for."""
        self._times = [*self._times[-_RECENT:], time.monotonic()]
        self._one_more(running)

    def _one_more(self, running: int) -> None:
        self._done += 1
        text = self._text(running)
        if self._progress is not None:
            self._progress.update(self._bar, completed=self._done, description=escape(text))
        elif time.monotonic() - self._last_line >= _EVERY_S:
            self._last_line = time.monotonic()
            self._print(f"{self._done} of {self._total}; {text}")

    def note(self, text: str) -> None:
        """A line that stays."""
        self._print(one_line(text, 300))

    def close(self) -> None:
        """Ends whatever is live."""
        self._end_status()
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _text(self, running: int) -> str:
        span = self._times[-1] - self._times[0]
        rate = (len(self._times) - 1) / span if span > 0 else 0.0
        left = (self._total - self._done) / rate if rate > 0 else 0.0
        speed = f"{rate:.1f} a second" if rate >= 1 else f"{60 * rate:.1f} a minute"
        parts = [f"{running} running", f"{self._unreadable} unreadable", f"{self._ungraded} ungraded", speed]
        if self._searching:
            parts = ["all graded; looking for wrong statements", f"{running} running", speed]
        return ", ".join([*parts, f"{_duration(left)} left"])

    def _print(self, text: str) -> None:
        with contextlib.suppress(OSError):  # nobody listens any more, or the log's disk is full: grading goes on
            self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    def _end_status(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None


@contextmanager
def shown() -> Iterator[Shown]:
    """On stderr."""
    one = Shown(Lasting(stderr=True))
    try:
        yield one
    finally:
        one.close()


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60}:{whole % 60:02d} min" if whole < 3600 else f"{whole // 3600}:{whole % 3600 // 60:02d} h"
