"""Which device is taken, what a jail is given of it, and that one job has a GPU to itself."""

import contextlib
import json
import multiprocessing
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from grader.catalog import Catalog
from grader.errors import UsageError
from grader.grade import grade_file, grade_submission
from grader.intake import read_submission
from grader.model.base import Lang
from grader.sandbox import devices
from grader.sandbox.bubblewrap import command
from grader.sandbox.devices import CPU, Device, choose, find_gpus, slot
from grader.sandbox.fake import FakeSandbox
from grader.sandbox.jail import Jail

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A /dev as a machine with two GPUs has it."""
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    for name in ("nvidia0", "nvidia2", "nvidiactl", "nvidia-uvm", "nvidia-caps"):
        (tmp_path / name).touch()
    return tmp_path


def test_the_first_gpu_is_taken_where_there_is_one(dev: Path) -> None:
    assert find_gpus(dev) == (0, 2)
    assert choose("auto", dev) == Device(gpu=0)
    assert choose("cuda", dev) == Device(gpu=0)
    assert (choose("cuda:2", dev).name, choose("cuda:2", dev).inside) == ("cuda:2", "cuda:0")
    assert choose("cpu", dev) == CPU


def test_without_a_gpu_auto_falls_back_and_cuda_is_refused(tmp_path: Path) -> None:
    assert choose("auto", tmp_path) == Device(fallback=True)
    assert choose("auto", tmp_path).name == "cpu"
    with pytest.raises(UsageError, match=r"no NVIDIA GPU was found here.*--dry-run-cuda"):
        choose("cuda", tmp_path)


def test_what_is_no_device_or_not_here_is_said(dev: Path) -> None:
    with pytest.raises(UsageError, match="there are cuda:0, cuda:2"):
        choose("cuda:1", dev)
    with pytest.raises(UsageError, match="is not one of auto, cpu, cuda"):
        choose("gpu", dev)


def test_a_build_of_torch_without_cuda_has_no_gpu(dev: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.version, "cuda", None)
    assert find_gpus(dev) == ()


def bwrap_words(device: Device) -> str:
    """bubblewrap's command line; started as root, it is the last argument of the launcher."""
    words = command(
        "bwrap", "ns", preload=(), lasting=False, hidden=(), beside=(), data=(), descriptors=[5], device=device
    )
    return " ".join(words if words[0] == "bwrap" else json.loads(words[-1])[2])


def test_a_jail_sees_its_gpu_only_and_dev_stays_read_only() -> None:
    words = bwrap_words(Device(gpu=1))
    assert "--dev-bind-try /dev/nvidia1 /dev/nvidia1" in words
    assert "/dev/nvidia0" not in words
    assert words.index("--dev /dev") < words.index("/dev/nvidia1") < words.index("--remount-ro /dev")
    assert "--setenv CUDA_VISIBLE_DEVICES 1" in words
    plain = bwrap_words(CPU)
    assert "--dev-bind" not in plain
    assert " /sys " not in plain
    assert "--setenv CUDA_VISIBLE_DEVICES  " in plain


def _hold(device: Device, ready: object, done: object) -> None:
    with slot(device):
        ready.set()  # type: ignore[attr-defined]
        done.wait(30)  # type: ignore[attr-defined]


def test_one_job_has_a_gpu_to_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl
    import os

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(devices.tempfile, "tempdir", None)
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(Device(gpu=7), ready, done))
    other.start()
    try:
        assert ready.wait(60)
        (path,) = tmp_path.glob("grader-*-gpu7.lock")
        descriptor = os.open(path, os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        done.set()
        other.join(30)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(descriptor)
        with slot(CPU):
            assert len(list(tmp_path.glob("grader-*"))) == 1
    finally:
        done.set()
        other.join(30)


def test_who_waits_for_a_gpu_is_told_so_and_by_whom_it_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(devices.tempfile, "tempdir", None)
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(Device(gpu=7), ready, done))
    other.start()
    held_by: list[int | None] = []

    def waiting(holder: int | None) -> None:
        held_by.append(holder)
        done.set()  # the other lets it go; who is told nothing waits here for good

    try:
        assert ready.wait(60)
        with slot(Device(gpu=7), waiting):
            assert held_by == [other.pid]
        with slot(Device(gpu=7), waiting), slot(Device(gpu=8), waiting):
            assert held_by == [other.pid]
    finally:
        done.set()
        other.join(30)


@pytest.mark.parametrize(("written", "holder"), [(b"", None), (b"no number", None), (b"4194999", None)])
def test_a_lock_that_names_nobody_is_waited_for_all_the_same(tmp_path: Path, written: bytes, holder: None) -> None:
    (tmp_path / "lock").write_bytes(written)
    with (tmp_path / "lock").open("rb") as file:
        assert devices._holder(file.fileno()) == holder


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_grading_says_that_it_waits_for_the_gpu(lang: Lang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextlib.contextmanager
    def taken(device: Device, waiting: Callable[[int | None], None]) -> Iterator[None]:
        waiting(None if device.gpu is None else 4711)
        yield

    monkeypatch.setattr("grader.grade.slot", taken)
    spec = Catalog([ROOT / "assignments"]).get("training/lenet_digits")
    (tmp_path / "mine.py").write_text("def build_model(): ...\n", encoding="utf-8")
    sandbox, said = FakeSandbox(None), []
    sandbox.device = Device(gpu=1)
    grade_submission(read_submission(tmp_path / "mine.py"), spec, sandbox=sandbox, lang=lang, say=said.append)
    assert "cuda:1" in said[0]
    assert "4711" in said[0]


@pytest.mark.gpu
@pytest.mark.jail
@pytest.mark.skipif(not find_gpus(), reason="no NVIDIA GPU here")
def test_a_network_is_trained_on_the_gpu() -> None:
    spec = Catalog([ROOT / "assignments"]).get("training/lenet_digits")
    with Jail(hidden=[ROOT / "assignments"], device=choose("cuda")) as jail:
        report = grade_file(spec.reference_file, spec, sandbox=jail)
    assert report.environment.device.startswith("cuda:")
    assert report.score == report.max_score
