"""The shape of the package, held over its syntax trees: who may import whom, how long a file may be."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "grader"

LEVELS = (
    ("cli", "options", "web", "__main__"),
    ("batch", "verify", "release", "doctor", "single"),
    ("grade",),
    ("judge",),
    ("shown", "training", "dry_run", "searched", "gradebook", "classpage", "repair"),
    ("score",),
    (
        "catalog",
        "intake",
        "rules",
        "sandbox",
        "compare",
        "report",
        "unseen",
    ),
    ("authoring", "data", "cohort", "similar", "syntax"),
    ("model", "seeds", "words", "errors"),
)
"""From top to bottom: a room imports rooms below its own level and itself, nothing else of ours."""

LEVEL = {room: number for number, level in enumerate(LEVELS) for room in level}

BETWEEN_SIBLINGS = {
    ("unseen", "compare"),
    ("__main__", "cli"),
    ("cli", "options"),
    ("authoring", "data"),
    ("words", "model"),
    ("seeds", "errors"),
    ("verify", "release"),
}
"""The only imports within a level; a task is fair only if what it hands out can be made, so verify makes it."""

MOST_LINES = 400
LISTS = ("/mistakes.py",)
"""A task's known mistakes are a list of short functions, each read alone: as long as students are inventive."""
STUDENTS_FILES = ("tests/samples/submissions", "tests/attacks/submissions", "tests/fixtures")
"""Folders of files as they were handed in; hostile ones are long on purpose."""
VAGUE = {"utils", "util", "helpers", "misc", "common"}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if not any(part.startswith(".") for part in path.parts))


def _room(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(file: Path, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, full dotted name) of every import in `file`, those inside functions included."""
    package = ".".join(file.relative_to(ROOT).parent.parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def _rooms_imported(file: Path) -> Iterator[tuple[str, str]]:
    """(where, room) for every import of ours in `file`."""
    for line, name in _imports(file, ast.parse(file.read_bytes())):
        first, _, rest = name.partition(".")
        if first == "grader":
            yield f"{file.relative_to(ROOT)}:{line}", rest.partition(".")[0]


def test_imports_go_down_only() -> None:
    wrong = []
    for file in _files(PACKAGE):
        room = _room(file)
        if room in {"__init__", "inside"}:
            continue
        assert room in LEVEL, f"{file.relative_to(ROOT)}: give this room its level in LEVELS"
        for where, other in _rooms_imported(file):
            if other in {room, "__version__", ""} or (room, other) in BETWEEN_SIBLINGS:
                continue
            if LEVEL.get(other, -1) <= LEVEL[room]:
                wrong.append(f"{where}: {room} imports {other}")
    assert not wrong, "\n".join(wrong)


def test_the_code_beside_the_student_knows_nothing_of_ours_and_is_known_to_nobody() -> None:
    wrong = []
    for file in _files(PACKAGE):
        for where, other in _rooms_imported(file):
            if (_room(file) == "inside") != (other == "inside"):
                wrong.append(f"{where}: {_room(file)} imports {other}")
    assert not wrong, "\n".join(wrong)


def test_the_code_beside_the_student_names_itself_relatively() -> None:
    absolute = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in _files(PACKAGE / "inside")
        for node in ast.walk(ast.parse(file.read_bytes()))
        if (isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").partition(".")[0] == "grader")
        or (isinstance(node, ast.Import) and any(alias.name.partition(".")[0] == "grader" for alias in node.names))
    ]
    assert not absolute, f"in the jail there is no package `grader`: {absolute}"


def test_the_grader_imports_no_task_and_no_reference() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}:{line}: {name}"
        for file in _files(PACKAGE)
        for line, name in _imports(file, ast.parse(file.read_bytes()))
        if name.partition(".")[0] in {"assignments", "reference", "tests"}
    ]
    assert not wrong, "\n".join(wrong)


def test_the_command_line_starts_without_torch() -> None:
    code = "import sys, grader.cli; sys.exit(', '.join({'torch', 'torchvision', 'nbformat'} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"`grader --help` would wait for: {done.stderr}"


@pytest.mark.parametrize("folder", ["grader", "reference", "assignments", "tests"])
def test_no_file_is_long(folder: str) -> None:
    lines = {
        str(file.relative_to(ROOT)): len(file.read_bytes().splitlines())
        for file in _files(ROOT / folder)
        if not str(file.relative_to(ROOT)).startswith(STUDENTS_FILES)
    }
    assert lines
    assert not {file: count for file, count in lines.items() if count > MOST_LINES and not file.endswith(LISTS)}


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    names = {path.stem for folder in ("grader", "reference", "tests") for path in (ROOT / folder).rglob("*")}
    assert not names & VAGUE


def test_every_module_says_what_it_does() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for file in _files(PACKAGE)
        if not (ast.get_docstring(ast.parse(file.read_bytes())) or "").strip()
    ]
    assert not silent
