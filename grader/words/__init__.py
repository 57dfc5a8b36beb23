"""Every sentence that a student can read, by key; English in this room, Russian in locale/ru.po (msgid = English).

A sentence says what was seen, what should be, and what to look at next. Fields are filled by `str.format`.
"""

from functools import cache
from pathlib import Path

from grader.model.base import Lang
from grader.words import causes, classpage, drive, fit, grade, gradebook, intake, release, repair, reports, rules

SENTENCES: dict[str, str] = {
    **intake.SENTENCES,
    **rules.SENTENCES,
    **grade.SENTENCES,
    **causes.SENTENCES,
    **drive.SENTENCES,
    **fit.SENTENCES,
    **reports.SENTENCES,
    **repair.SENTENCES,
    **release.SENTENCES,
    **gradebook.SENTENCES,
    **classpage.SENTENCES,
}

_LOCALE = Path(__file__).parent.parent / "locale"


class Words:
    """The sentences in one language. `Words("ru").say("cause.shape", yours=..., expected=...)`."""

    def __init__(self, lang: Lang = "en") -> None:
        self.lang: Lang = lang

    def say(self, key: str, /, **fields: object) -> str:
        """The sentence `key` with its fields filled. An unknown key is a bug of ours and raises KeyError."""
        english = SENTENCES[key]
        text = english if self.lang == "en" else _translations(self.lang).get(english, english)
        return text.format(**fields) if fields else text


@cache
def _translations(lang: str) -> dict[str, str]:
    from babel.messages.pofile import read_po

    with (_LOCALE / f"{lang}.po").open("rb") as handle:
        catalog = read_po(handle)
    return {str(message.id): str(message.string) for message in catalog if message.id and message.string}
