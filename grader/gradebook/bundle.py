"""A Gradescope autograder as a zip: the grader, the tasks, and the scripts that Gradescope calls.

The specification (gradescope-autograders.readthedocs.io/en/latest/specs/) wants `setup.sh` and `run_autograder` in
the root of the zip, which is unpacked to `/autograder/source`. The same files give the same bytes.
"""

import io
import re
import shlex
import zipfile
from collections.abc import Mapping
from typing import Literal

from grader import __version__
from grader.errors import UsageError
from grader.gradebook import scripts
from grader.gradebook.entries import number
from grader.model.base import Frozen, Lang

Isolation = Literal["", "ns", "cold", "flat", "process"]
"""Empty: the best that the container allows."""

_WHEN = (1980, 1, 1, 0, 0, 0)
_TORCH = ("torch", "torchvision")


class Bundle(Frozen):
    """What the autograder is to do."""

    task: str
    max_score: float
    lang: Lang = "en"
    isolation: Isolation = ""
    secret: bytes | None = None
    """None: practice cases."""
    requirements: tuple[str, ...] = ()
    """`torch==2.6.0`: what the grader needs, in the versions that it was tried with."""
    data_sets: tuple[str, ...] = ()
    """What the task trains on."""
    roots: tuple[str, ...] = ()
    """Folders of further tasks, by their paths in `files`."""


def gradescope_bundle(wanted: Bundle, files: Mapping[str, bytes]) -> bytes:
    """The zip. `files` are those of the course by path: `program/grader/...`, `roots/0/...`.

    Raises UsageError where the secret would lie open to the student's code.
    """
    if wanted.isolation == "process" and wanted.secret is not None:
        raise UsageError(
            "At level process nothing keeps the student's code from the secret; leave --secret-file out "
            "(practice cases are used), or choose another --isolation."
        )
    torch = [line for line in wanted.requirements if _name(line) in _TORCH]
    rest = [line for line in wanted.requirements if _name(line) not in _TORCH]
    data = "".join(f" --get {shlex.quote(name)}" for name in wanted.data_sets)
    data = f'PYTHONPATH="$source/program" "$python" -P -m grader data{data}' if data else ""
    setup = scripts.SETUP.replace("@TORCH@", " ".join(torch) or "torch torchvision")
    user = scripts.USER if wanted.isolation == "process" else None
    rights = scripts.OPEN.replace("@NAME@", user) if user is not None else scripts.CLOSED
    script = scripts.RUN_PY.replace("@LANG@", wanted.lang).replace("@OPTIONS@", repr(_options(wanted)))
    contents: dict[str, bytes] = {
        "setup.sh": setup.replace("@DATA@", data).replace("@USER@", rights).encode(),
        "run_autograder": scripts.RUN.encode(),
        "run.py": script.replace("@USER@", repr(user)).encode(),
        "requirements.txt": "".join(f"{line}\n" for line in rest).encode(),
        "README.md": _readme(wanted).encode(),
        **({"secret": wanted.secret} if wanted.secret is not None else {}),
        **files,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(contents):
            info = zipfile.ZipInfo(path, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # Unix: the modes count
            info.external_attr = (0o100000 | _mode(path)) << 16
            archive.writestr(info, contents[path])
    return out.getvalue()


def _mode(path: str) -> int:
    return {"setup.sh": 0o755, "run_autograder": 0o755, "secret": 0o600}.get(path, 0o644)


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower()


def _options(wanted: Bundle) -> list[str]:
    """For `grader grade`; `{source}` is where the zip was unpacked."""
    options = ["--task", wanted.task, "--lang", wanted.lang, "--device", "cpu"]
    for root in wanted.roots:
        options += ["--root", f"{{source}}/{root}"]
    if wanted.secret is not None:
        options += ["--secret-file", "{source}/secret"]
    if wanted.isolation:
        options += ["--isolation", wanted.isolation]
    if wanted.isolation == "process":
        options += ["--i-accept-no-sandbox"]
    return options


def _readme(wanted: Bundle) -> str:
    return scripts.README.format(
        task=wanted.task,
        version=__version__,
        points=number(wanted.max_score),
        isolation=scripts.LEVELS[wanted.isolation],
        secret=scripts.WITHOUT_SECRET if wanted.secret is None else scripts.WITH_SECRET,
        and_secret="" if wanted.secret is None else " and the course's secret",
    )
