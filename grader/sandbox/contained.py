"""Level `flat` where nothing but a container stands around it: for containers in which bubblewrap is refused.

The container is the outer jail, and whoever started it has said so (GRADER_CONTAINER=1). Inside, the grader is root and
the template with all submissions is another user, so that they could not reach the grader even without Landlock. What a
submission may open is listed here: of the interpreter's folders everything but the course.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from grader.data import hidden_paths
from grader.sandbox import devices, mounts
from grader.sandbox.bubblewrap import ENVIRONMENT, LevelRefused
from grader.sandbox.jail import Jail

DECLARED = "GRADER_CONTAINER"
USER = 64123
"""Whom submissions run as: a number that nobody else on the machine should have, as threads are counted by user."""
_BOOT = """
import importlib.util, os, sys
os.dup2({control}, 3) if {control} != 3 else None
os.closerange(4, 4096)
spec = importlib.util.spec_from_file_location(
    "_grader_inside", {inside!r} + "/__init__.py", submodule_search_locations=[{inside!r}]
)
sys.modules["_grader_inside"] = module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
from _grader_inside.template import run
run()
"""


def declared() -> bool:
    """Whether this is said to be a container that was made for grading."""
    return os.environ.get(DECLARED) == "1"


class ContainedJail(Jail):
    """See Jail; `hidden` and `beside` need no cover here, as nothing is open that is not listed."""

    def __init__(self, **options: Any) -> None:
        if not declared():
            raise LevelRefused(f"Without bubblewrap this level needs a container made for it, which sets {DECLARED}=1.")
        if os.geteuid() != 0:
            raise LevelRefused(
                "In a container the grader must be root there, so that submissions can be another user than the grader."
            )
        super().__init__(**{**options, "level": "flat"})

    def _seen_at(self, folder: Path) -> str | None:
        """Where it lies, as nothing is mounted elsewhere; None where the template has no rule for it."""
        return None if super()._seen_at(folder) is None else str(folder)

    def _demand_host(self) -> None:
        """Done before: the container and its root are all that it needs."""

    def _popen(self, control: int) -> "subprocess.Popen[bytes]":
        # of the pictures each submission has a rule for those that its task hands out
        hidden = [*self._hidden, *hidden_paths(), mounts.INSIDE.parent, *(Path(source) for source, _ in self._data)]
        read = readable(mounts.read_only_binds(), hidden)
        script = _BOOT.format(control=control, inside=str(mounts.INSIDE))
        words = [os.path.abspath(sys.executable), "-I", "-B", "-c", script]
        words += [",".join(self._preload or ()), "flat", "1" if self._lasting else "0", json.dumps(read)]
        try:
            return subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=self._stderr,
                stderr=self._stderr,
                pass_fds=[control],
                env={**ENVIRONMENT, **devices.environment(self.device)},
                cwd="/",
                process_group=0,
                user=USER,
                group=USER,
                extra_groups=[],
                umask=0o077,
            )
        except PermissionError as error:
            raise LevelRefused(
                f"No process of another user can be started: {error}. The container needs the capabilities SETUID, "
                "SETGID and KILL, and an interpreter that every user may read."
            ) from None


def readable(binds: Sequence[mounts.Bind], hidden: Sequence[Path]) -> list[tuple[str, bool]]:
    """(path, whether files may be read below it): rules add up, so around what is hidden only its neighbours are open.

    Names are seen everywhere in a listed folder, as the interpreter could import nothing otherwise.
    """
    secrets = sorted({os.path.realpath(path) for path in hidden})
    inside = str(mounts.INSIDE)
    found = [(inside, True)]
    for source, _ in binds:
        if source != inside:
            found += _around(source, secrets)
    return [*found, *((path, True) for path in mounts.system_paths())]


def _around(path: str, secrets: Sequence[str]) -> Iterator[tuple[str, bool]]:
    real = os.path.realpath(path)
    if any(real == secret or real.startswith(f"{secret}/") for secret in secrets):
        return
    if not any(secret.startswith(f"{real}/") for secret in secrets):
        yield path, True
        return
    yield path, False
    for name in sorted(os.listdir(path)):
        yield from _around(os.path.join(path, name), secrets)
