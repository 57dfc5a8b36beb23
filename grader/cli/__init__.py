"""The commands: they read arguments, call the rooms below, print, and decide nothing.

Nothing slow is imported before it is needed, and the jail is started first: it warms up while the rest is imported.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grader import __version__, options
from grader.cli import classes
from grader.options import Device, DryRun, File, HtmlOut, JsonOut, LangOption, Roots, TaskId

if TYPE_CHECKING:
    from grader.verify import Verified

app = typer.Typer(
    name="grader",
    help="Grades coursework on convolutional networks. The student's code runs in a jail; the verdict is made outside.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, whatever the score; 1 check, verify, batch, rescore or export found problems; 2 usage; "
    "3 our fault or an unreadable file.",
)


def main() -> None:
    """The console script. Whatever goes wrong ends in a sentence and an exit code, never in a traceback."""
    from grader.errors import GraderError

    gc.set_threshold(50_000)  # what a command imports stays: looking for garbage in it takes a tenth of its start
    # Our own tensors are small: on a busy machine the threads of an operation wait for one another, ten times too long.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        app()
    except GraderError as error:
        _stop(str(error), error.exit_code)
    except KeyboardInterrupt:
        _stop(_STOPPED, 130)
    except SystemExit as end:
        if end.code == 130:
            _stop(_STOPPED, 130)
        raise
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
    except OSError as error:
        if os.environ.get("GRADER_DEBUG"):
            raise
        where = f" {error.filename}" if error.filename else ""
        _stop(f"The operating system refused{where}: {error.strerror or error}. Free space or check the path.", 3)
    except Exception as error:
        if os.environ.get("GRADER_DEBUG"):
            raise
        said = f"{type(error).__name__}: {error}"[:500]
        _stop(f"This is a fault of the grader, not yours: {said}. With GRADER_DEBUG=1 it shows where.", 3)


_STOPPED = "Stopped by Ctrl-C; nothing was left running, nothing was half written."


def _stop(message: str, code: int) -> None:
    # a file's name may hold whatever moves a terminal's cursor
    clean = "".join(char if char.isprintable() or char == "\n" else "?" for char in message)
    print(f"grader: {clean}", file=sys.stderr)
    raise SystemExit(code)


def _version(value: bool) -> None:
    if value:
        print(f"grader {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
def tasks(root: Roots = None, lang: LangOption = "en") -> None:
    """The catalogue: id, points, entry, lesson."""
    from rich.console import Console
    from rich.table import Table

    from grader.catalog import Catalog, roots_of
    from grader.data import missing_advice, unavailable

    catalog = Catalog(roots_of(root or ()))
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("task", overflow="fold", no_wrap=False, min_width=max(map(len, catalog.ids)))
    for column in ("title", "points", "entry", "lesson"):
        table.add_column(column)
    for spec in catalog.tasks:
        table.add_row(spec.id, spec.title.of(lang), f"{spec.max_score:g}", spec.entry, spec.lesson.of(lang))
    Console().print(table)
    for spec in catalog.tasks:
        for name in unavailable(spec.data_sets):
            print(f"{spec.id} is unavailable here. {missing_advice(name)}")


@app.command()
def check(
    file: File,
    task: TaskId = None,
    root: Roots = None,
    lang: LangOption = "en",
    json: JsonOut = None,
    html: HtmlOut = None,
    device: Device = "auto",
    dry_run_cuda: DryRun = False,
    hints: options.Hints = options.HINTS_S,
    no_hints: options.NoHints = False,
    isolation: options.Isolation = None,
) -> None:
    """A student's self-check: the same checks on public practice cases. Exit 1 where something is not right yet.

    For your own code: where no jail works on this machine it runs without one, and the report says so.
    """
    from grader.single import Wanted, grade_one

    wanted = Wanted(
        task=task,
        roots=tuple(root or ()),
        lang=lang,
        json=json,
        html=html,
        device=device,
        dry=dry_run_cuda,
        hints=options.hints_of(hints, no_hints),
        isolation=isolation,
        own_code=True,
    )
    with _working() as say:
        report = grade_one(file, wanted, say)
    if report.state == "ungraded":
        raise typer.Exit(3)
    if report.score != report.max_score:
        raise typer.Exit(1)


@app.command()
def grade(
    file: File,
    task: TaskId = None,
    secret_file: options.SecretFile = None,
    json: JsonOut = None,
    html: HtmlOut = None,
    lang: LangOption = "en",
    device: Device = "auto",
    dry_run_cuda: DryRun = False,
    student: Annotated[str | None, typer.Option("--student", help="Name or id to put into the report.")] = None,
    hints: options.Hints = options.HINTS_S,
    no_hints: options.NoHints = False,
    teacher: options.Teacher = False,
    root: Roots = None,
    isolation: options.Isolation = None,
    i_accept_no_sandbox: options.AcceptNoSandbox = False,
) -> None:
    """Grades one submission: score, feedback and findings. Exit 0 whatever the score; 3 where it stays ungraded."""
    from grader.single import Wanted, grade_one

    wanted = Wanted(
        task=task,
        roots=tuple(root or ()),
        lang=lang,
        json=json,
        html=html,
        device=device,
        dry=dry_run_cuda,
        student=student,
        secret_file=secret_file,
        practice_said=secret_file is None,
        hints=options.hints_of(hints, no_hints),
        teacher=teacher,
        isolation=isolation,
        accept_no_sandbox=i_accept_no_sandbox,
    )
    with _working() as say:
        report = grade_one(file, wanted, say)
    if report.state == "ungraded":
        raise typer.Exit(3)


for _command in (classes.batch, classes.rescore, classes.export, classes.bundle):
    app.command()(_command)


@app.command()
def verify(
    task: Annotated[list[str] | None, typer.Argument(help="Task ids; all tasks where none is named.")] = None,
    junit: options.Junit = None,
    calibrate: options.Calibrate = False,
    secrets: options.Secrets = None,
    jobs: options.Jobs = None,
    own: options.Own = False,
    root: Roots = None,
) -> None:
    """Proves that tasks are fair: reference full marks, starter nothing, every mistake caught. Exit 1 where not."""
    from grader.catalog import Catalog
    from grader.errors import UsageError
    from grader.report.save import demand_writable, save

    demand_writable({"--junit": junit} if junit is not None else {}, {})
    from grader.catalog import hidden_of, roots_of
    from grader.report.junit import verify_junit
    from grader.report.verify import print_verified, verify_console
    from grader.verify import load_all, verify_many

    if own and not root:
        raise UsageError("--own verifies the tasks of --root; name one.")
    roots = list(root) if own and root else roots_of(root or ())
    ids, broken = load_all(Catalog(roots), task)
    console, proved = verify_console(), [*broken]
    for verified in broken:
        print_verified(verified, console)
    workers = max(1, min(jobs or os.cpu_count() or 1, len(ids)))
    with _working() as working:
        say = partial(_say_proved, working, proved, len(broken) + len(ids))
        say(f"{', '.join(ids[:3])}{' ...' if len(ids) > 3 else ''}")
        hidden = hidden_of(roots)
        for verified in verify_many(roots, ids, workers, calibrate=calibrate, hidden=hidden, secrets=secrets, say=say):
            working("")
            print_verified(verified, console)
            proved.append(verified)
    rows = [(row.task, row.name, row.ok, row.message, row.seconds) for one in proved for row in one.rows]
    if junit is not None:
        save(junit, verify_junit(rows))
    failed = sum(not ok for _, _, ok, _, _ in rows)
    absent = [one.task for one in proved if one.unavailable]
    unproved = f"; unavailable, for want of data: {', '.join(absent)}" if absent else ""
    console.print(f"{len(proved)} tasks, {len(rows)} proofs, {failed} failed{unproved}", soft_wrap=True)
    if failed:
        raise typer.Exit(1)


def _say_proved(working: "Callable[[str], None]", proved: "list[Verified]", tasks: int, doing: str) -> None:
    working(f"{len(proved)} of {tasks} tasks proved; {doing}")


@app.command()
def release(
    task: Annotated[str, typer.Argument(help="Task id, as `grader tasks` lists it.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the files; made where it does not exist.")],
    lang: LangOption = "en",
    force: Annotated[bool, typer.Option("--force", help="Replace files that are already there.")] = False,
    secret_file: options.SecretFile = None,
    root: Roots = None,
) -> None:
    """Writes what students receive: starter notebook and module, statement, practice cases.

    Pictures of tasks that take predictions are drawn by --secret-file.
    """
    from grader.catalog import Catalog, roots_of
    from grader.release import release as write_release
    from grader.seeds import PRACTICE_SECRET, read_secret

    secret = PRACTICE_SECRET if secret_file is None else read_secret(secret_file)
    for path in write_release(Catalog(roots_of(root or ())).get(task), out, lang, force=force, secret=secret):
        print(path)


@app.command()
def data(get: options.GetData = None, source: options.DataFrom = None, check: options.CheckData = False) -> None:
    """The data sets of training tasks: which are here, and how to get the others. Exit 1 where --check finds damage."""
    from grader.data.command import run_data

    with _working() as say:
        raise typer.Exit(run_data(get or (), say, source=source, check=check))


@app.command()
def doctor(root: Roots = None) -> None:
    """What this machine allows: isolation, devices, versions, and what to install. Exit 3 where nothing can run."""
    from rich.console import Console

    from grader.catalog import roots_of
    from grader.doctor import examine

    console = Console()
    console.print(f"grader {__version__}")
    healthy = True
    for finding in examine(roots_of(root or ())):
        healthy &= finding.ok
        lines = [f"{'ok  ' if finding.ok else 'FAIL'} {finding.what}: {finding.found}"]
        lines += [f"     -> {finding.advice}"] if finding.advice else []
        console.print("\n".join(lines), highlight=False, soft_wrap=True, markup=False)
    if not healthy:
        raise typer.Exit(3)


@app.command()
def schema() -> None:
    """The JSON Schema of the report."""
    import json

    from grader.report.schema import report_schema

    print(json.dumps(report_schema(), indent=2, ensure_ascii=False))


@contextmanager
def _working() -> "Iterator[Any]":
    """A line on stderr that says what is being done, where stderr is a terminal; an empty one makes way for output."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda text: None
        return
    with console.status("warming up") as status:

        def say(text: str) -> None:
            if not text:
                status.stop()
                return
            status.update(escape(text))
            status.start()

        yield say
