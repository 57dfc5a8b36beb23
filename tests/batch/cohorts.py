"""Cohorts of any size, the same for the same seed: right, mistaken, unfinished, broken and hostile submissions.

One folder a student. The hostile ones answer a task of their own, `hostile/pool`, whose limits are small.
"""

import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.batch.mistaken import ROOT, mistaken_source, mistakes_of

TASKS = ("convolution/output_size", "pooling/avg_pool2d", "pooling/max_pool2d")
"""Cheap ones: a submission takes a fraction of a second."""
HOSTILE = (
    "process_fork_bomb",
    "memory_tensor_at_once",
    "loop_python",
    "exit_success_in_call",
    "exit_abort",
    "exit_success_at_import",
    "process_kill_everything",
    "process_stop_own_group",
    "output_stdout",
    "frame_forged_before_the_real_one",
    "frame_bad_utf8",
    "frame_lone_surrogates",
    "report_surrogates_in_error",
    "tensor_equal_to_everything",
)
UNSETTLED = ("process_fork_bomb",)
"""How these end is a race within the submission itself: the same points, not always the same words."""
NAMES = (
    "Иванова Анна",
    "李小龙",
    "محمد علي",
    "प्रिया शर्मा",
    "Zoë O'Brien",
    "Nguyễn Văn Ánh",
    "CON",
    "50% off; $(reboot)",
    "田中・太郎",
    "Ελένη",
    "שרה כהן",
    "smith, john",
    "=cmd|'calc'!A0",
    "w" * 180,
)


class Made(NamedTuple):
    """A cohort on disk."""

    folder: Path
    root: Path
    """The course of its hostile task, for --root."""
    unsettled: frozenset[str]
    """Students whose report may say it in other words each time."""


def make_cohort(place: Path, size: int, seed: int = 1) -> Made:
    """Writes a cohort of so many students below `place`."""
    draw = random.Random(seed)
    folder = place / "class"
    folder.mkdir(parents=True)
    makers = _makers(size, draw)
    unsettled = set()
    for number, (kind, make) in enumerate(makers):
        name = NAMES[number % len(NAMES)] if number % 3 == 0 else kind
        student = f"{name} {number:03d}"
        home = folder / student
        home.mkdir()
        make(home)
        if kind in UNSETTLED:
            unsettled.add(student)
    return Made(folder, hostile_course(place), frozenset(unsettled))


def hostile_course(place: Path) -> Path:
    """A course with one task, max pooling under another name, that gives nobody much time."""
    source = (ROOT / "reference" / "pooling" / "max_pool2d.py").read_text(encoding="utf-8")
    files = {
        "reference/hostile/pool.py": source.replace("max_pool2d", "hostile_pool"),
        "assignments/hostile/pool/task.py": _TASK,
        "assignments/hostile/pool/statement.en.md": "# Pool\n\n`hostile_pool(x, kernel_size)`\n",
        "assignments/hostile/pool/statement.ru.md": "# Пул\n\n`hostile_pool(x, kernel_size)`\n",
    }
    for path, text in files.items():
        (place / "course" / path).parent.mkdir(parents=True, exist_ok=True)
        (place / "course" / path).write_text(text, encoding="utf-8")
    return place / "course" / "assignments"


Make = Callable[[Path], None]


def _makers(size: int, draw: random.Random) -> list[tuple[str, Make]]:
    """(kind, what writes it), one a student. However few they are, every group is there; no draw repeats early."""
    groups: list[tuple[int, list[tuple[str, Make]]]] = [
        (9, _right()),
        (12, _mistaken()),
        (2, _unfinished()),
        (4, _broken()),
        (3, _hostile()),
    ]
    for _, group in groups:
        draw.shuffle(group)
    shares = [group for share, group in groups for _ in range(share)]
    draw.shuffle(shares)
    chosen: list[tuple[str, Make]] = []
    taken = [0] * len(groups)
    order = [group for _, group in groups]
    while len(chosen) < size:
        group = order[len(chosen)] if len(chosen) < len(order) else shares[len(chosen) % len(shares)]
        number = next(index for index, one in enumerate(order) if one is group)
        chosen.append(group[taken[number] % len(group)])
        taken[number] += 1
    draw.shuffle(chosen)
    return chosen


def _right() -> list[tuple[str, Make]]:
    files = [file for task in TASKS for file in sorted((ROOT / "assignments" / task / "right").iterdir())]
    return [(f"right {file.stem}", _copy(file)) for file in files if file.suffix in (".py", ".ipynb")]


def _mistaken() -> list[tuple[str, Make]]:
    made: list[tuple[str, Make]] = []
    for task in TASKS:
        for index, name in enumerate(mistakes_of(task)):
            source = mistaken_source(task, name)
            made.append((name, _notebook(source) if index % 5 == 4 else _text("solution.py", source)))
    return made


def _unfinished() -> list[tuple[str, Make]]:
    stub = "def {name}({arguments}):\n    # your code\n    raise NotImplementedError\n"
    pool = stub.format(name="max_pool2d", arguments="x, kernel_size, stride=None")
    mean = stub.format(name="avg_pool2d", arguments="x, kernel_size").replace("raise NotImplementedError", "pass")
    size = stub.format(name="output_size", arguments="size, kernel_size")
    return [
        ("stub pool", _text("max_pool.py", pool)),
        ("stub mean", _notebook(mean)),
        ("stub size", _text("sizes.py", size)),
        ("nothing", _text("solution.py", "# I did not manage\n")),
    ]


def _broken() -> list[tuple[str, Make]]:
    right = (ROOT / "assignments" / TASKS[1] / "right" / "loops.py").read_text(encoding="utf-8")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("solution.py", right)
    book = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    return [
        ("not json", _raw("hw.ipynb", b"PK not a notebook")),
        ("empty book", _raw("hw.ipynb", b"")),
        ("empty module", _raw("hw.py", b"")),
        ("book without cells", _raw("hw.ipynb", book.encode())),
        ("half a book", _raw("hw.ipynb", book.encode()[:-9])),
        ("wrong kind", _raw("hw.docx", b"PK\x03\x04 a letter")),
        ("picture", _raw("hw.py", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))),
        ("half a zip", _raw("hw.zip", packed.getvalue()[:-30])),
        ("whole zip", _raw("hw.zip", packed.getvalue())),
        ("no python", _text("hw.py", right.replace("return", "retrun"))),
        ("forbidden", _forbidden(right)),
        ("pipe", lambda home: os.mkfifo(home / "hw.py")),
        ("link", lambda home: (home / "hw.py").symlink_to("nowhere.py")),
        ("link to another", lambda home: (home / "hw.py").symlink_to("/etc/passwd")),
        ("folder", lambda home: (home / "hw.py").mkdir()),
    ]


def _hostile() -> list[tuple[str, Make]]:
    made: list[tuple[str, Make]] = []
    for name in HOSTILE:
        source = (ROOT / "tests" / "attacks" / "submissions" / f"{name}.py").read_bytes()
        made.append((name, _raw("pool.py", source.replace(b"max_pool2d", b"hostile_pool"))))
    return made


def _copy(file: Path) -> Make:
    return _raw(f"solution{file.suffix}", file.read_bytes())


def _text(name: str, text: str) -> Make:
    return _raw(name, text.encode("utf-8"))


def _raw(name: str, content: bytes) -> Make:
    return lambda home: (home / name).write_bytes(content) and None


def _forbidden(text: str) -> Make:
    def make(home: Path) -> None:
        (home / "hw.py").write_text(text, encoding="utf-8")
        (home / "hw.py").chmod(0)

    return make


def _notebook(source: str) -> Make:
    cells = [
        {"cell_type": "code", "id": "one", "metadata": {}, "source": source, "outputs": [], "execution_count": None},
        {"cell_type": "code", "id": "two", "metadata": {}, "source": "1 + 1", "outputs": [], "execution_count": None},
    ]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return _text("solution.ipynb", json.dumps(book, ensure_ascii=False))


_TASK = '''"""Max pooling for those who mean harm: short limits, two cases."""

from grader.authoring import Call, Gen, Limits, T, Task, Tolerance
from reference.hostile.pool import hostile_pool

task = Task(
    title=T(en="Pool", ru="Пул"),
    lesson=T(en="Pooling", ru="Пулинг"),
    entry="hostile_pool",
    reference=hostile_pool,
    tolerance=Tolerance.exact(),
    limits=Limits(setup_s=30, call_s=2, total_s=90, cell_s=2, memory_bytes=1 << 30, output_bytes=8 << 20),
)


@task.check(title=T(en="One picture", ru="Одна картинка"), points=1, cases=1)
def one(g: Gen) -> Call:
    return Call(g.distinct(1, 1, 6, 5), 2)


@task.check(title=T(en="Several", ru="Несколько"), points=1, cases=1)
def several(g: Gen) -> Call:
    return Call(g.distinct(2, 3, 7, 5), 3, 2)
'''
