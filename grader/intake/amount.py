"""Refuses source that holds more statements or tokens than coursework, before anything parses it."""

import re
from collections.abc import Iterable

from grader.intake import limits
from grader.intake.refuse import Reading

_TOKEN = re.compile(r"\w+|([^\w\s\ufffd])\1*")
"""A run of one sign is one: a rule of dashes in a comment; Python itself bounds how deep brackets and signs nest."""
_END_OF_STATEMENT = "\n\r;"


def check_amount(sources: Iterable[str], reading: Reading) -> None:
    """Raises SubmissionError where `sources` together are beyond CODE_LINES or CODE_TOKENS.

    Counted roughly, strings and comments included: it bounds the work of the parser and of the rules, which grows with
    the number of nodes and not with the size of the file.
    """
    lines = tokens = 0
    for source in sources:
        lines += sum(source.count(end) for end in _END_OF_STATEMENT)
        if lines <= limits.CODE_LINES:
            tokens += sum(1 for _ in _TOKEN.finditer(source))
        if lines > limits.CODE_LINES or tokens > limits.CODE_TOKENS:
            reading.refuse("too_much_code", lines=limits.CODE_LINES, tokens=limits.CODE_TOKENS)
