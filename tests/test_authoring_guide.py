"""The authoring guide is a task: its blocks, written to disk, verify and grade."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from grader.catalog import Catalog
from grader.grade import grade_file
from grader.release import release
from grader.sandbox.jail import Jail
from grader.verify import verify_task

GUIDE = Path(__file__).parents[1] / "assignments" / "README.md"
BLOCK = re.compile(r"^`((?:assignments|reference)/\S+)`:\n\n(`{3,})\w*\n(.*?)^\2$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, _, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path / "assignments"


def test_the_guide_names_every_file_of_the_task(root: Path) -> None:
    found = sorted(str(path.relative_to(root.parent)) for path in root.parent.rglob("*") if path.is_file())
    folder = "assignments/filters/box_blur"
    assert found == [
        f"{folder}/right/loops.py",
        f"{folder}/right/running_sums.py",
        f"{folder}/statement.en.md",
        f"{folder}/statement.ru.md",
        f"{folder}/task.py",
        "reference/filters/box_blur.py",
    ]


@pytest.mark.jail
def test_the_guides_task_is_green_and_grades(root: Path, tmp_path: Path) -> None:
    spec = Catalog([root]).get("filters/box_blur")
    with Jail(preload=()) as jail:
        verified = verify_task(spec, jail, calibrate=True)
        assert [row for row in verified.rows if not row.ok] == []
        assert all(row.named for row in verified.mistakes)
        release(spec, tmp_path / "handout")
        handed_in = tmp_path / "handout" / "box_blur.py"
        assert grade_file(handed_in, spec, sandbox=jail).started is False
        body = "return sum(x[:, :, i:, j:] for i in range(size) for j in range(size))"
        starter = handed_in.read_text(encoding="utf-8")
        handed_in.write_text(re.sub(r"raise NotImplementedError\(.*\)", body, starter), encoding="utf-8")
        report = grade_file(handed_in, spec, sandbox=jail)
        assert (report.score, report.checks[0].feedback.cause) == (0, "raised")


@pytest.mark.jail
def test_the_workflow_for_a_courses_ci_runs(root: Path, tmp_path: Path) -> None:
    """Its own steps, in a checkout of a course; what the machine installs is installed here already."""
    workflow = yaml.safe_load((GUIDE.parent / "course-ci.yml").read_text(encoding="utf-8"))
    steps = {step["name"]: step["run"] for step in workflow["jobs"]["verify"]["steps"] if "run" in step}
    folder = Path(sys.executable).parent
    environment = {**os.environ, **workflow["env"], "PATH": f"{folder}:{os.environ['PATH']}"}
    for name in ("What this machine allows", "Prove the tasks fair"):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", steps[name]],
            cwd=root.parent,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert "1 tasks, " in done.stdout and " 0 failed" in done.stdout
    assert 'name="filters/box_blur"' in (root.parent / "verify.xml").read_text(encoding="utf-8")


@pytest.mark.jail
def test_an_unfair_task_fails_the_workflow(root: Path) -> None:
    file = root / "filters" / "box_blur" / "task.py"
    file.write_text(file.read_text(encoding="utf-8").replace("* size**2", "* 1"), encoding="utf-8")
    command = [sys.executable, "-m", "grader", "verify", "--own", "--root", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.search(r"FAIL mistake sum_for_mean is caught: .*task.py, line \d+: no check fails", done.stdout)
