"""Hints in a class: what a result depends on, what an exam forbids, what rescoring keeps."""

from typing import Any

import pytest

from grader.batch import unit
from grader.batch.asked import Lost, Stopped
from grader.batch.job import Job, pack, unpack
from grader.batch.rescore import rescore
from grader.batch.store import Store
from grader.model import Location, Report
from tests.batch.conftest import RIGHT, SECRET, WRONG, Class
from tests.batch.test_rescore import change

PLACE = Location(unit="double.py", function="double", lines=(2,), family="constant", cases=1, fresh=200)


def test_a_result_depends_on_whether_hints_were_asked_for_and_not_for_how_long(room: Class) -> None:
    room.hand_in("ann")
    graded = []
    for wanted in ({}, {"hints": 3.0}, {"hints": 9.0}, {"hints": 9.0, "teacher": True}, {"teacher": True}, {}):
        room.grade(**wanted)
        graded.append(room.graded["ann"])
    # a right one has nothing to be looked for: it is as good with hints as without, but not the other way round
    assert graded == [1, 0, 0, 1, 1, 0]


@pytest.fixture
def job(room: Class) -> Job:
    """What a worker is given for a wrong submission, with hints for a teacher."""
    given: list[Job] = []

    def keep(message: Any) -> None:
        given.extend([message] if isinstance(message, Job) else [])

    room.on = keep
    room.hand_in("ann", WRONG)
    room.grade()
    return given[0].model_copy(update={"hints": 2.0, "teacher": True})


def asked(room: Class, job: Job) -> tuple[float, bool]:
    """What the worker asks of grading."""
    seen: list[tuple[float, bool]] = []
    real = unit.grade_submission

    def grade(*arguments: Any, **named: Any) -> Any:
        seen.append((named["hints"], named["teacher"]))
        return real(*arguments, **(named | {"hints": 0.0}))

    room.patch.setattr(unit, "grade_submission", grade)
    assert room.seats.bench is not None
    assert unit.grade(job, room.seats.bench).standing == "graded"
    return seen[0]


def test_a_job_carries_them_to_the_worker(room: Class, job: Job) -> None:
    assert unpack(pack(job)) == job
    assert asked(room, job) == (2.0, True)


def test_in_an_exam_nothing_is_searched_for(room: Class) -> None:
    (room.root / "course.toml").write_text("hints = false\n", encoding="utf-8")
    given = jobs_of(room)
    room.hand_in("ann", WRONG)
    room.grade(hints=3.0)
    room.grade(hints=3.0)
    assert [job.hints for job in given] == [0.0]


def jobs_of(room: Class) -> list[Job]:
    """All jobs that workers are given from now on."""
    given: list[Job] = []
    room.on = lambda message: given.extend([message] if isinstance(message, Job) else [])
    return given


def test_all_are_graded_first_and_only_what_is_wrong_is_searched(room: Class) -> None:
    given = jobs_of(room)
    room.hand_in("ann", WRONG)
    room.hand_in("ben", RIGHT)
    room.hand_in("eve", WRONG)
    room.grade(hints=3.0, teacher=True)
    assert [(job.student, job.hints) for job in given] == [
        ("ann", 0.0),
        ("ben", 0.0),
        ("eve", 0.0),
        ("ann", 3.0),
        ("eve", 3.0),
    ]
    given.clear()
    room.grade(hints=3.0, teacher=True)
    assert given == [], "it is remembered that nothing was found"


def test_what_was_graded_and_not_searched_when_a_run_ended_is_searched_by_the_next(room: Class) -> None:
    def stop(message: Any) -> None:
        if isinstance(message, Job) and message.hints:
            raise KeyboardInterrupt

    room.hand_in("ann", WRONG)
    room.on = stop
    with pytest.raises(Stopped):
        room.grade(hints=3.0)
    assert room.reports()["ann"].state == "graded"
    given = jobs_of(room)
    room.grade(hints=3.0)
    assert [job.hints for job in given] == [3.0]


def test_a_search_that_ends_a_worker_twice_costs_the_hint_only(room: Class) -> None:
    def lose(message: Any) -> Lost | None:
        return Lost("killed") if isinstance(message, Job) and message.hints else None

    room.hand_in("ann", WRONG)
    room.on = lose
    summary = room.grade(hints=3.0)
    assert summary.counts == {"graded": 1}
    given = jobs_of(room)
    room.grade(hints=3.0)
    assert given == []


def test_a_report_that_says_something_else_the_second_time_does_not_take_the_firsts_place(room: Class) -> None:
    room.hand_in("ann", WRONG)
    real = unit.grade_submission

    def better(*arguments: Any, **named: Any) -> Any:
        graded = real(*arguments, **(named | {"hints": 0.0}))
        if not named["hints"]:
            return graded
        checks = tuple(check.model_copy(update={"points": 2.0}) for check in graded.report.checks)
        return graded.model_copy(update={"report": graded.report.model_copy(update={"checks": checks, "score": 2.0})})

    room.patch.setattr(unit, "grade_submission", better)
    room.grade(hints=3.0)
    assert room.reports()["ann"].score == 0


def test_what_is_found_is_in_the_report_and_its_page(room: Class) -> None:
    room.hand_in("ann", WRONG)
    real = unit.grade_submission

    def located(*arguments: Any, **named: Any) -> Any:
        graded = real(*arguments, **(named | {"hints": 0.0}))
        checks = tuple(
            check.model_copy(update={"feedback": check.feedback.model_copy(update={"location": PLACE})})
            for check in graded.report.checks
        )
        found = graded.report.model_copy(update={"checks": checks if named["hints"] else graded.report.checks})
        return graded.model_copy(update={"report": found})

    room.patch.setattr(unit, "grade_submission", located)
    room.grade(hints=3.0)
    assert room.reports()["ann"].checks[0].feedback.location == PLACE
    assert "double.py" in (room.home("ann") / "report.html").read_text(encoding="utf-8")


def test_longer_searches_are_waited_for(room: Class, job: Job) -> None:
    assert room.seats.bench is not None
    quick = unit.limit_of(job.model_copy(update={"hints": 0.0}), room.seats.bench)
    assert unit.limit_of(job.model_copy(update={"hints": 100.0}), room.seats.bench) >= quick + 300


def put_place(room: Class, student: str) -> None:
    """Adds what a search would have found to a stored report."""
    store, home = Store(room.out), room.home(student)
    (stored,) = (one for place, one in store.all() if place == home)
    report = store.report(home)
    assert report is not None
    checks = tuple(
        check.model_copy(update={"feedback": check.feedback.model_copy(update={"location": PLACE})})
        for check in report.checks
    )
    text = report.model_copy(update={"checks": checks}).model_dump_json()
    store.write(home, stored.key, stored.result, {**store.files_of(home), "report.json": text})


def place_of(report: Report) -> Location | None:
    return report.checks[0].feedback.location


def test_rescoring_keeps_the_place_where_the_same_cases_are_wrong(room: Class) -> None:
    room.hand_in("ann", WRONG)
    room.hand_in("ben", RIGHT)
    room.grade()
    put_place(room, "ann")
    put_place(room, "ben")
    change(room, "points=2", "points=7")
    rescore(room.out, [room.root], SECRET)
    assert {student: place_of(report) for student, report in room.reports().items()} == {"ann": PLACE, "ben": None}


def test_rescoring_for_an_exam_drops_it(room: Class) -> None:
    room.hand_in("ann", WRONG)
    room.grade()
    put_place(room, "ann")
    (room.root / "course.toml").write_text("hints = false\n", encoding="utf-8")
    rescore(room.out, [room.root], SECRET)
    assert place_of(room.reports()["ann"]) is None


def test_what_is_handed_in_anew_between_the_two_is_graded_by_the_next_run(room: Class) -> None:
    def hand_in(message: Any) -> None:
        if isinstance(message, Job) and not message.hints:
            room.hand_in("ann", RIGHT)

    room.hand_in("ann", WRONG)
    room.on = hand_in
    room.grade(hints=3.0)
    room.on = lambda message: None
    room.grade(hints=3.0)
    assert room.reports()["ann"].score == 2


def test_the_class_page_does_not_wait_for_the_search(room: Class) -> None:
    there: list[bool] = []

    def look(message: Any) -> None:
        if isinstance(message, Job) and message.hints:
            there.append((room.out / "index.html").exists())

    room.hand_in("ann", WRONG)
    room.on = look
    room.grade(hints=3.0)
    assert there == [True]


def test_a_stored_file_that_somebody_changed_ends_nothing(room: Class) -> None:
    room.hand_in("ann", WRONG)
    room.hand_in("ben", WRONG)
    room.grade()
    kept = room.home("ann") / "submission.py"
    kept.write_text(kept.read_text(encoding="utf-8").replace("3", "5"), encoding="utf-8")
    real = unit.grade_submission

    def located(*arguments: Any, **named: Any) -> Any:
        graded = real(*arguments, **(named | {"hints": 0.0}))
        checks = tuple(
            check.model_copy(update={"feedback": check.feedback.model_copy(update={"location": PLACE})})
            for check in graded.report.checks
        )
        return graded.model_copy(update={"report": graded.report.model_copy(update={"checks": checks})})

    room.patch.setattr(unit, "grade_submission", located)
    summary = room.grade(hints=3.0)
    assert any("ann" in remark and "not stored" in remark for remark in summary.remarks)
    assert room.reports()["ben"].checks[0].feedback.location == PLACE
