"""Which results stand, which are put down, and which are put aside: everything that a run writes of single students."""

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from grader import __version__
from grader.batch.asked import Wanted
from grader.batch.job import Done, TaskFacts
from grader.batch.plan import Item, Planned, around
from grader.batch.results import key_digest, remember_handed
from grader.batch.store import EXECUTED, PAGE, REPORT, RETURNED, Key, Store, Stored, report_text
from grader.cohort import folder_name
from grader.errors import GraderFault
from grader.model import Cohort, Report, Result
from grader.model.report import REPAIRABLE
from grader.sandbox.devices import CPU
from grader.seeds import secret_id


class Ledger:
    """The results of one run; `device` names where networks are trained, which may have to be asked of a cluster."""

    def __init__(
        self, wanted: Wanted, store: Store, cohort: Cohort, only: set[str] | None, device: Callable[[], str]
    ) -> None:
        self.wanted, self.store, self.cohort, self.only = wanted, store, cohort, only
        self._device = device
        self.origin = hashlib.sha256(os.fsencode(wanted.folder.resolve())).hexdigest()[:12]
        self.kept = 0
        """Those whose results were there already."""
        self.standings: dict[str, int] = {}
        self.remarks: list[str] = []
        self.unsearched: list[Item] = []
        """What is graded, but the wrong statement has not been looked for yet."""
        self.pending: dict[str, str] = {}
        """What waits to be graded: its source, and the digest of the key that its result will have."""

    def todo(self, planned: Planned, facts: dict[str, TaskFacts]) -> list[Item]:
        """What has no result yet; results that stand are brought up to date in what is around them."""
        todo, known = [], dict(self.store.all())
        self.unsearched = []
        for item in planned.items:
            folder, key = self._folder(item.student, item.task), self._key(item, facts[item.task])
            stored = known.get(folder)
            unsearched = stored is not None and stored.key == _before_search(key) and key.hints
            again = self.wanted.force or stored is None or (stored.key != key and not unsearched)
            again = again or (
                self.wanted.retry_ungraded and stored is not None and stored.result.standing == "ungraded"
            )
            if again or stored is None:
                todo.append(item)
                self.pending[item.handed.source] = key_digest(key)
                continue
            self.kept += 1
            if unsearched and self._to_search(self.store.report(folder), facts[item.task]):
                self.unsearched.append(item)
            elif unsearched:
                self.store.amend(folder, key, stored.result)
                stored = stored.model_copy(update={"key": key})
            self._count(stored.result.standing)
            now = self._placed(stored.result.model_copy(update=around(item)))
            if now != stored.result:
                self.store.amend(folder, stored.key, now)
        for refused in planned.refused:
            self.keep_refused(refused)
        self._remember_handed(planned)
        self._forget_unknown(planned, known)
        self._put_aside(planned, known)
        return todo

    def keep(self, item: Item, raw: bytes, done: Done, facts: dict[str, TaskFacts], attempts: int) -> Result:
        """Puts down what came of a job. Raises GraderFault where it cannot be written."""
        result = Result(
            student=item.student,
            task=item.task,
            standing=done.standing,
            file=item.name,
            source=item.handed.source,
            why=done.why,
            seconds=done.seconds,
            attempts=attempts,
            fingerprints=done.fingerprints,
        )
        result = self._placed(result.model_copy(update=around(item)))
        files: dict[str, str | bytes] = {}
        if done.report is not None:
            files = {REPORT: report_text(done.report), PAGE: done.html}
            files |= {EXECUTED: done.executed} if done.executed is not None else {}
            files |= {RETURNED: done.returned} if done.returned is not None else {}
        files[_kept_name(item.name)] = raw
        key = self._key(item, facts[item.task])
        if key.hints and self._to_search(done.report, facts[item.task]):
            key = _before_search(key)
            self.unsearched.append(item)
        self._write(self._folder(item.student, item.task), key, result, files)
        self._count(result.standing)
        if item.superseded and done.report is not None and not done.report.started:
            earlier = ", ".join(item.superseded[:3])
            self.remarks.append(f"{item.student}: {item.handed.source} is unfinished, and counts before {earlier}.")
        return result

    def keep_searched(self, item: Item, done: Done | None, facts: dict[str, TaskFacts]) -> bool:
        """Puts down a report with what was found of the wrong statement; whether there is one.

        It takes the place of the one without only where it says the same of every check: a hint changes no score.
        """
        folder, key = self._folder(item.student, item.task), self._key(item, facts[item.task])
        before, stands = self.store.report(folder), self.store.load(folder)
        if before is None or stands is None or stands.key != _before_search(key):
            return False
        after = done.report if done is not None else None
        if done is None or after is None or _says(after) != _says(before) or not _places(after):
            self.store.amend(folder, key, stands.result)
            return False
        try:
            files: dict[str, str | bytes] = dict(self.store.files_of(folder))
        except (GraderFault, OSError) as error:  # somebody has been at it: what it says stays as it is
            self.remarks.append(f"{item.student}: the place of the mistake was found and not stored: {error}")
            self.store.amend(folder, key, stands.result)
            return False
        files |= {REPORT: report_text(after), PAGE: done.html}
        files |= {EXECUTED: done.executed} if done.executed is not None else {}
        files |= {RETURNED: done.returned} if done.returned is not None else {}
        self._write(folder, key, stands.result, files)
        return True

    def keep_refused(self, refused: Result) -> None:
        """What cannot be read at all has a result, too; one that was graded before stands, as it may be readable again
        tomorrow."""
        refused = self._placed(refused)
        folder = self._folder(refused.student, refused.task, refused.source)
        stands = self.store.load(folder)
        if stands is not None and stands.result.standing == "graded":
            self._count("graded")
            self.remarks.append(f"{refused.source}: {refused.why} Its earlier result stands.")
            if stands.result != self._placed(stands.result):
                self.store.amend(folder, stands.key, self._placed(stands.result))
            return
        self._count(refused.standing)
        key = Key(
            sha256="",
            name=refused.file,
            task=refused.task,
            task_digest="",
            grader=__version__,
            device=CPU.name,
            secret_id="",
            lang=self.wanted.lang,
        )
        if stands is None or stands.result != refused:
            self._write(folder, key, refused, {})

    @staticmethod
    def _to_search(report: Report | None, facts: TaskFacts) -> bool:
        """Whether there is a failed check whose wrong statement can be looked for, and may be."""
        checks = [check for check in report.checks if check.id not in facts.fits] if report is not None else []
        failed = [check for check in checks if check.state == "failed"]
        return facts.hints and any(check.feedback.cause in REPAIRABLE for check in failed)

    def _put_aside(self, planned: Planned, known: Mapping[Path, Stored]) -> None:
        """Marks results from this very folder whose files are not there, or not theirs, any more."""
        now = {(item.student, item.task) for item in planned.items}
        now |= {(refused.student, refused.task) for refused in planned.refused}
        here = {handed.source for handed in self.cohort.handed}
        for folder, stored in known.items():
            result = stored.result
            covered = self.wanted.task in (None, result.task) or result.source not in here
            ours = result.origin == self.origin and folder.parent.name != "_unknown" and self.only is None
            if ours and covered and not result.gone and (result.student, result.task) not in now:
                self.store.amend(folder, stored.key, result.model_copy(update={"gone": True}))

    def _forget_unknown(self, planned: Planned, known: Mapping[Path, Stored]) -> None:
        """What was for no task in an earlier run and is for one now, or is gone."""
        now = {self._folder(one.student, one.task, one.source) for one in planned.refused}
        for folder, stored in known.items():
            theirs = stored.result.origin != self.origin or self.only is not None
            if folder.parent.name == "_unknown" and folder not in now and not theirs:
                self.store.remove(folder)

    def _remember_handed(self, planned: Planned) -> None:
        now = {(item.student, item.task) for item in planned.items}
        now |= {(refused.student, refused.task) for refused in planned.refused if refused.task}

        def covers(student: str, task: str) -> bool:
            return self.wanted.task in (None, task) and (self.only is None or student in self.only)

        remember_handed(self.store, now, self.origin, covers)

    def _key(self, item: Item, facts: TaskFacts) -> Key:
        return Key(
            sha256=item.sha256,
            name=item.name,
            task=item.task,
            task_digest=facts.digest,
            grader=__version__,
            device=self._device() if facts.trains else CPU.name,
            secret_id=secret_id(self.wanted.secret),
            lang=self.wanted.lang,
            dry=self.wanted.dry,
            hints=self.wanted.hints > 0,
            teacher=self.wanted.teacher and self.wanted.hints > 0,
            jailed=not self.wanted.accept_no_sandbox,
        )

    def _folder(self, student: str, task: str, source: str = "") -> Path:
        place = self.store.folder / folder_name(student)
        return place / task if task else place / "_unknown" / folder_name(source)

    def _placed(self, result: Result) -> Result:
        """The result of something that is in this folder of submissions now."""
        return result.model_copy(update={"origin": self.origin, "gone": False})

    def _write(self, folder: Path, key: Key, result: Result, files: Mapping[str, str | bytes]) -> None:
        try:
            self.store.write(folder, key, result, files)
        except OSError as error:
            raise GraderFault(
                f"A result could not be written ({error.strerror or error}). What is done is stored; free space or "
                "mend the folder, then start the same command again."
            ) from None

    def _count(self, standing: str) -> None:
        self.standings[standing] = self.standings.get(standing, 0) + 1


def _before_search(key: Key) -> Key:
    """The key of a result in which the wrong statement has not been looked for."""
    return key.model_copy(update={"hints": False, "teacher": False})


def _says(report: Report) -> list[tuple[str, str, float, int]]:
    return [(check.id, check.state, check.points, check.cases_passed) for check in report.checks]


def _places(report: Report) -> int:
    return sum(check.feedback.location is not None for check in report.checks)


def _kept_name(name: str) -> str:
    """The submission as it is kept: its kind is told by its end, its name is the student's."""
    lower = name.lower()
    known = (".ipynb", ".py", ".zip", ".npz", ".csv")
    return "submission" + next((end for end in known if lower.endswith(end)), ".bin")
