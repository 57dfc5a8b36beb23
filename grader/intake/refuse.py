"""Says why a file is refused, and what it is when it is not what its name says."""

import re
from typing import NoReturn

from grader.errors import SubmissionError
from grader.words import Words

_CONFLICT = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


class Reading:
    """The file that is being read: its name for messages, and the language they are in."""

    def __init__(self, file: str, words: Words) -> None:
        self.file = file
        self.words = words

    def refuse(self, key: str, /, **fields: object) -> NoReturn:
        """Raises SubmissionError with the sentence `intake.<key>`."""
        raise SubmissionError(self.words.say(f"intake.{key}", file=self.file, **fields)) from None


def refuse_foreign(raw: bytes, reading: Reading, *, notebook: bool) -> None:
    """Refuses bytes that are plainly another kind of file than a notebook (or than a module)."""
    head = raw[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    lower = head[:512].lower()
    if not raw.strip():
        reading.refuse("empty")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        reading.refuse("is_zip")
    if lower.startswith((b"<!doctype html", b"<html", b"<?xml", b"<head")):
        reading.refuse("is_html")
    if head.startswith(_BINARY):
        reading.refuse("is_binary")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:4]:
        reading.refuse("utf16")
    if not notebook and head.startswith(b"{") and b'"nbformat"' in raw and b'"cells"' in raw:
        reading.refuse("is_notebook")


def has_conflict(raw: bytes) -> bool:
    """Whether git's merge-conflict markers stand at the beginning of lines."""
    return _CONFLICT.search(raw) is not None


def plain(text: str) -> str:
    """`text` with lone surrogates, which no file can hold, replaced by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def printable(name: str) -> str:
    """A file name that can be shown: one line, nothing invisible, not endless."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in plain(name))
    return shown if len(shown) <= 150 else shown[:100] + "…" + shown[-40:]
