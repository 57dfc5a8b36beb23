"""Reads a zip archive of modules, data and at most one notebook, in memory; nothing is unpacked to disk."""

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from typing import NoReturn

from grader.errors import SubmissionError
from grader.intake import limits
from grader.intake.amount import check_amount
from grader.intake.module import read_module
from grader.intake.notebook import read_notebook
from grader.intake.notes import Notes, listed
from grader.intake.refuse import Reading, plain, printable
from grader.model import Frozen, Unit

_IGNORED = re.compile(
    r"(?:^|/)(?:__MACOSX|\.ipynb_checkpoints|__pycache__|\.git|\.idea|\.vscode|\.venv|venv|node_modules|site-packages)/"
    r"|(?:^|/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$|\.pyc$",
    re.IGNORECASE,
)
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz")
_ANSWERS = (".npz", ".csv")
_DRIVE = re.compile(r"[A-Za-z]:")
_ENTRY = b"PK\x01\x02"
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""LZMA's header names the memory it wants, gigabytes included; coursework is stored or deflated."""
_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
_PIECE = 1 << 16
_Broken = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError, OSError)


class Content(Frozen):
    """What an archive holds."""

    units: tuple[Unit, ...]
    """Modules, sorted by path; then the notebook's cells, where there is one."""
    data: dict[str, bytes]
    notebook: str | None
    task_id: str | None


def read_archive(raw: bytes, reading: Reading, notes: Notes) -> Content:
    """The archive in `raw`. Members that are unsafe or of no use are left out with a note.

    Raises SubmissionError where it is no zip archive, is locked by a password, holds too much, holds neither a module
    nor a notebook nor predictions, or holds several notebooks.
    """
    if not raw:
        reading.refuse("empty")
    files = _without_top_folder(_unpacked(raw, reading, notes))
    books = [path for path in files if path.lower().endswith(".ipynb")]
    modules = sorted(path for path in files if path.lower().endswith(".py"))
    if len(books) > 1:
        reading.refuse("zip_notebooks", names=listed(sorted(printable(book) for book in books)))
    if not books and not modules:
        if not any(path.lower().endswith(_ANSWERS) for path in files):
            reading.refuse("zip_nothing")
        return Content(units=(), data=files, notebook=None, task_id=None)
    if sum(len(files[path]) for path in modules) > limits.ARCHIVE_CODE_BYTES:
        reading.refuse("zip_too_much_source", limit=f"{limits.ARCHIVE_CODE_BYTES / 1e6:.0f}")
    check_amount((files[path].decode("utf-8", "replace") for path in modules), reading)
    units: list[Unit] = []
    task: str | None = None
    for path in modules:
        try:
            module = read_module(files[path], path, Reading(printable(path), reading.words), notes)
        except SubmissionError as refused:
            if not books and len(modules) == 1:
                raise
            notes.add("member_unreadable", reason=refused)
            continue
        units.append(module.unit)
        task = task or module.task_id
    text = None
    if books:
        book = read_notebook(files[books[0]], Reading(printable(books[0]), reading.words), notes)
        units += book.units
        text, task = book.text, book.task_id or task
    if not units and text is None:
        reading.refuse("zip_nothing")
    data = {path: files[path] for path in sorted(files) if path not in modules and path not in books}
    return Content(units=tuple(units), data=data, notebook=text, task_id=task)


def _is_archive(path: str) -> bool:
    """`model.pth.tar` is what PyTorch's own example calls its weights."""
    return path.lower().endswith(_ARCHIVES) and not path.lower().endswith((".pth.tar", ".pt.tar"))


def _unpacked(raw: bytes, reading: Reading, notes: Notes) -> dict[str, bytes]:
    if raw.count(_ENTRY) > 4 * limits.ARCHIVE_FILES:  # before zipfile makes an object of each
        reading.refuse("zip_too_many", limit=limits.ARCHIVE_FILES)
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except _Broken:
        _refuse_no_zip(raw, reading)
    files: dict[str, bytes] = {}
    unsafe: list[str] = []
    skipped: list[str] = []
    total = opened = 0
    with archive:
        for member in archive.infolist():
            name = _decoded(member)
            if member.is_dir() or name.endswith(("/", "\\")) or _IGNORED.search(name.replace("\\", "/")):
                continue
            path = _safe(name, member)
            if path is None or _clashes(path, files):
                unsafe.append(printable(name))
                continue
            if member.flag_bits & _ENCRYPTED_FLAG:
                reading.refuse("zip_encrypted")
            if _is_archive(path) or member.compress_type not in _METHODS:
                skipped.append(printable(path))
                continue
            if opened >= limits.ARCHIVE_FILES:
                reading.refuse("zip_too_many", limit=limits.ARCHIVE_FILES)
            content, size = _read(archive, member, limits.ARCHIVE_BYTES - total)
            opened += 1
            total += size  # of damaged ones as well: what they unpack to has cost as much
            if total > limits.ARCHIVE_BYTES:
                reading.refuse("zip_too_large", limit=f"{limits.ARCHIVE_BYTES / 1e6:.0f}")
            if content is None:
                skipped.append(printable(path))
            else:
                files[path] = content
    if unsafe:
        notes.add("member_unsafe", names=listed(unsafe))
    if skipped:
        notes.add("member_skipped", names=listed(skipped))
    return files


def _refuse_no_zip(raw: bytes, reading: Reading) -> NoReturn:
    if raw.lstrip()[:1] == b"{" and b'"nbformat"' in raw:
        reading.refuse("is_notebook")
    reading.refuse("zip_broken")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> tuple[bytes | None, int]:
    """(the member's bytes, hardly more than `left` of them, or None where it is damaged; how many were unpacked)."""
    pieces = bytearray()
    try:
        with archive.open(member) as handle:
            while len(pieces) <= left and (piece := handle.read(_PIECE)):
                pieces += piece
    except _Broken:
        return None, len(pieces) + _PIECE  # the piece that failed was unpacked as well
    return bytes(pieces), len(pieces)


def _decoded(member: zipfile.ZipInfo) -> str:
    """The name as its author typed it: without the UTF-8 flag zipfile reads cp437, but macOS writes UTF-8 all the same
    and a Russian Windows cp866."""
    name = member.filename
    if member.flag_bits & _UTF8_FLAG or name.isascii():
        return plain(name)
    try:
        stored = name.encode("cp437")
    except ValueError:
        return plain(name)
    try:
        return stored.decode("utf-8")
    except ValueError:
        return stored.decode("cp866")


def _safe(name: str, member: zipfile.ZipInfo) -> str | None:
    """The path with `/` and in composed letters; None for links, absolute paths, `..` and names that hide something."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return None
    path = unicodedata.normalize("NFC", name.replace("\\", "/"))
    if path.startswith("/") or _DRIVE.match(path) or len(path) > limits.ARCHIVE_NAME_CHARS:
        return None
    if any(unicodedata.category(char) in _INVISIBLE for char in path):
        return None
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if not parts or ".." in parts or any(len(part.encode()) > 255 for part in parts):
        return None
    return "/".join(parts)


def _clashes(path: str, files: dict[str, bytes]) -> bool:
    """Whether the path is taken, is a folder of another file, or lies under a file."""
    if path in files or any(other.startswith(path + "/") for other in files):
        return True
    parts = path.split("/")
    return any("/".join(parts[:count]) in files for count in range(1, len(parts)))


def _without_top_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """A single folder around everything is taken away, level by level, unless it is a package or used as one."""
    while files:
        tops = {path.partition("/")[0] for path in files}
        top = next(iter(tops))
        if len(tops) > 1 or top in files or f"{top}/__init__.py" in files or _imported(top, files):
            break
        files = {path.partition("/")[2]: content for path, content in files.items()}
    return files


def _imported(top: str, files: dict[str, bytes]) -> bool:
    """Whether a module below `top` imports from it by its name, or one right in it by a dot."""
    named = re.compile(rb"^[ \t]*(?:from|import)[ \t]+" + re.escape(top.encode()) + rb"\b", re.MULTILINE)
    dotted = re.compile(rb"^[ \t]*from[ \t]+\.", re.MULTILINE)
    return any(
        named.search(content) or (path.count("/") == 1 and dotted.search(content))
        for path, content in files.items()
        if path.endswith(".py")
    )
