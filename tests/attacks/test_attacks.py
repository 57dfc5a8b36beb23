"""Every hostile submission: no points beyond those honestly earned, nothing left behind, and the next one is graded."""

from pathlib import Path

import pytest
import torch

from grader.authoring import Call
from grader.errors import SubmissionError
from grader.grade import Graded
from grader.intake import read_submission
from grader.model import Limits
from grader.sandbox import Plan
from grader.sandbox.jail import Jail
from tests.attacks import levels
from tests.attacks.conftest import SECRET, Judge, every_form
from tests.attacks.header import SUBMISSIONS, Header, all_headers, read_header
from tests.attacks.levels import cases
from tests.attacks.traces import left_running, look, peak, reset_peak

_MOST_TRUSTED_BYTES = 400 << 20
"""How much the trusted process may grow while it reads one submission: a frame at its cap, a few times over."""
_MOST_REPORT_BYTES = 1 << 20

ATTACKS = [
    pytest.param(
        level,
        attack,
        id=f"{level}-{attack.path.stem}",
        marks=[pytest.mark.jail, *([pytest.mark.slow] if attack.heavy else [])],
    )
    for level, attack in cases()
]


def test_at_least_seventy_attacks_are_on_file_and_each_says_what_it_tries():
    assert len(all_headers()) >= 70


def test_what_a_level_leaves_out_is_there_and_has_a_reason():
    groups = {attack.path.stem: attack.group for attack in all_headers()}
    assert set(groups) >= levels.COLD | levels.PROCESS | set(levels.UNGRADED_AT_FLAT) | set(levels.OTHERWISE_AT_FLAT)
    assert set(levels.NOT_TRIED_AT_PROCESS) <= set(groups.values())
    # of what the level `process` does not promise only what reads in its own memory is tried: it finds nothing there
    tried = {groups[name] for name in levels.PROCESS} & set(levels.NOT_TRIED_AT_PROCESS)
    assert tried <= {"read"}


@pytest.mark.parametrize(("judge", "attack"), ATTACKS, indirect=["judge"])
def test_attack_is_contained(attack: Header, judge: Judge, sentinel, request):
    restarts = judge.jail.restarts
    _end_what_waits(judge.jail)
    before = look(sentinel)
    memory = reset_peak()

    graded = _grade(attack, judge)

    grown = peak() - memory
    _end_what_waits(judge.jail)
    left = left_running(before)
    after = look(sentinel)
    good = judge.grade_good()
    _end_what_waits(judge.jail)
    assert good.score == good.max_score, "the next submission suffers"
    assert judge.jail.restarts == restarts, "the template of all submissions died"
    assert left == {}, "processes left running"
    assert left_running(before) == {}
    assert after.files == before.files, "files left on the machine"
    assert after.descriptors == before.descriptors, "descriptors of the trusted process leak"
    assert grown < _MOST_TRUSTED_BYTES, "the trusted process has taken too much memory"
    if graded is not None and judge.jail.level == "flat" and attack.path.stem in levels.UNGRADED_AT_FLAT:
        assert graded.report.state == "ungraded"
        assert (graded.report.score or 0) == 0
    elif graded is not None:
        _assert_verdict(levels.expected(judge.jail.level, attack), graded)


def _end_what_waits(jail) -> None:
    """The child forked ahead for the next submission would look like one that was left running."""
    if isinstance(jail, Jail):
        jail._drop_ahead()


def _grade(attack: Header, judge: Judge) -> Graded | None:
    """None where the intake must refuse the file."""
    if attack.verdict == {"refused"}:
        with pytest.raises(SubmissionError):
            judge.grade_attack(attack)
        return None
    return judge.grade_attack(attack)


def _assert_verdict(attack: Header, graded: Graded) -> None:
    report, forms = graded.report, every_form(graded)
    assert not [check.feedback.message for check in report.checks if "BREACH" in check.feedback.message]
    assert "BREACH" not in forms["json"]
    assert len(forms["json"]) < _MOST_REPORT_BYTES
    assert SECRET.decode() not in "".join(forms.values())
    for word in attack.absent:
        assert word not in forms["html"]
    assert "\x1b" not in forms["terminal"]

    assert report.state == "graded", [note.message for note in report.notes]
    assert not [check.feedback.location for check in report.checks if check.feedback.location is not None]
    assert not [note for note in report.notes if note.kind == "hints"], [note.message for note in report.notes]
    causes = {check.feedback.cause for check in report.checks if check.state == "failed"}
    messages = [check.feedback.message for check in report.checks if check.state == "failed"]
    extra = {"out_of_time"} if "timeout" in attack.verdict else set()
    assert causes <= attack.verdict | extra, (causes, messages)
    assert not causes & attack.forbidden, messages
    if attack.score == "max":
        assert report.score == report.max_score, (causes, messages)
    elif attack.score == "partial":
        assert report.score < report.max_score
    elif attack.score == "unlearned":
        (check,) = [check for check in report.checks if check.id == "accuracy"]
        assert check.points == 0, (check.points, check.feedback.message)
    elif attack.score == "0":
        assert report.score == 0
        assert causes, "nothing failed"


@pytest.mark.jail
@pytest.mark.parametrize("judge", ["ns", "flat", "cold"], indirect=True)
def test_what_one_submission_leaves_the_next_cannot_find(judge: Judge):
    for name in ("isolation_1_leaves.py", "isolation_2_finds.py"):
        attack = read_header(SUBMISSIONS / name)
        report = judge.grade_attack(attack).report
        assert report.score == report.max_score, [check.feedback.message for check in report.checks]


HOSTILE_NEIGHBOURS = (
    "process_kill_everything",
    "process_kill_own_group",
    "process_stop_own_group",
    "process_priority",
    "read_other_processes",
    "kernel_ptrace",
    "isolation_1_leaves",
)


@pytest.mark.jail
@pytest.mark.parametrize("judge", ["ns", "flat"], indirect=True)
def test_a_submission_beside_hostile_ones_is_not_touched(judge: Judge):
    submission = read_submission(Path(__file__).with_name("good.py"), "en")
    plan = Plan(entry="max_pool2d", parameters=("x", "kernel_size"), load=("good.py",))
    call = Call(torch.tensor([[[[1.0, 5.0], [7.0, 3.0]]]]), 2)
    with judge.jail.open(submission, plan, Limits()) as victim:
        for name in HOSTILE_NEIGHBOURS:
            judge.grade_attack(read_header(SUBMISSIONS / f"{name}.py"))
            returned = victim.call(call, seed=0)
            assert (name, returned.ended, returned.value.data.tolist()) == (name, "ok", [[[[7.0]]]])


@pytest.mark.jail
def test_same_attack_gets_the_same_verdict_again(judge: Judge):
    attack = read_header(SUBMISSIONS / "frame_forged_before_the_real_one.py")
    first, second = (judge.grade_attack(attack).report for _ in range(2))
    assert first.model_copy(update={"timings": {}}) == second.model_copy(update={"timings": {}})


@pytest.mark.jail
@pytest.mark.parametrize("judge", ["ns"], indirect=True)
def test_who_carries_the_published_pictures_is_pointed_out(judge: Judge):
    report = judge.grade_attack(read_header(SUBMISSIONS / "fit_carried_pictures.py")).report
    (check,) = [check for check in report.checks if check.id == "accuracy"]
    assert check.learned is not None
    assert "pretrained" in check.learned.symptoms
    assert "A person will look at it" in check.feedback.message
