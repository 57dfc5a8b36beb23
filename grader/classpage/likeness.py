"""Who handed in code that is much alike: the same code, and pairs that share what few others have."""

from collections.abc import Collection, Mapping, Sequence

from grader.model.base import Frozen
from grader.model.cohort import ClassResults, Result
from grader.similar import LEAST_SHARED, common_fingerprints, similar_pairs


class Same(Frozen):
    """Several people's code that differs in nothing but names, numbers, comments and layout."""

    tasks: tuple[str, ...]
    who: tuple[Result, ...]
    pieces: int
    """How much of it is not the starter's; the more, the less it is chance."""
    bytewise: bool
    """The very same file, comments and names included."""


class Alike(Frozen):
    """Two submissions; where several people handed in the same as one of them, they stand together."""

    tasks: tuple[str, ...]
    first: tuple[Result, ...]
    second: tuple[Result, ...]
    shared: int
    of_first: float
    of_second: float


class Likeness(Frozen):
    """What the page shows of it."""

    same: tuple[Same, ...]
    pairs: tuple[Alike, ...]
    compared: int
    """Submissions that had enough of their own to be compared."""
    short: int
    """Those that had not, or of which nothing is known."""


def find_likeness(results: ClassResults, starters: Mapping[str, Collection[int]], most: int) -> Likeness:
    """Over all tasks; a notebook that holds several tasks is one row, not one for each."""
    same: dict[object, Same] = {}
    pairs: dict[object, Alike] = {}
    compared = short = 0
    handed_out = {number for held in starters.values() for number in held}
    for task in results.tasks:
        mine = [(r, r.report) for r in results.results if r.task == task.id and r.report is not None]
        started = [result for result, report in mine if report.started]
        # A file may hold several tasks. Whoever has not begun handed the starter back.
        starter = handed_out.union(*(result.fingerprints for result, report in mine if not report.started))
        groups = _groups(started)
        long = [group for group in groups if len(set(group[0].fingerprints) - starter) >= LEAST_SHARED]
        compared += sum(map(len, long))
        short += len(started) - sum(map(len, long))
        for group in long:
            if len({result.student for result in group}) > 1:
                _keep_same(same, group, task.id, len(set(group[0].fingerprints) - starter))
        # Each group counts once: forty copies of one solution do not make its pieces common.
        own = [group[0].fingerprints for group in long]
        common = starter | common_fingerprints(own)
        for pair in similar_pairs([(str(at), held) for at, held in enumerate(own)], common, most):
            first, second = long[int(pair.first)], long[int(pair.second)]
            found = Alike(
                tasks=(task.id,),
                first=first,
                second=second,
                shared=pair.shared,
                of_first=pair.of_first,
                of_second=pair.of_second,
            )
            key = (_files(first), _files(second))
            known = pairs.get(key)
            pairs[key] = known.model_copy(update={"tasks": (*known.tasks, task.id)}) if known else found
    return Likeness(
        same=tuple(sorted(same.values(), key=lambda found: (-found.pieces, -len(found.who)))),
        pairs=tuple(sorted(pairs.values(), key=lambda found: (-found.of_first - found.of_second, -found.shared)))[
            :most
        ],
        compared=compared,
        short=short,
    )


def _groups(started: Sequence[Result]) -> list[tuple[Result, ...]]:
    """Submissions by their fingerprints; those without any stand alone."""
    groups: dict[object, list[Result]] = {}
    for at, result in enumerate(started):
        groups.setdefault(result.fingerprints or at, []).append(result)
    return [tuple(group) for group in groups.values()]


def _keep_same(same: dict[object, Same], group: tuple[Result, ...], task: str, pieces: int) -> None:
    digests = {result.report.submission.sha256 for result in group if result.report is not None}
    known = same.get(_files(group))
    same[_files(group)] = Same(
        tasks=(*known.tasks, task) if known else (task,),
        who=group,
        pieces=max(pieces, known.pieces if known else 0),
        bytewise=len(digests) == 1,
    )


def _files(group: Sequence[Result]) -> tuple[tuple[str, str], ...]:
    return tuple((result.student, result.source) for result in group)
