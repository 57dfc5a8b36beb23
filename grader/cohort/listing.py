"""Lists what lies in a folder or an archive, by names and sizes alone; no link is followed, no file is opened."""

import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from grader.cohort.names import shown
from grader.errors import UsageError
from grader.model import Ignored

Kind = Literal["file", "link", "special", "closed"]
"""`special`: a pipe, device or socket; `closed`: a folder that may not be opened."""

MOST_ENTRIES = 500_000
DEEPEST = 20
MOST_CHARS = 1_000
"""Of a member's name; on disk no name has more than 255 bytes."""

_NOISE_FOLDERS = {
    "__macosx": "macOS's own folder",
    ".ipynb_checkpoints": "Jupyter's copies",
    ".git": "git's own folder",
    ".github": "GitHub's settings",
    ".svn": "a version control's folder",
    ".hg": "a version control's folder",
    ".idea": "an editor's settings",
    ".vscode": "an editor's settings",
    ".venv": "installed packages",
    "venv": "installed packages",
    "node_modules": "installed packages",
    "site-packages": "installed packages",
    "__pycache__": "a cache",
    ".cache": "a cache",
    ".mypy_cache": "a cache",
    ".pytest_cache": "a cache",
    ".ruff_cache": "a cache",
    ".trash": "a bin",
}
_NOISE_FILES = re.compile(
    r"Thumbs\.db|desktop\.ini|\._.*|~\$.*|.*\.py[co]|.*~|\.~lock.*|\.nfs.*|\.(?!ipynb$|py$|zip$)[^.]+",
    re.IGNORECASE | re.DOTALL,
)
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OSError, NotImplementedError)
_UTF8_FLAG = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, or what stands where one should be."""

    parts: tuple[str, ...]
    """Its path below the tree's root, as it can be printed."""
    source: str
    """Where it lies, for people; `!` before a member of an archive."""
    path: Path
    """On disk: the file itself, or the archive."""
    member: str | None
    kind: Kind
    size: int
    modified: datetime | None

    @property
    def name(self) -> str:
        return self.parts[-1]


@dataclass(slots=True)
class Left:
    """What is no submission; the same thing in many places is told once, with its number."""

    single: list[Ignored] = field(default_factory=list)
    many: dict[str, list[str]] = field(default_factory=dict)

    def out(self, source: str, why: str) -> None:
        self.single.append(Ignored(source=source, why=why))

    def noise(self, source: str, why: str) -> None:
        self.many.setdefault(why, []).append(source)

    def all(self) -> tuple[Ignored, ...]:
        together = [
            Ignored(source=min(found) + (f" and {len(found) - 1} more" if len(found) > 1 else ""), why=why)
            for why, found in sorted(self.many.items())
            if found
        ]
        return (*self.single, *together)


_OF_ENVIRONMENT = "pyvenv.cfg"
_OF_ENVIRONMENTS = (_OF_ENVIRONMENT, "bin", "include", "lib", "lib64", "share", "Scripts", "Lib", "Include")


@dataclass(slots=True)
class Tree:
    """A folder or an archive."""

    root: Path
    archive: bool
    name: str
    entries: list[Entry]
    clones: set[tuple[str, ...]]
    """Folders with a `.git` of their own."""
    empty: list[tuple[str, ...]]
    """Folders without anything in them."""


def list_folder(root: Path, leave_out: Collection[Path], left: Left) -> Tree:
    """Everything below `root` but noise and `leave_out`. Raises UsageError where `root` itself cannot be read."""
    avoid = {os.path.realpath(path) for path in leave_out}
    avoid |= {os.path.join(os.path.realpath(path.parent), path.name) for path in leave_out}
    real = os.path.realpath(root)
    tree = Tree(root, False, shown(Path(real).name), [], set(), [])
    waiting: list[tuple[str, tuple[str, ...]]] = [(str(root), ())]
    while waiting:
        folder, parts = waiting.pop()
        try:
            with os.scandir(folder) as found:
                items = sorted(found, key=lambda item: item.name)
        except OSError as error:
            if not parts:
                raise UsageError(f"{root} cannot be read: {error.strerror}. Name the folder of submissions.") from None
            tree.entries.append(_entry(parts, Path(folder), "closed", None))
            continue
        if parts and os.path.isfile(os.path.join(folder, ".grader", "format")):
            left.out("/".join(parts), "results of an earlier run")
            continue
        environment = any(item.name == _OF_ENVIRONMENT for item in items)
        own = [item for item in items if item.name not in _OF_ENVIRONMENTS and not is_noise(item.name)]
        if parts and environment and not own:
            left.noise("/".join(parts), "installed packages")
            continue
        if parts and not items:
            tree.empty.append(parts)
        for item in items:
            inner = (*parts, shown(item.name))
            source = "/".join(inner)
            if avoid and os.path.normpath(os.path.join(real, os.path.relpath(item.path, root))) in avoid:
                left.out(source, "left out as asked")
            elif item.is_symlink():
                tree.entries.append(_entry(inner, Path(item.path), "link", None))
            elif item.is_dir(follow_symlinks=False):
                if item.name == ".git":
                    tree.clones.add(parts)
                why = _noise_folder(item.name)
                if environment and item.name in _OF_ENVIRONMENTS:  # it was made right beside somebody's own files
                    why = "installed packages"
                if why:
                    left.noise(source, why)
                elif len(inner) > DEEPEST:
                    left.out(source, f"more than {DEEPEST} folders deep")
                else:
                    waiting.append((item.path, inner))
            elif environment and item.name == _OF_ENVIRONMENT:
                left.noise(source, "installed packages")
            elif is_noise(item.name):
                left.noise(source, "hidden or left by a program")
            else:
                tree.entries.append(_on_disk(inner, item))
        if len(tree.entries) > MOST_ENTRIES:
            raise UsageError(f"{root} holds more than {MOST_ENTRIES:,} files. Name the folder of submissions itself.")
    tree.entries.sort(key=lambda entry: entry.parts)
    return tree


def list_archive(path: Path, source: str, left: Left) -> Tree:
    """The members of the zip at `path`, called `source` in what people read. Raises UsageError where it is no zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except _BROKEN as error:
        why = getattr(error, "strerror", None) or "it is damaged or no zip archive"
        raise UsageError(
            f"{path} cannot be read: {why}. Download it again, or unpack it and name the folder."
        ) from None
    found: dict[str, Entry] = {}
    clones: set[tuple[str, ...]] = set()
    folders: set[tuple[str, ...]] = set()
    for info in members[: MOST_ENTRIES + 1]:
        name = _decoded(info)
        where = f"{source}!{shown(name)}"
        parts = tuple(shown(part) for part in name.replace("\\", "/").split("/") if part not in ("", "."))
        if len(name) > MOST_CHARS or len(parts) > DEEPEST:
            left.out(where[:200], "its name is too long, or it lies too deep")
            continue
        if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts or not parts:
            left.out(where, "its name leads out of the archive")
            continue
        is_folder = name.endswith(("/", "\\"))
        above = parts if is_folder else parts[:-1]
        noise = next((index for index, part in enumerate(above) if _noise_folder(part)), None)
        if noise is not None:
            if above[noise] == ".git":
                clones.add(above[:noise])
            if not is_folder or noise == len(above) - 1:
                left.noise(where, _noise_folder(above[noise]) or "")
            continue
        if is_folder:
            folders.add(parts)
            continue
        if is_noise(parts[-1]):
            left.noise(where, "hidden or left by a program")
            continue
        if info.filename in found:
            left.out(where, "the archive holds this name twice; the last one counts")
        mode = stat.S_IFMT(info.external_attr >> 16)
        kind: Kind = "file" if mode in (0, stat.S_IFREG) else "link" if mode == stat.S_IFLNK else "special"
        found[info.filename] = Entry(parts, where, path, info.filename, kind, info.file_size, _zip_time(info))
    entries = sorted(found.values(), key=lambda entry: entry.parts)
    used = {entry.parts[:depth] for entry in entries for depth in range(1, len(entry.parts))}
    name = shown(path.name)
    return Tree(
        path, True, name[:-4] if name.lower().endswith(".zip") else name, entries, clones, sorted(folders - used)
    )


def names_inside(path: Path) -> list[str] | None:
    """The members' names of a zip of reasonable size, without noise; None where it is none."""
    try:
        if path.stat().st_size < 22 or _directory_bytes(path) > 8 << 20:
            return None
        with zipfile.ZipFile(path) as archive:
            names = [_decoded(info).replace("\\", "/") for info in archive.infolist() if not info.is_dir()]
            names = [name for name in names if len(name) <= MOST_CHARS]
    except _BROKEN:
        return None
    return [
        name for name in names if not any(_noise_folder(part) for part in name.split("/")[:-1]) and not is_noise(name)
    ]


def is_noise(name: str) -> bool:
    return _NOISE_FILES.fullmatch(name.rpartition("/")[2]) is not None


def _noise_folder(name: str) -> str | None:
    why = _NOISE_FOLDERS.get(name.lower())
    return why or ("a hidden folder" if name.startswith(".") and len(name) > 1 else None)


def _entry(parts: tuple[str, ...], path: Path, kind: Kind, modified: datetime | None, size: int = 0) -> Entry:
    return Entry(parts, "/".join(parts), path, None, kind, size, modified)


def _on_disk(parts: tuple[str, ...], item: "os.DirEntry[str]") -> Entry:
    try:
        about = item.stat(follow_symlinks=False)
    except OSError:
        return _entry(parts, Path(item.path), "special", None)
    kind: Kind = "file" if stat.S_ISREG(about.st_mode) else "special"
    try:
        modified = datetime.fromtimestamp(about.st_mtime, UTC)
    except (ValueError, OverflowError, OSError):
        modified = None
    return _entry(parts, Path(item.path), kind, modified, about.st_size)


def _zip_time(info: zipfile.ZipInfo) -> datetime | None:
    """The member's time, to two seconds; zips do not say in which zone, so it only orders members of one archive."""
    try:
        return datetime(*info.date_time, tzinfo=UTC) if info.date_time[0] > 1980 else None
    except ValueError:
        return None


def _decoded(info: zipfile.ZipInfo) -> str:
    """The name as it was typed: without the UTF-8 flag zipfile reads cp437, but macOS writes UTF-8 all the same and a
    Russian Windows cp866."""
    name = info.filename
    if info.flag_bits & _UTF8_FLAG or name.isascii():
        return unicodedata.normalize("NFC", name)
    try:
        stored = name.encode("cp437")
    except ValueError:
        return unicodedata.normalize("NFC", name)
    try:
        return unicodedata.normalize("NFC", stored.decode("utf-8"))
    except ValueError:
        return stored.decode("cp866")


def _directory_bytes(path: Path) -> int:
    """How long the archive's table of contents is, by its last record; the most there can be where none is found."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NOCTTY)
    with os.fdopen(descriptor, "rb") as handle:
        size = os.fstat(descriptor).st_size
        handle.seek(max(0, size - (1 << 16) - 22))
        tail = handle.read((1 << 16) + 22)
    at = tail.rfind(b"PK\x05\x06")
    return struct.unpack_from("<I", tail, at + 12)[0] if 0 <= at <= len(tail) - 22 else size
