"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Lang = Literal["en", "ru"]
File = Annotated[
    Path, typer.Argument(readable=False, help="A notebook (.ipynb), a module (.py) or a .zip of modules and data.")
]
TaskId = Annotated[
    str | None, typer.Option("--task", help="Task id, as `grader tasks` lists it. Default: found from the file.")
]
Roots = Annotated[
    list[Path] | None,
    typer.Option("--root", help="A folder of tasks, shaped like `assignments/`. Repeatable; adds to the built-in one."),
]
LangOption = Annotated[Lang, typer.Option("--lang", help="Language of everything the student reads.")]
JsonOut = Annotated[
    Path | None, typer.Option("--json", readable=False, help="Write the report as JSON (see `grader schema`).")
]
HtmlOut = Annotated[
    Path | None, typer.Option("--html", readable=False, help="Write the report as one self-contained HTML page.")
]
Isolation = Annotated[
    str | None,
    typer.Option(
        "--isolation",
        metavar="LEVEL",
        envvar="GRADER_ISOLATION",
        help="How the student's code is kept in: auto (the best that works here), ns, flat, cold or process (no jail).",
    ),
]
AcceptNoSandbox = Annotated[
    bool,
    typer.Option(
        "--i-accept-no-sandbox", help="Allow level `process`, which has no jail, for other people's code as well."
    ),
]
Device = Annotated[str, typer.Option("--device", help="Where networks are trained: auto, cpu or cuda[:i].")]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run-cuda",
        help="Also try the code on pretended CUDA tensors: needs no GPU, finds tensors that are left on the CPU.",
    ),
]
Hints = Annotated[
    float,
    typer.Option(
        "--hints",
        metavar="SECONDS",
        min=0.0,
        max=600.0,
        help="How long the statement that is wrong is searched for in each failing function, by trying small changes "
        "in the jail. 0: not at all. It never changes the score.",
    ),
]
NoHints = Annotated[bool, typer.Option("--no-hints", help="The same as --hints 0: for exams, and to be quick.")]
Teacher = Annotated[
    bool,
    typer.Option("--teacher", help="Show in the reports what was changed as well: not for handing out."),
]
HINTS_S = 3.0
"""Seconds a failing function, where nothing else is asked for."""


def hints_of(seconds: float, off: bool) -> float:
    """Seconds to search for; 0 where none are wanted."""
    return seconds if seconds > 0 and not off else 0.0


Junit = Annotated[Path | None, typer.Option("--junit", readable=False, help="Write the results as JUnit XML.")]
Calibrate = Annotated[
    bool, typer.Option("--calibrate", help="Also show how far right and wrong lie from each check's allowance.")
]
Folder = Annotated[
    Path, typer.Argument(readable=False, help="The folder of all submissions, or the zip that the platform made of it.")
]
Out = Annotated[
    Path, typer.Option("--out", readable=False, help="Folder for the results; made where it does not exist.")
]
Roster = Annotated[
    Path | None,
    typer.Option("--roster", readable=False, help="A CSV of the class: joins names and ids, tells who is missing."),
]
Layout = Annotated[
    str,
    typer.Option(
        "--layout",
        help="How the folder is laid out: auto, flat, folders, nbgrader, moodle, canvas, classroom.",
    ),
]
Submissions = Annotated[
    int | None, typer.Option("--jobs", min=1, help="Submissions at a time. Default: one a core, as far as memory goes.")
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="STUDENT", help="Only this student (id, address, name). Repeatable."),
]
Force = Annotated[bool, typer.Option("--force", help="Grade again what has a result already.")]
RetryUngraded = Annotated[
    bool,
    typer.Option("--retry-ungraded", help="Grade again what we failed to grade; else it stays as it is."),
]
Scheduler = Annotated[
    str,
    typer.Option(
        "--scheduler", metavar="ADDRESS", help="Grade on the workers of this Dask scheduler (tcp://host:8786)."
    ),
]
Results = Annotated[Path, typer.Argument(readable=False, help="A results folder: --out of  grader batch.")]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, help="Tasks at a time. Default: one a core.")]
Own = Annotated[bool, typer.Option("--own", help="Only the tasks of --root, not the built-in ones.")]
Secrets = Annotated[
    int | None,
    typer.Option(
        "--secrets",
        min=1,
        metavar="N",
        help="Draw the cases of everything N times: right solutions, wrong ones and mistakes. "
        "Default: mistakes three times, files once.",
    ),
]
SecretFile = Annotated[
    Path | None,
    typer.Option(
        "--secret-file",
        readable=False,
        envvar="GRADER_SECRET_FILE",
        help="The course's secret: hidden cases are drawn from it. Without it, practice cases are used.",
    ),
]
GetData = Annotated[
    list[str] | None,
    typer.Option("--get", metavar="NAME", help="Prepare this data set, downloading it where need be. Repeatable."),
]
DataFrom = Annotated[
    Path | None,
    typer.Option(
        "--from", readable=False, metavar="FOLDER", help="Take the files of --get from here, not from the net."
    ),
]
CheckData = Annotated[bool, typer.Option("--check", help="Compare what is here with its checksums.")]
