"""What verify proves by running: float64, how many secrets, and what it says of a right solution that loses."""

import io
import re

import pytest
from rich.console import Console

from grader.catalog import Catalog
from grader.report.verify import print_verified
from grader.verify import Calibration, MistakeRow, Row, Verified
from grader.verify.prove import drawn_secrets
from tests.conftest import Course
from tests.test_kinds_of_tasks import FILES
from tests.verify.conftest import Spec, Verify, failed

_KEEPS = "the reference keeps float64"


@pytest.fixture
def spec(course: Course):
    return Catalog([course(files=FILES)]).get("demo/layers")


@pytest.mark.parametrize(
    ("old", "new", "line", "where"),
    [
        ("x @ w + params", "(x @ w).astype(np.float32) + params", None, ""),  # the sum is float64 again
        ('params["bias"], (x, w)', 'params["bias"].astype(np.float32), (x, w)', None, ""),
        ('return x @ w + params["bias"]', 'return (x @ w + params["bias"]).astype(np.float32)', 10, "forward gives"),
        ('"db": dout.sum(0)', '"db": dout.sum(0, dtype=np.float32)', 18, "backward gives float32 (output db)"),
        ("return x * self.weight", "return (x * self.weight).float()", 40, "Scale gives float32 for float64 arguments"),
        ("return n - k + 1", "return np.float32(n - k + 1)", None, ""),  # no argument is floating-point
    ],
)  # fmt: skip
def test_a_reference_that_gives_float32_for_float64_is_seen(
    changed: Spec, verified: Verify, old: str, new: str, line: int | None, where: str
) -> None:
    found = failed(verified(changed("demo/layers.py", old, new))).get(_KEEPS, "")
    assert bool(found) == (line is not None)
    if line is not None:
        assert f"reference/demo/layers.py, line {line}: in check " in found
        assert where in found and "dtype=x.dtype" in found


def test_mistakes_run_under_three_secrets_and_files_under_one(spec, verified: Verify) -> None:
    said: list[str] = []
    found = verified(spec, say=said.append)
    assert found.ok and found.secrets == 3
    assert sum("right/einsum.py" in text for text in said) == 1
    assert sum("mistake 1 of 4" in text for text in said) == 3


def test_with_a_number_of_secrets_everything_runs_under_each(spec, verified: Verify) -> None:
    said: list[str] = []
    found = verified(spec, secrets=5, say=said.append)
    assert found.ok and found.secrets == 5
    assert "right/einsum.py gets full marks under each of 5 secrets" in [row.name for row in found.rows]
    assert [text for text in said if "right/einsum.py" in text] == [
        f"demo/layers, secret {number} of 5: right/einsum.py" for number in range(1, 6)
    ]


def test_the_first_secret_is_that_of_practice_and_more_of_them_begin_with_the_same() -> None:
    from grader.seeds import PRACTICE_SECRET

    assert drawn_secrets(1) == (PRACTICE_SECRET,)
    assert drawn_secrets(50)[:3] == drawn_secrets(3)
    assert len(set(drawn_secrets(50))) == 50


def test_a_check_that_fails_under_some_secrets_only_is_counted(changed: Spec, verified: Verify) -> None:
    spec = changed("layers/task.py", "    return n - k\n", "    return n - k + (n != 7)\n")
    found = verified(spec, secrets=12)
    (row,) = [row for row in found.mistakes if row.mistake == "one_less"]
    ((check, count),) = row.sometimes
    assert (row.caught_by, check) == ((), "sizes") and 0 < count < 12
    said = failed(found)["mistake one_less is caught"]
    assert re.search(
        rf"task\.py, line \d+: it fails under some secrets only: sizes under {count} of 12; use g\.cycle", said
    )


@pytest.mark.jail
def test_what_a_right_solution_loses_is_told_in_the_students_words_with_the_line(course: Course) -> None:
    from grader.sandbox.jail import Jail
    from grader.verify import verify_task

    wrong = FILES["assignments/demo/layers/right/einsum.py"].replace('cache["any"].T', 'cache["all"].T')
    root = course(files={**FILES, "assignments/demo/layers/right/einsum.py": wrong})
    with Jail(preload=()) as jail:
        found = failed(verify_task(Catalog([root]).get("demo/layers"), jail))
    assert found == {
        "right/einsum.py gets full marks": "loses goes_backward\n"
        "goes_backward: Your code stopped with KeyError: 'all'; einsum.py, line 12: "
        'return {"db": dout.sum(0), "dw": cache["all"].T @ dout, "dx": dout @ cache["cache"].T}'
    }


def test_checks_lost_in_the_same_words_are_told_once(spec, verified: Verify) -> None:
    found = failed(verified(spec, lambda *arguments, **named: None))
    told = found["right/einsum.py gets full marks"].splitlines()
    assert told[0] == "loses goes_forward, goes_backward, sizes, module"
    assert len(told) == 2 and told[1].startswith("goes_forward and 3 more: ")


def _large() -> Verified:
    name = "right/a_solution_with_a_very_long_name_as_students_like_them.py"
    checks = tuple(f"check_number_{number}" for number in range(30))
    mistake = "a_mistake_whose_name_is_a_whole_sentence_of_what_was_misunderstood"
    return Verified(
        task="demo/large",
        checks=checks,
        secrets=12,
        rows=(Row(task="demo/large", name=f"{name} gets full marks", ok=False, message="first " * 40 + "\nsecond"),),
        mistakes=(MistakeRow(mistake=mistake, caught_by=checks[:1], sometimes=((checks[1], 11),), named=False),),
        calibration=(Calibration(check=checks[0], right=0.1, right_by=name, wrong=9.0, wrong_by=mistake),),
    )


def test_a_pipe_gets_whole_names_and_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from grader.report.verify import verify_console

    monkeypatch.setenv("COLUMNS", "80")
    print_verified(_large(), verify_console())
    said = capsys.readouterr().out
    assert "…" not in said
    assert "first " * 40 in said.splitlines()[2] and said.splitlines()[3].strip() == "second"
    assert "~n under n of 12 secrets only" in said and re.search(r"understood +X +~11 +\. ", said)
    assert re.search(r"check_number_0 +0\.100 +right/a_solution_\w+\.py +9 +a_mistake_\w+", said)


def test_a_narrow_terminal_breaks_names_and_cuts_none() -> None:
    written = io.StringIO()
    few = _large().model_copy(update={"checks": ("one", "two"), "mistakes": _large().mistakes})
    print_verified(few, Console(file=written, width=60, force_terminal=True, color_system=None))
    assert "…" not in written.getvalue()
