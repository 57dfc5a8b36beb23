"""A CSV file as bytes with known cells: some are filled, every other byte stays as it is.

Python's `csv` module reads a file and forgets how it was written: which cells were quoted, what ended the lines, what
stood at the beginning. A gradebook goes back to the platform that made it, so here a cell is a span of the file.
Quoting is that of RFC 4180; what the RFC forbids (text behind a closing quote, quotes inside a bare cell) is read as
Python's `csv` reads it.
"""

import codecs
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

Span = tuple[int, int]
"""Where a cell begins and ends in the text, its quotes included."""
At = tuple[int, int]
"""Row and column, from 0."""

_DELIMITERS = (",", ";", "\t")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WITHOUT_BOM = ("utf-8", "cp1251", "cp1252", "latin-1")
_ESCAPE = {"utf-8": "surrogateescape", "utf-16-le": "surrogatepass", "utf-16-be": "surrogatepass"}


@dataclass(frozen=True)
class Sheet:
    """One file. `text` gives the file's bytes again, whatever they were (so it may hold surrogates: no pydantic)."""

    bom: bytes
    encoding: str
    text: str
    delimiter: str
    rows: tuple[tuple[Span, ...], ...]
    closed: bool
    """False where a quoted cell runs to the end of the file: everything behind its quote was swallowed."""

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The cells of the first row, blanks around them dropped."""
        return tuple(self.value(0, column).strip() for column in range(len(self.rows[0]))) if self.rows else ()

    def value(self, row: int, column: int) -> str:
        """What a cell says; empty where the row is shorter than that."""
        spans = self.rows[row]
        if column >= len(spans):
            return ""
        start, end = spans[column]
        raw = self.text[start:end]
        if not raw.startswith('"'):
            return raw
        inside = _QUOTED.match(raw)
        if inside is None:
            return raw[1:].replace('""', '"')
        return inside[1].replace('""', '"') + raw[inside.end() :]

    def filled(self, cells: Mapping[At, str]) -> bytes:
        """The file with these cells replaced. A cell keeps its quotes; a bare one gets them where it needs them."""
        pieces: list[bytes] = [self.bom]
        done = 0
        for (row, column), value in sorted(cells.items()):
            start, end = self.rows[row][column]
            pieces.append(self._bytes(self.text[done:start]))
            alone = not value and len(self.rows[row]) == 1  # without quotes there would be no line left
            pieces.append(self._written(value, quoted=alone or self.text.startswith('"', start, end)))
            done = end
        pieces.append(self._bytes(self.text[done:]))
        return b"".join(pieces)

    @classmethod
    def read_as(cls, raw: bytes, like: "Sheet") -> "Sheet":
        """Another file, read as `like` was."""
        text = raw[len(like.bom) :].decode(like.encoding, _ESCAPE.get(like.encoding, "surrogateescape"))
        rows, closed = _locate(text, like.delimiter)
        return replace(like, text=text, rows=rows, closed=closed)

    def _bytes(self, text: str) -> bytes:
        return text.encode(self.encoding, _ESCAPE.get(self.encoding, "surrogateescape"))

    def _written(self, value: str, quoted: bool) -> bytes:
        if quoted or any(char in value for char in (self.delimiter, '"', "\r", "\n", ";", "\t")):
            value = '"' + value.replace('"', '""') + '"'
        return value.encode(self.encoding, "replace")


_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"')
"""A quoted cell. Possessive: a quote that is never closed costs no second look."""


def read_sheet(raw: bytes, known: Collection[str] = ()) -> Sheet:
    """Reads any bytes. Encoding and delimiter are those that make most of the header's names `known` ones."""
    wanted = {name.casefold() for name in known}
    best: tuple[tuple[int, int], Sheet] | None = None
    for bom, encoding, text in _decoded(raw):
        for delimiter in _DELIMITERS:
            first, _ = _locate(text, delimiter, most=1)
            head = Sheet(bom=bom, encoding=encoding, text=text, delimiter=delimiter, rows=first, closed=True)
            names = head.header
            fit = (sum(name.casefold() in wanted for name in names), len(names))
            if best is None or fit > best[0]:
                best = (fit, head)
    assert best is not None
    head = best[1]
    rows, closed = _locate(head.text, head.delimiter)
    return replace(head, rows=rows, closed=closed)


def _decoded(raw: bytes) -> list[tuple[bytes, str, str]]:
    """(mark at the beginning, encoding, text): each way to read the bytes that loses none of them."""
    for bom, encoding in _BOMS:
        if raw.startswith(bom) and (text := _lossless(raw[len(bom) :], encoding)) is not None:
            return [(bom, encoding, text)]
    try:
        return [(b"", "utf-8", raw.decode("utf-8"))]
    except UnicodeDecodeError:
        found = [(b"", encoding, _lossless(raw, encoding)) for encoding in _WITHOUT_BOM]
        return [(bom, encoding, text) for bom, encoding, text in found if text is not None]


def _lossless(raw: bytes, encoding: str) -> str | None:
    errors = _ESCAPE.get(encoding, "surrogateescape")
    try:
        text = raw.decode(encoding, errors)
        return text if text.encode(encoding, errors) == raw else None
    except UnicodeError:
        return None


def _locate(text: str, delimiter: str, most: int | None = None) -> tuple[tuple[tuple[Span, ...], ...], bool]:
    """The spans of all cells, row by row (of the first `most` rows), and whether the last quote was closed."""
    bare = re.compile(rf"[^{re.escape(delimiter)}\r\n]*+")
    found: list[tuple[Span, ...]] = []
    row: list[Span] = []
    at, closed = 0, True
    while at < len(text):
        start = at
        if text.startswith('"', at):
            inside = _QUOTED.match(text, at)
            closed = inside is not None
            at = inside.end() if inside else len(text)
        if rest := bare.match(text, at):
            at = rest.end()
        row.append((start, at))
        if text.startswith(delimiter, at):
            at += 1
            if at < len(text):
                continue
            row.append((at, at))
        found.append(tuple(row))
        row = []
        at += 2 if text.startswith("\r\n", at) else 1
        if len(found) == most:
            break
    return tuple(found), closed
