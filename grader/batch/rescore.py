"""Changed tolerances, points, hints or mistakes applied to what submissions returned once: no student's code runs."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from grader.batch.results import make_pages
from grader.batch.store import EXECUTED, PAGE, REPORT, RETURNED, Store, Stored, report_text
from grader.batch.unit import done_of
from grader.catalog import Catalog
from grader.errors import GraderError, UsageError
from grader.grade import Graded, grade_submission
from grader.intake import read_content
from grader.model import CheckResult, Note, Report, Submission
from grader.sandbox.recorded import Notes, NotRecorded, Replay
from grader.seeds import secret_id
from grader.words import Words

_OF_THE_RUN = ("practice", "device", "isolation")
"""Notes that say where it was run."""


class Change(NamedTuple):
    """What rescoring made of one result."""

    student: str
    task: str
    before: float | None
    after: float | None
    why_not: str = ""
    """Why it has to be graded again; empty where it was rescored."""


def rescore(
    folder: Path,
    roots: Sequence[Path],
    secret: bytes,
    *,
    task: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> list[Change]:
    """Compares again what lies in a results folder and stores the new reports; one Change a result.

    A result keeps its old report where it cannot be rescored: its cases are others now, or nothing was kept of it.
    Raises UsageError where the folder holds no results, or they were drawn by another secret.
    """
    if not (folder / ".grader").is_dir():
        raise UsageError(f"{folder} holds no results; name the folder that was --out of  grader batch.")
    store, catalog = Store(folder), Catalog(roots)
    if task is not None:
        catalog.get(task)
    changes = []
    with store.locked():
        found = [one for one in store.all() if one[1].result.standing != "unreadable"]
        found = [one for one in found if task in (None, one[1].key.task)]
        others = {stored.key.secret_id for _, stored in found} - {secret_id(secret)}
        if others:
            named = ", ".join(sorted(others))
            raise UsageError(
                f"These results were drawn by another secret ({named}; yours is {secret_id(secret)}). Name the same "
                "--secret-file as for grading, or none where none was used."
            )
        for number, (place, stored) in enumerate(found):
            say(f"rescoring {number + 1} of {len(found)}: {stored.result.student}")
            changes.append(_one(store, place, stored, catalog, secret))
        make_pages(store, say)
    return changes


def _one(store: Store, place: Path, stored: Stored, catalog: Catalog, secret: bytes) -> Change:
    key, result = stored.key, stored.result
    old = store.report(place)
    before = None if old is None else old.score

    def not_done(why: str) -> Change:
        return Change(result.student, key.task, before, before, why)

    if result.standing != "graded" or old is None:
        return not_done("it is ungraded: grader batch ... --retry-ungraded")
    try:
        spec = catalog.get(key.task)
        files = store.files_of(place)
        kept = next(name for name in files if name.startswith("submission"))
        submission = read_content(key.name, files[kept], key.lang)
        if RETURNED not in files:
            return not_done("what it returned was too large to be kept")
        notes = Notes.unpack(files[RETURNED])
        graded = _again(submission, notes, files.get(EXECUTED), stored, secret, catalog)
    except NotRecorded as error:
        return not_done(str(error))
    except StopIteration:
        return not_done("its file was not kept")
    except GraderError as error:
        return not_done(str(error))
    report = _as_it_ran(graded.report, old, key.lang)
    report = _with_places(report, old) if spec.hints else report
    done = done_of(graded.model_copy(update={"report": report}), submission, files[RETURNED])
    new = {**files, REPORT: report_text(report).encode("utf-8", "replace"), PAGE: done.html.encode("utf-8", "replace")}
    store.write(place, key.model_copy(update={"task_digest": spec.digest}), result, new)
    return Change(result.student, key.task, before, report.score)


def _again(
    submission: Submission,
    notes: Notes,
    executed: bytes | None,
    stored: Stored,
    secret: bytes,
    catalog: Catalog,
) -> Graded:
    """Graded from what was noted; where the way to the smallest case leads elsewhere now, without one."""
    spec, key = catalog.get(stored.key.task), stored.key
    fault = ""
    for smallest in (True, False):
        graded = grade_submission(
            submission,
            spec,
            sandbox=Replay(notes, executed),
            secret=secret,
            lang=key.lang,
            student=stored.result.student,
            dry=key.dry,
            smallest=smallest,
        )
        if graded.report.state == "graded":
            return graded
        fault = graded.fault
    raise NotRecorded(fault)


def _as_it_ran(report: Report, old: Report, lang: str) -> Report:
    """The new report with where and how long the code ran: that was then."""
    ours = old.environment.model_copy(update={"grader": report.environment.grader})
    note = Note(kind="rescored", message=Words("ru" if lang == "ru" else "en").say("grade.rescored"))
    then = tuple(one for one in old.notes if one.kind in _OF_THE_RUN)
    earlier = (*then, *(one for one in report.notes if one.kind != "rescored"))
    return report.model_copy(update={"environment": ours, "timings": old.timings, "notes": (*earlier, note)})


def _with_places(report: Report, old: Report) -> Report:
    """The new report with the wrong statements that were found then, where the same cases of a check are wrong now."""
    then = {check.id: check for check in old.checks}
    checks = []
    for check in report.checks:
        known = then.get(check.id)
        if known is not None and check.state == "failed" and _counts(check) == _counts(known):
            place = {"location": known.feedback.location}
            check = check.model_copy(update={"feedback": check.feedback.model_copy(update=place)})
        checks.append(check)
    return report.model_copy(update={"checks": tuple(checks)})


def _counts(check: CheckResult) -> tuple[str, int, int]:
    return check.state, check.cases_passed, check.cases
