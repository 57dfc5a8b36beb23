"""The results folder: a folder a student and task, each whole or not there, and never graded twice for nothing.

    DIR/<student>/<topic>/<task>/result.json     what came of it and what it came from; written last
                                 report.json, report.html, executed.ipynb, returned.safetensors, submission.*
    DIR/.grader/                 lock, format, what files say of themselves

A result counts only while every file that result.json names is there in its length, and the report is the one that was
written: so a kill at any moment leaves the old result, the new one, or none.
"""

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.errors import GraderFault, UsageError
from grader.model import Frozen, Report, Result
from grader.model.base import Lang
from grader.report.json import to_json
from grader.report.save import save

FORMAT = 1
RESULT, REPORT, PAGE, EXECUTED, RETURNED = (
    "result.json",
    "report.json",
    "report.html",
    "executed.ipynb",
    "returned.safetensors",
)
_OURS = ".grader"
_LEFT = re.compile(r"\..+\.[a-z0-9_]{8}")
"""A file that was being written when its process ended, see report.save."""


class Key(Frozen):
    """What a result depends on: the same key, the same result."""

    sha256: str
    name: str
    task: str
    task_digest: str
    grader: str
    device: str
    secret_id: str
    lang: Lang
    dry: bool = False
    hints: bool = False
    """Whether the statement that is wrong was searched for; for how long does not matter."""
    teacher: bool = False
    """Whether the report says what was changed there."""
    jailed: bool = True
    """False where level `process` was accepted: such a result does not stand for one of the jail."""


class Stored(Frozen):
    """A result on disk; its report is read when it is asked for."""

    key: Key
    result: Result
    """Without the report."""


class Store:
    """The results in one folder. Raises UsageError where the folder is somebody else's or of a later grader."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        mark = folder / _OURS / "format"
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"--out {folder} is a file; name a folder.")
        # a run that was killed at once has left .grader and nothing in it
        if folder.is_dir() and not (folder / _OURS).is_dir() and any(folder.iterdir()):
            raise UsageError(f"--out {folder} is not empty and holds no results of the grader; name a new folder.")
        if mark.exists():
            said = mark.read_text(encoding="utf-8", errors="replace").strip()
            if said.isdigit() and int(said) > FORMAT:
                raise _later(folder, said)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """The folder, made where it is not there, for this process alone. Raises GraderFault where another has it."""
        ours = self.folder / _OURS
        ours.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(ours / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                    raise GraderFault(
                        f"{self.folder} cannot be locked ({error.strerror}); its file system may not know locks. "
                        "Name a folder on a disk of this machine."
                    ) from None
                holder = os.read(descriptor, 100).decode("ascii", "replace").strip()
                who = f" (process {holder})" if holder.isdigit() else ""
                raise GraderFault(
                    f"Another run is writing to {self.folder}{who}. Wait for it, or stop it; it leaves nothing half."
                ) from None
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
            save(ours / "format", f"{FORMAT}\n")
            self._sweep()
            yield
        finally:
            os.close(descriptor)

    def load(self, folder: Path) -> Stored | None:
        """The result in a folder; None where there is none that is whole and of this format.

        Raises UsageError where a later grader wrote it: it would be lost if it were graded over.
        """
        try:
            head = json.loads((folder / RESULT).read_bytes())
            if type(head["format"]) is int and head["format"] > FORMAT:
                raise _later(folder, head["format"])
            if head["format"] != FORMAT:
                return None
            for name, (size, digest) in head["files"].items():
                if os.stat(folder / name).st_size != size:
                    return None
                if name == REPORT and hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                    return None
            return Stored(key=Key.model_validate(head["key"]), result=Result.model_validate(head["result"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def report(self, folder: Path) -> Report | None:
        """The report in a folder; None where it cannot be read."""
        try:
            return Report.model_validate_json((folder / REPORT).read_bytes())
        except (OSError, ValueError):
            return None

    def all(self) -> Iterator[tuple[Path, Stored]]:
        """Every result that is whole, by folder."""
        for place, inner, files in os.walk(self.folder):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            if RESULT in files:
                inner.clear()
                if (stored := self.load(Path(place))) is not None:
                    yield Path(place), stored

    def write(self, folder: Path, key: Key, result: Result, files: Mapping[str, str | bytes]) -> None:
        """Puts a result in its place, over an earlier one. Raises OSError where the disk refuses."""
        folder.mkdir(parents=True, exist_ok=True)
        named: dict[str, tuple[int, str]] = {}
        for name, text in files.items():
            content = text.encode("utf-8", "replace") if isinstance(text, str) else text
            save(folder / name, content)
            named[name] = (len(content), hashlib.sha256(content).hexdigest())
        self._write_head(folder, key, result, named)
        for entry in os.scandir(folder):
            if entry.is_file(follow_symlinks=False) and entry.name not in (RESULT, *named):
                os.unlink(entry.path)

    def amend(self, folder: Path, key: Key, result: Result) -> None:
        """The same result with other circumstances: late, when, what it supersedes."""
        head = json.loads((folder / RESULT).read_bytes())
        self._write_head(folder, key, result, head["files"])

    def _write_head(self, folder: Path, key: Key, result: Result, named: Mapping[str, Any]) -> None:
        head = {
            "format": FORMAT,
            "key": key.model_dump(mode="json"),
            "result": result.model_dump(mode="json", exclude={"report"}),
            "files": named,
        }
        save(folder / RESULT, json.dumps(head, ensure_ascii=True, indent=1) + "\n")

    def files_of(self, folder: Path) -> dict[str, bytes]:
        """The files of a result, by name. Raises GraderFault where one is not what was written."""
        head = json.loads((folder / RESULT).read_bytes())
        files = {name: (folder / name).read_bytes() for name in head["files"]}
        for name, (_, digest) in head["files"].items():
            if hashlib.sha256(files[name]).hexdigest() != digest:
                raise GraderFault(f"{name} was changed since it was stored: grade it again, with --force")
        return files

    def remember(self, name: str, value: Any) -> None:
        """Keeps something of our own for the next run."""
        save(self.folder / _OURS / f"{name}.json", json.dumps(value, ensure_ascii=True) + "\n")

    def remembered(self, name: str) -> Any:
        """What `remember` kept; None where there is nothing, or nothing whole."""
        try:
            return json.loads((self.folder / _OURS / f"{name}.json").read_bytes())
        except (OSError, ValueError):
            return None

    def remove(self, folder: Path) -> None:
        """Takes a result away, result.json first, so that half of it never counts."""
        (folder / RESULT).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self) -> None:
        """Removes what was being written when an earlier run was killed."""
        for place, _, files in os.walk(self.folder):
            for name in files:
                if _LEFT.fullmatch(name):
                    (Path(place) / name).unlink(missing_ok=True)


def _later(folder: Path, number: object) -> UsageError:
    return UsageError(
        f"{folder} was written by a later version of the grader (format {number}, this one knows {FORMAT}). "
        "Update the grader, or name another folder."
    )


def report_text(report: Report) -> str:
    """The report as it is stored."""
    return to_json(report)
