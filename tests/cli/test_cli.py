"""The commands as a person runs them: a clear message, the right exit code, no traceback, nothing left behind."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Course

ROOT = Path(__file__).resolve().parents[2]
RIGHT = ROOT / "assignments" / "pooling" / "max_pool2d" / "right" / "shifted.py"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `grader` with arguments, in a folder of its own."""

    def grader(
        *arguments: object, env: dict[str, str] | None = None, **options: object
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "grader", *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **(env or {})}
        return subprocess.run(
            command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=170, check=False, **options
        )  # type: ignore[call-overload, no-any-return]

    return grader


def refused(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """Asserts the exit code, the words on stderr, and that no traceback was shown."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    for word in words:
        assert word in done.stderr


def test_the_version_is_one_line(run: Run) -> None:
    done = run("--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "grader")


def test_help_names_every_command_and_the_exit_codes(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    for word in ("tasks", "check", "grade", "verify", "release", "doctor", "schema", "Exit codes"):
        assert word in done.stdout


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_do_not_import_torch(option: str) -> None:
    script = (
        "import sys, grader.cli\nsys.argv = ['grader', sys.argv[1]]\n"
        "try: grader.cli.main()\nexcept SystemExit: pass\nprint('torch' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script, option], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stderr.strip().endswith("False")


def test_an_unknown_command_is_usage(run: Run) -> None:
    refused(run("grde"), 2, "grde")


def test_an_unknown_task_names_the_close_one(run: Run) -> None:
    refused(run("release", "pooling/maxpool2d", "--out", "out"), 2, "pooling/max_pool2d", "grader tasks")


def test_a_folder_that_is_no_root_is_usage(run: Run) -> None:
    refused(run("tasks", "--root", "nowhere"), 2, "nowhere")


@pytest.mark.parametrize(("device", "code"), [("gpu", 2), ("cuda", 2), ("cuda:1", 2)])
def test_a_device_that_cannot_be_had_is_said(run: Run, device: str, code: int) -> None:
    refused(run("grade", RIGHT, "--device", device), code, device)


@pytest.mark.parametrize(
    ("content", "words"), [(None, ("secret", "head -c 32")), (b"short", ("5 bytes",)), (b"x" * 9000, ("longer",))]
)
def test_a_secret_that_is_none_is_usage(
    run: Run, tmp_path: Path, content: bytes | None, words: tuple[str, ...]
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    refused(run("grade", RIGHT, "--secret-file", "secret"), 2, *words)


def test_a_missing_bubblewrap_is_our_fault_and_said_with_the_remedy(run: Run) -> None:
    refused(run("grade", RIGHT, env={"PATH": "/nowhere"}), 3, "bubblewrap", "apt-get install bubblewrap")


def test_the_folder_of_a_report_must_exist(run: Run) -> None:
    refused(run("grade", RIGHT, "--html", "no/such/report.html"), 2, "no/such/report.html")


def test_a_folder_is_neither_a_submission_nor_a_report(run: Run, tmp_path: Path) -> None:
    refused(run("grade", tmp_path), 2, "is a folder", "name one file")
    refused(run("grade", RIGHT, "--html", "."), 2, "is a folder")


@pytest.mark.jail
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.ipynb", b"<!DOCTYPE html><html></html>", ("web page", "Download")),
        ("empty.ipynb", b"", ("empty",)),
        ("merge.ipynb", b"<<<<<<< HEAD\n{}\n=======\n", ("merge",)),
        ("letter.docx", b"PK\x03\x04", (".ipynb",)),
    ],
)
def test_a_file_that_is_no_submission_is_refused(
    run: Run, tmp_path: Path, name: str, content: bytes, words: tuple[str, ...]
) -> None:
    (tmp_path / name).write_bytes(content)
    refused(run("grade", name), 3, *words)


@pytest.mark.jail
def test_a_file_of_two_gigabytes_is_refused_unread(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "big.ipynb").open("wb") as handle:
        handle.truncate(2 << 30)
    refused(run("grade", "big.ipynb"), 3, "2147 MB", "at most")


@pytest.mark.jail
def test_a_missing_file_is_refused(run: Run) -> None:
    refused(run("grade", "nowhere.py"), 3, "nowhere.py")


@pytest.mark.jail
def test_a_file_for_no_task_says_which_functions_are_asked_for(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("def relu(x):\n    return x.clamp(min=0)\n")
    refused(run("grade", "other.py"), 2, "conv2d", "--task")


@pytest.mark.jail
def test_a_file_for_two_tasks_asks_which(run: Run, tmp_path: Path) -> None:
    (tmp_path / "two.py").write_text("def conv2d(x):\n    return x\ndef max_pool2d(x):\n    return x\n")
    refused(run("grade", "two.py"), 2, "convolution/conv2d", "pooling/max_pool2d", "--task")


@pytest.mark.jail
def test_a_right_module_gets_full_marks_and_its_reports(run: Run, tmp_path: Path) -> None:
    done = run("grade", RIGHT, "--json", "r.json", "--html", "r.html", "--student", "Анна")
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "r.json").read_text())
    assert (report["state"], report["score"], report["student"]) == ("graded", 10.0, "Анна")
    assert "practice" in [note["kind"] for note in report["notes"]]
    assert report["environment"]["isolation"] == "ns"
    assert str(ROOT) not in (tmp_path / "r.json").read_text()
    assert "<!doctype html" in (tmp_path / "r.html").read_text().lower()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.html", "r.json"]


@pytest.mark.jail
def test_twice_the_same_json_but_for_timings_and_other_cases_under_another_secret(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"k" * 32)
    reports = []
    for number, secret in enumerate((None, None, "secret")):
        extra = ["--secret-file", secret] if secret else []
        assert run("grade", RIGHT, "--json", f"{number}.json", *extra).returncode == 0
        report = json.loads((tmp_path / f"{number}.json").read_text())
        report.pop("timings")
        reports.append(report)
    assert reports[0] == reports[1]
    assert reports[2]["score"] == reports[0]["score"]
    assert reports[2]["environment"]["seeds_id"] != reports[0]["environment"]["seeds_id"]


@pytest.mark.jail
def test_check_ends_with_one_where_something_is_wrong(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text("def avg_pool2d(x, *args, **kwargs):\n    return x\n")
    done = run("check", "wrong.py")
    assert done.returncode == 1, done.stderr
    assert "FAIL" in done.stdout
    assert run("check", RIGHT).returncode == 0


@pytest.mark.jail
def test_a_full_disk_leaves_no_half_report(run: Run, tmp_path: Path) -> None:
    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))

    done = run("grade", RIGHT, "--html", "r.html", preexec_fn=small_files)
    refused(done, 3, "refused")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.jail
def test_ctrl_c_stops_with_a_word_and_leaves_nothing_running(tmp_path: Path) -> None:
    source = "import time\nprint('up')\nwhile True: time.sleep(1)\ndef max_pool2d(x):\n    return x\n"
    (tmp_path / "hang.py").write_text(source)
    command = [sys.executable, "-m", "grader", "grade", str(tmp_path / "hang.py")]

    # a job in the background of a shell inherits that SIGINT is ignored
    def interruptible() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, preexec_fn=interruptible
    ) as process:
        _wait_for_grandchild(process.pid)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Ctrl-C" in stderr
    assert "Traceback" not in stderr


def _wait_for_grandchild(pid: int) -> None:
    """Returns once the command has started its jail."""
    while not Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        os.sched_yield()


@pytest.mark.jail
def test_release_writes_a_starter_that_is_not_started(run: Run, tmp_path: Path) -> None:
    assert run("release", "pooling/avg_pool2d", "--out", "out").returncode == 0
    for name in ("avg_pool2d.py", "avg_pool2d.ipynb"):
        done = run("grade", f"out/{name}", "--json", "r.json")
        assert done.returncode == 0, done.stderr
        report = json.loads((tmp_path / "r.json").read_text())
        assert (report["score"], report["started"], report["task"]) == (0, False, "pooling/avg_pool2d")


@pytest.mark.jail
def test_an_archive_of_modules_is_graded(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "work.zip", "w") as archive:
        archive.writestr("work/solution.py", "from helper import max_pool2d\n")
        archive.writestr("work/helper.py", RIGHT.read_text())
    done = run("grade", "work.zip", "--json", "r.json")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "r.json").read_text())["score"] == 10.0


@pytest.mark.jail
@pytest.mark.parametrize("name", ["torch.py", "max_pool2d (1).py", "typing.py", "пулинг.py"])
def test_a_module_may_have_any_name(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(RIGHT.read_text())
    done = run("grade", name, "--json", "r.json")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "r.json").read_text())["score"] == 10.0


def test_the_schema_is_json(run: Run) -> None:
    schema = json.loads(run("schema").stdout)
    assert {"score", "checks", "environment"} <= set(schema["properties"])


@pytest.mark.jail
def test_doctor_proves_that_the_jail_works(run: Run) -> None:
    done = run("doctor")
    assert done.returncode == 0, done.stdout
    assert "level ns" in done.stdout


def test_doctor_says_what_to_install(run: Run) -> None:
    done = run("doctor", env={"PATH": "/nowhere"})
    assert done.returncode == 3
    assert "apt-get install bubblewrap" in done.stdout


@pytest.mark.jail
def test_verify_goes_on_after_a_task_that_cannot_be_loaded(course: Course, run: Run) -> None:
    root = course(files={"assignments/demo/broken/task.py": "task = 1\n"})
    done = run("verify", "--own", "--root", str(root), "--jobs", "2")
    assert done.returncode == 1
    said = " ".join(done.stdout.split())
    assert "demo/broken NOT FAIR YET FAIL it can be loaded: " in said
    assert "demo/double NOT FAIR YET" in said and "alternative solutions" in said
    assert "2 tasks" in said


@pytest.mark.jail
def test_ctrl_c_ends_verify_and_its_workers(run: Run) -> None:
    command = [sys.executable, "-m", "grader", "verify", "--jobs", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    deadline = time.monotonic() + 60
    children: list[str] = []
    while len(children) < 3 and time.monotonic() < deadline:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped by Ctrl-C" in said and "Traceback" not in said
    deadline = time.monotonic() + 20  # the last of them ends when it sees that its parent has
    while any(_runs(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in children if _runs(pid)] == []


def _runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_tasks_and_verify_say_what_is_unavailable_for_want_of_data(run: Run, tmp_path: Path) -> None:

    here = Path(__file__).resolve().parents[1] / "fixtures" / "modes"
    shutil.copytree(here, tmp_path / "course")
    task = tmp_path / "course" / "assignments" / "course" / "modes" / "task.py"
    task.write_text(task.read_text(encoding="utf-8").replace('data="digits"', 'data="cifar10"'), encoding="utf-8")
    env = {"GRADER_DATA": str(tmp_path / "none")}
    root = ["--root", str(tmp_path / "course" / "assignments")]
    listed = run("tasks", *root, env=env)
    assert "course/modes is unavailable here. The data set cifar10 is not on this machine" in listed.stdout
    assert "grader data --get cifar10" in listed.stdout
    proved = run("verify", "--own", *root, env=env)
    assert proved.returncode == 0
    assert "course/modes  unavailable" in proved.stdout
    assert "0 failed; unavailable, for want of data: course/modes" in proved.stdout
