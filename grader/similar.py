"""How alike two pieces of code are, without running either: normalised tokens, winnowed.

S. Schleimer, D. Wilkerson, A. Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003: of every
_WINDOW neighbouring runs of _RUN tokens the one with the least hash is kept, so that a passage of _RUN + _WINDOW - 1
tokens that two files share is always found, wherever it stands.

Renaming, other numbers, comments, docstrings, line breaks and imports change nothing. What a student cannot rename
(the library's functions after a dot, built-in names) is kept, because it tells one way of solving from another.

Likeness is no proof of anything: short functions that do the same are alike by nature. So what the starter holds, and
what many wrote, is left out before two are compared, and too little that is left is not compared at all.

Of the libraries that were there in 2026, copydetect 0.5.0 has had no release since March 2024 and needs matplotlib;
compare50 1.2.15 is kept, but under the GPL, and both compare files, not what was stored of them a week ago.

Trust boundary: the code is hostile. It is split by one expression that takes linear time and cannot fail.
"""

import hashlib
import heapq
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from keyword import iskeyword

import numpy as np
from numpy.typing import NDArray

from grader.model.base import Frozen

LEAST_SHARED = 12
"""Two submissions with fewer pieces in common say nothing; nor does one that has no more of its own."""
COMMON_SHARE = 0.1
"""What more than this share of a class wrote is how the task is solved, not how somebody solved it."""

_RUN, _WINDOW = 12, 4
_MOST_KEPT = 1000
_MOST_CHARACTERS, _MOST_TOKENS = 400_000, 50_000
_LEAST_COMMON = 3
"""However small the class: what three have alike is not yet common."""

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<string>[rRbBuUfFtT]{0,2}(?:\"{3}(?:[^\\]|\\[\s\S])*?(?:\"{3}|\Z)|'{3}(?:[^\\]|\\[\s\S])*?(?:'{3}|\Z)
        |"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?))
    |(?P<number>\d[\w.]*|\.\d[\w.]*)
    |(?P<name>[^\W\d]\w*)
    |(?P<end>\n)
    |(?P<sign>\*\*=?|//=?|>>=?|<<=?|[-+*/%@&|^=!<>:]=|->|\S)""",
    re.VERBOSE,
)
_BUILT_IN = (
    "abs all any bool dict divmod enumerate filter float getattr int isinstance len list map max min pow print range "
    "reversed round set slice sorted sum super tuple type zip"
)
_KEPT_NAMES = frozenset((*_BUILT_IN.split(), "self"))


class Pair(Frozen):
    """Two submissions that have more in common than the class."""

    first: str
    second: str
    shared: int
    """Pieces that both have and few others."""
    of_first: float
    """The share of the first's own pieces that the second has too, 0 to 1."""
    of_second: float


def fingerprints(code: str) -> tuple[int, ...]:
    """What stands for `code`: at most 1,000 numbers below 2**48, sorted; the same on every machine and in every run.

    Never raises; code that Python cannot read has its fingerprints too. Empty for code of less than a few lines.
    """
    tokens = list(islice(_normalised(code[:_MOST_CHARACTERS]), _MOST_TOKENS))
    hashes = [_number(tokens[at : at + _RUN]) for at in range(len(tokens) - _RUN + 1)]
    kept = {min(hashes[at : at + _WINDOW]) for at in range(max(1, len(hashes) - _WINDOW + 1))} if hashes else set()
    # The least of all, not the first: two long files that share a part keep the same numbers of it.
    return tuple(heapq.nsmallest(_MOST_KEPT, kept))


def _number(run: Sequence[str]) -> int:
    """Not `hash`, which differs from run to run. Halves of characters are no reason to stop."""
    text = " ".join(run).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "big")


def common_fingerprints(class_: Iterable[Collection[int]], share: float = COMMON_SHARE) -> frozenset[int]:
    """The fingerprints that more than `share` of the submissions have, and more than three of them."""
    submissions = [set(held) for held in class_]
    counts = Counter(number for held in submissions for number in held)
    most = max(_LEAST_COMMON, share * len(submissions))
    return frozenset(number for number, count in counts.items() if count > most)


def similar_pairs(
    items: Sequence[tuple[str, Collection[int]]],
    common: Collection[int] = (),
    most: int = 50,
    least_share: float = 0.5,
) -> tuple[Pair, ...]:
    """The `most` pairs that share most of what is not `common`, the likest first.

    `items` are (key, fingerprints); a pair is there only where one of the two shares at least `least_share` of its own
    pieces, and both share LEAST_SHARED. Equal likeness is in the order of `items`.
    """
    common = frozenset(common)
    own = [sorted(set(held) - common) for _, held in items]
    sizes = np.array([len(held) for held in own], dtype=np.int64)
    found: list[tuple[float, int, int, int, int]] = []
    for first, counts in _overlaps(own):
        others = np.flatnonzero(counts >= LEAST_SHARED)
        shared = counts[others]
        small = np.minimum(sizes[first], sizes[others])
        enough = shared >= least_share * small
        others, shared = others[enough], shared[enough]
        likeness = 2 * shared / (sizes[first] + sizes[others])
        best = np.lexsort((others, -likeness))[:most]
        found += [(-float(likeness[at]), -int(shared[at]), first, int(others[at]), int(shared[at])) for at in best]
        if len(found) > 20 * most:
            found = heapq.nsmallest(most, found)
    return tuple(
        Pair(
            first=items[first][0],
            second=items[second][0],
            shared=shared,
            of_first=shared / len(own[first]),
            of_second=shared / len(own[second]),
        )
        for _, _, first, second, shared in heapq.nsmallest(most, found)
    )


def _overlaps(own: Sequence[Sequence[int]]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """(submission, how many numbers it shares with each later one), by an inverted index: number -> who has it."""
    flat = np.fromiter((number for held in own for number in held), dtype=np.int64)
    holder = np.repeat(np.arange(len(own)), [len(held) for held in own])
    _, number, count = np.unique(flat, return_inverse=True, return_counts=True)
    shared = count[number] > 1
    number, holder = number[shared], holder[shared]
    order = np.argsort(number, kind="stable")
    holders, starts = holder[order], np.concatenate(([0], np.cumsum(np.bincount(number, minlength=len(count)))))
    edges = np.searchsorted(holder, np.arange(len(own) + 1))
    for first in range(len(own)):
        mine = number[edges[first] : edges[first + 1]]
        if len(mine) >= LEAST_SHARED:
            counts = np.bincount(
                np.concatenate([holders[starts[at] : starts[at + 1]] for at in mine]), minlength=len(own)
            )
            counts[: first + 1] = 0
            yield first, counts


def _normalised(code: str) -> Iterator[str]:
    """The tokens that count, with what a student may name or choose taken away."""
    statement: list[str] = []
    depth, before, attribute_of = 0, "", ""
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup, match.group()
        if kind == "end":
            if depth == 0:
                yield from _worth_comparing(statement)
                statement, before = [], ""
            continue
        if kind == "comment" or text == "\\":
            continue
        if kind == "name":
            own_attribute = before == "." and attribute_of == "self"
            fixed = iskeyword(text) or text in _KEPT_NAMES or (before == "." and not own_attribute)
            token = text if fixed else "n"
            attribute_of = text
        else:
            token = {"string": "s", "number": "0"}.get(kind or "", text)
            attribute_of = attribute_of if text == "." else ""
            depth = max(0, depth + (text in "([{") - (text in ")]}")) if kind == "sign" else depth
        statement.append(token)
        before = text
    yield from _worth_comparing(statement)


def _worth_comparing(statement: list[str]) -> list[str]:
    """A statement's tokens; nothing of a docstring or an import."""
    return [] if statement == ["s"] or statement[:1] in (["import"], ["from"]) else statement
