"""Who on the roster is meant by what names of files and folders say."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import permutations

from grader.cohort.names import fold, words_of
from grader.cohort.pieces import Claim
from grader.cohort.roster import Person

_SHORT = 3
"""An id with fewer characters is only found where it is all there is: `7` is in every second file's name."""
_MOST_NAMES = 4


@dataclass(slots=True)
class Join:
    """The roster, searchable; keeps what could not be decided."""

    people: list[Person]
    ambiguous: list[str] = field(default_factory=list)
    _keys: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _numbers: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    _joined: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _words: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _platforms: set[str] = field(default_factory=set)
    _seen: dict[str, int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for index, person in enumerate(self.people):
            student = person.student
            local = student.email.partition("@")[0]
            for key in (student.id, student.email, local, *student.aliases):
                if key:
                    self._keys[_key(key)].add(index)
            for platform, number in person.numbers:
                self._numbers[platform, _key(number)].add(index)
                self._platforms.add(platform)
            for word in set(person.names):
                self._words[word].add(index)
            if len(person.names) <= _MOST_NAMES:
                for size in {len(person.names), min(2, len(person.names))}:
                    for order in permutations(person.names, size):
                        self._joined["".join(order)].add(index)

    def knows(self, text: str) -> bool:
        """Whether `text` names exactly one person."""
        return self._by_text(text) is not None

    def student(self, claim: Claim) -> str | None:
        """The id on the roster of whoever is meant; None where nobody or several may be."""
        index = self._decide(claim)
        return None if index is None else self.people[index].student.id

    def _decide(self, claim: Claim) -> int | None:
        """A platform's own number decides where the roster has the platform's column; else a number only counts if the
        name does not speak against it: another list's 12345 may be somebody else."""
        if claim.number and claim.platform in self._platforms:
            found = self._numbers.get((claim.platform, _key(claim.number)), set())
            if len(found) == 1:
                return next(iter(found))
        by_text = self._by_text(claim.text, say=True)
        if by_text is not None or not claim.number:
            return by_text
        found = {index for index in self._keys.get(_key(claim.number), set()) if not self.people[index].names}
        return next(iter(found)) if len(found) == 1 else None

    def _by_text(self, text: str, say: bool = False) -> int | None:
        if text not in self._seen:
            self._seen[text] = self._search(text)
        index = self._seen[text]
        if index is not None and index < 0:
            if say:
                self.ambiguous.append(text)
            return None
        return index

    def _search(self, text: str) -> int | None:
        """The person's index; -1 for several."""
        words = words_of(text)
        whole = self._keys.get(_key(text), set())
        if len(whole) == 1:
            return next(iter(whole))
        spans = {
            "".join(words[low:high]): high - low
            for low in range(len(words))
            for high in range(low + 1, min(len(words), low + 5) + 1)
        }
        for found in (
            {index for span in spans if len(span) >= _SHORT for index in self._keys.get(span, ())},
            {index for span in spans for index in self._joined.get(span, ())},
            self._whole_names(words),
            self._family_names(words),
        ):
            if len(found) == 1:
                return next(iter(found))
            if found:
                narrowed = found & self._whole_names(words)
                return next(iter(narrowed)) if len(narrowed) == 1 else -1
        return -1 if whole else None

    def _whole_names(self, words: tuple[str, ...]) -> set[int]:
        """Those of whose names at least two words are here, with the most of them."""
        here: dict[int, int] = defaultdict(int)
        for word in set(words):
            for index in self._words.get(word, ()):
                here[index] += 1
        most = max(here.values(), default=0)
        return {index for index, count in here.items() if count == most} if most > 1 else set()

    def _family_names(self, words: tuple[str, ...]) -> set[int]:
        """Those whose family name is here; where no column says which word that is, whose name has it at all."""
        found: set[int] = set()
        for word in set(words):
            if len(word) < 2 or word.isdigit():
                continue
            for index in self._words.get(word, ()):
                person = self.people[index]
                if not person.last or set(person.last) <= set(words):
                    found.add(index)
        initials = {word for word in words if len(word) == 1}
        fitting = {index for index in found if initials & {name[0] for name in self.people[index].names}}
        return fitting or found


def _key(text: str) -> str:
    return "".join(words_of(text)) or fold(text)
