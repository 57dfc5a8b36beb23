"""Which known mistake it is: named only when it is certain."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from grader.authoring import Call, MistakeSpec
from grader.compare.cases import Case, CaseBook
from grader.compare.difference import compare
from grader.model import Comparison, Returned

Judged = Sequence[tuple[Case, Returned, Comparison]]
"""The cases of one check, with what came back and how it was judged."""

_SLACK = 16.0


def name_mistakes(
    book: CaseBook, failed: Mapping[str, Judged], passed: Mapping[str, Judged] | None = None
) -> dict[str, MistakeSpec]:
    """For each failed check the one mistake whose value is the student's on every case of the check.

    Among several that fit a check, those that would have passed the `passed` checks too, where there are such; among
    these the one that explains most of the failed checks; where two explain equally many
    (they cannot be told apart here), none is named: a wrong name is worse than a hint. Different checks may have
    different names, for a student may have misunderstood two things; but two names that amount to one flag read the
    wrong way round ("never counted" here, "always counted" there) contradict each other, and both are dropped.
    """
    fits: dict[str, list[MistakeSpec]] = {}
    for check_id, judged in failed.items():
        candidates = [mistake for mistake in book.spec.mistakes if _explains(book, mistake, judged)]
        if len(candidates) > 1 and passed:
            consistent = [mistake for mistake in candidates if _would_pass(book, mistake, passed)]
            candidates = consistent or candidates
        fits[check_id] = candidates
    reach = {mistake.id: sum(mistake in candidates for candidates in fits.values()) for mistake in book.spec.mistakes}
    named = {}
    for check_id, candidates in fits.items():
        best = max((reach[mistake.id] for mistake in candidates), default=0)
        leaders = [mistake for mistake in candidates if reach[mistake.id] == best]
        if len(leaders) == 1:
            named[check_id] = leaders[0]
    if len({mistake.id for mistake in named.values()}) < 2:
        return named
    flipped = {check_id: _flipped(book, failed[check_id]) for check_id in named}
    return {
        check_id: mistake
        for check_id, mistake in named.items()
        if not any(
            mistake.id != other.id and any((flag, not value) in flipped[other_id] for flag, value in flipped[check_id])
            for other_id, other in named.items()
        )
    }


def _flipped(book: CaseBook, judged: Judged) -> set[tuple[str, bool]]:
    """Flags, with the value they had, for whose other value the student's wrong answers of the check would be right."""
    wrong = [(case, returned) for case, returned, comparison in judged if comparison.cause != "none"]
    found = set()
    for flag, parameter in inspect.signature(book.spec.functions[book.spec.entry]).parameters.items():
        if not isinstance(parameter.default, bool):
            continue
        values = {bool(_named(book, case.call).get(flag, parameter.default)) for case, _ in wrong}
        if len(values) == 1:
            (value,) = values
            if all(_is_right_with(book, case, flag, not value, returned) for case, returned in wrong):
                found.add((flag, value))
    return found


def _named(book: CaseBook, call: Call) -> dict[str, Any]:
    return call.named(book.spec.parameters(call))


def _is_right_with(book: CaseBook, case: Case, flag: str, value: bool, returned: Returned) -> bool:
    """Whether the returned value would be right if `flag` were `value`."""
    parameters = book.spec.parameters(case.call)
    if flag not in parameters:
        return False
    position = parameters.index(flag)
    args, kwargs = list(case.call.args), dict(case.call.kwargs)
    if position < len(args):
        args[position] = value
    else:
        kwargs[flag] = value
    call = Call(*args, **kwargs)
    call.entry, call.driver, call.wrt, call.cotangent = (
        case.call.entry,
        case.call.driver,
        case.call.wrt,
        case.call.cotangent,
    )
    try:
        right = book.expected_of(call, case.check)
    except Exception:  # the reference refuses such arguments, so they are not what the student computed
        return False
    return compare(right, returned, slack=_SLACK, inputs_may_change=True).passed


def _unnamed(mismatch: str) -> list[str]:
    """A mismatch without what the student's own layers happen to be called."""
    return [part for part in mismatch.split("|") if not part.startswith("name=")]


def _would_pass(book: CaseBook, mistake: MistakeSpec, passed: Mapping[str, Judged]) -> bool:
    """Whether who makes this mistake gets these checks right all the same."""
    return all(
        (wrong := book.mistaken(mistake, case)) is not None
        and not isinstance(wrong, str)
        and compare(wrong, returned, slack=_SLACK, inputs_may_change=True).passed
        for judged in passed.values()
        for case, returned, _ in judged
    )


def _explains(book: CaseBook, mistake: MistakeSpec, judged: Judged) -> bool:
    """Agrees with the student on every case, where the student is right and where the student is wrong."""
    if not any(comparison.cause != "none" for _, _, comparison in judged):
        return False
    for case, returned, comparison in judged:
        wrong = book.mistaken(mistake, case)
        if comparison.cause == "mismatch" and isinstance(wrong, str):
            if _unnamed(wrong) != _unnamed(str(comparison.expected)):
                return False
            continue
        if returned.ended != "ok" or wrong is None or isinstance(wrong, str):
            return False
        if not compare(wrong, returned, slack=_SLACK, inputs_may_change=True).passed:
            return False
    return True
