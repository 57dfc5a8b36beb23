"""Which modules of one student import one another; they are searched as text, not parsed and not executed."""

import re
import unicodedata
from collections import defaultdict

from grader.cohort.content import head
from grader.cohort.pieces import Piece

_MODULE_BYTES = 1 << 20
_MODULES_BYTES = 8 << 20
_NOTEBOOK_BYTES = 16 << 20
_FROM = re.compile(
    r"^[ \t]{0,99}from[ \t]{1,9}(\.*)[ \t]{0,9}((?:\w[\w.]*)?)[ \t]{1,9}import[ \t]{1,9}\(?([^#\n)\\]{0,999})",
    re.MULTILINE,
)
"""Spaces are counted, as three runs of any length next to one another would take a hostile line's length cubed."""
_IMPORT = re.compile(r"^[ \t]{0,99}import[ \t]{1,9}([\w., \t]{1,999})", re.MULTILINE)
_IN_NOTEBOOK = re.compile(r'(?:"|\\n)[ \t%]{0,99}(?:from|import)[ \t]{1,9}([\w.]{1,199})')

Path = tuple[str, ...]


def linked(books: list[Piece], modules: list[Piece]) -> list[Piece]:
    """Modules that import one another, and the notebook that imports some, if there is exactly one such notebook."""
    modules = [piece for piece in modules if piece.entry.kind == "file"]
    if not modules or len(modules) + len(books) < 2:
        return []
    at = {(*piece.inner[:-1], piece.name[:-3]): piece for piece in modules}
    joined: dict[Path, set[Path]] = defaultdict(set)
    budget = _MODULES_BYTES
    if len(modules) > 1:
        for place, piece in at.items():
            raw = head(piece.entry, min(budget, _MODULE_BYTES))
            budget -= len(raw)
            for other in _imported(_text(raw), place, at):
                joined[place].add(other)
                joined[other].add(place)
    using: list[tuple[Piece, set[Path]]] = []
    for book in books:
        if book.entry.kind == "file":
            found = {other for name in _names(book) for other in _meant(name, book.inner[:-1], at)}
            if found:
                using.append((book, found))
    chosen = set(joined)
    notebook: list[Piece] = []
    if len(using) == 1:
        notebook, chosen = [using[0][0]], chosen | using[0][1]
    for place in [place for place in at if place[-1] == "__init__"]:
        if any(other[: len(place) - 1] == place[:-1] for other in chosen if other != place):
            chosen.add(place)
    return [*notebook, *(at[place] for place in sorted(chosen))] if len(chosen) + len(notebook) > 1 else []


def _names(book: Piece) -> set[Path]:
    raw = head(book.entry, _NOTEBOOK_BYTES)
    return {tuple(name.split(".")) for name in _IN_NOTEBOOK.findall(_text(raw))}


def _text(raw: bytes) -> str:
    return unicodedata.normalize("NFC", raw.decode("utf-8", "replace"))


def _imported(text: str, place: Path, at: dict[Path, Piece]) -> set[Path]:
    folder = place[:-1]
    found: set[Path] = set()
    for dots, module, names in _FROM.findall(text):
        parts = tuple(part for part in module.split(".") if part)
        items = [name.split()[0] for name in names.split(",") if name.split()]
        if dots:
            base = folder[: len(folder) - (len(dots) - 1)] if len(dots) > 1 else folder
            tried = [(*base, *parts), *((*base, *parts, item) for item in items)]
            found.update(other for path in tried for other in _file(path, at))
        else:
            tried = [parts, *((*parts, item) for item in items)]
            found.update(other for path in tried for other in _meant(path, folder, at))
    for names in _IMPORT.findall(text):
        for name in names.split(","):
            if name.split():
                found.update(_meant(tuple(name.split()[0].split(".")), folder, at))
    return found - {place}


def _meant(name: Path, folder: Path, at: dict[Path, Piece]) -> list[Path]:
    """The modules that `import name` in `folder` finds: beside it, or from the top."""
    return _file((*folder, *name), at) or (_file(name, at) if folder else [])


def _file(path: Path, at: dict[Path, Piece]) -> list[Path]:
    return [place for place in (path, (*path, "__init__")) if place in at]
