"""The proof that nothing is lost, graded twice or graded otherwise, however often a run is killed.

    python -m tests.batch.killed [--size 300] [--kills 20] [--seed 1] [--gradings 3] [--keep FOLDER]

Grades one generated cohort several times, each time into a folder of its own: the first time left alone, then killed
at random points (all of it, or only whoever coordinates, a worker, the process that workers are forked from, the warm
template), and under a clock that jumps; each time what was killed is started again until it is through.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from grader.batch.store import RESULT, Store
from tests.batch.cohorts import Made, make_cohort
from tests.batch.processes import PARTS, Batch, Part, left_of

CLOCK = Path(__file__).with_name("clock")
"""A folder for PYTHONPATH under which the wall clock jumps."""
_FOUND_S = 8.0
"""A mother that was killed is started again only when a worker is needed: all of it is killed in her place then."""
_STARTS_S = 12.0
"""Some kills come at a random moment after the start, the others at a random result."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--size", type=int, default=300)
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--gradings", type=int, default=3)
    asked.add_argument("--keep", type=Path)
    options = asked.parse_args()
    place = options.keep or Path(tempfile.mkdtemp(prefix="grader-killed-"))
    try:
        prove(place, options.size, options.kills, options.seed, options.gradings)
    finally:
        if options.keep is None:
            shutil.rmtree(place, ignore_errors=True)


def prove(place: Path, size: int, kills: int, seed: int, gradings: int = 3) -> None:
    """Raises AssertionError where two gradings of the cohort differ."""
    print(f"{size} submissions, {gradings} gradings, {kills} kills, seed {seed}")
    made = make_cohort(place, size, seed)
    (place / "secret").write_bytes(b"a course's secret, long enough for one")
    draw = random.Random(seed)
    start = time.monotonic()
    grade(made, place / "out-0", [], draw, size)
    first = outcome(place / "out-0", made)
    counted = {state: sum(one[0] == state for one in first.values()) for state in ("graded", "ungraded", "unreadable")}
    print(f"grading 0, left alone: {counted}, {time.monotonic() - start:.0f} s")
    assert len({student for student, _ in first}) >= 0.9 * size, "students are missing"
    assert not counted["ungraded"], [key for key, one in first.items() if one[0] == "ungraded"]
    for number in range(1, gradings):
        start = time.monotonic()
        share = kills // (gradings - 1) + (number <= kills % (gradings - 1))
        order: list[Part] = [PARTS[index % len(PARTS)] for index in range(share)]
        draw.shuffle(order)
        hits = grade(made, place / f"out-{number}", order, draw, size, jumping=number == gradings - 1)
        other = outcome(place / f"out-{number}", made)
        differing = [key for key in first.keys() | other.keys() if first.get(key) != other.get(key)]
        for key in differing:
            print(f"  differs: {key}", *unlike(first.get(key), other.get(key)), sep="\n    ")
        assert not differing
        one, two = ((place / f"out-{index}" / "grades.csv").read_bytes() for index in (0, number))
        assert one == two, "grades.csv differs"
        print(f"grading {number}, killed {hits} times: identical, {time.monotonic() - start:.0f} s")


def grade(made: Made, out: Path, order: list[Part], draw: random.Random, size: int, *, jumping: bool = False) -> int:
    """One grading, with these kills on the way: how many struck. What had a result after a kill keeps it."""
    options = ["--secret-file", str(out.parent / "secret"), "--jobs", "2"]
    env = {"PYTHONPATH": str(CLOCK)} if jumping else {}
    kept: dict[Path, int] = {}
    waiting, hits = list(order), 0
    batch = Batch(made.folder, out, [made.root], options, env)
    while waiting:
        part = waiting.pop()
        stored = len(list(out.rglob(RESULT)))
        target = stored + draw.randint(1, max(1, 2 * (size - stored) // (len(waiting) + 2)))
        delay = draw.uniform(0, _STARTS_S) if draw.random() < 0.4 else None
        _wait(batch, out, target, delay)
        found = batch.find("all")
        hit, choice, until = False, draw.random(), time.monotonic() + _FOUND_S
        while batch.running and not hit:  # what is to be killed may not have started yet, or not again
            part = part if time.monotonic() < until else "all"
            hit = batch.kill(part, choice)
            time.sleep(0.01)
        hits += hit
        when = f"after {delay:.1f} s" if delay is not None else f"at result {target}"
        print(f"  {'killed' if hit else 'nothing to kill of'} {part} {when}: {len(list(out.rglob(RESULT)))} are there")
        if part in ("all", "coordinator") or not batch.running:
            batch.end()
            left = left_of(found)
            assert not left, f"still running: {left}"
            _demand_kept(kept)
            kept |= _whole(out)
            batch = Batch(made.folder, out, [made.root], options, env)
    code = batch.end()
    assert code in (0, 1), (code, batch.said[-2000:])
    ungraded = [str(folder) for folder, one in Store(out).all() if one.result.standing == "ungraded"]
    if ungraded:  # killed twice under one submission: that is said, and mended when asked
        print(f"  {len(ungraded)} were ungraded and are tried again")
    _demand_kept(kept)
    assert Batch(made.folder, out, [made.root], [*options, "--retry-ungraded"], env).end() in (0, 1)
    left_over = [path for path in out.rglob(".*") if path.is_file() and path.parent.name != ".grader"]
    assert not left_over, left_over
    return hits


def _wait(batch: Batch, out: Path, target: int, delay: float | None) -> None:
    """Until so many results are there, or so many seconds have passed."""
    until = time.monotonic() + (delay if delay is not None else 600.0)
    while batch.running and time.monotonic() < until:
        if delay is None and len(list(out.rglob(RESULT))) >= target:
            return
        time.sleep(0.02)


def _whole(out: Path) -> dict[Path, int]:
    """The results that count, each with its file's number: one that is written again has another."""
    if not out.exists():
        return {}
    return {
        folder: (folder / RESULT).stat().st_ino for folder, one in Store(out).all() if one.result.standing == "graded"
    }


def _demand_kept(kept: dict[Path, int]) -> None:
    again = [str(folder) for folder, number in kept.items() if (folder / RESULT).stat().st_ino != number]
    assert not again, f"graded twice: {again}"


def outcome(out: Path, made: Made) -> dict[tuple[str, str], tuple[Any, ...]]:
    """By student and task: the standing, why, and the report but for times."""
    store, found = Store(out), {}
    for folder, stored in store.all():
        result = stored.result
        key = (result.student, result.task or result.source)
        assert key not in found, f"two results: {key}"
        report = store.report(folder)
        told: Any = None
        if report is not None:
            told = json.loads((folder / "report.json").read_bytes())
            for name in ("timings", "claims"):
                told.pop(name)
            if result.student in made.unsettled:
                told = [told["state"], told["score"], [check["points"] for check in told["checks"]]]
        found[key] = (result.standing, result.why, told)
    return found


def unlike(one: Any, other: Any, place: str = "") -> list[str]:
    """Where two outcomes differ, in few words."""
    if isinstance(one, dict) and isinstance(other, dict):
        return [line for k in one.keys() | other.keys() for line in unlike(one.get(k), other.get(k), f"{place}/{k}")]
    if isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        return [line for n, pair in enumerate(zip(one, other, strict=True)) for line in unlike(*pair, f"{place}/{n}")]
    return [] if one == other else [f"{place}: {str(one)[:200]} | {str(other)[:200]}"]


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    main()
