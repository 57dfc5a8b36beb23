"""A submitted file, read but never executed. Written by the intake room, read by everyone."""

from typing import Literal

from pydantic import Field

from grader.model.base import Frozen

SubmissionKind = Literal["notebook", "module", "archive", "predictions"]


class SyntaxFault(Frozen):
    """Why a piece of source does not parse."""

    message: str
    line: int
    """1-based, within the unit."""
    text: str
    """The offending line, as the student wrote it."""
    placeholder: bool = False
    """The fault is an unfilled template slot (`x = # YOUR CODE`), not a mistake."""
    python2: bool = False
    """The source is Python 2 (`print x`): an environment matter, not a wrong answer."""
    newer: str = ""
    """The source is of a later Python than this one, which is named (`3.12`): an environment matter as well."""


class Unit(Frozen):
    """One runnable piece of source: a code cell of a notebook or a module."""

    name: str
    """`cell 3` or `layers/conv.py`; what the student is shown."""
    cell: int | None
    """1-based number among the notebook's code cells; None for a module."""
    source: str
    """As the student wrote it."""
    code: str
    """As it runs: magics and shell lines neutralised, line for line, so that numbers agree."""
    fault: SyntaxFault | None
    """Set where `code` does not parse."""


class Submission(Frozen):
    """Everything that was handed in, as data: code, or predictions alone."""

    file: str
    """File name without folders."""
    sha256: str
    kind: SubmissionKind
    units: tuple[Unit, ...]
    """Code cells in order, or modules in import-friendly (sorted) order."""
    data: dict[str, bytes] = Field(default_factory=dict)
    """Data files of an archive, by their path in it; the one file of predictions."""
    notebook: str | None = None
    """nbformat 4.5 JSON that runs (neutralised sources, no outputs); None unless it is a notebook."""
    task_id: str | None = None
    """The task embedded by `release`, where the student's file still carries it."""
    notes: tuple[tuple[str, dict[str, str]], ...] = ()
    """What the intake changed or noticed: (key of a sentence in words.py, its fields)."""
