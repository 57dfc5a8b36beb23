"""`grader batch` from the command line: checks what was asked, runs it, says how it ended."""

import signal
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from grader.batch.asked import Summary, Wanted
from grader.batch.progress import Lasting, shown
from grader.batch.run import run_batch
from grader.errors import UsageError
from grader.model.base import Lang
from grader.sandbox.choose import demand_level
from grader.seeds import PRACTICE_SECRET, read_secret


class Asked(NamedTuple):
    """The command line."""

    folder: Path
    out: Path
    roots: Sequence[Path]
    hidden: Sequence[Path]
    task: str | None = None
    lang: Lang = "en"
    secret_file: Path | None = None
    roster: Path | None = None
    layout: str = "auto"
    jobs: int | None = None
    device: str = "auto"
    dry: bool = False
    hints: float = 0.0
    teacher: bool = False
    only: Sequence[str] = ()
    force: bool = False
    retry_ungraded: bool = False
    isolation: str | None = None
    accept_no_sandbox: bool = False
    scheduler: str = ""


def batch(asked: Asked) -> int:
    """Grades the cohort and prints a summary; the exit code: 0 all graded, 1 some could not be. Raises GraderError."""
    if not asked.folder.exists():
        raise UsageError(f"There is no folder {asked.folder}; name the folder (or the zip) of the submissions.")
    demand_level(asked.isolation, accept_no_sandbox=asked.accept_no_sandbox)
    secret = PRACTICE_SECRET if asked.secret_file is None else read_secret(asked.secret_file)
    wanted = Wanted(
        folder=asked.folder,
        out=asked.out,
        roots=asked.roots,
        secret=secret,
        task=asked.task,
        lang=asked.lang,
        roster=asked.roster,
        layout=asked.layout,
        jobs=asked.jobs,
        device=asked.device,
        dry=asked.dry,
        hints=asked.hints,
        teacher=asked.teacher,
        only=asked.only,
        force=asked.force,
        retry_ungraded=asked.retry_ungraded,
        hidden=asked.hidden,
        isolation=asked.isolation,
        accept_no_sandbox=asked.accept_no_sandbox,
        scheduler=asked.scheduler,
    )
    before = {one: signal.signal(one, _asked_to_end) for one in _endings()}
    try:
        with shown() as show:
            if asked.secret_file is None:
                show.note("Practice cases are used, which students can see; grade with --secret-file FILE.")
            summary = run_batch(wanted, show)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    _print(summary, asked.folder, asked.out)
    problems = summary.counts.get("unreadable", 0) + summary.counts.get("ungraded", 0) + summary.pending
    return 1 if problems or not summary.counts else 0


def _endings() -> list[signal.Signals]:
    """Signals that ask to end: also that of a terminal that is closed, unless nohup has seen to that."""
    ignored = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    return [signal.SIGTERM] if ignored else [signal.SIGTERM, signal.SIGHUP]


def _asked_to_end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _print(summary: Summary, folder: Path, out: Path) -> None:
    console = Lasting(highlight=False, soft_wrap=True)
    total = sum(summary.counts.values())
    if not total:
        console.print(f"There is no submission in {folder}: no notebook, module or zip of anybody.", markup=False)
    parts = [f"{summary.counts.get('graded', 0)} graded"]
    parts += [f"{summary.counts[one]} {one}" for one in ("unreadable", "ungraded") if summary.counts.get(one)]
    parts += [f"{summary.missing} handed in nothing"] if summary.missing else []
    console.print(f"{total} submissions: {', '.join(parts)} ({summary.kept} results were there already).", markup=False)
    for remark in summary.remarks:
        console.print(f"  {remark}", markup=False)
    if summary.counts.get("ungraded"):
        console.print("  Ungraded ones are our failure, not a zero: start again with --retry-ungraded.", markup=False)
    console.print(f"The class: {out / 'index.html'}   the grades: {out / 'grades.csv'}", markup=False)


def rescore(folder: Path, roots: Sequence[Path], secret_file: Path | None, task: str | None) -> int:
    """Applies changed tasks to stored results and prints what became of them; 1 where some must be graded again."""
    from grader.batch.rescore import rescore as compared_anew

    secret = PRACTICE_SECRET if secret_file is None else read_secret(secret_file)
    with shown() as show:
        changes = compared_anew(folder, roots, secret, task=task, say=show.say)
    console = Lasting(highlight=False, soft_wrap=True)
    for one in changes:
        if one.why_not:
            console.print(f"{one.student}  {one.task}: has to be graded again: {one.why_not}", markup=False)
        elif one.before != one.after:
            console.print(f"{one.student}  {one.task}: {one.before:g} -> {one.after:g}", markup=False)
    stay = sum(bool(one.why_not) for one in changes)
    moved = sum(not one.why_not and one.before != one.after for one in changes)
    console.print(f"{len(changes) - stay} rescored, {moved} with another score; {stay} have to be graded again.")
    return 1 if stay else 0
