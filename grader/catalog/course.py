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


def read_course(root: Path) -> CourseSettings:
    """The settings of the tasks under `root`. Raises TaskError: the file, what is wrong, what may stand there."""
    file = root / NAME
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
