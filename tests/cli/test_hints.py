"""How hints are asked for on the command line, and what of that arrives."""

import pytest
from typer.testing import CliRunner

import grader.batch.command
import grader.single
from grader.cli import app


@pytest.fixture
def arrived(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, bool]]:
    """What the rooms below are handed; they grade nothing."""
    seen: list[tuple[float, bool]] = []

    def grade_one(file: object, wanted: grader.single.Wanted, say: object) -> None:
        seen.append((wanted.hints, wanted.teacher))
        raise SystemExit(0)

    def run_batch(wanted: grader.batch.asked.Wanted, show: object) -> None:
        seen.append((wanted.hints, wanted.teacher))
        raise SystemExit(0)

    monkeypatch.setattr(grader.single, "grade_one", grade_one)
    monkeypatch.setattr(grader.batch.command, "run_batch", run_batch)
    return seen


ASKED = [
    ([], (3.0, False)),
    (["--no-hints"], (0.0, False)),
    (["--hints", "0"], (0.0, False)),
    (["--hints", "20"], (20.0, False)),
    (["--hints", "20", "--no-hints"], (0.0, False)),
]
TEACHERS = [*ASKED, (["--teacher"], (3.0, True)), (["--teacher", "--hints", "1.5"], (1.5, True))]


@pytest.mark.parametrize(("options", "wanted"), TEACHERS)
def test_grade_hands_on_what_is_asked_for(
    arrived: list[tuple[float, bool]], options: list[str], wanted: tuple[float, bool]
) -> None:
    CliRunner().invoke(app, ["grade", "a.py", *options])
    assert arrived == [wanted]


@pytest.mark.parametrize(("options", "wanted"), ASKED)
def test_check_does_so_too_and_shows_no_change(
    arrived: list[tuple[float, bool]], options: list[str], wanted: tuple[float, bool]
) -> None:
    CliRunner().invoke(app, ["check", "a.py", *options])
    assert arrived == [wanted]


@pytest.mark.parametrize(("options", "wanted"), TEACHERS)
def test_batch_hands_on_what_is_asked_for(
    arrived: list[tuple[float, bool]], options: list[str], wanted: tuple[float, bool], tmp_path: object
) -> None:
    CliRunner().invoke(app, ["batch", str(tmp_path), "--out", f"{tmp_path}/out", *options])
    assert arrived == [wanted]


def test_practice_is_for_students(arrived: list[tuple[float, bool]]) -> None:
    assert CliRunner().invoke(app, ["check", "a.py", "--teacher"]).exit_code == 2
    assert arrived == []


@pytest.mark.parametrize("seconds", ["-1", "nan", "inf", "much"])
@pytest.mark.parametrize("command", ["grade", "check"])
def test_what_is_no_span_of_time_is_usage(command: str, seconds: str, arrived: list[tuple[float, bool]]) -> None:
    assert CliRunner().invoke(app, [command, "a.py", "--hints", seconds]).exit_code == 2
    assert arrived == []


@pytest.mark.parametrize("command", ["grade", "check", "batch"])
def test_the_help_says_what_hints_are(command: str) -> None:
    shown = " ".join(
        CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).stdout.replace("│", "").split()
    )
    assert "--hints" in shown and "--no-hints" in shown and "never changes the score" in shown
    assert ("--teacher" in shown) == (command != "check")
