"""A change counts only once it is right on cases that nobody has seen: drawn by the author's own checks, afresh."""

import time
from collections.abc import Sequence

from grader.authoring import CheckSpec
from grader.compare import Case
from grader.repair.bench import Bench, Candidate

FRESH = 200
"""So many cases over all checks; a study found no wrong repair among those that passed as many."""
LEAST = 40
"""Where the time is up before, so many must have been tried."""
_A_FRAME = 40


_LONGEST_S = 0.8
"""A hint should not keep anybody waiting: for slow functions fewer cases are tried."""


def confirmed(bench: Bench, whole: Candidate, checks: Sequence[CheckSpec], case_s: float, until: float) -> int:
    """How many fresh cases were tried and found right; 0 where one was wrong, or where too few could be tried."""
    done, until = 0, min(until, time.monotonic() + _LONGEST_S)
    for number in range(0, FRESH, max(1, _A_FRAME // len(checks))):
        cases = _drawn(bench, checks, number, max(1, _A_FRAME // len(checks)))
        outcomes = bench.run([whole], cases, case_s, until + case_s) if cases else []
        outcome = outcomes[0] if outcomes else None
        if not cases or (not outcomes and time.monotonic() >= until):
            break
        if outcome is None or len(outcome) < len(cases):
            return 0
        if not all(bench.passes(case, one) for case, one in zip(cases, outcome, strict=True)):
            return 0
        done += len(cases)
        if done >= FRESH or time.monotonic() >= until:
            break
    return done if done >= LEAST else 0


def _drawn(bench: Bench, checks: Sequence[CheckSpec], start: int, count: int) -> list[Case]:
    """The next cases of all checks; numbers that no author foresaw make none."""
    found = []
    for number in range(start, start + count):
        for check in checks:
            try:
                found.append(bench.book.fresh(check, number))
            except Exception:  # a draw that the author's check or the reference cannot do
                continue
    return found
