"""What the measurements say: ratios, what was wished for, and the last line of JSON."""

import statistics
from collections.abc import Mapping
from typing import Any, NamedTuple

Found = Mapping[str, Any]
"""`class`, `growth` and `overhead`, as far as they were measured."""


def last_line(found: Found) -> dict[str, float | None]:
    """The figures that travel; None where one was not or could not be measured."""
    overhead = found.get("overhead", {})
    return {
        "ratio_nbgrader": ratio(found, "nbgrader"),
        "ratio_otter": ratio(found, "otter"),
        "ratio_nbclient": ratio(found, "nbclient"),
        "overhead_ms_module": _rounded(overhead.get("overhead_ms_module")),
        "overhead_ms_notebook": _rounded(overhead.get("overhead_ms_notebook")),
    }


def ratio(found: Found, role: str, variant: str | None = None, ours: str = "ours") -> float | None:
    """Their time / ours with start-up, the median over rounds; without `variant` of the class that is worse for us.

    Round by round, since the machine drifts from round to round.
    """
    measured = found.get("class", {}).get("seconds", {})
    if variant is None:
        ratios = [ratio(found, role, one, ours) for one in measured]
        return None if not ratios or None in ratios else min(one for one in ratios if one is not None)
    theirs, own = (totals(found, one, variant) for one in (role, ours))
    if not own or len(theirs) != len(own):
        return None
    return _rounded(statistics.median(their / our for their, our in zip(theirs, own, strict=True)))


def totals(found: Found, role: str, variant: str, step: str | None = None) -> list[float]:
    """Seconds of each round for the whole class; of one step alone where it is named."""
    runs = found["class"]["seconds"][variant].get(role, [])
    return [run[step] if step else sum(run.values()) for run in runs]


def a_notebook(found: Found, role: str, variant: str, step: str | None = None) -> float | None:
    """Seconds a notebook, the median over rounds."""
    runs = totals(found, role, variant, step)
    return statistics.median(runs) / found["class"]["notebooks"] if runs else None


class Wish(NamedTuple):
    """One figure beside what it should be."""

    what: str
    measured: float | None
    digits: int
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def holds(self) -> bool | None:
        if self.measured is None or (self.least is None and self.most is None):
            return None
        return self.measured >= self.least if self.least is not None else self.measured <= float(self.most or 0)


def wishes(found: Found) -> list[Wish]:
    """Everything with a number, in the order of the README."""
    overhead, growth = found.get("overhead", {}), found.get("growth", {})
    line = last_line(found)
    rows = [
        Wish("nbgrader's time / ours", line["ratio_nbgrader"], 1, "", least=15),
        Wish("otter-grader's time / ours", line["ratio_otter"], 1, "", least=20),
        Wish("nbclient's time / ours (no grading)", line["ratio_nbclient"], 1, ""),
        Wish("a module, beyond its own running time", line["overhead_ms_module"], 0, " ms", most=100),
        Wish("a notebook, beyond its own running time", line["overhead_ms_notebook"], 0, " ms", most=250),
    ]
    if growth:
        rows += _growth(growth)
    if overhead:
        many = overhead["many"]
        rows += [
            Wish("cold `grader grade` module / cold import", overhead["cold_module_ratio"], 2, "", most=1.5),
            Wish("cold `grader grade` notebook / cold import", overhead["cold_notebook_ratio"], 2, "", most=1.5),
            Wish(f"{many} through one template: wrong scores", overhead["many_wrong"], 0, "", most=0),
            Wish("  memory growth of grader and template", overhead["many_memory_growth_mb"], 1, " MB"),
            Wish("  descriptor growth", overhead["many_descriptor_growth"], 0, "", most=0),
        ]
    return rows


def _growth(growth: Mapping[str, Any]) -> list[Wish]:
    few, *more = growth["runs"]
    jobs, size = growth["jobs"], few["size"]
    one, several = growth["one_job_s"], growth["more_jobs_s"]
    rows = []
    if one and jobs > 1:
        gained = statistics.median(a / b for a, b in zip(one, several, strict=True))
        rows.append(
            Wish(f"{size} modules: `--jobs 1` / `--jobs {jobs}`", gained, 2, "", least=1.6 if jobs == 2 else None)
        )
    if growth["repeated_s"]:
        repeated = statistics.median(growth["repeated_s"])
        rows.append(Wish(f"{size} modules again, unchanged", repeated, 1, " s", most=3 if size == 300 else None))
    for run in growth["runs"]:
        rows.append(Wish(f"{run['size']} modules", run["seconds"], 1, " s"))
        rows.append(Wish("  each", 1000 * run["seconds"] / run["size"], 0, " ms"))
        rows.append(Wish("  memory at most, all processes", run["peak_mb"], 0, " MB"))
        rows.append(Wish("  descriptors at most, all processes", run["peak_descriptors"], 0, ""))
        rows.append(Wish("  wrong scores", run["wrong"], 0, "", most=0))
    for run in more:
        factor, grown = run["size"] / size, run["peak_mb"] / max(few["peak_mb"], 1e-9)
        rows.append(Wish(f"memory for {factor:.0f} times as many", grown, 2, " times", most=1.1))
    return rows


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
