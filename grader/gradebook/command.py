"""`grader export` and `grader bundle`: the only file of this room that reads or writes. What it says, it returns."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Literal

from grader.errors import GraderFault, UsageError
from grader.gradebook.bundle import Bundle, Isolation, gradescope_bundle
from grader.gradebook.canvas import fill_canvas
from grader.gradebook.entries import entries_of
from grader.gradebook.filled import Filled, Filling, lines_of, task_of
from grader.gradebook.grades import grades_csv, grades_wide_csv
from grader.gradebook.gradescope import gradescope_results
from grader.gradebook.junit import cohort_junit
from grader.gradebook.lti import lti_scores
from grader.gradebook.moodle import fill_moodle
from grader.gradebook.nbgrader import nbgrader_csv
from grader.model import ClassResults
from grader.model.base import Frozen, Lang
from grader.report.save import demand_writable, save

Target = Literal["grades", "wide", "canvas", "moodle", "gradescope", "nbgrader", "junit", "lti"]

_MOST_BYTES = 64 * 1024 * 1024
_PACKAGE = Path(__file__).resolve().parents[1]
_DISTRIBUTION = "cnn-grader"


class Wanted(Frozen):
    """What the command line asks for, beside the folder of results."""

    to: Target
    out: Path
    fill: Path | None = None
    """The file that the platform exported, for canvas and moodle."""
    task: str | None = None
    column: str | None = None
    bom: bool = False
    keep: bool = False
    missing_as_zero: bool = False
    force: bool = False
    """Whether `out` may be the exported file itself."""


class Done(Frozen):
    """What was written, in lines for the terminal, and how the command ends."""

    lines: tuple[str, ...]
    exit_code: int
    """0; 1 where a grade found no row of its own. The file is written either way."""


class BundleWanted(Frozen):
    """A Gradescope autograder for one task. It needs no results."""

    task: str
    max_score: float
    out: Path
    lang: Lang = "en"
    roots: tuple[Path, ...] = ()
    """All folders of tasks, the built-in one first, as `grader.catalog.roots_of` gives them."""
    secret: bytes | None = None
    isolation: Isolation = ""
    data_sets: tuple[str, ...] = ()


def export(results: ClassResults, wanted: Wanted) -> Done:
    """Writes the gradebook. Raises UsageError where it cannot mean anything, before anything is written."""
    _demand(wanted)
    lines = [f"{wanted.out} was written."]
    if results.pending and wanted.to != "gradescope":
        lines.append(f"{len(results.pending)} submissions are not graded yet; run `grader batch` to its end first.")
    complete = True
    if wanted.to in ("canvas", "moodle"):
        filled = _filled(results, wanted)
        raw, complete = filled.data, filled.complete
        lines += lines_of(filled)
    else:
        raw = _written(results, wanted)
        lines += _counts(results, wanted.task)
    save(wanted.out, raw)
    return Done(lines=tuple(lines), exit_code=0 if complete else 1)


def export_bundle(wanted: BundleWanted) -> Done:
    """Writes a Gradescope autograder: the zip to upload."""
    demand_writable({"--out": wanted.out}, {})
    files, roots = _course(wanted.roots)
    bundle = Bundle(
        task=wanted.task,
        max_score=wanted.max_score,
        lang=wanted.lang,
        isolation=wanted.isolation,
        secret=wanted.secret,
        requirements=_requirements(),
        data_sets=wanted.data_sets,
        roots=roots,
    )
    save(wanted.out, gradescope_bundle(bundle, files))
    lines = [f"{wanted.out} was written; upload it as it is, and read its README.md first."]
    if wanted.secret is not None:
        lines.append("The course's secret is in it, beside the students' code: use a secret of its own for Gradescope.")
    if wanted.isolation == "process":
        lines.append("At level process there is no jail: for practice, not for marks that matter.")
    return Done(lines=tuple(lines), exit_code=0)


def _demand(wanted: Wanted) -> None:
    sources: dict[str, Path] = {}
    if wanted.to in ("canvas", "moodle"):
        if wanted.fill is None:
            raise UsageError(
                f"--to {wanted.to} fills the file that the platform exported; name it with --fill EXPORTED.csv."
            )
        if not wanted.force:
            sources["the exported file (--force allows it)"] = wanted.fill
    elif wanted.fill is not None:
        raise UsageError(f"--fill is for canvas and moodle; --to {wanted.to} makes a file of its own.")
    demand_writable({"--out": wanted.out}, sources)


def _filled(results: ClassResults, wanted: Wanted) -> Filled:
    assert wanted.fill is not None
    how = Filling(task=wanted.task, column=wanted.column, keep=wanted.keep, missing_as_zero=wanted.missing_as_zero)
    raw = _read(wanted.fill)
    return fill_canvas(raw, results, how) if wanted.to == "canvas" else fill_moodle(raw, results, how)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:
            raw = handle.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"The exported file {path} cannot be read: {error.strerror or error}.") from None
    if len(raw) > _MOST_BYTES:
        raise UsageError(f"{path} is larger than {_MOST_BYTES >> 20} MB; is it the exported file?")
    return raw


def _written(results: ClassResults, wanted: Wanted) -> bytes:
    task = task_of(results, wanted.task).id if wanted.task is not None else None
    if wanted.to == "grades":
        return grades_csv(results, task=task, bom=wanted.bom)
    if wanted.to == "wide":
        return grades_wide_csv(results, task=task, bom=wanted.bom)
    if wanted.to == "nbgrader":
        return nbgrader_csv(results, task=task, missing_as_zero=wanted.missing_as_zero, bom=wanted.bom)
    if wanted.to == "junit":
        return cohort_junit(results, task=task)
    if wanted.to == "lti":
        return lti_scores(results, datetime.now(UTC), task=task)
    return _gradescope(results, task)


def _gradescope(results: ClassResults, task: str | None) -> bytes:
    """`<student>/<task>/results.json` for every report, zipped: one file is for one submission."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries_of(results, task):
            if entry.result is not None and entry.result.report is not None:
                folder = entry.result.folder or f"{entry.student.id}/{entry.result.task}"
                info = zipfile.ZipInfo(f"{folder}/results.json", (1980, 1, 1, 0, 0, 0))
                archive.writestr(info, gradescope_results(entry.result.report), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _counts(results: ClassResults, task: str | None) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for entry in entries_of(results, task_of(results, task).id if task is not None else None):
        counts[entry.state] = counts.get(entry.state, 0) + 1
    return (", ".join(f"{count} {state}" for state, count in counts.items()) + ".",) if counts else ()


def _course(roots: tuple[Path, ...]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The grader's files and those of the tasks, shaped as in its wheel, and where the further roots lie in the zip."""
    if not roots:
        raise UsageError("No folder of tasks was named.")
    files = {f"program/grader/{path}": raw for path, raw in _under(_PACKAGE, skip=("course",))}
    built_in, further = roots[0], roots[1:]
    files |= {f"program/grader/course/assignments/{path}": raw for path, raw in _under(built_in)}
    files |= {
        f"program/grader/course/reference/{path}": raw for path, raw in _under(built_in.resolve().parent / "reference")
    }
    places = []
    for number, root in enumerate(further):
        places.append(f"roots/{number}/assignments")
        files |= {f"roots/{number}/assignments/{path}": raw for path, raw in _under(root)}
        files |= {f"roots/{number}/reference/{path}": raw for path, raw in _under(root.resolve().parent / "reference")}
    return files, tuple(places)


def _under(folder: Path, skip: tuple[str, ...] = ()) -> Iterator[tuple[str, bytes]]:
    """Files below a folder by their path in it; caches, hidden files and links stay out."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
        if not hidden and parts[0] not in skip and path.is_file() and not path.is_symlink():
            yield "/".join(parts), path.read_bytes()


def _requirements() -> tuple[str, ...]:
    """What the installed grader needs, in the versions that are installed here, which are those that were tried."""
    try:
        wanted = metadata.requires(_DISTRIBUTION) or []
        names = [line.partition(";")[0] for line in wanted if "extra ==" not in line]
        plain = [name for line in names if (name := "".join(_leading(line)))]
        return tuple(f"{name}=={metadata.version(name).partition('+')[0]}" for name in plain)
    except metadata.PackageNotFoundError as error:
        raise GraderFault(f"The package {error} is not installed, so its version cannot be told; install it.") from None


def _leading(requirement: str) -> Iterator[str]:
    for char in requirement.strip():
        if not (char.isalnum() or char in "-_."):
            return
        yield char
