"""Workers that are lost, files that change or vanish under a run, disks that are full, people who press Ctrl-C."""

import os
import signal
from pathlib import Path

import pytest

from grader.batch.asked import Lost, Stopped
from grader.batch.job import Course, Done, Job, Look, Message
from grader.batch.results import GRADES, INDEX, read_results
from grader.batch.store import REPORT, Store
from grader.errors import GraderFault
from tests.batch.conftest import RIGHT, WRONG, Class

LOST = Lost("The process that graded it was lost (killed, or out of memory).")


def four(room: Class) -> None:
    for student, text in (("ann", RIGHT), ("ben", WRONG), ("eve", RIGHT), ("zoe", RIGHT)):
        room.hand_in(student, text)


class Losing:
    """Loses the first so many messages of a kind about one student."""

    def __init__(self, kind: type[Message], times: int, student: str = "", answer: Message | Lost = LOST) -> None:
        self.kind, self.times, self.student, self.answer = kind, times, student, answer

    def __call__(self, message: Message) -> Message | Lost | None:
        if not isinstance(message, self.kind) or self.times == 0 or self.student != getattr(message, "student", ""):
            return None
        self.times -= 1
        return self.answer


@pytest.mark.parametrize("answer", [LOST, Done(standing="ungraded", why="The jail is gone.", again=True)])
def test_what_is_lost_once_is_tried_once_more_and_flagged(room: Class, answer: Message | Lost) -> None:
    four(room)
    room.on = Losing(Job, 1, "ben", answer)
    summary = room.grade()
    assert summary.counts == {"graded": 4}
    assert room.graded == {"ann": 1, "ben": 2, "eve": 1, "zoe": 1}
    assert {student: one.result.attempts for student, one in room.stored().items()}["ben"] == 2
    assert room.seats.looked_after == 1
    (note,) = room.told.notes
    assert note.startswith("ben/double.py: ")
    assert note.endswith("Trying once more.")


def test_what_is_lost_twice_is_ungraded_and_mended_when_asked(room: Class) -> None:
    four(room)
    room.on = Losing(Job, 2, "ben")
    summary = room.grade()
    assert summary.counts == {"graded": 3, "ungraded": 1}
    result = room.stored()["ben"].result
    assert (result.standing, result.attempts, result.why) == ("ungraded", 2, LOST.why)
    assert room.grade().counts == {"graded": 3, "ungraded": 1}, "not without being asked"
    assert room.graded == {}
    assert room.grade(retry_ungraded=True).counts == {"graded": 4}
    assert room.graded == {"ben": 1}


@pytest.mark.parametrize("kind", [Look, Course])
def test_a_worker_lost_while_it_only_reads_is_asked_again(room: Class, kind: type[Message]) -> None:
    room.hand_in("ann", RIGHT, "hw.py")
    room.on = Losing(kind, 1)
    assert room.grade().counts == {"graded": 1}
    assert room.seats.looked_after == 1


def test_a_file_at_which_reading_was_lost_twice_is_looked_at_again_by_the_next_run(room: Class) -> None:
    for student in ("ann", "ben", "eve", "zoe"):
        room.hand_in(student, f"{RIGHT}# {student}\n", "hw.py")
    room.on = Losing(Look, 3)
    summary = room.grade()
    assert summary.counts == {"graded": 3, "unreadable": 1}
    (result,) = [one.result for one in room.stored().values() if one.result.standing == "unreadable"]
    assert result.why.startswith("It could not be read: The process")
    summary = room.grade()
    assert (room.looks, summary.counts) == (1, {"graded": 4})
    assert len(room.stored()) == 4, "what was for no task is for one now"


def test_equal_files_of_two_names_are_each_refused_by_their_own_name(room: Class) -> None:
    room.hand_in("ann", b"", "hers.py")
    room.hand_in("ben", b"", "his.ipynb")
    room.grade()
    for student, name in (("ann", "hers.py"), ("ben", "his.ipynb")):
        why = room.stored()[student].result.why
        assert name in why
    assert room.looks == 2
    room.grade()
    assert room.looks == 0


def test_a_file_taken_away_while_the_class_is_graded_costs_nobody_else(room: Class) -> None:
    four(room)
    gone = room.folder / "zoe" / "double.py"

    def vanish(message: Message) -> None:
        if isinstance(message, Job):
            gone.unlink(missing_ok=True)

    room.on = vanish
    summary = room.grade()
    assert summary.counts == {"graded": 3, "unreadable": 1}
    assert room.stored()["zoe"].result.standing == "unreadable"
    assert summary.pending == 0
    room.on = lambda message: None
    room.hand_in("zoe")
    assert room.grade().counts == {"graded": 4}


def test_a_file_changed_while_the_class_is_graded_is_graded_as_it_is_then(room: Class) -> None:
    four(room)

    def change(message: Message) -> None:
        if isinstance(message, Job):
            room.hand_in("zoe", WRONG)

    room.on = change
    room.grade()
    stored, report = room.stored()["zoe"], room.reports()["zoe"]
    assert (report.score, report.submission.sha256) == (0, stored.key.sha256)
    kept = next(path for path in room.home("zoe").iterdir() if path.name.startswith("submission"))
    assert kept.read_text() == WRONG
    room.on = lambda message: None
    room.grade()
    assert room.graded == {}


def test_a_file_changed_while_it_is_looked_at_is_not_remembered_for_what_it_was(room: Class) -> None:
    file = room.hand_in("ann")
    seen: list[Message] = []

    def change(message: Message) -> None:
        if isinstance(message, Course) and not seen:
            seen.append(message)
            file.write_text(WRONG)

    room.on = change
    room.grade()
    assert room.reports()["ann"].score == 0
    file.write_text(RIGHT)
    room.grade()
    assert room.reports()["ann"].score == 2


def test_ctrl_c_stores_what_is_done_says_what_waits_and_goes_on(room: Class) -> None:
    four(room)

    def press(message: Message) -> None:
        if isinstance(message, Job) and message.student == "eve":
            raise KeyboardInterrupt

    room.on = press
    with pytest.raises(Stopped, match=r"Stopped; 2 results are stored, 2 files wait\. The same command goes on") as end:
        room.grade()
    assert end.value.exit_code == 130
    assert room.seats.closed == 1
    assert set(room.reports()) == {"ann", "ben"}
    assert read_results(room.out).pending == ("eve/double.py", "zoe/double.py")
    assert (room.out / INDEX).is_file()
    assert (room.out / GRADES).is_file()
    room.on = lambda message: None
    room.grade()
    assert room.graded == {"eve": 1, "zoe": 1}
    assert read_results(room.out).pending == ()


def test_ctrl_c_while_a_result_is_written_leaves_no_half_of_it(room: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    four(room)
    replace = os.replace

    def pressed(source: str, target: Path) -> None:
        replace(source, target)
        if Path(target).name == REPORT and "eve" in str(target):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", pressed)
        with pytest.raises(Stopped, match="2 results are stored, 2 files wait"):
            room.grade()
    assert set(room.stored()) == {"ann", "ben"}
    room.grade()
    assert room.graded == {"eve": 1, "zoe": 1}


def test_a_run_that_is_killed_says_what_waits(room: Class) -> None:
    """Whoever reads the results of a night that ended at three must not take them for all there are."""
    four(room)

    class Killed(BaseException):
        pass

    def kill(message: Message) -> None:
        if isinstance(message, Job) and message.student == "zoe":
            raise Killed

    room.on = kill
    with pytest.raises(Killed):
        room.grade()
    results = read_results(room.out)
    assert {one.student for one in results.results} == {"ann", "ben", "eve"}
    assert results.pending == ("zoe/double.py",)
    room.on = lambda message: None
    room.grade(only=["ann"])
    assert read_results(room.out).pending == ("zoe/double.py",), "--only does not forget the others"


@pytest.mark.parametrize("name", [REPORT, "result.json"])
def test_a_full_disk_stops_the_run_with_what_to_do_and_loses_nothing(
    room: Class, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    four(room)
    from grader.batch import store

    save, full = store.save, [False]

    def refuse(path: Path, text: str | bytes) -> None:
        full[0] = full[0] or (path.name == name and "eve" in str(path))
        if full[0]:  # and stays full: the class page cannot be written either
            raise OSError(28, "No space left on device", str(path))
        save(path, text)

    with monkeypatch.context() as patch:
        patch.setattr(store, "save", refuse)
        patch.setattr("grader.batch.results.save", refuse)
        with pytest.raises(GraderFault, match=r"could not be written \(No space left on device\).*is stored; free"):
            room.grade()
    assert set(room.stored()) == {"ann", "ben"}
    summary = room.grade()
    assert (dict(room.graded), summary.counts) == ({"eve": 1, "zoe": 1}, {"graded": 4})


def test_pages_that_cannot_be_written_are_our_fault_and_lose_no_result(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    four(room)

    def refuse(path: Path, text: str | bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patch:
        patch.setattr("grader.batch.results.save", refuse)
        with pytest.raises(GraderFault, match=r"All results are stored, but the class page .* \(No space left"):
            room.grade()
    assert len(room.stored()) == 4
    room.grade()
    assert room.graded == {}
    assert (room.out / INDEX).is_file()


def test_workers_that_cannot_be_started_end_the_run_with_pages_and_a_reason(room: Class) -> None:
    four(room)

    def refuse(message: Message) -> None:
        if isinstance(message, Job) and message.student == "eve":
            raise OSError(24, "Too many open files")

    room.on = refuse
    with pytest.raises(GraderFault, match=r"The operating system refused: Too many open files\. What is done is"):
        room.grade()
    assert (room.out / GRADES).is_file()
    assert set(room.stored()) == {"ann", "ben"}


@pytest.mark.parametrize(("ignored", "count"), [(False, 2), (True, 1)])
def test_a_closed_terminal_ends_the_run_in_order_unless_nohup_was_used(ignored: bool, count: int) -> None:
    from grader.batch.command import _endings

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)
    try:
        assert len(_endings()) == count
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_broken_pipe_of_the_display_does_not_stop_the_grading(room: Class) -> None:
    from grader.batch.progress import Lasting, Shown

    class Closed:
        def write(self, text: str) -> int:
            raise BrokenPipeError(32, "Broken pipe")

        def flush(self) -> None:
            raise BrokenPipeError(32, "Broken pipe")

    shown = Shown(Lasting(file=Closed()))  # type: ignore[arg-type]
    shown.begin(3, 1)
    shown.note("one")
    shown.close()


def test_the_store_is_open_to_the_next_run_after_each_of_these(room: Class) -> None:
    four(room)
    with pytest.raises(ZeroDivisionError), Store(room.out).locked():
        raise ZeroDivisionError
    assert room.grade().counts == {"graded": 4}
