"""A change counts only once it is right on cases that nobody has seen: drawn by the author's own checks, afresh."""

import time
from collections.abc import Iterator, Sequence

from grader.authoring import CheckSpec
from grader.compare import Case
from grader.repair.bench import Bench, Candidate

FRESH = 200
"""So many cases over all checks; a study found no wrong repair among those that passed as many."""
LEAST = 20
"""Where the time is up before, so many must have been tried."""
_LONGEST_S = 0.9
"""A hint should not keep anybody waiting: for slow functions fewer cases are tried."""
_A_FRAME = 20
_MORE_PATIENCE = 4
_DRAWING_S = 0.15


def confirmed(
    bench: Bench, whole: Candidate, mended: Sequence[CheckSpec], kept: Sequence[CheckSpec], case_s: float, until: float
) -> int:
    """How many fresh cases were tried and found right; 0 where one was wrong, or where too few could be tried.

    Three of four are of the checks that are `mended`, the others of those that passed before.
    """
    done, enough = 0, min(until, time.monotonic() + _LONGEST_S)
    cases = _drawn(bench, mended, kept)
    while done < FRESH and time.monotonic() < (enough if done >= LEAST else until):
        batch: list[Case] = []
        drawing = min(until, time.monotonic() + _DRAWING_S)
        for case in cases:
            batch.append(case)
            if len(batch) >= min(_A_FRAME, bench.cases_a_frame) or time.monotonic() > drawing:
                break
        if not batch:
            break
        outcomes = bench.run([whole], batch, case_s, until + 10 * case_s)
        outcome = (outcomes[0] if outcomes else None) or ()
        if outcome and outcome[-1].ended == "timeout":  # something else may have kept the machine busy
            outcomes = bench.run([whole], batch, _MORE_PATIENCE * case_s, until + 20 * case_s)
            outcome = (outcomes[0] if outcomes else None) or ()
        if not all(bench.passes(case, one) for case, one in zip(batch, outcome, strict=False)):
            return 0
        if len(outcome) < len(batch) and (not outcome or outcome[-1].ended != "ok"):
            return 0
        done += min(len(outcome), len(batch))
    return done if done >= LEAST else 0


def _drawn(bench: Bench, mended: Sequence[CheckSpec], kept: Sequence[CheckSpec]) -> Iterator[Case]:
    """Cases without an end; numbers that no author foresaw make none."""
    failed = 0
    for number in range(4 * FRESH):
        others = [kept[number % len(kept)]] if kept and number % 4 == 3 else []
        for check in [*mended, *others]:
            try:
                yield bench.book.fresh(check, number)
            except Exception:  # a draw that the author's check or the reference cannot do
                failed += 1
                if failed > FRESH:
                    return
