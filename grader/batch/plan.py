"""Who is to be graded for what: of everything that was handed in, the one file a student and task that counts."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from grader.batch.job import Seen
from grader.catalog import Catalog
from grader.cohort import content, newest
from grader.errors import GraderError, UsageError
from grader.intake.peek import mentioned
from grader.model import Cohort, Frozen, Handed, Result, Student


class Read(NamedTuple):
    """One thing that was handed in, its bytes read once."""

    handed: Handed
    name: str
    sha256: str
    refused: str = ""
    """Why it cannot be read at all."""

    preload: frozenset[str] = frozenset()
    """What a jail should have imported for it, see grader.intake.peek."""

    @property
    def key(self) -> str:
        """What it says of itself depends on its name, too: on the kind, and why it is refused names the file."""
        return f"{self.sha256} {self.name}"


class Item(Frozen):
    """One submission that is to have a result."""

    student: str
    task: str
    handed: Handed
    name: str
    sha256: str
    superseded: tuple[str, ...] = ()


class Planned(NamedTuple):
    """What is to be done, what cannot be, and what a teacher should know of it."""

    items: list[Item]
    refused: list[Result]
    remarks: list[str]


def read_all(cohort: Cohort, say: Callable[[str], None]) -> list[Read]:
    """Reads everything once, for its digest. What cannot be read is said of its student, not raised."""
    found = []
    for number, handed in enumerate(cohort.handed):
        if number % 50 == 0:
            say(f"reading {number} of {len(cohort.handed)} files")
        try:
            name, raw = content(handed)
        except GraderError as error:
            found.append(Read(handed, handed.file, "", str(error)))
        else:
            found.append(Read(handed, name, hashlib.sha256(raw).hexdigest(), preload=mentioned(name, raw)))
    return found


def as_it_is_now(item: Item) -> tuple[Item, bytes]:
    """The item and its bytes: the file may be another than when it was first read. Raises SubmissionError."""
    name, raw = content(item.handed)
    return item.model_copy(update={"name": name, "sha256": hashlib.sha256(raw).hexdigest()}), raw


def gone(item: Item, why: str) -> Result:
    """The result of a file that was taken away while the cohort was graded."""
    return Result(student=item.student, task=item.task, standing="unreadable", file=item.name, why=why, **around(item))


def around(item: Item) -> dict[str, Any]:
    """What of a result may change without grading anything anew."""
    handed = item.handed
    return {"late": handed.late, "when": handed.when, "superseded": item.superseded, "source": handed.source}


def chosen(students: Sequence[Student], only: Sequence[str]) -> set[str]:
    """The ids that `--only` names: an id, an alias, an address or a name. Raises UsageError where nobody is meant."""
    ids: set[str] = set()
    for wanted in only:
        folded = wanted.casefold()
        known = {one.id: (one.id, one.name, one.email, *one.aliases) for one in students}
        exact = [one for one, names in known.items() if folded in (name.casefold() for name in names)]
        part = [one for one, names in known.items() if any(folded in name.casefold() for name in names if name)]
        found = exact or part
        if not found:
            raise UsageError(f"--only {wanted}: nobody of that name or id handed anything in.")
        if len(found) > 1:
            shown = ", ".join(found[:5])
            raise UsageError(f"--only {wanted} means {len(found)} people ({shown}); write the whole id.")
        ids.add(found[0])
    return ids


def to_look_at(reads: Sequence[Read], catalog: Catalog, task: str | None) -> list[Read]:
    """Those whose task only their content tells."""
    if task is None:
        return [one for one in reads if not one.refused and _by_folder(one.handed, catalog) is None]
    several = {one.handed.student for one in reads}
    counts = dict.fromkeys(several, 0)
    for one in reads:
        counts[one.handed.student] += 1
    return [
        one
        for one in reads
        if not one.refused and (counts[one.handed.student] > 1 or _by_folder(one.handed, catalog) not in (None, task))
    ]


def plan(reads: Sequence[Read], seen: Mapping[str, Seen], catalog: Catalog, task: str | None) -> Planned:
    """One item a student and task. With `task` everybody is graded for it, for the file that fits it best."""
    by_student: dict[str, list[Read]] = {}
    for one in reads:
        by_student.setdefault(one.handed.student, []).append(one)
    planned = Planned([], [], [])
    for student, theirs in by_student.items():
        if task is None:
            _plan_found(student, theirs, seen, catalog, planned)
        else:
            _plan_named(student, theirs, seen, catalog, task, planned)
    return planned


def _plan_named(
    student: str, theirs: list[Read], seen: Mapping[str, Seen], catalog: Catalog, task: str, planned: Planned
) -> None:
    """Everything of one student, for the one task that was named."""

    def answers(one: Read) -> bool:
        said = seen.get(one.key)
        return said is not None and not said.refused and catalog.fits(task, said.names, said.embedded)

    def fits(one: Read) -> bool:
        return _by_folder(one.handed, catalog) == task or answers(one)

    elsewhere = [one for one in theirs if _by_folder(one.handed, catalog) not in (None, task) and not answers(one)]
    here = [one for one in theirs if one not in elsewhere]
    if not here:
        planned.remarks.append(f"{student}: not graded for {task}; {_sources(elsewhere)}: by name for another task.")
        return
    readable = [one for one in here if not one.refused and not (one.key in seen and seen[one.key].refused)]
    fitting = [one for one in readable if fits(one)] if len(here) > 1 else here
    candidates = fitting or readable or here
    _add(student, task, candidates, planned)
    others = [one for one in here if one not in candidates]
    if others:
        planned.remarks.append(f"{student}: {_sources(others)} looked less like {task} and was not graded for it.")


def _sources(reads: Sequence[Read]) -> str:
    return ", ".join(one.handed.source for one in reads[:5]) + (" ..." if len(reads) > 5 else "")


def _plan_found(student: str, theirs: list[Read], seen: Mapping[str, Seen], catalog: Catalog, planned: Planned) -> None:
    """Everything of one student, each file for the task that it answers."""
    tasks: dict[str, list[Read]] = {}
    for one in theirs:
        found, why = _by_folder(one.handed, catalog), one.refused
        said = seen.get(one.key)
        if found is None and not why and said is not None:
            why = said.refused
            if not why:
                try:
                    found = catalog.match(said.names, said.embedded).task_id
                except UsageError as error:
                    why = str(error)
        if found is None:
            planned.refused.append(_refused(one, "", why))
        else:
            tasks.setdefault(found, []).append(one)
    for task, reads in tasks.items():
        _add(student, task, reads, planned)


def _add(student: str, task: str, reads: list[Read], planned: Planned) -> None:
    counts, earlier = newest([one.handed for one in reads])
    one = next(read for read in reads if read.handed is counts)
    superseded = tuple(handed.source for handed in earlier)
    if one.refused:
        refused = _refused(one, task, one.refused)
        planned.refused.append(refused.model_copy(update={"superseded": superseded}))
        return
    planned.items.append(
        Item(
            student=student,
            task=task,
            handed=one.handed,
            name=one.name,
            sha256=one.sha256,
            superseded=superseded,
        )
    )


def _refused(one: Read, task: str, why: str) -> Result:
    handed = one.handed
    return Result(
        student=handed.student,
        task=task,
        standing="unreadable",
        file=one.name,
        source=handed.source,
        late=handed.late,
        when=handed.when,
        why=why,
    )


def _by_folder(handed: Handed, catalog: Catalog) -> str | None:
    return catalog.resolve(handed.task) if handed.task else None
