"""How fast grading is: beside nbgrader, otter-grader and two floors, as classes grow, beyond the student's own time.

    python -m tests.benchmarks.bench [--quick] [--no-peers] [--only PART ...] [--rounds N] [--notebooks N]
    python -m tests.benchmarks.bench --insert

class     the same notebooks through every tool, alternating: tools.py, peers.py, compared.py
growth    300 and 3,000 modules of ours: time, memory, descriptors; --jobs; a second run: growth.py
overhead  what one submission costs beyond its own running time: warm.py

Writes .benchmarks/bench.json, README-part.md and bench.svg, prints the table and, last, one line of JSON. What a run
leaves out is kept from the run before in the files, not in the line. `--insert` measures nothing: it puts the last
figures into the README. Ends with 1 where a tool could not be measured. Times on a shared machine drift: rounds
alternate between what is compared, medians are shown, and only the ratios are worth quoting.
"""

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LOOPS = ("0 ms", "50 ms")
PARTS = ("class", "growth", "overhead")
KEPT = ROOT / ".benchmarks"
PICTURE = "tests/benchmarks/bench.svg"
MARKS = re.compile(r"(<!-- bench: .*? -->\n).*?(<!-- bench end -->)", re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, writes, prints. Returns the exit code."""
    options = _options(arguments)
    out: Path = options.out.resolve()
    if options.insert:
        _insert(out, ROOT / "README.md", ROOT / PICTURE)
        return 0
    os.environ["OMP_NUM_THREADS"] = "1"  # for everything that is started here, ours or not; before torch is imported
    out.mkdir(parents=True, exist_ok=True)
    from tests.benchmarks.figures import last_line
    from tests.benchmarks.tools import ToolFailed

    found: dict[str, Any] = {}
    machine, failed = _machine(), False
    for part in options.only:
        try:
            found[part] = _measure(part, out, options)
        except ToolFailed as failure:
            failed = True
            print(f"{part} could not be measured: {failure}", file=sys.stderr)
        _keep(out, {"machine": machine, **found})  # after each part: all of them take more than an hour
    print((out / "README-part.md").read_text(encoding="utf-8"))
    print(json.dumps(last_line(found)))
    return 1 if failed or found.get("class", {}).get("failed") else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, help="rounds of each measurement (default 3; alone 7 for overhead)")
    parser.add_argument("--notebooks", type=int, help="notebooks in the class (default 30)")
    parser.add_argument("--sizes", type=int, nargs="+", help="modules in the growing classes (default 300 3000)")
    parser.add_argument("--many", type=int, help="submissions through one template (default 300)")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="default: as many as cores")
    parser.add_argument("--loops", nargs="+", choices=LOOPS, help="what the students' loops cost (default: both)")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part; repeatable (default: all)")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="without nbgrader and otter-grader")
    parser.add_argument("--quick", action="store_true", help="a trial in under 3 minutes; its figures mean little")
    parser.add_argument("--out", type=Path, help="folder of results (default .benchmarks; for a trial one below it)")
    parser.add_argument("--insert", action="store_true", help="put the last figures into the README")
    options = parser.parse_args(arguments)
    options.out = options.out or (KEPT / "quick" if options.quick else KEPT)
    options.only = options.only or list(PARTS)
    options.loops = options.loops or (LOOPS[1:] if options.quick else LOOPS)
    options.overhead_rounds = options.rounds or (2 if options.quick else 7)
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.notebooks = options.notebooks or (2 if options.quick else 30)
    options.sizes = options.sizes or ([10, 30] if options.quick else [300, 3000])
    options.many = options.many if options.many is not None else (10 if options.quick else 300)
    return options


def _measure(part: str, out: Path, options: argparse.Namespace) -> dict[str, Any]:
    say = _teller(part)
    if part == "class":
        from tests.benchmarks.compared import everybody, measure_class

        field = everybody(KEPT / "envs", options.jobs, options.peers, say)
        return measure_class(field, out / "class", options.notebooks, options.rounds, say, options.loops)
    if part == "growth":
        from tests.benchmarks.growth import measure_growth

        return measure_growth(out / "growth", options.sizes, options.jobs, options.rounds, say)
    from tests.benchmarks.warm import measure_overhead

    say(f"one submission beyond its own time, {options.overhead_rounds} rounds; then {options.many} in a row")
    return measure_overhead(options.overhead_rounds, options.many)


def _teller(part: str) -> Callable[[str], None]:
    start = time.monotonic()

    def say(text: str) -> None:
        print(f"[{part} {time.monotonic() - start:5.0f} s] {text}", file=sys.stderr, flush=True)

    return say


def _machine() -> dict[str, Any]:
    with open("/proc/cpuinfo", encoding="utf-8") as handle:
        models = [line.partition(":")[2].strip() for line in handle if line.startswith("model name")]
    versions = {"Python": platform.python_version(), "torch": importlib.metadata.version("torch")}
    return {
        "date": datetime.date.today().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "cpu": models[0] if models else platform.machine(),
        "load": round(os.getloadavg()[1], 1),
        "versions": versions,
    }


def _keep(out: Path, found: dict[str, Any]) -> None:
    """Adds to what the last runs found, and shows all of it."""
    from tests.benchmarks.shown import markdown, picture

    file = out / "bench.json"
    before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    found = {**before, **found}
    file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (out / "bench.svg").write_text(picture(found), encoding="utf-8")
    (out / "README-part.md").write_text(markdown(found, PICTURE), encoding="utf-8")


def _insert(out: Path, readme: Path, shown: Path) -> None:
    """Puts the last figures between the marks of the README, and the picture at `shown`."""
    part = (out / "README-part.md").read_text(encoding="utf-8")
    text = readme.read_text(encoding="utf-8")
    if not MARKS.search(text):
        sys.exit(f"{readme.name} has no place for the figures: <!-- bench: ... --> and <!-- bench end -->")
    readme.write_text(MARKS.sub(lambda m: f"{m[1]}\n{part}\n{m[2]}", text), encoding="utf-8")
    shown.write_text((out / "bench.svg").read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
