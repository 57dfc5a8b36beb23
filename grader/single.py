"""One submission from the command line: read, its task found, graded, its reports written.

The jail is started first: it warms up while the rest is imported, so nothing slow is imported before.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from grader.errors import GraderError, GraderFault, UsageError

if TYPE_CHECKING:
    from grader.authoring import TaskSpec
    from grader.grade import Graded
    from grader.model import Report, Submission
    from grader.model.base import Lang
    from grader.sandbox.choose import Chosen
    from grader.sandbox.devices import Device

_NAMES_S = 20.0


class Interrupted(GraderError):
    """The user stopped it; what was asked for in files says that it is ungraded."""

    exit_code = 130


class Wanted(NamedTuple):
    """What the command line asks for, beside the file."""

    task: str | None = None
    """Its id; None: found from the file."""
    roots: Sequence[Path] = ()
    """Folders of tasks beside the built-in one."""
    lang: "Lang" = "en"
    json: Path | None = None
    html: Path | None = None
    device: str = "auto"
    dry: bool = False
    """Whether everything is tried on pretended CUDA tensors."""
    hints: float = 0.0
    """Seconds a failing function for the search for the statement that is wrong; 0: none."""
    teacher: bool = False
    """Whether the report says what was changed there."""
    student: str | None = None
    secret_file: Path | None = None
    practice_said: bool = False
    """Whether the report says that practice cases were used."""
    isolation: str | None = None
    """The level that is asked for; None: what the environment says, else the best."""
    own_code: bool = False
    """Whether the file was written by whoever checks it."""
    accept_no_sandbox: bool = False


def grade_one(file: Path, wanted: Wanted, say: Callable[[str], None]) -> "Report":
    """Grades the file, prints the report and writes what was asked for. Raises GraderError with what to do.

    Raises Interrupted where Ctrl-C ends it: the files are then written too, and say so.
    """
    from grader.sandbox.devices import CPU, choose

    device = choose(wanted.device)
    from grader.intake.refuse import printable
    from grader.report.save import demand_writable

    targets = {option: target for option, target in (("--json", wanted.json), ("--html", wanted.html)) if target}
    secrets = {"the secret": wanted.secret_file} if wanted.secret_file is not None else {}
    demand_writable(targets, {"the submission": file, **secrets})
    if file.is_dir():
        raise UsageError(f"{file} is a folder; name one file: a notebook, a module or a zip.")
    from grader.catalog import roots_of

    roots = roots_of(wanted.roots)
    interrupted = False
    with _jail(roots, file, wanted, CPU) as jail, ExitStack() as more:
        from grader.intake import read_submission
        from grader.sandbox.probe import gpu_fault
        from grader.seeds import PRACTICE_SECRET, read_secret

        secret = PRACTICE_SECRET if wanted.secret_file is None else read_secret(wanted.secret_file)
        shown = printable(file.name)
        say(f"reading {shown}")
        submission = read_submission(file, wanted.lang)
        spec, matched = _find_task(roots, submission, wanted.task, wanted.lang)
        sandbox, unusable = jail, ""
        if spec.fit_drive and device.gpu is not None:  # whatever does not train sees no GPU
            say(f"trying {device.name} in the jail")
            trained_on = more.enter_context(_jail(roots, file, wanted, device))
            unusable = gpu_fault(trained_on)
            if unusable and wanted.device != "auto":
                raise GraderFault(f"{device.name} cannot be used in the jail: {unusable}. Grade with --device cpu.")
            sandbox = jail if unusable else trained_on
        say(f"grading {shown} for {spec.id}")
        from grader.grade import grade_submission, ungraded

        graded: Graded
        try:
            graded = grade_submission(
                submission,
                spec,
                sandbox=sandbox,
                secret=secret,
                lang=wanted.lang,
                student=wanted.student,
                dry=wanted.dry,
                hints=wanted.hints,
                teacher=wanted.teacher,
                say=say,
            )
        except KeyboardInterrupt:
            interrupted = True
            graded = ungraded(
                submission, spec, sandbox=sandbox, secret=secret, lang=wanted.lang, student=wanted.student
            )
    no_gpu = bool(spec.fit_drive) and device.fallback
    report = _with_notes(graded.report, matched, unusable, sandbox, wanted, no_gpu=no_gpu)
    _write(report, graded, wanted)
    if interrupted:
        written = "; the report says that it is ungraded" if targets else ""
        raise Interrupted(f"Stopped by Ctrl-C; nothing was left running, nothing was half written{written}.")
    from rich.console import Console

    from grader.report.terminal import print_report

    say("")
    print_report(report, Console())
    return report


def _with_notes(
    report: "Report", matched: str, unusable: str, sandbox: "Chosen", wanted: Wanted, *, no_gpu: bool
) -> "Report":
    from grader.model import Note
    from grader.sandbox.choose import describe_fallback
    from grader.words import Words

    words = Words(wanted.lang)
    practice = words.say("grade.practice") if wanted.practice_said else ""
    found = words.say("grade.no_gpu_found") if no_gpu else ""
    device = words.say("grade.no_gpu", why=unusable) if unusable else found
    isolation = describe_fallback(sandbox, wanted.lang)
    said = {"matched": matched, "practice": practice, "device": device, "isolation": isolation}
    notes = tuple(Note(kind=kind, message=message) for kind, message in said.items() if message)
    return report.model_copy(update={"notes": (*notes, *report.notes)})


def _write(report: "Report", graded: "Graded", wanted: Wanted) -> None:
    from grader.report.save import save

    if wanted.json is not None:
        from grader.report.json import to_json

        save(wanted.json, to_json(report))
    if wanted.html is not None:
        from grader.report.html import to_html

        save(wanted.html, to_html(report, graded.executed))


def _find_task(roots: list[Path], submission: "Submission", task: str | None, lang: "Lang") -> "tuple[TaskSpec, str]":
    """The task that was named, embedded or recognised by its entry, and a sentence where it had to be found."""
    from grader.catalog import Catalog
    from grader.intake.deadline import within
    from grader.rules.defined import defined_names
    from grader.words import Words

    catalog = Catalog(roots)
    if task is not None:
        return catalog.get(task), ""
    if submission.kind == "predictions":
        raise UsageError(f"{submission.file} holds predictions; say for which task they are with --task ID.")
    with within(_NAMES_S):
        names = defined_names(submission)
    match = catalog.match(names, submission.task_id)
    return catalog.get(match.task_id), Words(lang).say(f"grade.matched.{match.how}", task=match.task_id)


def _jail(roots: list[Path], file: Path, wanted: Wanted, device: "Device") -> "Chosen":
    """Starts the jail's template at once, in the background; it preloads what the file mentions."""
    from grader.catalog import hidden_of
    from grader.intake.peek import preloads
    from grader.sandbox.choose import open_sandbox

    return open_sandbox(
        wanted.isolation,
        own_code=wanted.own_code,
        accept_no_sandbox=wanted.accept_no_sandbox,
        preload=preloads(file),
        lasting=False,
        hidden=[*hidden_of(roots), *([wanted.secret_file] if wanted.secret_file else [])],
        beside=[*(root.resolve().parent for root in roots), file, file.resolve().parent],
        device=device,
    )
