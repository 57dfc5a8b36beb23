"""The bytes of what was handed in, read once, without following links and without unpacking anything to disk.

Trusts nothing of what it opens: sizes are counted while reading, members of archives are found by their place in the
archive's table and never become paths.
"""

import errno
import io
import os
import stat
import struct
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import IO, BinaryIO, NoReturn

from grader.cohort.listing import Entry
from grader.errors import SubmissionError
from grader.model import Handed
from grader.model.base import Lang
from grader.words import Words

MOST_BYTES = 64 << 20
"""Of one submission, as many as intake reads of an archive; intake's own limits by kind are lower."""
MOST_FILES = 1_000
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 16
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError, NotImplementedError)


def content(handed: Handed, lang: Lang = "en", most_bytes: int = MOST_BYTES) -> tuple[str, bytes]:
    """(the file's name, its bytes). Files that belong together come as a zip that depends on their bytes and names
    alone, so that equal content has an equal hash.

    Raises SubmissionError, in `lang`, where it cannot be read: gone, a link, no ordinary file, forbidden, too large.
    """
    reader = _Reader(handed.file, Words(lang), most_bytes)
    if not handed.parts:
        return handed.file, reader.read(handed.path, handed.member)
    if len(handed.parts) > MOST_FILES:
        reader.refuse("zip_too_many", limit=MOST_FILES)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, place in sorted(handed.parts):
            inside = zipfile.ZipInfo(name, _LONG_AGO)
            inside.create_system, inside.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            raw = reader.read(handed.path / place) if handed.path.is_dir() else reader.read(handed.path, place)
            archive.writestr(inside, raw)
    return handed.file, packed.getvalue()


def head(entry: Entry, most_bytes: int) -> bytes:
    """The first bytes of a listed file; none where it cannot be read: whoever needs all of it will say why."""
    try:
        return _Reader(entry.name, Words(), most_bytes, cut=True).read(entry.path, entry.member)
    except SubmissionError:
        return b""


class _Reader:
    """Reads files until together they are too large."""

    def __init__(self, file: str, words: Words, most_bytes: int, cut: bool = False) -> None:
        self.file = file
        self.words = words
        self.most = most_bytes
        self.left = most_bytes
        self.cut = cut

    def refuse(self, key: str, **fields: object) -> NoReturn:
        raise SubmissionError(self.words.say(f"intake.{key}", file=self.file, **fields)) from None

    def read(self, path: Path, member: str | None = None) -> bytes:
        descriptor = self._open(path)
        with os.fdopen(descriptor, "rb") as handle:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                self.refuse("not_a_file")
            if member is not None:
                return self._member(handle, path, member)
            if about.st_size > self.left and not self.cut:
                self._too_large(about.st_size)
            try:
                return self._counted(handle)
            except OSError as error:
                self.refuse("unreadable", reason=error.strerror or "?")

    def _open(self, path: Path) -> int:
        """O_NONBLOCK: opening a FIFO must not wait for a writer; O_NOFOLLOW: a link may lead to somebody else."""
        try:
            return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NOCTTY)
        except ValueError:
            self.refuse("missing")
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
                self.refuse("missing")
            if error.errno == errno.ELOOP:
                self.refuse("link")
            if error.errno in (errno.ENXIO, errno.ENODEV):
                self.refuse("not_a_file")
            self.refuse("unreadable", reason=error.strerror or "?")

    def _member(self, handle: BinaryIO, path: Path, member: str) -> bytes:
        about = os.fstat(handle.fileno())
        try:
            archive = _archive(about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, os.getpid(), path)
            info = archive.getinfo(member)
            if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
                self.refuse("link" if stat.S_ISLNK(info.external_attr >> 16) else "not_a_file")
            if info.flag_bits & _ENCRYPTED:
                self.refuse("zip_encrypted")
            with archive.open(info) as inside:
                return self._counted(inside)
        except KeyError:
            self.refuse("missing")
        except _BROKEN:
            self.refuse("zip_broken")
        except OSError as error:
            self.refuse("unreadable", reason=error.strerror or "?")

    def _counted(self, handle: IO[bytes]) -> bytes:
        raw = bytearray()
        while len(raw) <= self.left and (piece := handle.read(min(_PIECE, self.left + 1 - len(raw)))):
            raw += piece
        if len(raw) > self.left:
            if self.cut:
                return bytes(raw[: self.left])
            self._too_large(len(raw))
        self.left -= 0 if self.cut else len(raw)
        return bytes(raw)

    def _too_large(self, size: int) -> NoReturn:
        size += self.most - self.left
        self.refuse("too_large", size=f"{size / 1e6:.0f}", limit=f"{self.most / 1e6:.0f}")


@lru_cache(maxsize=2)
def _archive(device: int, inode: int, size: int, modified: int, process: int, path: Path) -> zipfile.ZipFile:
    """The archive, kept open: its table alone is 10 ms with 3,000 members, and each member is asked for. A process that
    was forked opens its own, as the place in an open file is shared with the parent."""
    return zipfile.ZipFile(path)
