"""A container as the outer jail: only where it is declared, only with two users, and the course is not readable."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import contained, mounts
from grader.sandbox.bubblewrap import LevelRefused
from grader.sandbox.choose import open_sandbox
from grader.sandbox.contained import ContainedJail, readable

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "grader" / "sandbox" / "container"


def test_no_container_is_assumed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_CONTAINER", raising=False)
    with pytest.raises(LevelRefused, match="GRADER_CONTAINER=1"):
        ContainedJail()


def test_the_grader_and_the_submissions_are_two_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_CONTAINER", "1")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(LevelRefused, match="another user than the grader"):
        ContainedJail()


def test_an_undeclared_container_gets_no_weaker_level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_CONTAINER", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(LevelRefused, match="bubblewrap"):
        open_sandbox("flat", preload=(), lasting=False)


def test_around_the_course_only_names_are_open(tmp_path: Path) -> None:
    packages = tmp_path / "lib" / "site-packages"
    for path in ("grader/course/reference", "grader/inside", "torch/nn", "numpy"):
        (packages / path).mkdir(parents=True)
    (packages / "six.py").touch()
    binds = [(str(tmp_path / "lib"), str(tmp_path / "lib"))]
    rules = dict(readable(binds, [packages / "grader"]))
    assert {path: files for path, files in rules.items() if path.startswith(str(tmp_path))} == {
        str(tmp_path / "lib"): False,
        str(packages): False,
        str(packages / "numpy"): True,
        str(packages / "six.py"): True,
        str(packages / "torch"): True,
    }
    assert rules[str(mounts.INSIDE)] is True


def test_the_recipe_says_what_the_code_asks_for() -> None:
    recipe = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"ENV {contained.DECLARED}=1" in recipe
    assert f"user {contained.USER}" in text
    for word in ("--network none", "--read-only", "--cap-add SETUID", "--cap-add SETGID", "--cap-add KILL"):
        assert word in text
    (file,) = re.findall(r"docker build -f (\S+)", text)
    assert (ROOT / file).is_file()


_CONTAINER = """
set -e
base=$1; stage=$2; shift 2
case $base in /root/*)  # nobody else may enter it, as in no image
    mount --bind "$base" "$stage"
    mount -t tmpfs -o mode=755 tmpfs /root
    mkdir -p "$base"
    mount --bind "$stage" "$base" ;;
esac
rights=-all,+setuid,+setgid,+kill
exec setpriv --bounding-set=$rights --inh-caps=$rights --no-new-privs "$@"
"""

_INSIDE = """
import os
os.environ["PATH"] = "/nowhere"
from grader.sandbox.choose import open_sandbox
from grader.sandbox.probe import ask
SOURCE = '''
import os
def answer(x):
    def opens(path):
        try:
            (os.listdir if os.path.isdir(path) else open)(path)
        except OSError:
            return False
        return True
    def signals(pid):
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        return True
    paths = [%r, "/etc/passwd", "/tmp", "/proc", f"/proc/{x}/cmdline", f"/proc/{x}/environ", "/proc/1/mem"]
    return [os.getuid(), [path for path in paths if opens(path)], [pid for pid in (1, x, -1) if signals(pid)]]
'''
with open_sandbox(preload=(), lasting=False) as sandbox:
    found = ask(sandbox, SOURCE % os.environ["COURSE"], os.getpid())
    print(sandbox.level, list(sandbox.refused), found.value, found.error)
"""


@pytest.mark.jail
@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv") or not shutil.which("unshare"),
    reason="only root can pretend to be in a container, with unshare and setpriv",
)
def test_what_looks_like_a_container_runs_submissions_as_another_user(tmp_path: Path) -> None:
    words = ["unshare", "-m", "-p", "-f", "--mount-proc", "sh", "-c", _CONTAINER, "sh", sys.base_prefix, str(tmp_path)]
    environment = {**os.environ, "GRADER_CONTAINER": "1", "PYTHONPATH": str(ROOT), "GRADER_ISOLATION": "auto"}
    environment["COURSE"] = str(ROOT / "assignments" / "convolution" / "conv2d" / "task.py")
    done = subprocess.run(
        [*words, sys.executable, "-c", _INSIDE], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "flat ['ns', 'flat'] [64123, [], []] None", done.stdout + done.stderr
