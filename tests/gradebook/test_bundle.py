"""The Gradescope autograder: what is in the zip, what its README admits, and that its script does what it says."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from grader.errors import UsageError
from grader.gradebook.bundle import Bundle, gradescope_bundle
from grader.gradebook.command import BundleWanted, export_bundle
from grader.gradebook.onsite import choose_submission

ROOT = Path(__file__).resolve().parents[2]
SECRET = b"only for this test, long enough"


def opened(raw: bytes) -> zipfile.ZipFile:
    """The zip."""
    return zipfile.ZipFile(io.BytesIO(raw))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like /autograder, with the bundle unpacked in `source`."""
    home = tmp_path_factory.mktemp("autograder")
    wanted = BundleWanted(
        task="convolution/conv2d", max_score=12, out=home / "a.zip", roots=(ROOT / "assignments",), secret=SECRET
    )
    done = export_bundle(wanted)
    assert done.exit_code == 0 and "secret of its own" in done.lines[1]
    with zipfile.ZipFile(home / "a.zip") as archive:
        archive.extractall(home / "source")
    return home


def run(site: Path, tmp_path: Path, files: dict[str, bytes]) -> tuple[int, dict[str, Any] | None]:
    """Uploads `files` and runs the script as Gradescope would: (exit code, results.json or None)."""
    home = tmp_path / "home"
    for name, raw in files.items():
        (home / "submission" / name).parent.mkdir(parents=True, exist_ok=True)
        (home / "submission" / name).write_bytes(raw)
    (home / "submission").mkdir(parents=True, exist_ok=True)
    (home / "submission_metadata.json").write_text('{"users": [{"name": "Anna Berg", "email": "a@x.edu"}]}')
    env = os.environ | {"PYTHONPATH": str(site / "source" / "program"), "GRADER_AUTOGRADER": str(home)}
    script = [sys.executable, "-P", str(site / "source" / "run.py")]
    code = subprocess.run(script, env=env, capture_output=True, check=False).returncode
    results = home / "results" / "results.json"
    return code, json.loads(results.read_bytes()) if results.exists() else None


def test_what_gradescope_calls_lies_in_the_root_and_may_be_run(site: Path) -> None:
    with zipfile.ZipFile(site / "a.zip") as archive:
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
    assert (modes["setup.sh"], modes["run_autograder"], modes["secret"]) == (0o755, 0o755, 0o600)
    assert modes.keys() >= {
        "program/grader/__main__.py",
        "program/grader/inside/child.py",
        "program/grader/course/assignments/convolution/conv2d/task.py",
        "program/grader/course/reference/convolution/conv2d.py",
        "program/grader/locale/ru.po",
    }
    assert not [name for name in modes if "__pycache__" in name or "/." in name]


def test_the_scripts_are_sound(site: Path) -> None:
    for name in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n", site / "source" / name], check=True)
    text = (site / "source" / "setup.sh").read_text()
    assert "@" not in text.replace("$@", "") and "torch==" in text
    assert "torch" not in (site / "source" / "requirements.txt").read_text().split()
    compile((site / "source" / "run.py").read_text(), "run.py", "exec")


def test_the_same_course_gives_the_same_zip(site: Path, tmp_path: Path) -> None:
    wanted = BundleWanted(
        task="convolution/conv2d", max_score=12, out=tmp_path / "b.zip", roots=(ROOT / "assignments",), secret=SECRET
    )
    export_bundle(wanted)
    assert (tmp_path / "b.zip").read_bytes() == (site / "a.zip").read_bytes()


def test_further_roots_and_data_come_along(tmp_path: Path) -> None:
    own = tmp_path / "own" / "assignments" / "lesson" / "mine"
    own.mkdir(parents=True)
    (own / "task.py").write_text("x = 1\n")
    wanted = BundleWanted(
        task="lesson/mine", max_score=5, out=tmp_path / "c.zip", data_sets=("mnist",),
        roots=(ROOT / "assignments", tmp_path / "own" / "assignments"),
    )  # fmt: skip
    export_bundle(wanted)
    with zipfile.ZipFile(tmp_path / "c.zip") as archive:
        assert archive.read("roots/0/assignments/lesson/mine/task.py") == b"x = 1\n"
        assert '"--root", "{source}/roots/0/assignments"' in archive.read("run.py").decode().replace("'", '"')
        assert "data --get mnist" in archive.read("setup.sh").decode()
        for script in ("setup.sh", "run_autograder"):
            assert "GRADER_DATA=/autograder/data" in archive.read(script).decode()
        assert "secret" not in archive.namelist()


def test_the_readme_says_what_keeps_the_students_code_apart() -> None:
    def readme(**changes: Any) -> str:
        return opened(gradescope_bundle(Bundle(task="t", max_score=5, **changes), {})).read("README.md").decode()

    assert "**no jail**" in readme(isolation="process") and "No secret is in the bundle" in readme(isolation="process")
    assert "Landlock" in readme(isolation="flat", secret=SECRET) and "secret is in the bundle" in readme(secret=SECRET)
    assert "expect it to be refused" in readme() and "both were not tried in Gradescope's own" in " ".join(
        readme().split()
    )


def test_without_a_jail_the_grader_has_no_rights_and_says_that_it_knows() -> None:
    archive = opened(gradescope_bundle(Bundle(task="t", max_score=5, isolation="process"), {}))
    script, setup = archive.read("run.py").decode(), archive.read("setup.sh").decode()
    assert "'--isolation', 'process', '--i-accept-no-sandbox'" in script and "USER = 'submission'" in script
    assert "useradd" in setup and "chmod" not in setup
    jailed = opened(gradescope_bundle(Bundle(task="t", max_score=5, isolation="flat"), {}))
    assert "USER = None" in jailed.read("run.py").decode() and "chmod -R go-rwx" in jailed.read("setup.sh").decode()
    assert "useradd" not in jailed.read("setup.sh").decode()


def test_a_secret_is_not_laid_beside_code_that_nothing_holds() -> None:
    with pytest.raises(UsageError, match="leave --secret-file out"):
        gradescope_bundle(Bundle(task="t", max_score=1, isolation="process", secret=SECRET), {})


@pytest.mark.jail
def test_a_right_solution_earns_full_marks_on_site(site: Path, tmp_path: Path) -> None:
    solution = (ROOT / "reference" / "convolution" / "conv2d.py").read_bytes()
    code, results = run(site, tmp_path, {"conv2d.py": solution, ".DS_Store": b"x", "__MACOSX/conv2d.py": b"x"})
    assert code == 0 and results is not None
    assert results["score"] == sum(test["max_score"] for test in results["tests"]) > 0
    assert {test["status"] for test in results["tests"]} == {"passed"}


def test_a_file_that_cannot_be_opened_says_why(site: Path, tmp_path: Path) -> None:
    code, results = run(site, tmp_path, {"hw1.ipynb": b""})
    assert code == 0 and results is not None
    assert results["score"] == 0 and results["output"].startswith("hw1.ipynb is empty.")


def test_nothing_to_grade_says_so(site: Path, tmp_path: Path) -> None:
    code, results = run(site, tmp_path, {"essay.docx": b"x", "notes.txt": b"y"})
    assert code == 0 and results is not None and "Hand in one notebook" in results["output"]


def test_where_the_grader_fails_there_is_no_result_and_so_no_zero(site: Path, tmp_path: Path) -> None:
    broken = tmp_path / "site" / "source"
    broken.mkdir(parents=True)
    text = (site / "source" / "run.py").read_text().replace("convolution/conv2d", "no/such_task")
    (broken / "run.py").write_text(text)
    (broken / "program").symlink_to(site / "source" / "program")
    code, results = run(tmp_path / "site", tmp_path, {"conv2d.py": b"def conv2d(): ...\n"})
    assert code == 1 and results is None


def test_one_file_or_the_only_notebook_or_all_modules_are_chosen() -> None:
    assert choose_submission(["a/hw.ipynb", "data.csv", ".git/x.ipynb"], "en").files == ("a/hw.ipynb",)
    assert choose_submission(["b.py", "a.py", "__pycache__/a.pyc"], "en").files == ("a.py", "b.py")
    assert choose_submission(["essay.docx"], "en").files == ("essay.docx",)  # the intake says what is wrong with it
    assert choose_submission(["a.ipynb", "b.ipynb"], "ru").refused.startswith("Тетрадок несколько: a.ipynb, b.ipynb.")
    assert choose_submission([".hidden"], "en").refused
