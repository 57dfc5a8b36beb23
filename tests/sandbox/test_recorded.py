"""What a submission returned, noted and answered again."""

import pytest
import torch

from grader.authoring import Call
from grader.errors import JailLost
from grader.model import Foreign, Limits, Returned, Submission, TensorValue
from grader.sandbox import Plan
from grader.sandbox.fake import FakeSandbox, FakeSession
from grader.sandbox.recorded import Notes, NotRecorded, Recording, Replay

SUBMISSION = Submission(file="f.py", sha256="", kind="module", units=())
PLAN = Plan(entry="f", parameters=("x",), load=())


def test_everything_that_comes_out_of_a_jail_is_read_back_as_it_was() -> None:
    notes = Notes("ns")
    tensors = [torch.randn(2, 3), torch.randn(2).to(torch.complex128), torch.tensor([], dtype=torch.int8)]
    tensors += [torch.randn(3).bfloat16(), torch.tensor([True, False]), torch.tensor(7)]
    value = {"a": [TensorValue(data=one, type_name="torch.Tensor") for one in tensors], "b": (None, 1, True, "я")}
    value |= {"c": float("nan"), "d": float("-inf"), "e": Foreign(type_name="module", shape=(1, 2))}
    notes.add("key", Returned(ended="ok", value=value, wall_s=1.5))
    raw = notes.pack()
    assert raw is not None
    (back,) = Notes.unpack(raw).returned["key"]
    assert back.wall_s == 1.5
    for old, new in zip(value["a"], back.value["a"], strict=True):
        assert (new.data.dtype, new.data.shape) == (old.data.dtype, old.data.shape)
        assert torch.equal(new.data, old.data)
    assert back.value["b"] == value["b"]
    assert (str(back.value["c"]), back.value["d"], back.value["e"]) == ("nan", float("-inf"), value["e"])


@pytest.mark.parametrize("raw", [b"", b"\0" * 7, b"\xff" * 40, b"\x02\0\0\0\0\0\0\0{}", b'{"a": 1}'])
def test_what_is_no_such_file_is_said(raw: bytes) -> None:
    with pytest.raises(NotRecorded):
        Notes.unpack(raw)


def test_what_was_not_asked_then_is_not_answered() -> None:
    recording = Recording(FakeSandbox(lambda x: 2 * x))
    with recording.open(SUBMISSION, PLAN, Limits()) as session:
        session.call(Call(torch.ones(2)), 1)
    with Replay(recording.notes).open(SUBMISSION, PLAN, Limits()) as session:
        assert torch.equal(session.call(Call(torch.ones(2)), 1).value.data, 2 * torch.ones(2))
        for call, seed in ((Call(torch.ones(2)), 2), (Call(torch.ones(3)), 1), (Call(torch.ones(2)).on("g"), 1)):
            with pytest.raises(NotRecorded):
                session.call(call, seed)


def test_nothing_of_an_attempt_that_was_lost_is_among_the_notes_of_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = Recording(FakeSandbox(lambda x: x + 1))
    whole = FakeSession.call

    def lost(self: FakeSession, call: Call, seed: int, *rest: object) -> Returned:
        if seed == 2:
            raise JailLost("gone")
        return whole(self, call, seed)

    with recording.open(SUBMISSION, PLAN, Limits()) as session:
        session.call(Call(torch.ones(1)), 1)
        monkeypatch.setattr(FakeSession, "call", lost)
        with pytest.raises(JailLost):
            session.call(Call(torch.ones(1)), 2)
    assert len(recording.notes.returned) == 1, "what is not run again, as after a dry run that was lost, stands"
    with recording.open(SUBMISSION, PLAN, Limits()) as session:
        assert (len(recording.notes.opened), recording.notes.returned) == (1, {})


def test_a_notebook_that_was_run_twice_keeps_what_it_showed() -> None:
    recording = Recording(FakeSandbox(lambda x: x + 1))
    for _ in range(2):
        recording.open(SUBMISSION, PLAN, Limits()).close()
    replay = Replay(recording.notes, b"{}")
    assert [replay.open(SUBMISSION, PLAN, Limits()).opened.executed for _ in range(2)] == [b"{}"] * 2


def test_too_much_is_not_kept_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.sandbox.recorded.MOST_BYTES", 100)
    notes = Notes()
    for number in range(3):
        notes.add(f"{number}", Returned(ended="ok", value=TensorValue(data=torch.zeros(10), type_name="torch.Tensor")))
    assert notes.pack() is None
