"""Who on the roster is meant by what names of files and folders say.

A wrong guess gives a grade to the wrong person, so what could be two people, or contradicts itself, stays unknown and
is said.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import permutations

from grader.cohort.names import fold, words_of
from grader.cohort.pieces import TASK_WORD, Claim
from grader.cohort.roster import Person

_SHORT = 3
"""An id with fewer characters is only found where it is all there is: `7` is in every second file's name."""
_MOST_NAMES = 4
_NO_NAME = re.compile(
    r"\d+|v\d+|final|finally|last|new|old|copy|version|fixed|done|the|my|финал|финальная|финальный|новый|новая|итог"
    r"|итоговая|итоговый|копия|версия|исправленное|исправленная"
)


@dataclass(slots=True)
class Join:
    """The roster, searchable; keeps what could not be decided and what was guessed."""

    people: list[Person]
    ambiguous: list[str] = field(default_factory=list)
    guessed: dict[str, str] = field(default_factory=dict)
    _ids: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _aliases: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _numbers: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    _joined: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _words: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _seen: dict[tuple[str, str], tuple[int | None, bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for index, person in enumerate(self.people):
            student = person.student
            for key in _keys(student.id):
                self._ids[key].add(index)
            for alias in (student.email, student.email.partition("@")[0], *student.aliases):
                for key in _keys(alias):
                    self._aliases[key].add(index)
            for platform, number in person.numbers:
                self._numbers[platform, fold(number)].add(index)
            for word in set(person.names):
                self._words[word].add(index)
            if len(person.names) <= _MOST_NAMES:
                for size in {len(person.names), min(2, len(person.names))}:
                    for order in permutations(person.names, size):
                        self._joined["".join(order)].add(index)

    def named(self, text: str) -> str:
        """The id of the one person that `text` names; empty where that is nobody, or could be several."""
        index = self._decided(text, text)[0] if self.people else None
        return "" if index is None else self.people[index].student.id

    def student(self, claim: Claim) -> str | None:
        """The id on the roster of whoever is meant; None where nobody or several may be."""
        if not self.people:
            return None
        by_name, several = self._decided(claim.text, "" if claim.platform else claim.id)
        if claim.number:
            index = self._by_number(claim, by_name)
        else:
            index = by_name
        if index is None:
            if several or by_name is not None:
                self.ambiguous.append(claim.text)
            return None
        student = self.people[index].student
        words = words_of(claim.text)
        if not claim.platform and not self._whole_names(words) and not self._by_key(index, words, claim.text):
            self.guessed[claim.text] = student.name
        return student.id

    def _by_key(self, index: int, words: tuple[str, ...], text: str) -> bool:
        spans = _spans(words) | _keys(text)
        return any(index in where.get(span, ()) for span in spans for where in (self._ids, self._aliases, self._joined))

    def _by_number(self, claim: Claim, by_name: int | None) -> int | None:
        """Canvas's numbers are one user's everywhere, and with another's name they are nobody's. Moodle's are made anew
        for each assignment, so that another assignment's worksheet has them for other people: there the name wins."""
        found = self._numbers.get((claim.platform, fold(claim.number)), set())
        if len(found) != 1:
            return by_name
        index = next(iter(found))
        if by_name == index or not self.people[index].names:
            return index
        if claim.platform == "canvas":
            return index if by_name is None else None
        return index if index in self._whole_names(words_of(claim.name)) else by_name

    def _decided(self, text: str, short: str) -> tuple[int | None, bool]:
        """(the person's index, whether several may be meant)."""
        if (text, short) not in self._seen:
            self._seen[text, short] = self._search(text, short)
        return self._seen[text, short]

    def _search(self, text: str, short: str) -> tuple[int | None, bool]:
        words = words_of(text)
        for index in (self._ids, self._aliases):
            whole = {person for key in _keys(text) for person in index.get(key, ())}
            if len(whole) == 1:
                return next(iter(whole)), False
        spans = _spans(words)
        named = self._whole_names(words)
        by_id = _found(self._ids, spans)
        if by_id and named and not by_id & named:
            return None, True  # `1001_bob_ray`, and 1001 is somebody else
        joined = {person for span in spans for person in self._joined.get(span, ())}
        for found in (by_id, joined, named, _found(self._aliases, spans)):
            if len(found) > 1 and len(found & named) == 1:
                found = found & named
            if found:
                return (next(iter(found)), False) if len(found) == 1 else (None, True)
        family = self._family_names(words_of(short))
        if len(family) == 1:
            (index_,) = family
            return index_, False
        return None, len(family) > 1

    def _whole_names(self, words: tuple[str, ...]) -> set[int]:
        """Those of whose names at least two words are here, with the most of them."""
        here: dict[int, int] = defaultdict(int)
        for word in set(words):
            for index in self._words.get(word, ()):
                here[index] += 1
        most = max(here.values(), default=0)
        return {index for index, count in here.items() if count == most} if most > 1 else set()

    def _family_names(self, words: tuple[str, ...]) -> set[int]:
        """Those whose family name is here and nothing that may be another's first name; where no column says which word
        the family name is, those whose name has the word at all."""
        said = {word for word in words if not _NO_NAME.fullmatch(word) and not TASK_WORD.fullmatch(word)}
        initials = (
            {word for word in said if len(word) == 1 and word.isascii() | word.isalpha()} if len(said) > 1 else set()
        )
        said -= initials
        found = {index for word in said for index in self._words.get(word, ())}
        return {index for index in found if self._fits(self.people[index], said, initials)}

    def _fits(self, person: Person, said: set[str], initials: set[str]) -> bool:
        others = {name[0] for name in person.names if name not in said}
        return set(person.last) <= said <= set(person.names) and initials <= others


def _found(index: dict[str, set[int]], spans: set[str]) -> set[int]:
    return {person for span in spans if len(span) >= _SHORT for person in index.get(span, ())}


def _keys(text: str) -> set[str]:
    """What `text` is looked up by: its words, and its words run together but for numbers: `2024 12` is not 202412."""
    words = words_of(text)
    return _together(words) if words else {fold(text)} - {""}


def _spans(words: tuple[str, ...]) -> set[str]:
    runs = (words[low:high] for low in range(len(words)) for high in range(low + 1, min(len(words), low + 5) + 1))
    return {key for run in runs for key in _together(run)}


def _together(words: Iterable[str]) -> set[str]:
    spaced, joined = " ".join(words), "".join(words)
    return {spaced} if joined.isdigit() else {spaced, joined}
