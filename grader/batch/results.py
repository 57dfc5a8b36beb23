"""A results folder as one piece of data, and what is made from it: the class page, grades.csv."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.batch.store import Key, Store, Stored
from grader.errors import UsageError
from grader.model import ClassResults, Cohort, Feedback, Report, Result, TaskInfo
from grader.report.save import save

INDEX, GRADES = "index.html", "grades.csv"
_MADE_FROM = "made-from"
_COHORT = "cohort"
_HANDED = "handed"
_OLDER = "Its report was written by another version of the grader, which cannot be read any more. Grade it again."


def read_results(folder: Path) -> ClassResults:
    """Everything in a results folder. Raises UsageError where it is none."""
    if not (folder / ".grader").is_dir():
        raise UsageError(f"{folder} holds no results; name the folder that was --out of  grader batch.")
    store = Store(folder)
    return _gathered(store, list(store.all()))


def remember_cohort(
    store: Store, cohort: Cohort, pending: Mapping[str, str], lang: str, remarks: Sequence[str]
) -> None:
    """Keeps who there is beside the results: gradebooks need those who handed in nothing, too.

    `pending` are the sources that wait, each with the digest of the key that its result will have.
    """
    known = cohort.model_dump(mode="json", exclude={"handed"})
    everything = [*cohort.remarks, *remarks]
    store.remember(_COHORT, {**known, "remarks": everything, "pending": dict(sorted(pending.items())), "lang": lang})


def key_digest(key: Key) -> str:
    """Names a key shortly."""
    return hashlib.sha256(json.dumps(key.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()[:16]


def waiting(store: Store) -> dict[str, str]:
    """What waited to be graded when somebody last kept who there is."""
    pending = _cohort(store).get("pending")
    return pending if isinstance(pending, dict) else {}


def remember_handed(
    store: Store, now: Collection[tuple[str, str]], origin: str, covers: Callable[[str, str], bool]
) -> None:
    """Keeps who handed in what, (student, task), so that a result that is lost is not taken for nothing handed in.

    `covers` says of which earlier ones from the same folder this run knows better.
    """
    others = [one for one in _handed(store) if one[2] != origin or not covers(one[0], one[1])]
    store.remember(_HANDED, [*others, *([student, task, origin] for student, task in sorted(now))])


def _handed(store: Store) -> list[list[str]]:
    kept = store.remembered(_HANDED)
    return [one for one in kept if isinstance(one, list) and len(one) == 3] if isinstance(kept, list) else []


def _cohort(store: Store) -> dict[str, Any]:
    kept = store.remembered(_COHORT)
    return kept if isinstance(kept, dict) else {}


def prepare_pages() -> None:
    """Imports and compiles what `make_pages` needs, while workers start: its time is then not waited for."""
    from grader.classpage import page
    from grader.gradebook import grades  # noqa: F401

    page.prepare()


def make_pages(store: Store, say: Callable[[str], None]) -> ClassResults | None:
    """Writes index.html and grades.csv; None where nothing has changed since they were made."""
    found = list(store.all())
    made_from = _digest(store, found)
    there = (store.folder / INDEX).is_file() and (store.folder / GRADES).is_file()
    if there and store.remembered(_MADE_FROM) == made_from:
        return None
    say("writing the class page")
    from grader.classpage import class_page
    from grader.gradebook.grades import grades_csv

    results = _gathered(store, found)
    save(store.folder / INDEX, class_page(results, starters=_starters(store)))
    save(store.folder / GRADES, grades_csv(results))
    store.remember(_MADE_FROM, made_from)
    return results


def _starters(store: Store) -> dict[str, tuple[int, ...]]:
    """Fingerprints of what was handed out, by task, as far as the last run knew the tasks."""
    course = store.remembered("course")
    tasks = course.get("tasks", {}) if isinstance(course, dict) else {}
    return {task_id: tuple(facts.get("starter", ())) for task_id, facts in tasks.items()}


def _digest(store: Store, found: Sequence[tuple[Path, Stored]]) -> str:
    from grader import __version__

    results = [one.model_dump(mode="json") for _, one in found]
    said = [__version__, store.remembered(_COHORT), store.remembered(_HANDED), results]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def _gathered(store: Store, found: Sequence[tuple[Path, Stored]]) -> ClassResults:
    cohort, done = _cohort(store), {(stored.result.source, key_digest(stored.key)) for _, stored in found}
    results, tasks = [], {}
    aside = [stored.result for _, stored in found if stored.result.gone]
    for folder, stored in found:
        result, report = stored.result, None
        if result.gone:
            continue
        if result.standing != "unreadable":
            report = store.report(folder)
        if result.standing != "unreadable" and report is None:
            result = result.model_copy(update={"standing": "ungraded", "why": result.why or _OLDER})
        if report is not None:
            tasks[report.task] = TaskInfo(id=report.task, title=report.title, max_score=report.max_score)
        results.append(_placed(result, report, folder.relative_to(store.folder)))
    for result in results:
        if result.task and result.task not in tasks:
            tasks[result.task] = TaskInfo(id=result.task, title=result.task, max_score=0)
    known = {student["id"] for student in cohort.get("students", ())}
    students = list(cohort.get("students", ()))
    students += [{"id": one} for one in dict.fromkeys(result.student for result in results) if one not in known]
    return ClassResults.model_validate(
        {
            "tasks": [tasks[task_id] for task_id in sorted(tasks)],
            "students": students,
            "results": results,
            "ignored": cohort.get("ignored", ()),
            "missing": cohort.get("missing", ()),
            "unknown": cohort.get("unknown", ()),
            "remarks": [*cohort.get("remarks", ()), *_told(aside)],
            "pending": [source for source, digest in waiting(store).items() if (source, digest) not in done],
            "handed": sorted({(student, task) for student, task, _ in _handed(store)}),
            "lang": cohort.get("lang", "en"),
        }
    )


def _told(aside: Sequence[Result]) -> list[str]:
    """Says which results do not count, since their files are not there any more."""
    if not aside:
        return []
    shown = ", ".join(f"{one.student} ({one.source})" for one in aside[:5]) + (" ..." if len(aside) > 5 else "")
    return [f"{len(aside)} results are kept and not counted, as their files are no longer there: {shown}."]


def _placed(result: Result, report: Report | None, folder: Path) -> Result:
    return result.model_copy(update={"report": None if report is None else slim(report), "folder": folder.as_posix()})


def slim(report: Report) -> Report:
    """The report without what only its own page shows, so that thousands fit into memory."""
    checks = tuple(
        check.model_copy(update={"learned": None, "feedback": _slim(check.feedback)}) for check in report.checks
    )
    return report.model_copy(update={"checks": checks, "layers": None, "claims": {}})


def _slim(feedback: Feedback) -> Feedback:
    return feedback.model_copy(update={"example": None, "smallest_case": None, "call": ""})
