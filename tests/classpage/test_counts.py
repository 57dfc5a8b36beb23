"""What the page says in numbers agrees with a count made another way, and each standing is told."""

from collections import Counter
from statistics import mean, median

import pytest

from grader.classpage import class_page
from grader.classpage.counts import BINS, bin_of, count_tasks
from grader.model import Feedback, Location
from grader.model.cohort import ClassResults, Ignored, Result, Student, TaskInfo
from grader.model.report import CheckResult
from tests.classpage.made import HOSTILE, made_class, made_report
from tests.classpage.parsed import Page

TASK = TaskInfo(id="conv2d", title="Convolution", max_score=4)


def check(key: str, state: str, cause: str = "none", mistake: str | None = None, message: str = "") -> CheckResult:
    """One check, worth two points."""
    return CheckResult(
        id=key, title=key.title(), points=2 if state == "passed" else 0, max_points=2, visibility="hidden", state=state,
        cases_passed=0, cases=3, feedback=Feedback(cause=cause, mistake=mistake, message=message),
    )  # fmt: skip


def result(student: str, *checks: CheckResult, **fields: object) -> Result:
    """A graded result, its file named after the student."""
    started = fields.pop("started", True)
    sha256, prints = str(fields.pop("sha256", student)), fields.pop("fingerprints", ())
    return Result(
        student=student, task="conv2d", standing="graded", file=f"{student}.py", source=f"in/{student}.py",
        folder=f"{student}/conv2d", fingerprints=prints,
        report=made_report(TASK, checks, started=started, sha256=sha256), **fields,
    )  # fmt: skip


def of_class(*results: Result, **fields: object) -> ClassResults:
    """A class of exactly those who are in `results`."""
    students = tuple(Student(id=item.student, name=item.student.title()) for item in results)
    return ClassResults(tasks=(TASK,), students=students, results=results, **fields)


def page(results: ClassResults) -> Page:
    """The page, taken apart."""
    return Page(class_page(results))


@pytest.mark.parametrize("count", [5, 300])
def test_the_counts_agree_with_an_independent_count(count: int) -> None:
    results = made_class(count)
    found = page(results)
    for at, task in enumerate(results.tasks):
        graded = [r.report for r in results.results if r.task == task.id and r.standing == "graded"]
        begun = [report for report in graded if report.started]
        text = found.sections[f"t{at + 1}"].replace("\n", " ")
        assert f"Submissions{sum(r.task == task.id for r in results.results)} " in text
        assert f"Graded{len(graded)} " in text
        assert f"Mean{round(mean(r.score for r in graded), 2):g} of {task.max_score:g}" in text
        assert f"Median{round(median(r.score for r in graded), 2):g} " in text
        assert f"Out of {len(begun)} submissions" in text
        rows = found.tables[f"Checks of {task.title}: how many pass"][1:]
        for number, row in enumerate(rows):
            states = Counter(report.checks[number].state for report in begun)
            assert row[1] == graded[0].checks[number].title
            percent = f"{100 * states['passed'] / len(begun):.0f}"
            assert row[3] == f"{states['passed']} {percent} %"
            assert [row[4], row[5]] == [str(states[state] or "-") for state in ("failed", "not_run")]
        shown = Counter(
            mistake for report in begun for mistake in {c.feedback.mistake for c in report.checks if c.feedback.mistake}
        )
        for mistake, times in shown.items():
            assert f"{mistake} {times} of {len(begun)} ({100 * times / len(begun):.0f} %)" in text.replace("  ", " ")


def test_the_table_has_everybody_with_their_scores() -> None:
    results = made_class(300)
    rows = page(results).tables["All students"]
    assert len(rows) == 301
    by_id = {student.id: row for student, row in zip(results.students, rows[1:], strict=True)}
    for student in results.students:
        graded = [r for r in results.results if r.student == student.id and r.standing == "graded"]
        total = by_id[student.id][-1].removesuffix(" *")
        assert total == (f"{sum(r.report.score for r in graded):g}" if graded else "")
        for r in graded:
            cell = by_id[student.id][2 + [task.id for task in results.tasks].index(r.task)]
            assert cell.split()[0] == f"{r.report.score:g}"
            assert ("late" in cell.split()) == r.late


@pytest.mark.parametrize(
    ("score", "most", "bar"),
    [(0, 10, 0), (0.5, 10, 1), (1, 10, 2), (9.9, 10, 10), (10, 10, 11), (0.3 * 3, 3, 4), (0, 0, 0), (-1, 10, 0),
     (11, 10, 11)],
)  # fmt: skip
def test_a_score_stands_in_its_bar(score: float, most: float, bar: int) -> None:
    assert bin_of(score, most) == bar < BINS


def test_a_mistake_in_two_checks_counts_once_and_names_both() -> None:
    flipped = "You flipped the kernel."
    (count,) = count_tasks(
        of_class(
            result("anna", check("a", "failed", "values", flipped), check("b", "failed", "values", flipped)),
            result("boris", check("a", "passed"), check("b", "failed", "values", flipped)),
            result("vera", check("a", "failed", "values", "Other."), check("b", "passed")),
        )
    )
    assert [(seen.what, len(seen.who), seen.checks) for seen in count.mistakes] == [
        (flipped, 2, (1, 2)),
        ("Other.", 1, (1,)),
    ]
    assert [who.student for who in count.mistakes[0].who] == ["anna", "boris"] and count.causes == ()


def test_a_failure_without_a_mistake_is_told_by_its_cause_and_its_commonest_message() -> None:
    results = of_class(
        result("anna", check("a", "failed", "shape", message="The shape is (1, 2).\nMore.")),
        result("boris", check("a", "failed", "shape", message="The shape is (2, 1).")),
        result("vera", check("a", "failed", "shape", message="The shape is (2, 1).")),
        result("gleb", check("a", "not_run", "needs"), check("b", "failed", "values", "A mistake.")),
    )
    text = page(results).sections["t1"]
    assert "The shape is another" in text and "Most often: The shape is (2, 1)." in text
    assert "3 of 4 (75 %) · checks 1" in text and "The numbers differ" not in text


def test_who_has_not_begun_is_counted_apart() -> None:
    stub = result("anna", check("a", "not_run", "not_started"), started=False)
    found = page(of_class(stub, result("boris", check("a", "passed"))))
    assert "Not started1" in found.sections["t1"].replace("\n", "")
    assert "Out of 1 submissions" in found.sections["t1"]
    assert "Handed in as it was given out (1)" in found.sections["attention"]
    assert "0\u2007\u2007\u2008 not started" in found.tables["All students"][1][1]


def test_ungraded_is_no_zero_and_the_page_says_what_to_do() -> None:
    lost = Result(
        student="anna",
        task="conv2d",
        standing="ungraded",
        file="a.py",
        source="in/a.py",
        why="A worker was lost.",
        attempts=2,
    )
    found = page(of_class(lost))
    text = found.sections["attention"]
    assert "something on our side failed (1)" in text and "that is not a zero" in text
    assert "grader batch FOLDER --out DIR --retry-ungraded" in text
    assert ["Anna", "Convolution", "in/a.py", "A worker was lost.", "2"] in found.tables[
        "Not graded: something on our side failed"
    ]
    assert found.tables["All students"][1][1].strip() == "not graded"
    assert "Nothing has been graded for this task." in found.sections["t1"]


def test_what_could_not_be_read_is_listed_with_its_reason_and_stands_in_the_table() -> None:
    picture = Result(student="anna", task="", standing="unreadable", file="p.png", source="in/p.png", why="A picture.")
    found = page(of_class(picture, result("boris", check("a", "passed"))))
    assert ["Anna", "in/p.png", "A picture."] in found.tables["Could not be read, or fits no task"]
    assert found.tables["All students"][0][-1] == "Without a task" and found.tables["All students"][1][-1] == "1"


def test_the_missing_the_unknown_the_ignored_the_late_and_the_superseded_are_named() -> None:
    late = result("anna", check("a", "passed"), late=True, superseded=("in/old.py", "in/older.py"))
    results = of_class(late, missing=("boris",), unknown=("anna",), ignored=(Ignored(source="x.txt", why="No code."),))
    found = page(results.model_copy(update={"students": (*results.students, Student(id="boris", name="Boris B."))}))
    text = found.sections["attention"]
    assert "Nothing handed in (1)" in text and "Boris B. boris" in text and "Not on the roster (1)" in text
    assert ["x.txt", "No code."] in found.tables["Files that are no submissions"]
    assert found.tables["Handed in late"][1][:2] == ["Anna", "Convolution"]
    assert found.tables["Earlier versions that do not count"][1] == ["Anna", "in/anna.py", "in/old.pyin/older.py"]


def test_a_run_that_was_broken_off_says_so_at_the_top_and_nobody_is_said_to_have_handed_in_nothing() -> None:
    text = "".join(page(made_class(40, pending=7)).text)
    assert "This run is not finished" in text and "not graded yet: 7" in text
    assert text.index("This run is not finished") < text.index("To look at")
    assert "no result yet" in text


def test_the_slowest_come_first() -> None:
    slow = [result(f"s{at}", check("a", "passed"), seconds=float(at)) for at in range(15)]
    rows = page(of_class(*slow)).tables["Slowest"][1:]
    assert [row[3] for row in rows] == [f"{at}.0 s" for at in range(14, 4, -1)]


def test_the_same_code_is_told_once_for_all_who_have_it_and_not_as_pairs() -> None:
    code, other = tuple(range(40)), tuple(range(100, 140))
    five = [result(f"s{at}", check("a", "passed"), fingerprints=code, sha256="same") for at in range(5)]
    renamed = [result(name, check("a", "passed"), fingerprints=other) for name in ("anna", "boris")]
    found = page(of_class(*five, *renamed))
    told = found.tables["The same code"][1:]
    assert [(row[0], row[2], row[3]) for row in told] == [
        ("S0S1S2S3S4", "the same file, byte for byte", "40"),
        ("AnnaBoris", "the same but for names and layout", "40"),
    ]
    assert "Most similar pairs" not in found.tables


def test_a_copy_of_half_is_a_pair_and_the_starter_makes_nobody_alike() -> None:
    starter = tuple(range(1000, 1050))
    results = of_class(
        result("anna", check("a", "passed"), fingerprints=(*starter, *range(40))),
        result("boris", check("a", "passed"), fingerprints=(*starter, *range(20, 40), *range(300, 310))),
        result("vera", check("a", "passed"), fingerprints=(*starter, *range(500, 540))),
        result("gleb", check("a", "not_run", "not_started"), started=False, fingerprints=starter),
        result("zoya", check("a", "not_run", "not_started"), started=False, fingerprints=starter),
    )
    found = page(results)
    assert found.tables["Most similar pairs"][1:] == [["Anna", "Boris", "Convolution", "20", "50 %", "67 %"]]
    assert "The same code" not in found.tables
    assert "Submissions compared: 3. Too short to be compared: 0." in found.sections["likeness"]
    assert "Likeness is no proof" in found.sections["likeness"]


def test_short_code_is_not_compared_and_that_is_said() -> None:
    short = tuple(range(6))
    found = page(of_class(*[result(name, check("a", "passed"), fingerprints=short) for name in ("anna", "boris")]))
    assert "Too short to be compared: 2." in found.sections["likeness"]
    assert "No two submissions have that much in common." in found.sections["likeness"]


def test_a_notebook_with_several_tasks_is_one_pair() -> None:
    second = TaskInfo(id="pool", title="Pooling", max_score=4)
    made = [
        result("anna", check("a", "passed"), fingerprints=tuple(range(40))),
        result("boris", check("a", "passed"), fingerprints=tuple(range(5, 45))),
    ]
    results = of_class(*made)
    both = results.model_copy(
        update={
            "tasks": (TASK, second),
            "results": (*made, *(r.model_copy(update={"task": "pool"}) for r in made)),
        }
    )
    rows = page(both).tables["Most similar pairs"][1:]
    assert [row[2] for row in rows] == ["Convolution, Pooling"]


def located(key: str, family: str, other: str = "") -> CheckResult:
    """A failed check of which the wrong statement was found."""
    failed = check(key, "failed", "values")
    place = Location(lines=(3,), family=family, other_family=other)
    return failed.model_copy(update={"feedback": failed.feedback.model_copy(update={"location": place})})


def test_families_are_counted_by_student_and_by_check() -> None:
    results = of_class(
        result("anna", located("a", "stride"), located("b", "stride")),
        result("boris", located("a", "padding", "stride"), check("b", "passed")),
        result("chloe", located("a", "stride"), check("b", "failed", "values")),
    )
    (count,) = count_tasks(results)
    assert [(seen.what, len(seen.who), seen.checks, seen.by_check) for seen in count.places] == [
        ("stride", 3, (1, 2), (3, 1)),
        ("padding", 1, (1,), (1,)),
    ]
    text = page(results).sections["t1"]
    assert "Look at how far the window moves" in text and "check 1: 3 · check 2: 1" in text


def test_a_class_without_places_has_no_such_heading() -> None:
    assert "Where a small change" not in page(of_class(result("anna", check("a", "failed", "values")))).sections["t1"]


def test_a_family_that_means_harm_is_text() -> None:
    shown = page(of_class(result("anna", located("a", HOSTILE))))
    assert shown.errors == [] and shown.count("script") == 1
