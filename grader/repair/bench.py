"""Where changes are tried: candidates go into the jail a batch a frame, what they put out is judged here."""

import dataclasses
import time
from collections.abc import Sequence

from grader.compare import Case, CaseBook, compare
from grader.model import Edits, Place, Returned, Tried
from grader.repair.edits import Change, overlaps
from grader.repair.resting import Resting, resting
from grader.repair.target import Target
from grader.sandbox.runner import Runner

_FIRST_BATCH = 16
_FRAME_S = 0.3
"""So long one frame should take: what is found early ends the search early."""
_MOST_STOPS = 12
_MOST_DEATHS = 2
_LEAST_CASE_S, _MOST_CASE_S = 0.05, 1.0
_MOST_CASES = 40
_LOADS_QUICKLY_S = 2.0
"""What takes longer to load is not loaded again for a hint."""
_PATIENCE = 10.0
"""How many times longer than the student's own a changed function may take."""

Candidate = tuple[tuple[int, Change], ...]
"""Changes to be made together, each with the number of its function."""


class Hopeless(Exception):
    """The functions are not to be found in what runs, or changes of them end it again and again."""


class Bench:
    """The live session and the functions in it. Judges nothing but single cases."""

    def __init__(self, book: CaseBook, runner: Runner, targets: Sequence[Target]) -> None:
        self.book = book
        self.targets = tuple(targets)
        self.tried = 0
        """How many changes have been run."""
        self._runner = runner
        self._places = [_place(one) for one in targets]
        self.each_s = 0.0
        """What a case of the student's own function takes, by and large."""
        self.resting: tuple[Resting, ...] = ()
        """For each function what of it does not run for the case that was looked at; empty where that is not known."""
        self._stops = self._deaths = 0
        self._size = _FIRST_BATCH
        self._frame_s = 1.0
        """What a frame costs beside what is run in it: the least that one has taken."""

    def look(self, case: Case, case_s: float) -> None:
        """Notes what the functions' names hold and which of their lines run for this case.

        Raises Hopeless where the functions are not found in what runs.
        """
        seen = self._ask([()], [case], case_s, 1.0, look=True)
        if seen.kinds:
            looked = zip(self.targets, seen.kinds, strict=False)
            self.targets = tuple(dataclasses.replace(one, kinds=held) for one, held in looked)
        if any(seen.ran):
            self.resting = tuple(resting(one, lines) for one, lines in zip(self.targets, seen.ran, strict=False))

    def reaches(self, candidate: Candidate) -> bool:
        """Whether any of its edits lies where something ran for the case that was looked at."""
        if not self.resting:
            return True
        return any(
            not self.resting[number].covers(edit.start, edit.end) for number, one in candidate for edit in one.edits
        )

    def run(
        self,
        candidates: Sequence[Candidate],
        cases: Sequence[Case],
        case_s: float,
        until: float,
        **how: bool,
    ) -> list[tuple[Returned, ...] | None]:
        """What each came to, case by case up to the first that ended badly; fewer than asked once the time is up.

        `how`: `short` and `on`, as in Session.attempt. Raises Hopeless.
        """
        edits = [edits_of(one) for one in candidates]
        found: list[tuple[Returned, ...] | None] = []
        ending = -1
        """The number of a change that is known to end the process."""
        while len(found) < len(edits):
            left = until - time.monotonic()
            if left <= 0:
                break
            if len(found) == ending:
                found.append(None)
                continue
            size = min(self._size, ending - len(found)) if ending > len(found) else self._size
            batch = edits[len(found) : len(found) + size]
            start = time.monotonic()
            seconds = min(left, max(2 * _FRAME_S, 3 * len(cases) * self.each_s))
            tried = self._ask(batch, cases, case_s, seconds, **how)
            if tried.stopped is not None:
                ending = len(found) + tried.stopped
                continue
            took = time.monotonic() - start
            self._frame_s = min(self._frame_s, took)
            outcomes = list(tried.outcomes[: len(batch)]) or [None]
            if len(cases) == 1 and len(outcomes) > 1:
                each = max(1e-4, took - self._frame_s) / len(outcomes)
                self._size = max(2, min(2 * self._size, int(_FRAME_S / each)))
            found += [None if one is None else one[: len(cases)] for one in outcomes]
            self.tried += len(outcomes)
        return found

    @property
    def batch(self) -> int:
        """How many changes go into the next frame."""
        return self._size

    @property
    def cases_a_frame(self) -> int:
        """How many cases of one change fit into the time of a frame."""
        return max(1, min(_MOST_CASES, int(2 * _FRAME_S / self.each_s))) if self.each_s else _MOST_CASES

    def passes(self, case: Case, returned: Returned) -> bool:
        """Whether a case is right."""
        return not returned.same and compare(self.book.expected(case), returned).passed

    def _ask(self, batch: Sequence[Edits], cases: Sequence[Case], case_s: float, seconds: float, **how: bool) -> Tried:
        """One frame. Raises Hopeless where the session cannot go on, or where it should not."""
        dead = self._runner.opened is not None and self._runner.opened.wall_s > _LOADS_QUICKLY_S and self._deaths
        if self._runner.out_of_time or dead or self._runner.open().ended != "ok":
            raise Hopeless
        calls = [(case.call, case.seed) for case in cases]
        tried = self._runner.attempt(self._places, batch, calls, case_s=case_s, seconds=seconds, **how)
        if tried.ended != "ok":
            self._deaths += 1
            if self._deaths >= _MOST_DEATHS:
                raise Hopeless
            return Tried(ended="ok", found=True, outcomes=(None,) * len(batch))
        if tried.stopped is not None:
            self._stops += 1
        if not tried.found or self._stops >= _MOST_STOPS or (tried.stopped or 0) >= len(batch):
            raise Hopeless
        return tried


def edits_of(candidate: Candidate) -> Edits:
    """As they go in."""
    return tuple((number, one.start, one.end, one.text) for number, change in candidate for one in change.edits)


def joined(one: Candidate, other: Candidate) -> Candidate | None:
    """Both together; None where they touch the same bytes."""
    for number, change in one:
        if any(number == theirs and overlaps(change.edits, more.edits) for theirs, more in other):
            return None
    return (*one, *other)


def patience(returned: Returned) -> float:
    """How long a changed function may take for a case, by what the student's own took."""
    return min(_MOST_CASE_S, max(_LEAST_CASE_S, _PATIENCE * returned.wall_s))


def _place(target: Target) -> Place:
    owner, _, name = target.qualname.rpartition(".")
    indented = target.source[:1] in (b" ", b"\t", b"\f")
    above = f"class {owner}:" if owner else "if True:" if indented else ""
    return Place(name=name, above=above, source=target.source)
