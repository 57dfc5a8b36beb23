"""`course.toml` at the top of a folder of tasks: what holds for all of them. It may be absent."""

import tomllib
from pathlib import Path

from grader.errors import TaskError
from grader.model import Frozen

NAME = "course.toml"
_KNOWN = "hints = true or false"


class CourseSettings(Frozen):
    """What a course says once for all its tasks."""

    hints: bool = True
    """Whether the statement that is wrong is searched for; false in an exam."""


def read_course(root: Path, task: Path) -> CourseSettings:
    """The settings of the tasks under `root`, asked for one of them. Raises TaskError: the file, what is wrong, what
    may stand there; also for a file in another place, which would hold for nothing while somebody counts on it.
    """
    file = root / NAME
    _demand_none_elsewhere(file, task)
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return CourseSettings()
    except (OSError, UnicodeDecodeError) as error:
        raise TaskError(f"{file} cannot be read ({type(error).__name__}); it is a text file with {_KNOWN}.") from None
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TaskError(f"{file} is no TOML: {error}. It may hold: {_KNOWN}.") from None
    unknown = sorted(set(said) - set(CourseSettings.model_fields))
    if unknown:
        raise TaskError(f"{file}: there is no setting {unknown[0]}. It may hold: {_KNOWN}.")
    hints = said.get("hints", True)
    if not isinstance(hints, bool):
        raise TaskError(f"{file}: hints = {hints!r} is neither true nor false; write them without quotes.")
    return CourseSettings(hints=hints)


def _demand_none_elsewhere(file: Path, task: Path) -> None:
    """An exam whose settings lie one folder too high or too low would give hints."""
    root = file.parent.resolve()
    below = [folder for folder in (task.resolve(), *task.resolve().parents) if root in folder.parents]
    for other in (root.parent / NAME, *(folder / NAME for folder in below)):
        if not other.is_file() or (other.parent == root.parent and not _is_meant(other)):
            continue
        raise TaskError(f"{other} holds for no task: the settings of the tasks in {root} are in {file}. Move it there.")


def _is_meant(file: Path) -> bool:
    """Whether a file above the tasks is one of ours: other programs may have a course.toml there."""
    try:
        return bool(set(tomllib.loads(file.read_text(encoding="utf-8"))) & set(CourseSettings.model_fields))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False
