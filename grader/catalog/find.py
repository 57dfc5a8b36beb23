"""Which tasks there are under the given roots, and which of them a submission is for, without importing any."""

import ast
import difflib
import hashlib
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from grader.authoring import TaskSpec
from grader.catalog.load import load_task
from grader.errors import GraderFault, TaskError, UsageError

_PACKAGE = Path(__file__).resolve().parents[1]


class Match(NamedTuple):
    """The task that a submission is for, and how that was seen."""

    task_id: str
    how: Literal["embedded", "entry"]
    """`embedded`: the released file still names its task; `entry`: it defines the function that the task asks for."""
    entry: str = ""
    """The function's name where it decided."""

    @property
    def why(self) -> str:
        """The reason in words."""
        return f"the file defines {self.entry}" if self.how == "entry" else "the file itself names it"


class _Written(NamedTuple):
    """What stands in a task.py in so many words."""

    entry: str | None
    also: set[str]
    gives: set[str]


class Catalog:
    """The tasks of some roots. Making one reads folder names only; a task is imported when it is asked for.

    Raises UsageError where a root does not exist or holds no task, TaskError where two roots hold the same id.
    """

    def __init__(self, roots: Sequence[Path]) -> None:
        self._places: dict[str, tuple[Path, Path]] = {}
        for root in (Path(os.path.abspath(root)) for root in roots):
            for task_id, folder in _folders(root).items():
                if task_id in self._places and self._places[task_id] != (root, folder):
                    other = self._places[task_id][1]
                    raise TaskError(f"Two tasks are called {task_id}: {other} and {folder}. Rename one of the folders.")
                self._places[task_id] = (root, folder)
        self._loaded: dict[str, TaskSpec] = {}
        self._read: dict[str, _Written] = {}

    @classmethod
    def load(cls, roots: Sequence[Path]) -> "Catalog":
        """The catalog with every task imported, so that the first wrong one raises its TaskError here."""
        catalog = cls(roots)
        _ = catalog.tasks
        return catalog

    @property
    def ids(self) -> tuple[str, ...]:
        """Every task's id, sorted; nothing is imported."""
        return tuple(sorted(self._places))

    @property
    def tasks(self) -> tuple[TaskSpec, ...]:
        """Every task, in the order of the course. Raises TaskError at the first one that is wrong."""
        return tuple(sorted((self.get(task_id) for task_id in self.ids), key=lambda task: (task.order, task.id)))

    def get(self, task_id: str) -> TaskSpec:
        """One task; the others are not imported.

        Raises UsageError where there is no such task (with the ids that come close), TaskError where it is wrong.
        """
        if task_id not in self._places:
            raise UsageError(self._unknown(task_id))
        if task_id not in self._loaded:
            root, folder = self._places[task_id]
            self._loaded[task_id] = load_task(root, folder, task_id)
        return self._loaded[task_id]

    def match(self, names: Collection[str], embedded: str | None = None) -> Match:
        """The task for a submission that defines `names` and carries the id `embedded`; nothing is imported.

        The embedded id decides where it is one of ours, else the functions: of a task that asks for several, all should
        be there, for `shift` alone may be anybody's helper. Raises UsageError where no task or more than one task fits.
        """
        if embedded in self._places:
            return Match(embedded, "embedded")
        entries = self._entries()
        fitting = sorted(task_id for task_id, entry in entries.items() if entry in names)
        whole = [task_id for task_id in fitting if self._written(task_id).also <= set(names)]
        fitting = whole or fitting
        given = {name for task_id in fitting for name in self._written(task_id).gives}
        fitting = [task_id for task_id in fitting if entries[task_id] not in given] or fitting
        if len(fitting) == 1:
            return Match(fitting[0], "entry", entries[fitting[0]])
        if fitting:
            raise UsageError(f"This file answers more than one task: {', '.join(fitting)}. Say which with --task ID.")
        asked = ", ".join(f"{entry} ({task_id})" for task_id, entry in sorted(entries.items()))
        if embedded:
            raise UsageError(
                f"This file says that it is for {embedded}, which is not among the tasks. If it is a task of your "
                "course, name the folder with the course's tasks: --root DIR. "
                f"If it is for another task, say which with --task ID; the functions asked for are: {asked}."
            )
        raise UsageError(
            f"No task was found for this file. It should define one of: {asked}. "
            "Rename the function, or say which task it is with --task ID."
        )

    def fits(self, task_id: str, names: Collection[str], embedded: str | None = None) -> bool:
        """Whether a submission that defines `names` and carries the id `embedded` may be meant for this task."""
        if embedded in self._places:
            return embedded == task_id
        return self._entries().get(task_id) in names

    def mentions(self, task_id: str, *words: bytes) -> bool:
        """Whether the source of a task holds one of the words; nothing is imported."""
        sources = (path.read_bytes() for path in self._places[task_id][1].glob("*.py"))
        return any(word in source for source in sources for word in words)

    def resolve(self, name: str) -> str | None:
        """The id that a folder's name means: `conv2d` for `convolution/conv2d` where there is but one; else None."""
        plain = name.strip().strip("/").replace("\\", "/").casefold()
        found = [task_id for task_id in self.ids if plain in (task_id.casefold(), task_id.casefold().replace("/", "-"))]
        found = found or [task_id for task_id in self.ids if task_id.rsplit("/", 1)[-1].casefold() == plain]
        return found[0] if len(found) == 1 else None

    @property
    def fingerprint(self) -> str:
        """sha256 over all files of the tasks: while it is equal, every task is as it was. Nothing is imported."""
        total = hashlib.sha256()
        roots = sorted({root for root, _ in self._places.values()})
        for folder in (folder for root in roots for folder in (root, root.parent / "reference")):
            for place, inner, files in os.walk(folder):
                inner[:] = sorted(name for name in inner if name != "__pycache__")
                for path in (Path(place) / name for name in sorted(files)):
                    raw = path.read_bytes()
                    total.update(
                        f"{path.relative_to(folder).as_posix()}\0{len(raw)}\0".encode("utf-8", "replace") + raw
                    )
        return total.hexdigest()

    def _entries(self) -> dict[str, str]:
        """Entry by task id, read from the source; a task that computes its entry is imported for it."""
        return {task_id: self._written(task_id).entry or self.get(task_id).entry for task_id in self._places}

    def _written(self, task_id: str) -> "_Written":
        """What the task's source says without being run; read once."""
        if task_id not in self._read:
            file = self._places[task_id][1] / "task.py"
            self._read[task_id] = _Written(_entry(file), _named(file, "also"), _named(file, "gives"))
        return self._read[task_id]

    def _unknown(self, task_id: str) -> str:
        last = task_id.rstrip("/").rsplit("/", 1)[-1]
        close = [known for known in self.ids if known.rsplit("/", 1)[-1] == last]
        close += [known for known in difflib.get_close_matches(task_id, self.ids, cutoff=0.5) if known not in close]
        meant = f" Did you mean {' or '.join(close[:3])}?" if close else ""
        return f"There is no task {task_id}.{meant} `grader tasks` lists them all."


def list_ids(roots: Sequence[Path]) -> tuple[str, ...]:
    """Every task's id under `roots`, sorted; nothing is imported."""
    return Catalog(roots).ids


def entry_names(root: Path) -> Mapping[str, str | None]:
    """The entry of each task under `root` by its id, read from the source; None where it is not written out there."""
    folders = _folders(Path(os.path.abspath(root)))
    return {task_id: _entry(folder / "task.py") for task_id, folder in folders.items()}


def default_root() -> Path:
    """The course's tasks: `assignments` of the checkout, else the copy that the wheel carries.

    Raises GraderFault where neither is there.
    """
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "assignments").is_dir():
        return checkout / "assignments"
    bundled = _PACKAGE / "course" / "assignments"
    if bundled.is_dir():
        return bundled
    raise GraderFault("The course's tasks are missing from this installation. Install it again, or name --root DIR.")


def roots_of(extra: Sequence[Path]) -> list[Path]:
    """The built-in tasks' folder and the further ones. Raises UsageError where one is no folder."""
    for root in extra:
        if not root.is_dir():
            raise UsageError(f"--root {root} is not a folder; name a folder shaped like `assignments/`.")
    return [default_root(), *(root.resolve() for root in extra)]  # a task.py may change the folder


def hidden_of(roots: Sequence[Path]) -> list[Path]:
    """What of a course must not be seen from inside a jail, wherever it lies."""
    return [folder for root in roots for folder in (root, root.resolve().parent / "reference")]


def _folders(root: Path) -> dict[str, Path]:
    """The folders under `root` that hold a task.py, by id. Hidden folders and a task's own folders are not entered."""
    if not root.is_dir():
        raise UsageError(f"There is no folder {root}. --root takes a folder shaped like assignments/.")
    found: dict[str, Path] = {}
    for place, inner, files in os.walk(root):
        inner[:] = sorted(name for name in inner if not name.startswith((".", "__")))
        if "task.py" in files:
            if Path(place) == root:
                raise UsageError(f"{root} is itself a task. --root takes the folder that holds the topics' folders.")
            found[Path(place).relative_to(root).as_posix()] = Path(place)
            inner.clear()
    if not found:
        raise UsageError(f"There is no task under {root}; one looks like {root / 'topic' / 'name' / 'task.py'}.")
    return found


def _named(file: Path, option: str) -> set[str]:
    """Names in `also=(...)` or `gives=(...)` of the call to Task in `file`; empty where it is not written out there."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return set()
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    given = [key.value for call in calls for key in call.keywords if key.arg == option]
    written = [one for value in given if isinstance(value, ast.Tuple | ast.List) for one in value.elts]
    names = {one.id for one in written if isinstance(one, ast.Name)}
    return names | {str(one.value) for one in written if isinstance(one, ast.Constant)}


def _entry(file: Path) -> str | None:
    """`entry="..."` of the call to Task in `file`; None where it is no constant or the file does not parse."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] == "Task":
            for keyword in node.keywords:
                if keyword.arg == "entry" and isinstance(keyword.value, ast.Constant):
                    return str(keyword.value.value)
    return None
