"""Imports one task.py, checks what only the whole task can show, and freezes it into a TaskSpec.

What was imported from the course is forgotten again afterwards, so that no task ever sees another root's `reference`.
"""

import ast
import hashlib
import importlib
import inspect
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from grader.authoring import Task, TaskSpec
from grader.catalog.course import NAME as COURSE_FILE
from grader.catalog.course import read_course
from grader.catalog.starter import cut_starter
from grader.errors import TaskError
from grader.model import Limits

_IMPORTING = threading.RLock()
"""sys.path and sys.modules belong to the whole process."""


def load_task(root: Path, folder: Path, task_id: str) -> TaskSpec:
    """The task in `folder` of `root`, as data. Raises TaskError: which file, what is wrong, what to write instead."""
    file, course = folder / "task.py", read_course(root, folder)
    with _course_imports(root, folder) as imported:
        task = _run(file, root)
        reference_file = _reference_file(task, file)
        drive, drivers, driven = _drive(task, file)
        sources = {Path(at) for module in imported().values() if (at := getattr(module, "__file__", None))}
    fit_drive, fit_drivers = _fit_drive(task)
    starter = cut_starter(reference_file.read_text(encoding="utf-8"), list(task.functions), str(reference_file))
    wrong_files = _files(folder / "wrong")
    _demand_statements(folder)
    _demand_checks(task, file)
    settings = [root / COURSE_FILE] if (root / COURSE_FILE).is_file() else []
    digest = _digest(root, {file, reference_file, *_statements(folder), *wrong_files, *sources, *settings})
    return TaskSpec(
        id=task_id,
        title=task.title,
        lesson=task.lesson,
        order=task.order,
        functions=task.functions,
        drivers=drivers | fit_drivers,
        driven=driven,
        drive=drive,
        fit_drive=fit_drive,
        layers=task.layers,
        resize=task.resize,
        reference_file=reference_file,
        folder=folder,
        checks=tuple(task.checks),
        mistakes=tuple(task.mistakes),
        pairs=task.pairs,
        hints=task.hints and course.hints,
        wrong_files=wrong_files,
        right_files=_files(folder / "right"),
        attachments=_attachments(task, folder, file),
        starter=starter,
        banned=task.bans(),
        limits=_limits(task),
        digest=digest,
    )


def _run(file: Path, root: Path) -> Task:
    """Runs `file` as a module of its own and takes its `task`."""
    module = ModuleType(f"grader_task_{file.parent.name}")
    module.__file__ = str(file)
    sys.modules[module.__name__] = module
    try:
        exec(compile(file.read_bytes(), str(file), "exec"), module.__dict__)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise TaskError(f"{_place(error, file, root)}: {_said(error)}") from error
    finally:
        sys.modules.pop(module.__name__, None)
    task = getattr(module, "task", None)
    if task is None:
        raise TaskError(f"{file}: there is no `task` here; write `task = Task(title=..., entry=..., ...)` at its top.")
    if not isinstance(task, Task):
        raise TaskError(f"{file}: `task` is of type {type(task).__name__}; write `task = Task(...)`.")
    return task


def _place(error: BaseException, file: Path, root: Path) -> str:
    """The author's own line that raised: the deepest one in the task, its root or the course's reference."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}, line {error.lineno}"
    own = [file.parent, root, root.parent / "reference"]
    place = str(file)
    for frame in traceback.extract_tb(error.__traceback__):
        if any(Path(frame.filename).is_relative_to(folder) for folder in own):
            place = f"{frame.filename}, line {frame.lineno}"
    return place


def _said(error: BaseException) -> str:
    if isinstance(error, TaskError):
        return str(error)
    if isinstance(error, ValidationError):
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        return f"{error.title}: {'; '.join(faults)}. Sentences are written T(en=..., ru=...)."
    missing = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    if missing == "reference":
        return f"{error}; a task imports its reference from the `reference` folder beside its root, or beside itself."
    if missing == _DRIVE.removesuffix(".py"):
        return (
            f"there is no {_DRIVE} beside task.py; write it (functions whose first argument is `student`), or leave "
            "out `import drive` and Task(drive=...)."
        )
    if missing:
        return f"{error}; install {missing} where the grader runs, or do without it."
    return f"{type(error).__name__}: {error}"


def _reference_file(task: Task, file: Path) -> Path:
    """Where the reference is written; it is the starter's source, so it must be fit to be cut."""
    found = {name: _written_in(reference, name, file) for name, reference in task.functions.items()}
    first = found[task.entry]
    for name, place in found.items():
        if place != first:
            raise TaskError(f"{file}: {name} is written in {place}, {task.entry} in {first}; put all into one file.")
    return first


def _written_in(reference: Callable[..., Any], entry: str, file: Path) -> Path:
    reference = inspect.unwrap(reference)
    name = getattr(reference, "__name__", type(reference).__name__)
    try:
        found = inspect.getsourcefile(reference)
    except TypeError:
        found = None
    if found is None:
        raise TaskError(f"{file}: reference={name} has no source file; import a function written in Python.")
    if Path(found) == file:
        raise TaskError(
            f"{file}: the reference is written here, but the starter is made from its file; move {name} into "
            f"`reference.py` beside it and write `from reference import {name}`."
        )
    if name != entry:
        raise TaskError(f"{found}: the function is called {name}, students write {entry}; give both one name.")
    return Path(found)


_DRIVE = "drive.py"
_FIT = [Path(__file__).parents[1] / "inside" / name for name in ("watched.py", "fit.py", "answers.py")]
_ASKING_S = 60.0
"""Seconds beside each training for loading again and asking for answers."""
_MAY_IMPORT = {"torch", "numpy", *sys.stdlib_module_names}


def _drive(task: Task, file: Path) -> tuple[str, dict[str, Callable[..., Any]], dict[str, frozenset[str]]]:
    """The source of the task's drive.py, which runs beside students' code; its public functions by name; and which of
    the student's functions each of them calls (all of them where it cannot be seen)."""
    if task.drive is None:
        return "", {}, {}
    place = Path(task.drive.__file__ or "")
    if place.name != _DRIVE:
        raise TaskError(f"{file}: Task(drive=...) is {place.name}; only a file called {_DRIVE} is sent into the jail.")
    source = place.read_text(encoding="utf-8")
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        plain = isinstance(node, ast.Import)
        for name in [alias.name for alias in node.names] if plain else [getattr(node, "module", None) or "."]:
            if name.partition(".")[0] not in _MAY_IMPORT:
                raise TaskError(
                    f"{place}, line {node.lineno}: it imports {name}; this file runs in the jail, where there is "
                    "torch, numpy and the standard library and must be nothing of the course."
                )
    functions: dict[str, Callable[..., Any]] = {
        name: function
        for name, function in vars(task.drive).items()
        if inspect.isfunction(function) and function.__module__ == task.drive.__name__ and not name.startswith("_")
    }
    for name, function in functions.items():
        if next(iter(inspect.signature(function).parameters), "") != "student":
            raise TaskError(
                f"{place}, line {function.__code__.co_firstlineno}: {name} must take `student`, the student's "
                "functions, as its first argument."
            )
    beside = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    used = {name: _students(driver, beside) for name, driver in beside.items()}
    every = frozenset(task.functions)
    return source, functions, {name: (used.get(name, every) & every) or every for name in functions}


def _students(driver: ast.FunctionDef, beside: Mapping[str, ast.FunctionDef]) -> frozenset[str]:
    """What of `student` a driver uses, itself or through other functions of its file."""
    reached = [driver]
    for function in reached:  # it grows meanwhile
        named = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        reached += [other for name, other in beside.items() if name in named and other not in reached]
    return frozenset(
        node.attr
        for function in reached
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "student"
    )


def _fit_drive(task: Task) -> tuple[str, dict[str, Callable[..., Any]]]:
    """The source that trains, and its drivers by name, for a task that trains."""
    if not any(check.fit for check in task.checks):
        return "", {}
    source = "\n\n".join(file.read_text(encoding="utf-8") for file in _FIT)
    names: dict[str, Any] = {}
    exec(compile(source, str(_FIT[0]), "exec"), names)
    return source, {name: function for name, function in names.items() if name.startswith("fit_")}


def _limits(task: Task) -> Limits:
    """The task's limits with the time that its trainings may take added.

    A notebook may train in one of its cells, so a cell has as long as a training.
    """
    fits = [check.fit for check in task.checks if check.fit]
    if not fits:
        return task.limits
    limits, longest = task.limits, max(fit.budget_s for fit in fits)
    return limits.model_copy(
        update={
            "total_s": limits.total_s + sum(fit.runs * (fit.budget_s + _ASKING_S) for fit in fits),
            "setup_s": limits.setup_s + longest,
            "cell_s": max(limits.cell_s, longest),
        }
    )


def _attachments(task: Task, folder: Path, file: Path) -> tuple[Path, ...]:
    paths = tuple(folder / name for name in task.attachments)
    for path in paths:
        if path.parent != folder or not path.is_file() or path.is_symlink():
            raise TaskError(f"{file}: attachments name {path.name}, and there is no such file beside task.py.")
    return paths


def _statements(folder: Path) -> tuple[Path, ...]:
    return tuple(folder / f"statement.{lang}.md" for lang in ("en", "ru"))


def _demand_statements(folder: Path) -> None:
    for statement in _statements(folder):
        if not statement.is_file():
            raise TaskError(f"{statement} is missing; the task needs its statement in English and in Russian.")
        if not statement.read_text(encoding="utf-8").strip():
            raise TaskError(f"{statement} is empty; write there what students are to do.")


def _demand_checks(task: Task, file: Path) -> None:
    if not task.checks:
        raise TaskError(f"{file}: there are no checks; write a function under @task.check(...) for each idea.")
    known = {check.id for check in task.checks}
    for ban in task.bans():
        for check in ban.checks:
            if check not in known:
                raise TaskError(f"{file}: Ban({ban.pattern!r}) costs {check}, which is not a check of this task.")


def _files(folder: Path) -> tuple[Path, ...]:
    """Whole submissions shipped with the task, in the order of their names."""
    return tuple(sorted(path for path in folder.glob("*") if path.suffix in {".py", ".ipynb", ".zip"}))


def _digest(root: Path, files: set[Path]) -> str:
    """sha256 over names and contents, in the order of the names; where the course lies on disk does not matter."""
    named = {_name(path, root): path.read_bytes() for path in files}
    total = hashlib.sha256()
    for name in sorted(named):
        total.update(f"{name}\0{len(named[name])}\0".encode() + named[name])
    return total.hexdigest()


def _name(path: Path, root: Path) -> str:
    for base in (root, root.parent):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return path.name


@contextmanager
def _course_imports(root: Path, folder: Path) -> Iterator[Callable[[], dict[str, ModuleType]]]:
    """Lets the task import what lies beside it and beside its root; forgets those modules again.

    Yields a function that gives the course's own modules imported so far.
    """
    with _IMPORTING:
        path = list(sys.path)
        hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_reference(name)}
        before = set(sys.modules)

        def imported() -> dict[str, ModuleType]:
            new = {name: module for name, module in sys.modules.items() if name not in before}
            return {name: module for name, module in new.items() if _is_course(name, module, root)}

        places = [str(folder), str(folder.parent), str(root.parent)]
        finder = _ReferenceFinder(places)
        sys.path[:0] = places
        sys.meta_path.insert(0, finder)
        importlib.invalidate_caches()
        try:
            yield imported
        finally:
            for name in imported():
                del sys.modules[name]
            sys.modules.update(hidden)
            sys.meta_path.remove(finder)
            sys.path[:] = path


class _ReferenceFinder:
    """Finds `reference` beside the task or beside its root and nowhere else, whatever else is on sys.path."""

    def __init__(self, places: list[str]) -> None:
        self._places = places

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != "reference":
            return None
        spec = PathFinder.find_spec(name, self._places)
        if spec is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        if spec.loader is None and spec.submodule_search_locations is not None:
            # A folder without __init__.py would follow sys.path later on; a list stays as it is.
            spec.submodule_search_locations = list(spec.submodule_search_locations)
        return spec


def _is_reference(name: str) -> bool:
    return name.partition(".")[0] == "reference"


def _is_course(name: str, module: ModuleType, root: Path) -> bool:
    file = getattr(module, "__file__", None)
    inside = file is not None and Path(file).is_relative_to(root)
    return inside or _is_reference(name) or name.partition(".")[0] == root.name
