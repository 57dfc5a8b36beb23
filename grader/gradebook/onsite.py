"""Which of the files that a student uploaded to Gradescope is the submission."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from grader.model.base import Frozen, Lang
from grader.report.printable import one_line
from grader.words import Words

_ALONE = (".ipynb", ".zip", ".npz", ".csv", ".py")


class Chosen(Frozen):
    """One file, several that belong together, or none and the reason in the student's language."""

    files: tuple[str, ...] = ()
    refused: str = ""


def choose_submission(names: Sequence[str], lang: Lang) -> Chosen:
    """`names` are paths below the folder of the upload. Hidden files and those of macOS do not count.

    One file is it; among several, the only notebook or, where there is none, all modules and data together.
    """
    words = Words(lang)
    files = [name for name in sorted(names) if not _is_noise(name)]
    notebooks = [name for name in files if name.lower().endswith(".ipynb")]
    if len(notebooks) > 1:
        return Chosen(refused=words.say("gradebook.notebooks", names=one_line(", ".join(notebooks), 300)))
    if notebooks:
        return Chosen(files=tuple(notebooks))
    if len(files) == 1:
        return Chosen(files=tuple(files))
    if not any(name.lower().endswith(_ALONE) for name in files):
        return Chosen(refused=words.say("gradebook.nothing"))
    return Chosen(files=tuple(files))


def _is_noise(name: str) -> bool:
    return any(part.startswith(".") or part in ("__MACOSX", "__pycache__") for part in PurePosixPath(name).parts)
