"""One submission's day, with a sandbox that does what the test says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.authoring import Call, Gen, T, TaskSpec, Tolerance
from grader.catalog import Catalog
from grader.errors import GraderFault, SubmissionError
from grader.grade import grade_file
from grader.model import Limits, Opened, Report, StudentError, Submission
from grader.sandbox import Plan
from grader.sandbox.fake import FakeSandbox, FakeSession

TASK = """
from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.demo.double import double

task = Task(
    title=T(en="Twice", ru="Вдвое"),
    lesson=T(en="Lesson 0", ru="Занятие 0"),
    entry="double",
    reference=double,
    tolerance=Tolerance.sum_of_products(),
    banned=("torch.mul",),
)


@task.check(title=T(en="Rows", ru="Строки"), points=2, cases=2, public=[Call(__import__("torch").ones(2))],
            hint=T(en="Add it to itself.", ru="Сложите с собой."))
def rows(g: Gen) -> Call:
    return Call(g.normal(3))


@task.check(title=T(en="Planes", ru="Плоскости"), points=3, cases=2)
def planes(g: Gen) -> Call:
    return Call(g.normal(2, 3))


@task.check(title=T(en="Volumes", ru="Объёмы"), points=1, cases=2, needs=(planes,))
def volumes(g: Gen) -> Call:
    return Call(g.normal(2, 3, 4))


@task.mistake(T(en="You squared it.", ru="Вы возвели в квадрат."))
def squared(x):
    return x * x


@task.mistake(T(en="You tripled it.", ru="Вы утроили."))
def tripled(x):
    return 3 * x
"""
RIGHT = "def double(x):\n    return x + x\n"


@pytest.fixture
def spec(course: Callable[..., Path]) -> TaskSpec:
    return Catalog([course(files={"assignments/demo/double/task.py": TASK})]).get("demo/double")


@pytest.fixture
def grade(spec: TaskSpec, tmp_path: Path) -> Callable[..., Report]:
    """Grades `source`, running `function` in its stead."""

    def run(function: Any = lambda x: 2 * x, *, source: str = RIGHT, lang: Any = "en", **fake: Any) -> Report:
        path = tmp_path / "double.py"
        path.write_text(source, encoding="utf-8")
        return grade_file(path, spec, sandbox=FakeSandbox(function, **fake), lang=lang)

    return run


def states(report: Report) -> dict[str, tuple[str, str]]:
    return {check.id: (check.state, check.feedback.cause) for check in report.checks}


def test_a_right_solution_gets_full_marks(grade: Callable[..., Report]) -> None:
    report = grade()
    assert (report.state, report.score, report.max_score) == ("graded", 6, 6)
    assert [(check.cases_passed, check.cases) for check in report.checks] == [(3, 3), (2, 2), (2, 2)]


def test_a_known_mistake_is_named(grade: Callable[..., Report]) -> None:
    report = grade(lambda x: 3 * x)
    assert report.score == 0
    assert report.checks[0].feedback.mistake == "You tripled it."
    assert report.checks[0].feedback.hint == "Add it to itself."


def test_what_no_mistake_explains_is_not_named(grade: Callable[..., Report]) -> None:
    assert grade(lambda x: 5 * x).checks[0].feedback.mistake is None


def test_a_mistake_that_disagrees_in_one_case_is_not_named(grade: Callable[..., Report]) -> None:
    calls = iter(range(100))
    report = grade(lambda x: 3 * x if next(calls) % 2 else 7 * x)
    assert [check.state for check in report.checks] == ["failed", "failed", "not_run"]
    assert {check.feedback.mistake for check in report.checks} == {None}


def test_a_check_that_needs_a_failed_one_is_not_run(grade: Callable[..., Report]) -> None:
    report = grade(lambda x: 2 * x if x.dim() != 2 else x)
    assert states(report) == {
        "rows": ("passed", "none"),
        "planes": ("failed", "values"),
        "volumes": ("not_run", "needs"),
    }
    assert report.score == 2
    assert "Planes" in report.checks[2].feedback.message


def test_a_crash_costs_only_its_check(grade: Callable[..., Report]) -> None:
    report = grade(ends={1: "crashed"})
    assert states(report)["rows"] == ("failed", "crashed")
    assert states(report)["planes"] == ("passed", "none")
    assert report.score == 4


def test_a_public_case_is_shown_in_full_and_a_hidden_one_never(grade: Callable[..., Report]) -> None:
    feedback = grade(lambda x: 3 * x).checks[0].feedback
    assert feedback.example == {"inputs": {"x": [1.0, 1.0]}, "yours": [3.0, 3.0], "expected": [2.0, 2.0]}
    assert grade(lambda x: 3 * x).checks[1].feedback.example is None


def test_a_stub_is_not_started(grade: Callable[..., Report]) -> None:
    report = grade(source="def double(x):\n    raise NotImplementedError\n")
    assert (report.score, report.started) == (0, False)
    assert set(states(report).values()) == {("not_run", "not_started")}


def test_source_that_does_not_parse_is_said_with_its_line(grade: Callable[..., Report]) -> None:
    report = grade(source="def double(x):\n    return x +\n")
    assert set(states(report).values()) == {("failed", "syntax")}
    assert "2" in report.checks[0].feedback.message


def test_a_missing_entry_that_failed_to_load_says_why(grade: Callable[..., Report]) -> None:
    error = StudentError(type="NameError", message="name 'np' is not defined")
    report = grade(None, source="x = np.ones(3)\n", opened=Opened(ended="ok", errors=(error,)))
    assert set(states(report).values()) >= {("failed", "load_failed")}
    assert "np" in report.checks[0].feedback.message


def test_a_missing_package_is_an_environment_matter(grade: Callable[..., Report]) -> None:
    error = StudentError(type="ModuleNotFoundError", message="No module named 'keras'")
    report = grade(None, source="import keras\n", opened=Opened(ended="ok", errors=(error,)))
    assert states(report)["rows"] == ("failed", "environment")


def test_loading_that_hangs_costs_everything_and_is_tried_once(spec: TaskSpec, tmp_path: Path) -> None:
    path = tmp_path / "double.py"
    path.write_text(RIGHT)
    sandbox = FakeSandbox(lambda x: x, opened=Opened(ended="timeout"))
    report = grade_file(path, spec, sandbox=sandbox)
    assert states(report)["rows"] == ("failed", "timeout")
    assert (report.score, sandbox.sessions) == (0, 1)


def test_a_banned_call_costs_the_checks_that_it_concerns(grade: Callable[..., Report]) -> None:
    report = grade(source="from torch import mul as m\ndef double(x):\n    return m(x, 2)\n")
    assert report.score == 0
    assert {check.feedback.cause for check in report.checks} == {"banned"}
    assert (report.findings[0].kind, report.findings[0].line) == ("banned", 3)


def test_a_banned_call_elsewhere_costs_nothing(grade: Callable[..., Report]) -> None:
    report = grade(source=RIGHT + "import torch\ntorch.mul(torch.ones(2), 2)\n")
    assert report.score == 6
    assert [finding.kind for finding in report.findings] == ["banned_elsewhere"]


class Tracing(FakeSandbox):
    """Says of every call that it used torch.mul."""

    def run(self, call: Call, plan: Plan) -> Any:
        return super().run(call, plan).model_copy(update={"called": ("torch.mul",)})


def test_a_banned_call_that_only_the_trace_shows_costs_too(spec: TaskSpec, tmp_path: Path) -> None:
    path = tmp_path / "double.py"
    path.write_text(RIGHT)
    report = grade_file(path, spec, sandbox=Tracing(lambda x: 2 * x))
    assert report.score == 0
    assert [finding.kind for finding in report.findings] == ["traced"]
    assert report.claims == {"called_functions": ["torch.mul"]}


class Broken(FakeSandbox):
    """Fails as we can fail: after some calls the machine is gone."""

    def run(self, call: Call, plan: Plan) -> Any:
        if self.calls > 2:
            raise GraderFault("the disk is full")
        return super().run(call, plan)


def test_our_own_failure_leaves_it_ungraded(spec: TaskSpec, tmp_path: Path) -> None:
    path = tmp_path / "double.py"
    path.write_text(RIGHT)
    report = grade_file(path, spec, sandbox=Broken(lambda x: 2 * x))
    assert (report.state, report.score) == ("ungraded", None)
    assert {check.state for check in report.checks} == {"fault"}
    assert "the disk is full" in report.notes[-1].message


def test_time_that_ran_out_is_said(spec: TaskSpec, tmp_path: Path) -> None:
    path = tmp_path / "double.py"
    path.write_text(RIGHT)
    hasty = spec.model_copy(update={"limits": Limits(total_s=0.0)})
    report = grade_file(path, hasty, sandbox=FakeSandbox(lambda x: 2 * x))
    assert states(report)["rows"] == ("not_run", "out_of_time")


def test_the_same_submission_gives_the_same_report(grade: Callable[..., Report]) -> None:
    first, second = (grade(lambda x: 3 * x).model_dump(exclude={"timings"}) for _ in range(2))
    assert first == second


def test_another_secret_draws_other_cases_with_the_same_verdict(spec: TaskSpec, tmp_path: Path) -> None:
    path = tmp_path / "double.py"
    path.write_text(RIGHT)
    seen: list[torch.Tensor] = []

    def watch(x: torch.Tensor) -> torch.Tensor:
        seen.append(x)
        return 3 * x

    first, second = (
        grade_file(path, spec, sandbox=FakeSandbox(watch), secret=secret) for secret in (b"a" * 32, b"b" * 32)
    )
    assert not torch.equal(seen[1], seen[len(seen) // 2 + 1])
    assert states(first) == states(second)
    assert first.environment.seeds_id != second.environment.seeds_id


def test_a_report_in_russian_is_russian(grade: Callable[..., Report]) -> None:
    report = grade(lambda x: 3 * x, lang="ru")
    assert report.title == "Вдвое"
    assert report.checks[0].feedback.mistake == "Вы утроили."


class Enormous(FakeSandbox):
    """Returns far more than any case asks for."""


def test_enormous_values_are_not_kept(spec: TaskSpec, tmp_path: Path) -> None:
    from grader.compare import case_book
    from grader.grade import run_submission
    from grader.intake import read_submission
    from grader.words import Words

    path = tmp_path / "double.py"
    path.write_text(RIGHT)
    outcome = run_submission(
        read_submission(path),
        case_book(spec, b"s" * 32),
        sandbox=Enormous(lambda x: torch.zeros(3 << 20)),
        words=Words("en"),
    )
    assert all(returned.value is None for item in outcome.judged for _, returned, _ in item.cases)


def test_a_dead_session_answers_as_it_died() -> None:
    sandbox = FakeSandbox(lambda x: x, ends={0: "memory"})
    plan = Plan(entry="f", parameters=("x",), load=())
    submission = Submission(file="f.py", sha256="", kind="module", units=())
    with sandbox.open(submission, plan, Limits()) as session:
        assert isinstance(session, FakeSession)
        assert [session.call(Call(1), seed=0).ended for _ in range(2)] == ["memory", "memory"]


def test_generators_are_deterministic_and_cover_their_options() -> None:
    assert torch.equal(Gen(7).normal(3), Gen(7).normal(3))
    assert {Gen(seed, case).cycle("abc") for seed in (1, 2) for case in range(3)} == set("abc")
    heights = [Gen(seed).sizes(4, 7) for seed in range(50)]
    assert all(h != w for h, w in heights)
    assert T(en="a", ru="б").of("ru") == "б"
    assert Tolerance.exact().kind == "exact"


def test_source_too_intricate_to_search_is_refused(
    grade: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    import grader.searched
    from grader.intake.deadline import Overrun

    def endless(*_: Any, **__: Any) -> Any:
        raise Overrun(20.0)

    monkeypatch.setattr(grader.searched, "search_all", endless)
    with pytest.raises(SubmissionError, match="20 s"):
        grade()
