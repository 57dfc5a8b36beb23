"""How much of a submission is read at most; a file beyond these is refused with the reason."""

import os

FILE_BYTES = {"notebook": 32 << 20, "archive": 64 << 20, "module": 1 << 20, "predictions": 64 << 20}
"""Size on disk, by kind. Notebooks full of pictures reach 10 MB; modules never come near theirs."""

JSON_ITEMS = 800_000
"""Brackets, braces and commas in a notebook: each may become an object of a hundred bytes and more."""

JSON_WIDE_BYTES = 16 << 20
"""In a larger notebook characters beyond U+FFFF are replaced: with one of them Python keeps four bytes for each."""

JSON_DIGITS = 400
"""Digits of one number."""

CELLS = 2_000
CELL_CHARS = 1 << 20
"""Characters of one cell."""
NOTEBOOK_CHARS = 8 << 20
"""Characters of all cells together."""

CODE_LINES = 100_000
"""Ends of lines and semicolons in all code of a submission."""
CODE_TOKENS = 300_000
"""Words, numbers and signs, roughly counted, in all code of a submission."""
STACKED_MAGICS = 20
"""Cell magics on top of each other; those below are treated as lines."""
MAGIC_LINES = 2_000
"""Lines of one cell or module that are made into Python; the rest stays as it is."""

READ_SECONDS = 20.0
"""Reading one submission, all told."""

PICTURE_CHARS = 32 << 10
"""A picture inside a text cell that is longer than this is left out."""

ARCHIVE_FILES = 1_000
ARCHIVE_BYTES = 128 << 20
"""Unpacked bytes of an archive, counted while unpacking; what its directory claims is not believed."""
ARCHIVE_CODE_BYTES = 2_000_000
"""All modules of an archive together."""
ARCHIVE_NAME_CHARS = 200


def reading_flags(*names: str) -> int:
    """Flags to open a file for reading with, as far as the system has them."""
    flags = os.O_RDONLY
    for name in (*names, "O_BINARY"):  # Windows would turn line ends into others
        flags |= getattr(os, name, 0)
    return flags
