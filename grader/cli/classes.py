"""The commands for a whole class: grade it, score it anew, bring its grades to where they are wanted."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from grader import options
from grader.options import Device, DryRun, LangOption, Roots, TaskId

To = Annotated[
    Literal["grades", "wide", "canvas", "moodle", "gradescope", "nbgrader", "junit", "lti"],
    typer.Option("--to", help="What for: canvas and moodle fill the file that you exported there; the others are new."),
]
Fill = Annotated[
    Path | None,
    typer.Option("--fill", readable=False, help="The CSV that Canvas or Moodle exported; it is not changed itself."),
]
Column = Annotated[
    str | None, typer.Option("--column", help="Canvas's column for the task. Default: the one called like the task.")
]
Keep = Annotated[bool, typer.Option("--keep", help="Leave grades that stand there already.")]
Zero = Annotated[bool, typer.Option("--missing-as-zero", help="Write 0 for those who handed in nothing.")]
Bom = Annotated[bool, typer.Option("--bom", help="Begin with a byte-order mark, which spreadsheets want for UTF-8.")]
Over = Annotated[bool, typer.Option("--force", help="Let --out be the exported file itself.")]
OutFile = Annotated[Path, typer.Option("--out", readable=False, help="The file to write.")]
Level = Annotated[
    Literal["auto", "ns", "flat", "cold", "process"],
    typer.Option("--isolation", help="How students' code is to be shut in there; auto: the best that there is."),
]


def batch(
    folder: options.Folder,
    out: options.Out,
    task: TaskId = None,
    secret_file: options.SecretFile = None,
    roster: options.Roster = None,
    jobs: options.Submissions = None,
    only: options.Only = None,
    force: options.Force = False,
    retry_ungraded: options.RetryUngraded = False,
    lang: LangOption = "en",
    device: Device = "auto",
    dry_run_cuda: DryRun = False,
    hints: options.Hints = options.HINTS_S,
    no_hints: options.NoHints = False,
    teacher: options.Teacher = False,
    layout: options.Layout = "auto",
    isolation: options.Isolation = None,
    i_accept_no_sandbox: options.AcceptNoSandbox = False,
    scheduler: options.Scheduler = "",
    root: Roots = None,
) -> None:
    """Grades a whole class: a folder of submissions in, a folder a student out, and a page of the class.

    Stop it whenever you like: the same command goes on from there, and grades only what has changed. Exit 1 where
    something could not be graded.
    """
    from grader.batch import early

    at_once = not scheduler and folder.exists() and not (out / ".grader").exists()  # else there may be nothing to do
    if at_once:
        early.begin()
    from grader.catalog import hidden_of, roots_of

    roots = roots_of(root or ())
    hidden = [*hidden_of(roots), *([secret_file] if secret_file else [])]
    if at_once:
        beside = early.beside_of(roots, folder, out, roster)
        early.begin_jail(early.Walls(isolation, i_accept_no_sandbox, tuple(map(str, hidden)), tuple(map(str, beside))))
    from grader.batch.command import Asked
    from grader.batch.command import batch as run

    asked = Asked(
        folder=folder,
        out=out,
        roots=roots,
        hidden=hidden,
        task=task,
        lang=lang,
        secret_file=secret_file,
        roster=roster,
        layout=layout,
        jobs=jobs,
        device=device,
        dry=dry_run_cuda,
        hints=options.hints_of(hints, no_hints),
        teacher=teacher,
        only=tuple(only or ()),
        force=force,
        retry_ungraded=retry_ungraded,
        isolation=isolation,
        accept_no_sandbox=i_accept_no_sandbox,
        scheduler=scheduler,
    )
    if (code := run(asked)) != 0:
        raise typer.Exit(code)


def rescore(
    results: options.Results,
    task: TaskId = None,
    secret_file: options.SecretFile = None,
    root: Roots = None,
) -> None:
    """Applies changed tolerances, points or hints to stored results; no student's code is run again.

    Exit 1 where something has to be graded again, since its cases are others now.
    """
    from grader.batch.command import rescore as run
    from grader.catalog import roots_of

    if (code := run(results, roots_of(root or ()), secret_file, task)) != 0:
        raise typer.Exit(code)


def export(
    results: options.Results,
    to: To,
    out: OutFile,
    fill: Fill = None,
    task: TaskId = None,
    column: Column = None,
    keep: Keep = False,
    missing_as_zero: Zero = False,
    bom: Bom = False,
    force: Over = False,
) -> None:
    """Brings the grades of a results folder to a gradebook. Exit 1 where some found no row of their own."""
    from grader.batch.results import read_results
    from grader.gradebook.command import Wanted
    from grader.gradebook.command import export as write

    wanted = Wanted(
        to=to,
        out=out,
        fill=fill,
        task=task,
        column=column,
        bom=bom,
        keep=keep,
        missing_as_zero=missing_as_zero,
        force=force,
    )
    done = write(read_results(results), wanted)
    for line in done.lines:
        print(line)
    if done.exit_code:
        raise typer.Exit(done.exit_code)


def bundle(
    task: Annotated[str, typer.Argument(help="Task id, as `grader tasks` lists it.")],
    out: OutFile,
    secret_file: options.SecretFile = None,
    lang: LangOption = "en",
    isolation: Level = "auto",
    root: Roots = None,
) -> None:
    """Makes a Gradescope autograder for one task: the zip to upload there. Its README.md says what holds there."""
    from grader.catalog import Catalog, roots_of
    from grader.gradebook.command import BundleWanted, export_bundle
    from grader.seeds import read_secret

    roots = roots_of(root or ())
    spec = Catalog(roots).get(task)
    wanted = BundleWanted(
        task=spec.id,
        max_score=spec.max_score,
        out=out,
        lang=lang,
        roots=tuple(roots),
        secret=None if secret_file is None else read_secret(secret_file),
        isolation="" if isolation == "auto" else isolation,
        data_sets=spec.data_sets,
    )
    for line in export_bundle(wanted).lines:
        print(line)
