"""Looks for the change that makes a wrong function right: single places, groups of one rule, then two at once.

The order is that of a study of wrong functions. A change counts only once every case of the checks passes with it, and
further random cases too (confirm.py); the first that does is the answer. Where none does, nothing is said.
"""

import contextlib
import dataclasses
import itertools
import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from grader.compare import Case, closeness
from grader.intake.deadline import Overrun, within
from grader.model import Returned
from grader.repair.bench import Bench, Candidate, edits_of, joined
from grader.repair.edits import Change, merged
from grader.repair.operators import changes

_MOST_SINGLES = 2000
_MOST_HELPERS = 16
_AHEAD = 0.5
"""This part of the time that is left goes into the second of two mistakes as soon as a change mends some checks."""
_MOST_OF_A_MISTAKE = 120
_MOST_MEANT_PAIRS = 2500
_BETTER = 1e-6
_LISTING_S = 1.0
_LIKELY_RANKS = 4
_MOST_TWINS = 6


@dataclass
class Problem:
    """A function's checks: those that fail, and those that pass and must go on passing."""

    failing: dict[str, list[Case]]
    """By check, all of its cases."""
    passing: dict[str, list[Case]]
    probe: Case
    """A failing case that is quick."""
    returned: Returned
    """What the student's function makes of it."""
    case_s: float
    base: Candidate = ()
    """Changes of other functions that are known to be needed."""
    small: Case | None = None
    """A smaller failing case, where one is known: nothing that fails on it need be tried on the probe."""


@dataclass
class Found:
    """A change, and the failing checks that it mends."""

    candidate: Candidate
    checks: tuple[str, ...]
    whole: bool
    """Whether no failing check is left."""
    base: Candidate = ()


@dataclass
class _Scored:
    candidate: Candidate
    score: float
    order: int


@dataclass
class Search:
    """One function's search."""

    bench: Bench
    problem: Problem
    until: float
    meant: Sequence[frozenset[str]] = ()
    """For each mistake that was recognised the families of changes that it may be about: they come first."""
    likely: frozenset[str] = frozenset()
    """Families that the failed checks may be about: likely changes of these come before all others."""
    partly: list[Found] = field(default_factory=list)
    """Changes that mend some of the failing checks, in the order in which they were found."""
    _scored: list[_Scored] = field(default_factory=list)
    _seen: set[object] = field(default_factory=set)
    """What was tried."""
    _seconds: dict[object, "Search"] = field(default_factory=dict)
    """Searches on top of a first change, by that change: asked again they go on where they stopped."""

    def repairs(self) -> Iterator[Found]:
        """All that mend every failing check, likeliest first; whoever takes one may ask for more."""
        pool: list[Candidate] = []
        ahead = False
        for candidates in itertools.chain(self._meant_first(), self._stages()):
            pool += candidates
            yield from self._through(self._reaching(candidates))
            if self.partly and not ahead:  # one of two mistakes may be found: the other is looked for, for a while
                ahead = True
                yield from self._on_top(pool, time.monotonic() + _AHEAD * (self.until - time.monotonic()))
        if len(self.meant) > 1:  # two mistakes were recognised
            yield from self._two_meant()
        yield from self._on_top(pool, self.until)
        yield from self._pairs()

    def _on_top(self, pool: Sequence[Candidate], until: float) -> Iterator[Found]:
        """Where changes mend some of the checks: others for the rest, both together, and a second on top of a first."""
        for check in list(self.problem.failing)[1:]:
            self._for_check(check, pool, until)
        yield from self._both()
        every = itertools.chain(pool, itertools.chain.from_iterable(self._stages()))
        yield from self._second(every, until)

    def _for_check(self, check: str, pool: Sequence[Candidate], until: float) -> None:
        """Where no change mends all that fails, one may mend another check: of two mistakes each may have its own."""
        if any(check in one.checks for one in self.partly) or time.monotonic() > until:
            return
        cases = self.problem.failing[check]
        outcome = self.bench.run([self.problem.base], cases, self.problem.case_s, self.until, on=True)
        tried = list(zip(cases, outcome[0], strict=False)) if outcome and outcome[0] else []
        wrong = [(case, one) for case, one in tried if not self.bench.passes(case, one)]
        if wrong:
            probe, returned = min(wrong, key=lambda one: one[1].ended != "ok")
            other = Search(
                self.bench, dataclasses.replace(self.problem, probe=probe, returned=returned, small=None), until
            )
            other.partly = self.partly
            for _ in other._through(pool, enough=check):
                pass

    def _both(self) -> Iterator[Found]:
        """Changes that mend some checks each, together."""
        for one, other in itertools.combinations(self.partly[:6], 2):
            both = None if set(one.checks) >= set(other.checks) else joined(one.candidate, other.candidate)
            whole = None if both is None else joined(both, self.problem.base)
            found = None if both is None or whole is None else self.judged(whole, both)
            if found is not None and found.whole:
                yield found

    @cached_property
    def _singles(self) -> dict[float, list[tuple[int, Change]]]:
        """All single changes by rank."""
        found: dict[float, list[tuple[int, Change]]] = {}
        with contextlib.suppress(Overrun), within(_LISTING_S):  # what is listed by then is tried
            for number, target in enumerate(self.bench.targets):
                for stage, change in itertools.islice(changes(target), _MOST_SINGLES):
                    found.setdefault(_rank(stage, number), []).append((number, change))
        return found

    def _meant_first(self) -> Iterator[list[Candidate]]:
        """Changes of what the failed checks are about, the likely ones, then of what recognised mistakes are about."""
        meant = frozenset().union(*self.meant)
        for families, until in ((self.likely, _LIKELY_RANKS), (meant, math.inf), (self.likely, math.inf)):
            for rank in sorted(self._singles) if families else ():
                if rank < until:
                    yield list(_by_rule([one for one in self._singles[rank] if one[1].family in families]))

    def _stages(self) -> Iterator[list[Candidate]]:
        """Stage by stage, the function that is called first."""
        for rank in sorted(self._singles):
            yield list(_by_rule(self._singles[rank]))

    def _reaching(self, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
        """Those that change what runs for the case that they are tried on; the others are known to change nothing."""
        for one in candidates:
            if self.problem.base or self.bench.reaches(one):
                yield one
            else:
                self._scored.append(_Scored(one, self._before, len(self._scored)))

    def _through(self, candidates: Iterable[Candidate], enough: str = "") -> Iterator[Found]:
        """Tries them on the probe, those that pass it on everything; ends once the check `enough` is mended."""
        fresh: list[tuple[Candidate, Candidate]] = []
        listed: set[object] = set()
        for candidate in candidates:
            whole = joined(candidate, self.problem.base)
            key = frozenset(edits_of(candidate))
            if whole is not None and key not in self._seen and key not in listed:
                listed.add(key)
                fresh.append((candidate, whole))
        probe, book = self.problem.small or self.problem.probe, self.bench.book
        at = 0
        while at < len(fresh) and time.monotonic() < self.until:
            part = fresh[at : at + self.bench.batch]  # one frame: what mends ends the search at once
            outcomes = self.bench.run(
                [whole for _, whole in part], [probe], self.problem.case_s, self.until, short=True
            )
            for (candidate, whole), outcome in zip(part, outcomes, strict=False):
                self._seen.add(frozenset(edits_of(candidate)))
                if not outcome:
                    continue
                score = self._before if outcome[0].same else closeness(book.expected(probe), outcome[0])
                self._scored.append(_Scored(candidate, score, len(self._scored)))
                if (
                    score >= 1.0 - _BETTER
                    and self.bench.passes(probe, outcome[0])
                    and (self.problem.small is None or self._passes_probe(whole))
                ):
                    found = self.judged(whole, candidate)
                    if found is not None and found.whole:
                        yield found
                    elif found is not None:
                        self.partly.append(found)
                        if enough in found.checks:
                            return
            if not outcomes:
                return
            at += len(outcomes)

    def _passes_probe(self, whole: Candidate) -> bool:
        outcome = self.bench.run([whole], [self.problem.probe], self.problem.case_s, self.until + 1.0)
        return bool(outcome and outcome[0] and self.bench.passes(self.problem.probe, outcome[0][0]))

    @cached_property
    def _before(self) -> float:
        """How near the function comes without a change."""
        if self.problem.small is None:
            return closeness(self.bench.book.expected(self.problem.probe), self.problem.returned)
        outcome = self.bench.run([self.problem.base], [self.problem.small], self.problem.case_s, self.until)
        returned = outcome[0][0] if outcome and outcome[0] else Returned(ended="raised")
        return closeness(self.bench.book.expected(self.problem.small), returned)

    def judged(self, whole: Candidate, candidate: Candidate) -> Found | None:
        """Which failing checks it mends; None where there are none, or where one that passes would fail."""
        problem = self.problem
        checks = {**problem.failing, **problem.passing}
        cases = [case for several in checks.values() for case in several]
        right: set[tuple[str, int]] = set()
        size = self.bench.cases_a_frame
        for start in range(0, len(cases), size):
            part = cases[start : start + size]
            outcomes = self.bench.run([whole], part, problem.case_s, self.until + 1.0, on=True)
            outcome = (outcomes[0] if outcomes else None) or ()
            right |= {_name(case) for case, one in zip(part, outcome, strict=False) if self.bench.passes(case, one)}
            kept = [case for check in problem.passing for case in problem.passing[check] if case in part]
            if not all(_name(case) in right for case in kept):
                return None
        mended = [check for check, several in problem.failing.items() if all(_name(case) in right for case in several)]
        if not mended:
            return None
        return Found(candidate, tuple(mended), len(mended) == len(problem.failing), problem.base)

    def minimal(self, found: Found) -> Found:
        """Without the places that are not needed for what it mends."""
        parts = [(number, change) for number, change in found.candidate]
        if len(parts) == 1:
            return found
        for one in list(parts):
            fewer = tuple(other for other in parts if other is not one)
            whole = joined(fewer, found.base) if fewer else None
            again = self.judged(whole, fewer) if whole is not None and self._passes_probe(whole) else None
            if again is not None and set(again.checks) >= set(found.checks):
                parts = list(fewer)
        return Found(tuple(parts), found.checks, found.whole, found.base)

    def _second(self, pool: Iterable[Candidate], until: float) -> Iterator[Found]:
        """On top of what mends some checks, a second change for the rest."""
        candidates = list(pool)
        for first in self.partly[:3]:
            left = {check: cases for check, cases in self.problem.failing.items() if check not in first.checks}
            probe = min((case for cases in left.values() for case in cases[-1:]), key=lambda case: case.number)
            base = joined(first.candidate, self.problem.base)
            if base is None:
                continue
            outcome = self.bench.run([base], [probe], self.problem.case_s, self.until)
            if not outcome or not outcome[0]:
                continue
            mended = {check: self.problem.failing[check] for check in first.checks}
            problem = Problem(
                failing=left,
                passing={**self.problem.passing, **mended},
                probe=probe,
                returned=outcome[0][0],
                case_s=self.problem.case_s,
                base=base,
            )
            second = self._seconds.setdefault(frozenset(edits_of(first.candidate)), Search(self.bench, problem, until))
            second.until = until
            for found in second._through(candidates):
                both = joined(first.candidate, found.candidate)
                if both is not None:
                    yield Found(both, tuple(self.problem.failing), True, self.problem.base)

    def _two_meant(self) -> Iterator[Found]:
        """Two changes, each of what one of the recognised mistakes is about; those first that help most alone."""
        ranked = sorted(self._scored, key=lambda one: (-one.score, one.order))
        for first, second in itertools.combinations(self.meant, 2):
            some = [one.candidate for one in ranked if _about(one.candidate, first)][:_MOST_OF_A_MISTAKE]
            others = [one.candidate for one in ranked if _about(one.candidate, second)][:_MOST_OF_A_MISTAKE]
            places = itertools.product(range(len(some)), range(len(others)))
            likeliest = sorted(places, key=lambda at: (at[0] + 1) * (at[1] + 1))[:_MOST_MEANT_PAIRS]
            yield from self._in_batches((some[one], others[other]) for one, other in likeliest)

    def _in_batches(self, pairs: Iterable[tuple[Candidate, Candidate]]) -> Iterator[Found]:
        batch: list[Candidate] = []
        for one, other in pairs:
            if time.monotonic() > self.until:
                return
            both = None if one is other else joined(one, other)
            if both is not None:
                batch.append(both)
            if len(batch) == 100:
                yield from self._through(batch)
                batch = []
        yield from self._through(batch)

    def _pairs(self) -> Iterator[Found]:
        """Two different changes, those first that bring the probe nearest to what it should be."""
        before = self._before
        scored = sorted(self._scored, key=lambda one: (-one.score, one.order))
        helpers = [one for one in scored if one.score > before + _BETTER][:_MOST_HELPERS]
        others = sorted(self._scored, key=lambda one: (one.score < before - 0.2, one.order))
        places = sorted(
            itertools.product(range(len(helpers)), range(len(others))), key=lambda at: (at[0] + 1) * (at[1] + 3)
        )
        yield from self._in_batches((helpers[one].candidate, others[other].candidate) for one, other in places)


def size_of(candidate: Candidate) -> tuple[int, int, int]:
    """How much is changed: rules, places, and stretches of text; what is put around an expression counts once."""
    edits = [edit for _, change in candidate for edit in change.edits]
    opened = sum(edit.start == edit.end and edit.text.strip().startswith("(") for edit in edits)
    return len({change.rule for _, change in candidate}), len(candidate), len(edits) - min(opened, len(edits) // 2)


def _name(case: Case) -> tuple[str, int]:
    return case.check.id, case.number


def _about(candidate: Candidate, families: frozenset[str]) -> bool:
    return any(change.family in families for _, change in candidate)


_LATER = (0.0, 0.9, 1.6)


def _rank(stage: int, number: int) -> float:
    """The functions that the check calls come first, but a likely change elsewhere before an unlikely one here."""
    return stage + _LATER[min(number, 2)]


def _by_rule(singles: Sequence[tuple[int, Change]]) -> Iterator[Candidate]:
    """Rule by rule: its places one by one, then all of a statement, of a function, of all functions."""
    by_rule: dict[str, list[tuple[int, Change]]] = {}
    for number, change in singles:
        by_rule.setdefault(change.rule, []).append((number, change))
    for same in by_rule.values():
        yield from ((one,) for one in same)
        yield from _groups(same)


def _groups(same: Sequence[tuple[int, Change]]) -> Iterator[Candidate]:
    if len(same) < 2:
        return
    by_function: dict[int, list[Change]] = {}
    by_statement: dict[tuple[int, tuple[int, ...]], list[Change]] = {}
    for number, change in same:
        by_function.setdefault(number, []).append(change)
        by_statement.setdefault((number, change.statements), []).append(change)
    for (number, _), several in by_statement.items():
        yield from _as_one(number, several)
    for ((number, _), one), ((theirs, _), other) in itertools.pairwise(sorted(by_statement.items(), key=_at)):
        if number == theirs:
            if len(by_statement) > 2:  # twin lines among others of the same rule
                yield from _as_one(number, [*one, *other])
            if 1 < len(one) == len(other) <= _MOST_TWINS:  # the same place of twin lines
                for twins in zip(one, other, strict=True):
                    yield from _as_one(number, twins)
    for (number, _), several in by_statement.items():
        yield from (group for some in _parts_of_many(several) for group in _as_one(number, some))
    for number, several in by_function.items():
        yield from _as_one(number, several)
    if len(by_function) > 1:
        parts = [_as_one(number, several) or [((number, several[0]),)] for number, several in by_function.items()]
        yield tuple(one for part in parts for one in part[0])


def _parts_of_many(several: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """Two of a few places in a statement; of many the same place of both halves: `a, b = i * s - p, j * s - p`."""
    half = len(several) // 2
    if 3 <= len(several) <= 4:
        yield from itertools.combinations(several, 2)
    elif len(several) == 2 * half and half <= _MOST_TWINS:
        yield from ((several[at], several[at + half]) for at in range(half) if half > 1)


def _at(item: tuple[tuple[int, tuple[int, ...]], list[Change]]) -> tuple[int, tuple[int, ...]]:
    return item[0]


def _as_one(number: int, several: Sequence[Change]) -> list[Candidate]:
    """The places as parts of one candidate, so that those which are not needed can be dropped."""
    if len(several) < 2 or merged(several) is None:
        return []
    return [tuple((number, change) for change in several)]
