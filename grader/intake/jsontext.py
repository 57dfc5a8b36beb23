"""Parses a notebook's JSON strictly and within bounds, and says in words what is wrong with it."""

import json
import re
from typing import Any, NoReturn

from grader.intake import limits
from grader.intake.refuse import Reading, has_conflict

_WIDE = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")
_LOOKS_LIKE_PYTHON = ("import ", "from ", "def ", "class ", "#", "%", "!")


class _Refused(ValueError):
    """A JSON value that no notebook holds; `args[0]` is the key of the reason."""


def load_json(raw: bytes, reading: Reading) -> Any:
    """The JSON document. Raises SubmissionError for what is not UTF-8, not JSON, too deep or too large."""
    if len(raw) > limits.FILE_BYTES["notebook"]:  # a member of an archive, too
        size, limit = len(raw) / 1e6, limits.FILE_BYTES["notebook"] / 1e6
        reading.refuse("too_large", size=f"{size:.0f}", limit=f"{limit:.0f}")
    if len(raw) > limits.JSON_WIDE_BYTES and _WIDE.search(raw):
        raw = _WIDE.sub("\N{REPLACEMENT CHARACTER}".encode(), raw)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        reading.refuse("not_utf8")
    if sum(text.count(mark) for mark in "[{,") > limits.JSON_ITEMS:
        reading.refuse("too_many_parts")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_int)
    except _Refused as refused:
        reading.refuse(str(refused.args[0]))
    except RecursionError:
        reading.refuse("nested")
    except json.JSONDecodeError as error:
        if has_conflict(raw):
            reading.refuse("conflict")
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            reading.refuse("incomplete")
        if text.lstrip().startswith(_LOOKS_LIKE_PYTHON):
            reading.refuse("is_source")
        reading.refuse("not_json", line=error.lineno)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("duplicate_key")
    return found


def _constant(_: str) -> NoReturn:
    raise _Refused("bad_number")


def _int(digits: str) -> int:
    if len(digits) > limits.JSON_DIGITS:
        raise _Refused("bad_number")
    return int(digits)
