"""The README tells the truth about what can be counted."""

import re
from pathlib import Path

from typer.main import get_command

from grader.catalog import Catalog, default_root
from grader.cli import app

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")


def test_nothing_is_left_to_fill_in() -> None:
    assert re.findall(r"@[A-Z]+@|TODO|FIXME", README) == []


def test_the_table_of_tasks_counts_checks_and_mistakes_rightly() -> None:
    told = re.findall(r"^\| `([a-z0-9_/]+)` \| `.*` \| (\d+) \| (\d+) \|$", README, re.MULTILINE)
    tasks = Catalog([default_root()]).tasks
    assert [(name, int(checks), int(mistakes)) for name, checks, mistakes in told] == [
        (spec.id, len(spec.checks), len(spec.mistakes)) for spec in tasks
    ]


def test_every_command_is_mentioned() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert [name for name in commands if f"grader {name}" not in README] == []


SHOWN = ("convolution/conv2d", "pooling/max_pool2d", "pooling/avg_pool2d")
"""The tasks whose table mistake x check stands in the README."""


def test_every_mistake_stands_in_the_table_of_verify() -> None:
    tasks = [Catalog([default_root()]).get(task_id) for task_id in SHOWN]
    assert [m.id for spec in tasks for m in spec.mistakes if m.id not in README] == []
