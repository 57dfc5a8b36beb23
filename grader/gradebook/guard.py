"""Text that somebody else chose, made safe for a spreadsheet: no cell that we write can become a formula.

Spreadsheets take a cell for a formula by its first characters, however the CSV quotes it. What counts as a beginning:
OWASP, "CSV Injection" (owasp.org/www-community/attacks/CSV_Injection): `=`, `+`, `-`, `@`, tab, carriage return, line
feed, and the full-width forms of the first four. We also look behind blanks, quotes and characters that are not seen,
and behind `;` and tabs, where a spreadsheet set to another delimiter would begin a new cell.
"""

import re
import unicodedata

_PLAIN = re.compile(r"[^\W_][^;；\t\r\n\v\f\x1c-\x1f\x85\u2028\u2029]*+")
"""Nearly every cell: begins with a letter or digit and holds nothing at which a cell could begin anew."""
_BEGINS = frozenset("=+-@")
_QUOTES = frozenset("\"'`“”„‟‘’‚‛«»‹›＂＇")
_BREAKS = frozenset("\t\r\n\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029")
_DELIMITERS = frozenset(";；")


def guarded(text: str) -> str:
    """`text` on one line, with an apostrophe before whatever a spreadsheet could take for a formula."""
    if not text or (_PLAIN.fullmatch(text) and not is_formula(text[:1])):
        return text
    breaks = bool(text) and text[0] in _BREAKS
    line = "".join(" " if char in _BREAKS else char for char in text)
    pieces, start = [], 0
    for at, char in enumerate(line):
        if char in _DELIMITERS:
            pieces.append(_piece(line[start:at]) + char)
            start = at + 1
    pieces.append(_piece(line[start:]))
    safe = "".join(pieces)
    return f"'{safe}" if breaks and not safe.startswith("'") else safe


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take a cell with this text for a formula."""
    for char in text:
        if unicodedata.normalize("NFKC", char)[:1] in _BEGINS:
            return True
        if not (char.isspace() or char in _QUOTES or unicodedata.category(char)[0] in "CMZ"):
            return False
    return False


def _piece(text: str) -> str:
    return f"'{text}" if is_formula(text) and not _is_guarded(text) else text


def _is_guarded(text: str) -> bool:
    """Guarding twice adds nothing: an apostrophe in front is what makes it text."""
    return text.startswith("'")
