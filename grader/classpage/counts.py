"""One task in numbers: how scores are spread, which checks pass, what went wrong how often and for whom."""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import mean, median

from grader.model.base import Frozen
from grader.model.cohort import ClassResults, Result, TaskInfo
from grader.model.report import CheckResult, Report
from grader.report.printable import one_line

BINS = 12
"""0, ten of ten percent each, and the full score: nothing and everything are not like almost nothing."""
_SILENT = ("none", "needs", "not_started", "fault")
"""Causes that say nothing about what was misunderstood."""


class CheckCount(Frozen):
    """How one check went, over everybody who began."""

    number: int
    """From 1, as the marks in the table are ordered."""
    title: str
    max_points: float
    passed: int = 0
    failed: int = 0
    not_run: int = 0
    fault: int = 0

    @property
    def of(self) -> int:
        """All of them."""
        return self.passed + self.failed + self.not_run + self.fault


class Seen(Frozen):
    """Something that went wrong, and for whom."""

    what: str
    """A mistake in the author's words, or a key: a cause, a kind of finding."""
    name: str = ""
    """Of a finding: the function; of a cause: the message that most of them read, one line."""
    checks: tuple[int, ...] = ()
    """Numbers of the checks that show it."""
    by_check: tuple[int, ...] = ()
    """For how many of them each of these checks shows it."""
    who: tuple[Result, ...]


class TaskCount(Frozen):
    """Everything the page says of a task."""

    task: TaskInfo
    anchor: str
    handed: int
    graded: tuple[Result, ...]
    started: int
    """Of those graded, how many are not as they were handed out; the checks are about these."""
    ungraded: int
    unreadable: int
    late: int
    full: int
    mean: float = 0.0
    median: float = 0.0
    bins: tuple[int, ...]
    """BINS counts of scores."""
    checks: tuple[CheckCount, ...]
    mistakes: tuple[Seen, ...]
    causes: tuple[Seen, ...]
    """Of checks that failed without a known mistake."""
    places: tuple[Seen, ...] = ()
    """By the family of the change that makes a check pass: what the statement that is wrong is about."""
    findings: tuple[Seen, ...]


def report_of(result: Result) -> Report | None:
    """The report that counts: None while ungraded or unreadable."""
    report = result.report
    return report if result.standing == "graded" and report is not None and report.score is not None else None


def score_of(result: Result) -> float | None:
    """None while ungraded or unreadable."""
    report = report_of(result)
    return None if report is None else report.score


def count_tasks(results: ClassResults) -> tuple[TaskCount, ...]:
    """One for each task, in their order."""
    by_task: dict[str, list[Result]] = {task.id: [] for task in results.tasks}
    for result in results.results:
        by_task.get(result.task, []).append(result)
    return tuple(_count(task, f"t{at}", by_task[task.id]) for at, task in enumerate(results.tasks, start=1))


def check_numbers(reports: Iterable[Report]) -> dict[str, int]:
    """Check -> its number, in the order in which the reports have them."""
    known: dict[str, int] = {}
    for report in reports:
        for check in report.checks:
            known.setdefault(check.id, len(known) + 1)
    return known


def bin_of(score: float, most: float) -> int:
    """Which bar of the picture a score belongs to."""
    if score <= 0 or most <= 0:
        return 0
    if score >= most - 1e-9:
        return BINS - 1
    return min(BINS - 2, 1 + int(10 * score / most + 1e-9))


def _count(task: TaskInfo, anchor: str, results: Sequence[Result]) -> TaskCount:
    graded = tuple(result for result in results if score_of(result) is not None)
    scores = [score for result in results if (score := score_of(result)) is not None]
    started = [(result, report) for result in graded if (report := report_of(result)) is not None and report.started]
    reports = [report for _, report in started]
    spread = Counter(bin_of(score, task.max_score) for score in scores)
    numbers = check_numbers(reports)
    return TaskCount(
        task=task,
        anchor=anchor,
        handed=len(results),
        graded=graded,
        started=len(started),
        ungraded=sum(result.standing != "unreadable" for result in results) - len(graded),
        unreadable=sum(result.standing == "unreadable" for result in results),
        late=sum(result.late for result in results),
        full=spread[BINS - 1],
        mean=mean(scores) if scores else 0.0,
        median=median(scores) if scores else 0.0,
        bins=tuple(spread[at] for at in range(BINS)),
        checks=_count_checks(reports, numbers),
        mistakes=_mistakes(started, numbers),
        causes=_causes(started, numbers),
        places=_places(started, numbers),
        findings=_findings(started, numbers),
    )


def _count_checks(reports: Sequence[Report], numbers: dict[str, int]) -> tuple[CheckCount, ...]:
    first: dict[str, CheckResult] = {}
    states: Counter[tuple[str, str]] = Counter()
    for report in reports:
        for check in report.checks:
            first.setdefault(check.id, check)
            states[check.id, check.state] += 1
    return tuple(
        CheckCount(
            number=number,
            title=first[key].title,
            max_points=first[key].max_points,
            passed=states[key, "passed"],
            failed=states[key, "failed"],
            not_run=states[key, "not_run"],
            fault=states[key, "fault"],
        )
        for key, number in numbers.items()
    )


class _Tally:
    """Collects (what, name) -> who and in which checks; somebody counts once, however many checks show it."""

    def __init__(self) -> None:
        self.who: dict[tuple[str, str], dict[int, Result]] = {}
        self.checks: dict[tuple[str, str], Counter[int]] = {}
        self.messages: dict[tuple[str, str], Counter[str]] = {}

    def add(self, key: tuple[str, str], at: int, result: Result, checks: Iterable[int], message: str = "") -> None:
        """The result `at` its place shows `key`."""
        fresh = at not in self.who.setdefault(key, {})
        self.who[key][at] = result
        self.checks.setdefault(key, Counter()).update(set(checks))
        if fresh and message:
            self.messages.setdefault(key, Counter())[message] += 1

    def told(self) -> tuple[Seen, ...]:
        """The commonest first; equal ones by their words, so that the page is the same whoever came first."""
        keys = sorted(self.who, key=lambda key: (-len(self.who[key]), key))
        return tuple(
            Seen(
                what=key[0],
                name=key[1] or self._commonest(key),
                checks=tuple(sorted(self.checks[key])),
                by_check=tuple(self.checks[key][number] for number in sorted(self.checks[key])),
                who=tuple(self.who[key].values()),
            )
            for key in keys
        )

    def _commonest(self, key: tuple[str, str]) -> str:
        counts = self.messages.get(key, Counter())
        return min(counts, key=lambda message: (-counts[message], message), default="")


def _mistakes(started: Sequence[tuple[Result, Report]], numbers: dict[str, int]) -> tuple[Seen, ...]:
    tally = _Tally()
    for at, (result, report) in enumerate(started):
        for check in report.checks:
            if check.feedback.mistake:
                tally.add((one_line(check.feedback.mistake, 600), ""), at, result, [numbers[check.id]])
    return tally.told()


def _places(started: Sequence[tuple[Result, Report]], numbers: dict[str, int]) -> tuple[Seen, ...]:
    tally = _Tally()
    for at, (result, report) in enumerate(started):
        for check in report.checks:
            place = check.feedback.location
            for family in {place.family, place.other_family} - {""} if place is not None else ():
                tally.add((one_line(family, 60), ""), at, result, [numbers[check.id]])
    return tally.told()


def _causes(started: Sequence[tuple[Result, Report]], numbers: dict[str, int]) -> tuple[Seen, ...]:
    tally = _Tally()
    for at, (result, report) in enumerate(started):
        for check in report.checks:
            said = check.feedback
            if check.state in ("failed", "not_run") and not said.mistake and said.cause not in _SILENT:
                first_line = one_line(said.message.partition("\n")[0], 200)
                tally.add((said.cause, ""), at, result, [numbers[check.id]], first_line)
    return tally.told()


def _findings(started: Sequence[tuple[Result, Report]], numbers: dict[str, int]) -> tuple[Seen, ...]:
    tally = _Tally()
    for at, (result, report) in enumerate(started):
        for finding in report.findings:
            costs = [numbers[check] for check in finding.checks if check in numbers]
            tally.add((finding.kind, one_line(finding.name, 120)), at, result, costs)
    return tally.told()
