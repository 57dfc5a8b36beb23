"""Opens the submitted file once, without following tricks, and hands its bytes to the reader of its kind."""

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

from grader.intake.archive import read_archive
from grader.intake.deadline import Overrun, within
from grader.intake.limits import FILE_BYTES, READ_SECONDS, reading_flags
from grader.intake.module import read_module
from grader.intake.notebook import read_notebook
from grader.intake.notes import Notes
from grader.intake.refuse import Reading, printable
from grader.model import Submission
from grader.model.base import Lang
from grader.model.submission import SubmissionKind
from grader.words import Words

_KINDS: dict[str, SubmissionKind] = {
    ".ipynb": "notebook",
    ".py": "module",
    ".zip": "archive",
    ".npz": "predictions",
    ".csv": "predictions",
}
_DATA = (".npy", ".pt", ".pth", ".safetensors", ".ckpt", ".pkl", ".tsv", ".xlsx", ".parquet")
_ADDED_BY_BROWSERS = (".txt", ".json")


def read_submission(path: Path, lang: Lang = "en") -> Submission:
    """The file at `path` as data: a notebook, a module, a zip archive of modules and data, or predictions.

    Raises SubmissionError, in `lang`, with the reason and what to hand in instead, for whatever cannot be read: no
    such file, not an ordinary file, a link, too large, another kind of file than its name says, broken. The size is
    asked of the opened file before a byte is read; what takes longer than READ_SECONDS is refused, too. Raises nothing
    else.
    """
    return _within_time(Reading(printable(path.name), Words(lang)), lambda kind, reading: _bytes(path, kind, reading))


def read_content(name: str, raw: bytes, lang: Lang = "en") -> Submission:
    """The same for a file that is called `name` and holds `raw`. Raises SubmissionError where it cannot be read."""
    return _within_time(Reading(printable(name), Words(lang)), lambda kind, reading: _sized(raw, kind, reading))


def _within_time(reading: Reading, read: Callable[[SubmissionKind, Reading], bytes]) -> Submission:
    try:
        with within(READ_SECONDS):
            notes = Notes()
            kind = _kind(reading, notes)
            return _submission(read(kind, reading), kind, reading, notes)
    except Overrun as late:
        reading.refuse("too_intricate", seconds=f"{late.seconds:g}")


def _sized(raw: bytes, kind: SubmissionKind, reading: Reading) -> bytes:
    limit = FILE_BYTES[kind]
    if len(raw) > limit:
        reading.refuse("too_large", size=f"{len(raw) / 1e6:.0f}", limit=f"{limit / 1e6:.0f}")
    return raw


def _submission(raw: bytes, kind: SubmissionKind, reading: Reading, notes: Notes) -> Submission:
    sha256 = hashlib.sha256(raw).hexdigest()
    if kind == "predictions":
        if not raw.strip():
            reading.refuse("empty")
        name = f"predictions{Path(reading.file.lower()).suffix}"
        return Submission(file=reading.file, sha256=sha256, kind=kind, units=(), data={name: raw}, notes=notes.all())
    if kind == "archive":
        content = read_archive(raw, reading, notes)
        return Submission(
            file=reading.file,
            sha256=sha256,
            kind=kind if content.units or content.notebook is not None else "predictions",
            units=content.units,
            data=content.data,
            notebook=content.notebook,
            task_id=content.task_id,
            notes=notes.all(),
        )
    if kind == "notebook":
        book = read_notebook(raw, reading, notes)
        return Submission(
            file=reading.file,
            sha256=sha256,
            kind=kind,
            units=book.units,
            notebook=book.text,
            task_id=book.task_id,
            notes=notes.all(),
        )
    if not raw.strip():
        reading.refuse("empty")
    module = read_module(raw, _unit_name(reading.file), reading, notes)
    return Submission(
        file=reading.file,
        sha256=sha256,
        kind=kind,
        units=(module.unit,),
        task_id=module.task_id,
        notes=notes.all(),
    )


def _kind(reading: Reading, notes: Notes) -> SubmissionKind:
    name = Path(reading.file.lower())
    suffix = name.suffix
    if suffix in _ADDED_BY_BROWSERS and Path(name.stem).suffix in _KINDS:
        notes.add("suffix", suffix=suffix)
        suffix = Path(name.stem).suffix
    if suffix not in _KINDS:
        reading.refuse("data_kind" if suffix in _DATA else "unknown_kind")
    return _KINDS[suffix]


def _unit_name(file: str) -> str:
    """The module's name in the jail: its own, where that can be a file's name there."""
    fits = file.lower().endswith(".py") and len(file.encode()) <= 200
    return file if fits else "submission.py"


def _bytes(path: Path, kind: SubmissionKind, reading: Reading) -> bytes:
    """The file's bytes. O_NONBLOCK: opening a FIFO must not wait for a writer; O_NOFOLLOW: a link in a folder of
    submissions may point at somebody else's work."""
    limit = FILE_BYTES[kind]
    too_large = "too_large.predictions" if kind == "predictions" else "too_large"
    try:
        descriptor = os.open(path, reading_flags("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_NOCTTY"))
    except ValueError:  # a NUL or an unencodable character in the name
        reading.refuse("missing")
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
            reading.refuse("missing")
        if error.errno == errno.ELOOP:
            reading.refuse("link")
        if error.errno in (errno.ENXIO, errno.ENODEV):
            reading.refuse("not_a_file")
        reading.refuse("unreadable", reason=error.strerror or "?")
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            reading.refuse("not_a_file")
        if about.st_size > limit:
            reading.refuse(too_large, size=f"{about.st_size / 1e6:.0f}", limit=f"{limit / 1e6:.0f}")
        raw = bytearray()
        while len(raw) <= limit and (piece := os.read(descriptor, min(1 << 20, limit + 1 - len(raw)))):
            raw += piece
    except OSError as error:
        reading.refuse("unreadable", reason=error.strerror or "?")
    finally:
        os.close(descriptor)
    if len(raw) > limit:  # it grew while it was read
        reading.refuse(too_large, size=f"{len(raw) / 1e6:.0f}", limit=f"{limit / 1e6:.0f}")
    return bytes(raw)
