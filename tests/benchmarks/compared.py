"""The same class through every tool, in turn, round after round."""

import importlib.metadata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks.cohort import cohort
from tests.benchmarks.peers import Environment, Nbgrader, OtterApi, OtterRun
from tests.benchmarks.tools import ColdProcess, Ours, PlainNbclient, Tool, ToolFailed, fresh

VARIANTS = {"0 ms": False, "50 ms": True}
"""What the students' own loops cost, and whether there are any."""

ROLES = ("ours", "ours_one_job", "nbgrader", "otter", "otter_api", "nbclient", "cold")
"""Keys of the figures, as they are shown."""


def measure_class(
    folder: Path, notebooks: int, rounds: int, jobs: int, peers: bool, say: Callable[[str], None]
) -> dict[str, Any]:
    """Seconds of every run by variant and role, what could not be measured and why, versions."""
    found: dict[str, Any] = {"notebooks": notebooks, "rounds": rounds, "jobs": jobs, "peers": peers}
    found["versions"] = {"nbclient": importlib.metadata.version("nbclient")}
    tools, found["failed"] = _tools(folder / "envs", jobs, peers, found["versions"], say)
    found["names"] = {role: tool.name for role, tool in tools.items()}
    found["seconds"] = {variant: {role: [] for role in tools} for variant in VARIANTS}
    for number in range(rounds):
        for variant, loops in VARIANTS.items():
            students = cohort(notebooks, loops=loops)
            right = {student.name for student in students if student.right}
            for role in list(tools) if number % 2 == 0 else list(tools)[::-1]:
                if role in found["failed"]:
                    continue
                say(f"{notebooks} notebooks, loops of {variant}, round {number + 1} of {rounds}: {tools[role].name}")
                try:
                    tools[role].prepare(fresh(folder / "class" / role), students)
                    seconds = tools[role].run()
                    graded = tools[role].right()
                    if graded is not None and graded != right:
                        raise ToolFailed(f"full marks for others than the right ones: {sorted(graded ^ right)}")
                except ToolFailed as failure:
                    found["failed"][role] = str(failure)
                    say(f"{tools[role].name} failed: {failure}")
                    continue
                found["seconds"][variant][role].append(dict(seconds))
                say(f"  {sum(seconds.values()) / notebooks:.2f} s a notebook")
    return found


def _tools(
    envs: Path, jobs: int, peers: bool, versions: dict[str, str], say: Callable[[str], None]
) -> tuple[Mapping[str, Tool], dict[str, str]]:
    tools: dict[str, Tool] = {"ours": Ours(jobs), "ours_one_job": Ours(1)}
    failed: dict[str, str] = {}
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
    return {**tools, "nbclient": PlainNbclient(), "cold": ColdProcess()}, failed
