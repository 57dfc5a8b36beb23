"""Which known mistake it is: named only when it is certain."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import torch

from grader.authoring import Call, MistakeSpec
from grader.compare.cases import Case, CaseBook, digest_of
from grader.compare.difference import clearly_differs, compare
from grader.compare.pairs import Pair, pairs_of
from grader.model import Comparison, Returned, TensorValue

OneJudged = tuple[Case, Returned, Comparison]
"""A case, what came back and how it was judged."""
Judged = Sequence[OneJudged]
"""The cases of one check."""

Known = MistakeSpec | Pair

_SLACK = 16.0
_TRIES = 4000
"""Runs of two mistakes at once on small cases, for one submission."""
_AS_MANY = 10
"""For how many of them one run on a case of the check counts."""
_PAIRED = ("values", "shape", "non_finite")
"""Causes that two mistakes together are tried for: there is a value to compare with theirs."""


def name_mistakes(
    book: CaseBook,
    failed: Mapping[str, Judged],
    passed: Mapping[str, Judged] | None = None,
    smallest: Mapping[str, OneJudged] | None = None,
) -> dict[str, Known]:
    """For each failed check the one mistake, else the two at once, whose value is the student's on all its cases.

    Among several that fit a check, those that would have passed the `passed` checks too, where there are such; among
    these the one that explains most of the failed checks; where two explain equally many
    (they cannot be told apart here), none is named: a wrong name is worse than a hint. Different checks may have
    different names, for a student may have misunderstood two things; but two names that amount to one flag read the
    wrong way round ("never counted" here, "always counted" there) contradict each other, and both are dropped.

    Where there is a small case that is wrong too (`smallest`, by check), any two at once are looked for: a thousand
    pairs are tried on it in a second, and few are left for the others. Elsewhere one of the two must be seen alone.
    """
    fits: dict[str, list[Known]] = {}
    for check_id, judged in failed.items():
        candidates: list[Known] = [mistake for mistake in book.spec.mistakes if _explains(book, mistake, judged)]
        fits[check_id] = _consistent(book, candidates, passed)
    for check_id, judged in failed.items():
        if _is_thin(judged):
            fits[check_id] = [
                one for one in fits[check_id] if all(_explains(book, one, each) for each in failed.values())
            ]
    if book.spec.pairs:
        _add_pairs(book, failed, passed, smallest or {}, fits)
    named = {}
    for check_id, candidates in fits.items():
        best = max((_reach(mistake, fits) for mistake in candidates), default=(0, 0))
        leaders = [mistake for mistake in candidates if _reach(mistake, fits) == best]
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


def _consistent(book: CaseBook, candidates: list[Known], passed: Mapping[str, Judged] | None) -> list[Known]:
    """Of several those that would have passed what the student passed; all of them where there is none."""
    if len(candidates) < 2 or not passed:
        return candidates
    return [mistake for mistake in candidates if _would_pass(book, mistake, passed)] or candidates


def _reach(mistake: Known, fits: Mapping[str, Sequence[Known]]) -> tuple[int, int]:
    """(how many failed checks it explains, in how many one of its parts fits alone)."""
    parts = {part.id for part in mistake.parts} if isinstance(mistake, Pair) else set()
    whole = sum(any(one.id == mistake.id for one in candidates) for candidates in fits.values())
    return whole, sum(any(one.id in parts for one in candidates) for candidates in fits.values())


def _add_pairs(
    book: CaseBook,
    failed: Mapping[str, Judged],
    passed: Mapping[str, Judged] | None,
    smallest: Mapping[str, OneJudged],
    fits: dict[str, list[Known]],
) -> None:
    """Adds two mistakes at once to the checks that no single one explains."""
    alone = {mistake.id for candidates in fits.values() for mistake in candidates}
    together: list[Known] = []
    left = _TRIES
    for check_id in [check_id for check_id, candidates in fits.items() if not candidates]:
        judged = failed[check_id]
        wrong = [entry for entry in judged if entry[2].cause != "none"]
        if not wrong or any(comparison.cause not in _PAIRED for _, _, comparison in wrong):
            continue
        found = [pair for pair in together if _explains(book, pair, judged)]
        if not found and check_id in smallest:
            found, left = _fitting_pairs(book, judged, smallest[check_id], None, left)
        elif not found and alone:
            least = min(wrong, key=lambda entry: _numbers(entry[1].value))
            found, left = _fitting_pairs(book, judged, least, alone, left)
        found = [pair for pair in found if not _is_refuted(book, pair, check_id, failed, fits)]
        fits[check_id] = _consistent(book, found, passed)
        together += found


def _is_thin(judged: Judged) -> bool:
    """Whether all that agrees is flags and counts, or that a driver could not go on: other mistakes give the same."""
    return all(
        comparison.passed
        or comparison.cause == "mismatch"
        or (case.call.driver is not None and isinstance(comparison.expected, bool | int))
        for case, _, comparison in judged
    )


def _is_refuted(
    book: CaseBook, pair: Known, check_id: str, failed: Mapping[str, Judged], fits: Mapping[str, Sequence[Known]]
) -> bool:
    """Whether another check is explained by one of the two alone, where both together would give something else."""
    parts = {part.id for part in pair.parts} if isinstance(pair, Pair) else set()
    return any(
        other != check_id and any(one.id in parts for one in candidates) and not _explains(book, pair, failed[other])
        for other, candidates in fits.items()
    )


def _fitting_pairs(
    book: CaseBook, judged: Judged, first: OneJudged, alone: set[str] | None, left: int
) -> tuple[list[Known], int]:
    """Pairs of mistakes whose value is the student's; on the case `first`, first, whatever the gradients are.

    With `alone` only pairs that have a part of these ids. Gives also what is left of the tries; a search that they do
    not last for has found nothing, as another pair might have fitted too.
    """
    case, returned, _ = first
    # many of a class are wrong in the same way, and give the same on the same smallest case
    key = (case.check.id, frozenset(alone or ()), digest_of(case.call.args, case.call.kwargs, returned.value))
    agreeing, used = book.agreeing.get(key, (None, left)) if case.wrap is None else (None, left)
    if agreeing is None and used <= left:
        agreeing, used = _agreeing(book, case, returned, alone, left)
        if case.wrap is None:
            book.remember_agreeing(key, agreeing, used)
    if agreeing is None or used > left:
        return [], 0
    found: dict[str, Known] = {}
    for pair in agreeing:
        if pair.id not in found and _explains(book, pair, [first]) and _explains(book, pair, judged):
            found[pair.id] = pair
    return list(found.values()), left - used


def _agreeing(
    book: CaseBook, case: Case, returned: Returned, alone: set[str] | None, left: int
) -> tuple[tuple[Pair, ...] | None, int]:
    """Pairs that put out what the student does on one case, and how many tries that took; None once they ran out."""
    output = returned.model_copy(update={"gradients": ()})
    found, used = [], 0
    shows: dict[str, bool] = {}
    for pair in pairs_of(book.spec, book.entries_of(case.check)):
        if alone is not None and not any(part.id in alone for part in pair.parts):
            continue
        used += 1 if alone is None else _AS_MANY
        if used > left:
            return None, used
        for part in pair.parts:
            if part.id not in shows:
                shows[part.id] = _shows(book, part, case)
        if not any(shows[part.id] for part in pair.parts):
            continue  # most mistakes do not show on a small case, and two of those do not together
        wrong = book.put_out(pair, case)
        if wrong is None or clearly_differs(wrong, output.value, _SLACK):
            continue
        if compare(wrong, output, slack=_SLACK, inputs_may_change=True).passed:
            found.append(pair)
    return tuple(found), used


def _shows(book: CaseBook, mistake: MistakeSpec, case: Case) -> bool:
    """Whether a mistake may do anything else than the reference on one case: gradients are not looked at."""
    wrong, right = book.put_out(mistake, case), book.expected(case)
    if (
        case.call.wrt
        or wrong is None
        or wrong.changed != right.changed
        or wrong.structure != right.structure
        or len(wrong.outputs) != len(right.outputs)
    ):
        return True
    return not all(_same(one.value, other.value) for one, other in zip(wrong.outputs, right.outputs, strict=True))


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        return one.shape == other.shape and torch.allclose(one.double(), other.double(), 1e-9, 1e-12, equal_nan=True)
    return bool(type(one) is type(other) and one == other)


def _numbers(value: Any) -> int:
    """How many numbers a returned value has."""
    if isinstance(value, TensorValue):
        return int(value.data.numel())
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return 1 + sum(_numbers(part) for part in parts)


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


def _would_pass(book: CaseBook, mistake: Known, passed: Mapping[str, Judged]) -> bool:
    """Whether who makes this mistake gets these checks right all the same."""
    return all(
        (wrong := book.mistaken(mistake, case)) is not None
        and not isinstance(wrong, str)
        and compare(wrong, returned, slack=_SLACK, inputs_may_change=True).passed
        for judged in passed.values()
        for case, returned, _ in judged
    )


def _explains(book: CaseBook, mistake: Known, judged: Judged) -> bool:
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
        if comparison.cause == "input_changed" and not wrong.changed:
            return False  # the value is right, and the mistake's is too: they have nothing in common
    return True
