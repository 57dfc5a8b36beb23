"""The same class through every tool, in turn, round after round."""

import importlib.metadata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.cohort import cohort
from tests.benchmarks.peers import Environment, Nbgrader, OtterApi, OtterRun
from tests.benchmarks.tools import ColdProcess, Ours, PlainNbclient, Tool, ToolFailed, fresh

VARIANTS = {"0 ms": False, "50 ms": True}
"""What the students' own loops cost, and whether there are any."""


class Field(NamedTuple):
    """Who takes part."""

    tools: Mapping[str, Tool]
    """By role (`ours`, `nbgrader`, ...), as they are shown."""
    failed: Mapping[str, str]
    """Why a tool cannot take part after all, by role."""
    versions: Mapping[str, str]


def everybody(envs: Path, jobs: int, peers: bool, say: Callable[[str], None]) -> Field:
    """Ours, the floors and, with `peers`, those that have to be installed first."""
    tools: dict[str, Tool] = {"ours": Ours(jobs), "ours_one_job": Ours(1)}
    failed: dict[str, str] = {}
    versions = {"nbclient": importlib.metadata.version("nbclient")}
    if peers:
        nbgrader = Environment(envs / "nbgrader", "nbgrader")
        otter = Environment(envs / "otter-grader", "otter-grader", "ipykernel")
        tools |= {"nbgrader": Nbgrader(nbgrader), "otter": OtterRun(otter), "otter_api": OtterApi(otter)}
        for environment, roles in ((nbgrader, ("nbgrader",)), (otter, ("otter", "otter_api"))):
            say(f"installing {environment.packages[0]} into an environment of its own, if it is not there yet")
            try:
                versions[environment.packages[0]] = environment.install()
            except ToolFailed as failure:
                say(f"{environment.packages[0]} cannot be compared: {failure}")
                failed |= dict.fromkeys(roles, str(failure))
    return Field({**tools, "nbclient": PlainNbclient(), "cold": ColdProcess()}, failed, versions)


def measure_class(
    field: Field,
    folder: Path,
    notebooks: int,
    rounds: int,
    say: Callable[[str], None],
    variants: Sequence[str] = tuple(VARIANTS),
) -> dict[str, Any]:
    """Seconds of every run by variant and role, and what could not be measured and why."""
    tools, failed = field.tools, dict(field.failed)
    seconds: dict[str, dict[str, list[Any]]] = {variant: {role: [] for role in tools} for variant in variants}
    for number in range(rounds):
        for variant in variants:
            students = cohort(notebooks, loops=VARIANTS[variant])
            right = {student.name for student in students if student.right}
            for role in list(tools) if number % 2 == 0 else list(tools)[::-1]:
                if role in failed:
                    continue
                say(f"{notebooks} notebooks, loops of {variant}, round {number + 1} of {rounds}: {tools[role].name}")
                try:
                    tools[role].prepare(fresh(folder / role), students)
                    took = tools[role].run()
                    graded = tools[role].right()
                    if graded is not None and graded != right:
                        raise ToolFailed(f"full marks are wrong for {', '.join(sorted(graded ^ right))}")
                except ToolFailed as failure:
                    failed[role] = str(failure)
                    say(f"{tools[role].name} failed: {failure}")
                    continue
                seconds[variant][role].append(dict(took))
                say(f"  {sum(took.values()) / notebooks:.2f} s a notebook")
    return {
        "notebooks": notebooks,
        "rounds": rounds,
        "names": {role: tool.name for role, tool in tools.items()},
        "versions": dict(field.versions),
        "failed": failed,
        "seconds": seconds,
    }
