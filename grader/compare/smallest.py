"""The smallest case of a check that a submission still gets wrong: found by Hypothesis, through the live session.

The author's own check draws it, from another back-end of Gen. It is a case of its own, none of the hidden ones, so it
may be shown in full. Bounded by calls, so that the same submission and secret give the same case; a clock only ends
what has gone wrong, and it counts work, not waiting: on a busy machine the report says the same.
"""

import contextlib
import math
import time
from collections.abc import Callable
from typing import Any

from grader.authoring import Call, CheckSpec
from grader.authoring.shrinking import ShrinkingGen
from grader.compare.cases import Case, CaseBook
from grader.compare.difference import compare
from grader.compare.expected import Expected
from grader.errors import TaskError
from grader.model import Comparison, Frozen, Returned
from grader.seeds import seed_of

_CALLS = 120
_WAITING = 6.0
"""By so much the wall clock may exceed what is computed: eight graders on two cores do not halve what is shown."""
_EXAMPLES = 40
_REHEARSAL_S = 0.5
_SHOWN_CAUSES = ("values", "shape", "raised", "non_finite", "wrong_type", "wrong_length", "returned_nothing")
_MOST_NUMBERS = 400
"""A case of more numbers than this is not small, and is not shown."""
_PLAINLY = 1e-3
"""A difference must be at least this part of the largest value: rounding is nobody's misunderstanding."""


class Smallest(Frozen):
    """The case, what came back, and what should have."""

    case: Any
    returned: Returned
    comparison: Comparison
    expected: Any

    @property
    def judged(self) -> tuple[Case, Returned, Comparison]:
        """The case, what came back and how it was judged."""
        return self.case, self.returned, self.comparison


class _Enough(KeyboardInterrupt):
    """Ends Hypothesis' search: it lets nothing else of this kind through."""


def find_smallest(
    book: CaseBook, check: CheckSpec, like: Comparison, run: Callable[[Call, int], Returned], seconds: float
) -> Smallest | None:
    """A small case of `check` that fails as `like` did; None where none is found or where it would show nothing.

    `run` calls the student's function; it is called at most 120 times, and not after `seconds` of computing: ours and
    the submission's, as far as it is counted; what hides from that is ended by the wall clock.
    """
    if like.cause not in _SHOWN_CAUSES or any(isinstance(book.spec.functions[n], type) for n in book.entries_of(check)):
        return None
    from hypothesis import HealthCheck, Phase, given, seed, settings, strategies
    from hypothesis.errors import HypothesisException

    number = seed_of(book.secret, book.spec.id, f"{check.id}/smallest", 0)
    start, until, theirs = time.process_time(), time.monotonic() + _WAITING * seconds, 0.0
    found: list[tuple[tuple[float, ...], Smallest]] = []
    calls = 0

    @seed(number)
    @settings(
        max_examples=_EXAMPLES,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(strategies.data())
    def attempt(data: Any) -> None:
        nonlocal calls, theirs
        if time.process_time() - start + theirs > seconds or time.monotonic() > until:  # drawing alone may take long
            raise _Enough
        drawn = _drawn(book, check, data)
        if drawn is None:
            return
        call, expected = drawn
        spent = time.process_time() - start + theirs
        if calls >= _CALLS or spent > seconds or time.monotonic() > until:
            raise _Enough
        calls += 1
        returned = run(call, number)
        theirs += max(0.0, returned.cpu_s)
        comparison = compare(expected, returned)
        if returned.ended not in ("ok", "raised"):
            raise _Enough
        if _fails_like(comparison, like, expected, returned):
            size = _size(call)
            if not found or size < found[0][0]:  # one only: what a submission returns may be large
                case = Case(check, 0, call, number, public=True, shared=False)
                case.right = expected
                smallest = Smallest(case=case, returned=returned, comparison=comparison, expected=expected)
                found[:] = [(size, smallest)]
            raise AssertionError

    with contextlib.suppress(_Enough, AssertionError, HypothesisException, ExceptionGroup):
        attempt()
    if not found:
        return None
    ((size, best),) = found
    return best if size[0] <= _MOST_NUMBERS else None


def rehearse(book: CaseBook) -> None:
    """Searches once where everything is wrong: the first search of a process takes five times as long."""
    like = Comparison(cause="raised")
    for check in book.spec.checks[:1]:
        find_smallest(book, check, like, lambda *_: Returned(ended="raised"), _REHEARSAL_S)


def _drawn(book: CaseBook, check: CheckSpec, data: Any) -> tuple[Call, Expected] | None:
    """A call that the author's check makes of Hypothesis' draws, and what is expected; None where that is no case."""
    from hypothesis.errors import HypothesisException

    try:
        call = check.make(ShrinkingGen(data, check.cases))
        if any(bool((one != one).any()) for one in _numbers([*call.args, *call.kwargs.values()])[0]):
            return None  # a standard deviation of 0 that the check divides by: no answer to that is right
        if call.wrt:
            call = book.with_cotangent(call, None)
        return call, book.expected_of(call, check)
    except HypothesisException:
        raise
    except (TaskError, Exception):  # numbers that no author foresaw: a picture of zeros, say
        return None


def _fails_like(comparison: Comparison, like: Comparison, expected: Expected, returned: Returned) -> bool:
    if comparison.cause != like.cause or comparison.where != like.where:
        return False
    if comparison.cause == "raised":
        return True
    if comparison.cause != "values" or comparison.difference is None:
        return True
    parts = [part.value for part in expected.outputs + expected.gradients]
    largest = max(
        (float(abs(value).max()) for value in parts if hasattr(value, "numel") and value.numel()), default=0.0
    )
    return comparison.difference > _PLAINLY * largest


def _size(call: Call) -> tuple[float, ...]:
    """(how many numbers in tensors, how many of them are not 0, how large all are): what makes a case easy to read."""
    tensors, plain = _numbers([*call.args, *call.kwargs.values()])
    count = sum(math.prod(tensor.shape) for tensor in tensors)
    filled = sum(int((tensor != 0).sum()) for tensor in tensors)
    return (count, filled, sum(float(abs(tensor).sum()) for tensor in tensors) + sum(map(abs, plain)))


def _numbers(value: Any) -> tuple[list[Any], list[float]]:
    """Tensors and arrays, and the plain numbers beside them, of nested arguments."""
    if hasattr(value, "shape") and hasattr(value, "sum"):
        return [value], []
    if isinstance(value, int | float):
        return [], [float(value)]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    found = [_numbers(item) for item in inner]
    return [tensor for tensors, _ in found for tensor in tensors], [number for _, some in found for number in some]
