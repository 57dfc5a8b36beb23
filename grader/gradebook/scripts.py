"""The files of a Gradescope autograder that are not the grader itself: what is installed, what is run, what to know.

Where things lie and who runs them: gradescope-autograders.readthedocs.io/en/latest/specs/ ("File hierarchy"); what is
asked of secrets and of the student's processes: .../best_practices/. `@NAME@` is filled in by the bundle.
"""

SETUP = r"""#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image: the grader's Python, what it needs, and who may read what.
set -euo pipefail
source=/autograder/source
venv=/autograder/venv
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
# The student's code runs as somebody else: neither the tasks nor the secret are that user's to read.
for path in "$source/secret" "$source/program/grader/course" "$source/roots"; do
    if [ -e "$path" ]; then
        chmod -R go-rwx "$path"
    fi
done
PYTHONPATH="$source/program" "$python" -P -m grader doctor || true
"""

RUN = """#!/usr/bin/env bash
# Runs for each submission. No results.json is written where the grader failed: Gradescope then says so, and gives no 0.
export PYTHONPATH=/autograder/source/program
exec /autograder/venv/bin/python -P /autograder/source/run.py
"""

RUN_PY = '''"""Grades what lies in /autograder/submission and writes /autograder/results/results.json. Generated."""

import json
import os
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
TRIES = 2


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
    """The one file, or an archive of those that belong together."""
    if len(files) == 1:
        return files[0]
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
    code = subprocess.run(command, cwd=SOURCE, stdin=subprocess.DEVNULL, check=False).returncode
    try:
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

Made by `grader export --to gradescope`, grader {version}. Upload the zip as it is: Programming Assignment, Configure
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

This bundle was generated, and its scripts were tried outside Gradescope; they were not tried in Gradescope's own
containers. Before you release the assignment, upload a right solution and an empty starter, and read
`extra_data.isolation` and the output that only instructors see.
"""

LEVELS = {
    "": (
        "No level was asked for, so the grader takes the best that the container allows and names it in every report. "
        "A Docker container seldom allows user namespaces, which level `ns` needs. Where no level can be had the "
        "grader refuses to run the student's code, and the submission stays ungraded; then make the bundle again with "
        "`--isolation flat` or, knowing what it means, `--isolation process`."
    ),
    "ns": (
        "Level `ns`: a jail of its own namespaces for each submission. A Docker container seldom allows user "
        "namespaces; where it does not, the grader refuses, and submissions stay ungraded."
    ),
    "cold": (
        "Level `cold`: a bubblewrap of its own for each submission. It needs user namespaces as `ns` does, which a "
        "Docker container seldom allows; where it does not, the grader refuses, and submissions stay ungraded."
    ),
    "flat": (
        "Level `flat`: Landlock and seccomp inside Gradescope's container, no namespaces of our own. It needs a kernel "
        "with Landlock (5.13) and a container that lets it be used; where it cannot, the grader refuses, and "
        "submissions stay ungraded."
    ),
    "process": (
        "Level `process`: **no jail**. The student's code is a process beside the grader in Gradescope's container, "
        "under another user where the grader runs as root. What that user may read, it can read; it can reach the "
        "network if the container can; it may try to disturb the grader. A determined student can get at what lies "
        "in the container. Use it for practice, not for marks that matter."
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
