"""What grading costs beyond the student's own running time: whole cold commands, and one warm jail."""

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.cohort import RIGHT, TASK
from tests.benchmarks.tools import ROOT

IMPORT = "import torch, torchvision"


def measure_overhead(rounds: int, many: int) -> dict[str, Any]:
    """Right work only: its own time is taken off, measured right here; ratios are to a cold import in the same run."""
    module, notebook = RIGHT / "loops.py", RIGHT / "notebook.ipynb"
    cold = _cold(rounds, module, notebook)
    warm = _warm(rounds, module, notebook, many)
    return {
        "cold_import_s": cold["import"],
        "cold_module_ratio": cold["module"] / cold["import"],
        "cold_notebook_ratio": cold["notebook"] / cold["import"],
        "overhead_ms_module": 1000 * warm["module"],
        "overhead_ms_notebook": 1000 * warm["notebook"],
        "module_to_cold_process": warm["module"] / cold["import"],
        "notebook_to_cold_process": warm["notebook"] / cold["import"],
        "many": many,
        "many_wrong": warm["wrong"],
        "many_memory_growth_mb": warm["memory_growth_mb"],
        "many_descriptor_growth": warm["descriptor_growth"],
    }


def _cold(rounds: int, module: Path, notebook: Path) -> dict[str, float]:
    """Whole processes, in turn: a bare import, and the command on a module and on a notebook."""
    grade = [sys.executable, "-m", "grader", "grade", "--task", TASK, "--no-hints"]
    commands = {
        "import": [sys.executable, "-c", IMPORT],
        "module": [*grade, str(module)],
        "notebook": [*grade, str(notebook)],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            start = time.monotonic()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
            if number:  # the first round fills the disk cache
                seconds[name].append(time.monotonic() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


def _warm(rounds: int, module: Path, notebook: Path, many: int) -> dict[str, Any]:
    from grader.catalog import Catalog, default_root
    from grader.compare import case_book
    from grader.grade import grade_submission
    from grader.intake import read_submission
    from grader.sandbox.jail import Jail
    from grader.seeds import PRACTICE_SECRET

    spec = Catalog([default_root()]).get(TASK)
    book = case_book(spec, PRACTICE_SECRET)
    calls = [case.call for check in spec.checks for case in book.cases(check)]
    with Jail() as jail:
        jail.wait_ready()

        def grade(path: Path) -> float:
            report = grade_submission(read_submission(path), spec, sandbox=jail).report
            assert report.score is not None
            return report.score

        found: dict[str, Any] = {}
        for name, path in (("module", module), ("notebook", notebook)):
            own = _own_time(path, spec.entry, calls)
            grade(path)
            found[name] = statistics.median(_timed(lambda path=path: grade(path)) for _ in range(rounds)) - own
        found["wrong"] = 0
        gc.collect()
        memory, descriptors = _memory(jail), len(os.listdir("/proc/self/fd"))
        for number in range(many):
            found["wrong"] += grade(notebook if number % 10 == 0 else module) != spec.max_score
        gc.collect()
        found["memory_growth_mb"] = (_memory(jail) - memory) / 2**20
        found["descriptor_growth"] = len(os.listdir("/proc/self/fd")) - descriptors
    return found


def _own_time(path: Path, entry: str, calls: list[Any]) -> float:
    """Running the same code and the same calls right here: what no grader can save."""
    from grader.intake import read_submission

    submission = read_submission(path)

    def run() -> None:
        namespace: dict[str, Any] = {"__name__": "own"}
        for unit in submission.units:
            exec(compile(unit.code, unit.name, "exec"), namespace)
        for call in calls:
            namespace[entry](*call.args, **call.kwargs)

    stdout, sys.stdout = sys.stdout, open(os.devnull, "w")  # noqa: SIM115
    try:
        run()
        return statistics.median(_timed(run) for _ in range(5))
    finally:
        sys.stdout.close()
        sys.stdout = stdout


def _timed(action: Callable[[], object]) -> float:
    start = time.monotonic()
    action()
    return time.monotonic() - start


def _memory(jail: Any) -> int:
    from grader.sandbox.watch import tree_memory_bytes

    with open("/proc/self/smaps_rollup", "rb") as handle:
        own = next(int(line.split()[1]) * 1024 for line in handle if line.startswith(b"Pss_Anon"))
    return own + tree_memory_bytes(jail._process.pid)
