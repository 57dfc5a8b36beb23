"""Which known mistake it is: named only when it is certain."""

from collections.abc import Mapping, Sequence

from grader.authoring import MistakeSpec
from grader.compare.cases import Case, CaseBook
from grader.compare.difference import compare
from grader.model import Comparison, Returned

Judged = Sequence[tuple[Case, Returned, Comparison]]
"""The cases of one check, with what came back and how it was judged."""

_SLACK = 16.0


def name_mistakes(book: CaseBook, failed: Mapping[str, Judged]) -> dict[str, MistakeSpec]:
    """For each failed check the one mistake whose value is the student's on every case of the check.

    Among several that fit a check, the one that explains most of the failed checks; where two explain equally many
    (they cannot be told apart here), none is named: a wrong name is worse than a hint.
    """
    fits: dict[str, list[MistakeSpec]] = {}
    for check_id, judged in failed.items():
        fits[check_id] = [mistake for mistake in book.spec.mistakes if _explains(book, mistake, judged)]
    reach = {mistake.id: sum(mistake in candidates for candidates in fits.values()) for mistake in book.spec.mistakes}
    named = {}
    for check_id, candidates in fits.items():
        best = max((reach[mistake.id] for mistake in candidates), default=0)
        leaders = [mistake for mistake in candidates if reach[mistake.id] == best]
        if len(leaders) == 1:
            named[check_id] = leaders[0]
    return named


def _explains(book: CaseBook, mistake: MistakeSpec, judged: Judged) -> bool:
    """Agrees with the student on every case, where the student is right and where the student is wrong."""
    if not any(comparison.cause != "none" for _, _, comparison in judged):
        return False
    for case, returned, _ in judged:
        if returned.ended != "ok":
            return False
        wrong = book.mistaken(mistake, case)
        if wrong is None or not compare(wrong, returned, slack=_SLACK, inputs_may_change=True).passed:
            return False
    return True
