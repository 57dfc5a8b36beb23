"""Names of people and files: safe on disk, safe to print, and comparable whatever their order, case and accents."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

MOST_BYTES = 120
"""Of a folder's name: file systems allow 255, and what lies below it needs room in a path of 260 on Windows."""

_JOINERS = "\u200c\u200d"
"""Invisible, but part of how words are written in Persian, Hindi and others."""
_UNPRINTABLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
_FORBIDDEN = set('/\\:*?"<>|')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE | re.DOTALL)
_OURS = re.compile(
    r"-[0-9a-f]{10}$|\.(?:html?|csv|jsonl?|xml|txt|md|zip|db|sqlite|lock|log|tmp|ipynb|py)$", re.IGNORECASE
)
"""Ends that our own suffix has, or the files that lie beside students' folders: nobody may choose their name so that
it meets somebody else's folder, or `index.html`."""
_APOSTROPHES = "'’ʼ`´"


def folder_name(student_id: str, taken: Iterable[str] = ()) -> str:
    """A folder's name for `student_id`, safe on Linux, macOS and Windows, whatever the id holds.

    It depends on the id alone, so that it is the same from run to run: where anything had to be changed, and where the
    name ends like a file or suffix of ours, a hash of the id is added. `taken` are the cohort's ids, in any order; an
    id that differs from another of them only by case gets the hash, too, as on some disks the two would be one folder.
    """
    key = _on_disk(_safe(student_id))
    return _named(student_id, any(other != student_id and _on_disk(other) == key for other in taken))


def folder_names(student_ids: Iterable[str]) -> dict[str, str]:
    """`folder_name` of each id among all of them, in one go."""
    ids = set(student_ids)
    counted = Counter(_on_disk(one) for one in ids)
    return {one: _named(one, counted[_on_disk(one)] > 1) for one in sorted(ids)}


def _named(student_id: str, shared: bool) -> str:
    name = _safe(student_id)
    if name == student_id and not shared and not _OURS.search(name):
        return name
    suffix = "-" + hashlib.sha256(student_id.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return _cut(name, MOST_BYTES - len(suffix)).rstrip(". ") + suffix


def shown(name: str) -> str:
    """A file's name as it can be printed and put into JSON: composed letters, bytes that are no UTF-8 and control
    characters as escapes."""
    if name.isascii() and name.isprintable():
        return name
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace") if _has_bytes(name) else name
    text = unicodedata.normalize("NFC", text)
    return "".join(_escaped(c) if unicodedata.category(c) in _UNPRINTABLE and c not in _JOINERS else c for c in text)


def fold(text: str) -> str:
    """`text` without case, accents and apostrophes: `Ёлкина` and `ЕЛКИНА`, `O'Brien` and `obrien` are the same."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = unicodedata.normalize("NFC", "".join(c for c in parts if not "\u0300" <= c <= "\u036f"))
    return "".join(c for c in text.casefold() if c not in _APOSTROPHES)


def words_of(text: str) -> tuple[str, ...]:
    """The words and numbers of `text`, folded, in order."""
    return tuple("".join(c if _in_word(c) else " " for c in fold(text)).split())


def _safe(text: str) -> str:
    name = "".join(_allowed(c) for c in unicodedata.normalize("NFC", text))
    name = _cut(name, MOST_BYTES).rstrip(". ").lstrip(" ")
    if not name or name[0] in ".-~" or _DEVICE.fullmatch(name):
        name = "_" + _cut(name[1:] if name[:1] in (".", "-", "~") else name, MOST_BYTES - 1)
    return name


def _allowed(char: str) -> str:
    if char in _FORBIDDEN or (unicodedata.category(char) in _UNPRINTABLE and char not in _JOINERS):
        return "_"
    return " " if char.isspace() else char


def _cut(text: str, limit: int) -> str:
    """The beginning of `text` that fits into `limit` bytes, no letter broken."""
    return text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore")


def _on_disk(name: str) -> str:
    """What a disk that ignores case takes `name` for."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def _has_bytes(name: str) -> bool:
    return any("\ud800" <= c <= "\udfff" for c in name)


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"
