"""The wrong statements behind the failed checks of one submission, function by function, in order of dependence."""

import contextlib
import math
import statistics
import time
from collections.abc import Mapping, Sequence

from grader.authoring import CheckSpec
from grader.compare import Case, CaseBook, Known, Pair
from grader.intake.deadline import Overrun, within
from grader.model import Location, Returned, Submission
from grader.model.report import REPAIRABLE
from grader.repair.bench import Bench, Candidate, Hopeless, joined, patience
from grader.repair.confirm import confirmed
from grader.repair.explain import location_of
from grader.repair.meant import families_meant, families_of_checks
from grader.repair.search import Found, Problem, Search, size_of
from grader.repair.target import Target, targets
from grader.sandbox.runner import Runner
from grader.score import Judged

_SEARCHED = 0.65
"""This part of the time is for searching, the rest for fresh cases."""
_SIMPLER_S = 0.5
"""So long a smaller change is looked for once one of several parts is known to mend."""
_SIMPLEST = (1, 1, 1)
_MOST_FUNCTIONS = 3
_READING_S = 2.0
_MOST_TARGETS = 8
_FEW_CHECKS = 2
_EVERYTHING = "together"
"""The check that joins all ideas says nothing about which one is wrong."""


def locations(
    judged: Sequence[Judged],
    book: CaseBook,
    submission: Submission,
    runner: Runner,
    *,
    seconds: float,
    teacher: bool = False,
    named: Mapping[str, Known] | None = None,
) -> dict[str, Location]:
    """By failed check, the statement that is wrong, where one is found and confirmed.

    Each failing function, or set of functions that checks call together, gets `seconds`. Never raises for what the
    submission does; raises GraderFault only if the jail is lost. `named`: known mistakes by failed check: what they are
    about is tried first.
    """
    found: dict[str, Location] = {}
    known: dict[tuple[str, str], Candidate] = {}
    for entries, failing in _problems(judged, book)[:_MOST_FUNCTIONS]:
        try:
            one = _Function(entries, failing, judged, book, submission, runner, seconds, teacher, named or {})
            found |= one.locations(known)
        except Hopeless:
            continue
    return found


def _problems(judged: Sequence[Judged], book: CaseBook) -> list[tuple[tuple[str, ...], list[Judged]]]:
    """The failed checks by the functions that they call: those that call fewer, and earlier ones, first."""
    groups: dict[tuple[str, ...], list[Judged]] = {}
    for item in judged:
        wrong = item.first_wrong if item.stopped is None else None
        if wrong is not None and item.check.fit is None and wrong[2].cause in REPAIRABLE:
            groups.setdefault(book.entries_of(item.check), []).append(item)
    order = list(book.spec.functions)
    return sorted(groups.items(), key=lambda one: (len(one[0]), [order.index(name) for name in one[0]]))


class _Function:
    def __init__(
        self,
        entries: tuple[str, ...],
        failing: list[Judged],
        judged: Sequence[Judged],
        book: CaseBook,
        submission: Submission,
        runner: Runner,
        seconds: float,
        teacher: bool,
        named: Mapping[str, Known],
    ) -> None:
        self._start = time.monotonic()
        self._until = self._start + _SEARCHED * seconds
        self._end = self._start + seconds
        self._entries, self._book, self._submission, self._teacher = entries, book, submission, teacher
        try:
            with within(_READING_S):
                found = [one for one in targets(submission, entries) if _worth(one)][:_MOST_TARGETS]
        except Overrun:
            found = []
        if not found:
            raise Hopeless
        self._bench = Bench(book, runner, found)
        self._problem = _problem(entries, failing, judged, book)
        self._bench.each_s = statistics.fmean(one.wall_s for item in failing for _, one, _ in item.cases)
        known = [named[item.check.id] for item in failing if item.check.id in named]
        single = {part.id for one in known for part in (one.parts if isinstance(one, Pair) else (one,))}
        self._meant = [families_meant([name]) for name in sorted(single)]
        """For each mistake that was recognised what it is about."""
        asked = [item.check.id for item in failing if item.check.id != _EVERYTHING]
        self._likely = families_of_checks(asked) if len(asked) <= _FEW_CHECKS else frozenset()
        """Where few checks fail, what these are about."""
        self._alone_wrong = {
            name
            for item in judged
            if not item.passed and len(names := book.entries_of(item.check)) == 1
            for name in names
        }
        """Functions with failed checks of their own."""

    def locations(self, known: dict[tuple[str, str], Candidate]) -> dict[str, Location]:
        """What is found is also kept in `known`, by function: what builds on it is tried with it."""
        bench, problem = self._bench, self._problem
        bench.look(problem.small or problem.probe, problem.case_s)
        search = Search(bench, problem, self._until, self._meant, self._likely)
        base = self._known_to_be_wrong(known)
        alone = search.judged(base, base) if base else None
        if alone is not None and alone.whole:  # nothing is to be found on top of it: it is told, or nothing is
            return self._told(search.minimal(alone), inherited=True)
        if base:
            outcome = bench.run([base], [problem.probe], problem.case_s, self._until)
            if outcome and outcome[0] and outcome[0][0].ended == "ok":
                problem.base, problem.returned, problem.small = base, outcome[0][0], None
        told, best = self._simplest(search)
        if best is None:
            # what mends some checks only may do so by accident: they may never ask for what is still wrong
            return {}
        self._keep(best, known)
        with contextlib.suppress(Hopeless):  # what is found and holds is told, whatever becomes of the jail since
            self._each_its_own(told, best, search.partly)
        return told

    def _simplest(self, search: Search) -> tuple[dict[str, Location], Found | None]:
        """The first repair that holds; where it takes several changes, a smaller one that is found soon after it."""
        best: tuple[dict[str, Location], Found | None] = {}, None
        try:
            for found in search.repairs():
                found = search.minimal(found)
                if best[1] is not None and size_of(found.candidate) >= size_of(best[1].candidate):
                    continue
                told = self._told(found)
                if not told:
                    continue
                if best[1] is None:
                    search.until = min(search.until, time.monotonic() + _SIMPLER_S)
                best = told, found
                if size_of(found.candidate) <= _SIMPLEST:
                    break
        except Hopeless:
            if best[1] is None:
                raise
        return best

    def _each_its_own(self, told: dict[str, Location], found: Found, partly: Sequence[Found]) -> None:
        """Of two mistakes each may be all that is wrong for some of the checks: they are told of that one only."""
        for part in partly:
            inside = len(part.candidate) < len(found.candidate) and set(part.candidate) <= set(found.candidate)
            theirs = tuple(check for check in part.checks if check in told)
            if inside and theirs:
                told |= self._told(Found(part.candidate, theirs, whole=False, base=found.base))

    def _known_to_be_wrong(self, known: dict[tuple[str, str], Candidate]) -> Candidate:
        """The changes that other functions, which are called here too, are known to need."""
        base: Candidate = ()
        for number, target in enumerate(self._bench.targets):
            for _, change in known.get((target.unit, target.qualname), ()):
                more = joined(base, ((number, change),))
                base = more if more is not None else base
        return base

    def _told(self, found: Found, *, inherited: bool = False) -> dict[str, Location]:
        """The location of a repair that holds on fresh cases; nothing where it does not."""
        problem = self._problem
        whole = found.candidate if inherited else joined(found.candidate, found.base)
        mended = [self._check(name) for name in found.checks]
        kept = [self._check(name) for name in problem.passing]
        if whole is None or not (fresh := confirmed(self._bench, whole, mended, kept, problem.case_s, self._end)):
            return {}
        where = location_of(whole, self._bench.targets, self._submission, teacher=self._teacher)
        if inherited:
            where = self._mended_first(where, whole)
        return {
            check: where.model_copy(update={"cases": len(problem.failing[check]), "fresh": fresh})
            for check in found.checks
        }

    def _mended_first(self, where: Location, whole: Candidate) -> Location:
        """Says that another function has to be mended first, where that is so: one other, and this one is right."""
        names = {self._bench.targets[number].qualname.partition(".")[0] for number, _ in whole}
        others = [name for name in self._entries if name not in names]
        if len(names) > 1 or not others or self._alone_wrong & set(others):
            return where
        return where.model_copy(update={"first": names.pop(), "function": others[-1]})

    def _keep(self, found: Found, known: dict[tuple[str, str], Candidate]) -> None:
        for number, change in found.candidate:
            target = self._bench.targets[number]
            key = (target.unit, target.qualname)
            known[key] = (*known.get(key, ()), (number, change))

    def _check(self, name: str) -> CheckSpec:
        return next(check for check in self._book.spec.checks if check.id == name)


def _size(case: Case) -> int:
    """How many numbers go in."""
    sizes: list[int] = []
    case.call.map(lambda value: sizes.append(int(math.prod(value.shape))) or value)  # type: ignore[func-returns-value]
    return sum(sizes)


def _worth(target: Target) -> bool:
    return any(line.strip() for line in target.line_text[1:])


def _problem(entries: tuple[str, ...], failing: list[Judged], judged: Sequence[Judged], book: CaseBook) -> Problem:
    """All cases of the checks on these functions, and the quick case that changes are tried on first."""
    probes: list[tuple[Case, Returned]] = []
    for item in failing[:1]:
        wrong = [(case, returned) for case, returned, found in item.cases if not found.passed]
        own = {case.number: case for case in book.cases(item.check)}
        probes += [(own.get(case.number, case), returned) for case, returned in wrong]
    # by size and not by the clock: the same file is told the same
    probe, returned = min(probes, key=lambda one: (one[1].ended != "ok", _size(one[0]), one[0].number))
    functions = set(entries)
    passing = {
        item.check.id: book.cases(item.check)  # in the sizes that are asked for, whatever the student's own are
        for item in judged
        if item.passed and item.learned is None and item.cases and set(book.entries_of(item.check)) <= functions
    }
    slowest = max((one for item in failing for _, one, _ in item.cases), key=lambda one: one.wall_s)
    return Problem(
        failing={item.check.id: book.cases(item.check) for item in failing},
        passing=passing,
        probe=probe,
        returned=returned,
        case_s=patience(slowest),
        small=next((item.smallest.case for item in failing[:1] if item.smallest is not None), None),
    )


__all__ = ["locations"]
