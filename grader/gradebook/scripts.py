"""The files of a Gradescope autograder that are not the grader itself: what is installed, what is run, what to know.

Where things lie and who runs them: gradescope-autograders.readthedocs.io/en/latest/specs/ ("File hierarchy"); what is
asked of secrets and of the student's processes: .../best_practices/. `@NAME@` is filled in by the bundle.
"""

SETUP = r"""#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image: the grader's Python, what it needs, and who may read what.
set -euo pipefail
source=/autograder/source
venv=/autograder/venv
export GRADER_DATA=/autograder/data # where run_autograder looks for it, whoever grades
export DEBIAN_FRONTEND=noninteractive

apt-get -qq update
apt-get -qq -y install bubblewrap ca-certificates

# The grader needs Python 3.11; older Ubuntu images come with less and carry a newer one beside it.
python=""
for version in 3.13 3.12 3.11; do
    apt-get -qq -y install "python$version" "python$version-venv" || true
    if command -v "python$version" >/dev/null && "python$version" -m venv "$venv"; then
        python="$venv/bin/python"
        break
    fi
    rm -rf "$venv"
done
if [ -z "$python" ]; then
    echo "This image has no Python 3.11 or later; choose a newer Ubuntu for the autograder." >&2
    exit 1
fi

# PyTorch without CUDA: a tenth of the size, and Gradescope's machines have no GPU.
"$python" -m pip install --quiet --disable-pip-version-check \
    --index-url https://download.pytorch.org/whl/cpu @TORCH@
"$python" -m pip install --quiet --disable-pip-version-check --requirement "$source/requirements.txt"
@DATA@
@USER@
PYTHONPATH="$source/program" "$python" -P -m grader doctor || true
"""

CLOSED = r"""# The student's code runs as somebody else: neither the tasks nor the secret are that user's to read.
for path in "$source/secret" "$source/program/grader/course" "$source/roots"; do
    if [ -e "$path" ]; then
        chmod -R go-rwx "$path"
    fi
done"""

OPEN = r"""# Without a jail the student's code has the rights of whoever grades, so that is somebody without any.
id -u @NAME@ >/dev/null 2>&1 || useradd --system --create-home --shell /usr/sbin/nologin @NAME@"""

USER = "submission"
"""Who grades where there is no jail."""

RUN = """#!/usr/bin/env bash
# Runs for each submission. No results.json is written where the grader failed: Gradescope then says so, and gives no 0.
export PYTHONPATH=/autograder/source/program GRADER_DATA=/autograder/data
exec /autograder/venv/bin/python -P /autograder/source/run.py
"""

RUN_PY = '''"""Grades what lies in /autograder/submission and writes /autograder/results/results.json. Generated."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from grader.errors import SubmissionError
from grader.gradebook.gradescope import gradescope_results, refused_results
from grader.gradebook.onsite import choose_submission
from grader.intake import read_submission
from grader.model import Report

SOURCE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("GRADER_AUTOGRADER", SOURCE.parent))
LANG = "@LANG@"
OPTIONS = @OPTIONS@
USER = @USER@  # who runs the grader; None: whoever runs this
TRIES = 2
MOST_BYTES = 64 * 1024 * 1024


def main() -> int:
    """0 where results.json was written; 1 where the grader failed, which is no zero."""
    results = HOME / "results" / "results.json"
    results.parent.mkdir(mode=0o700, exist_ok=True)
    results.unlink(missing_ok=True)
    uploaded = HOME / "submission"
    files = [path for path in uploaded.rglob("*") if path.is_file() and not path.is_symlink()]
    chosen = choose_submission([str(path.relative_to(uploaded)) for path in files], LANG)
    if chosen.refused:
        results.write_bytes(refused_results(chosen.refused))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        if USER is not None and os.geteuid() == 0:
            shutil.chown(folder, USER, USER)
        file = gathered([uploaded / name for name in chosen.files], uploaded, Path(folder))
        try:
            read_submission(file, LANG)
        except SubmissionError as error:
            results.write_bytes(refused_results(str(error)))
            return 0
        for _ in range(TRIES):
            report = graded(file, Path(folder) / "report.json")
            if report is not None:
                results.write_bytes(gradescope_results(report))
                return 0
    print("This submission stays ungraded: the grader failed, see above. Run the autograder again.")
    return 1


def gathered(files: list[Path], uploaded: Path, folder: Path) -> Path:
    """A copy of the one file, or an archive of those that belong together."""
    if len(files) == 1:
        return Path(shutil.copyfile(files[0], folder / files[0].name))
    archive = folder / "submission.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for file in files:
            out.write(file, file.relative_to(uploaded))
    return archive


def graded(file: Path, target: Path) -> "Report | None":
    """The report; None where the grader gave no score."""
    target.unlink(missing_ok=True)
    options = [option.replace("{source}", str(SOURCE)) for option in OPTIONS]
    command = [sys.executable, "-P", "-m", "grader", "grade", str(file), "--json", str(target), *options, *student()]
    rights = {}
    if USER is not None and os.geteuid() == 0:
        rights = {"user": USER, "group": USER, "extra_groups": [], "env": os.environ | {"HOME": f"/home/{USER}"}}
    code = subprocess.run(command, cwd=SOURCE, stdin=subprocess.DEVNULL, check=False, **rights).returncode
    try:
        if target.is_symlink() or target.stat().st_size > MOST_BYTES:
            raise ValueError("it is no ordinary report")
        report = Report.model_validate_json(target.read_bytes())
    except (OSError, ValueError) as error:
        print(f"grader ended with {code} and left no report ({error}).")
        return None
    return report if report.state == "graded" and report.score is not None else None


def student() -> list[str]:
    """Who uploaded it, as Gradescope says."""
    try:
        users = json.loads((HOME / "submission_metadata.json").read_bytes())["users"]
        names = ", ".join(str(user.get("name") or user.get("email") or "") for user in users)
        return [f"--student={names}"] if names else []
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


if __name__ == "__main__":
    raise SystemExit(main())
'''

README = """# Autograder for {task}

Made by `grader bundle`, grader {version}. Upload the zip as it is: Programming Assignment, Configure
Autograder. It holds the grader, the course's tasks with their reference solutions{and_secret}: give it to nobody.

- `setup.sh` is run once by Gradescope and installs Python 3.11 or later, PyTorch without CUDA and the rest, in the
  versions that this bundle was made with. It needs the package indexes of Ubuntu, PyTorch and PyPI.
- `run_autograder` grades one upload: one notebook, one module, one zip, or several modules together. A file that
  cannot be opened has 0 points and the reason. Where the grader itself fails there is no `results.json`: Gradescope
  says that the autograder failed, nobody gets a zero, and you may run it again.
- Set the assignment's points to {points}.

## How far the student's code is kept apart

{isolation}

{secret}

`run_autograder`'s script was tried outside Gradescope, `setup.sh` was only checked for its syntax; both were not tried
in Gradescope's own containers. Before you release the assignment, upload a right solution and an empty starter, and
read `extra_data.isolation` and the output that only instructors see.
"""

_NEEDS = (
    "It needs bubblewrap, which needs user namespaces (or CAP_SYS_ADMIN); Docker's own settings allow a container "
    "neither, so expect it to be refused on Gradescope. Where it is refused the grader runs nothing of the student's: "
    "the autograder fails, nobody gets a zero."
)
LEVELS = {
    "": (
        "No level was asked for: the grader takes the best jail that the container allows (`ns`, `flat`, `cold`) and "
        f"names it in `extra_data.isolation`; it never does without a jail of its own accord. {_NEEDS} Then make the "
        "bundle again with `--isolation process`, knowing what it means, or grade elsewhere: download the submissions "
        "from Gradescope and run `grader batch` on a machine of your own."
    ),
    "ns": f"Level `ns`: namespaces of its own for each submission. {_NEEDS}",
    "flat": f"Level `flat`: Landlock and a strict filter of system calls, inside one bubblewrap. {_NEEDS}",
    "cold": f"Level `cold`: a bubblewrap of its own for each submission. {_NEEDS}",
    "process": (
        "Level `process`: **no jail**. `run_autograder` runs as root and hands grader and submission to a user without "
        f"rights, `{USER}`, so the student's code cannot write `results.json` itself. But it has the same rights as "
        "the grader beside it: it can read the tasks and their reference solutions, reach the network if the container "
        "can, and a determined student can make the grader report what they like. Use it for practice. For marks, "
        "download the submissions from Gradescope and run `grader batch` on a machine with a jail."
    ),
}

WITH_SECRET = (
    "The course's secret is in the bundle, readable by root alone (`chmod go-rwx` in setup.sh): hidden cases are drawn "
    "from it. Whoever can read it can compute every hidden case, so it is as safe as the level above. Use a secret of "
    "its own for Gradescope, and grade for marks again with another one."
)
WITHOUT_SECRET = (
    "No secret is in the bundle: the cases are the public practice cases, the same for everyone. Nothing hidden can "
    "leak, and whoever writes code for exactly these cases is not found out. Grade for marks again with the secret."
)
