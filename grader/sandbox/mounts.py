"""What the jail can see of this machine: the system and the interpreter, read-only, and nothing of the course."""

import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.data import DATASETS, find, given_roots

INSIDE = Path(__file__).resolve().parent.parent / "inside"
_PACKAGE = INSIDE.parent
_SYSTEM_LINKS = ("/bin", "/sbin", "/lib", "/lib64", "/lib32", "/libx32")
_ETC = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts")
_NEEDED = ("torch", "torchvision", "numpy", "ipykernel", "nbclient", "zmq")

_PARTS = ("bin", "sbin", "lib", "lib32", "lib64", "libexec", "share", "ssl", "pyvenv.cfg")

Bind = tuple[str, str]
"""Where it lies and where the jail sees it."""


def read_only_binds() -> list[Bind]:
    """Folders that the interpreter and its packages need, none within another; then our own inside code.

    Of each prefix only what a prefix is made of: a checkout, or other people's work, may lie right beside it.
    """
    prefixes = ["/usr", "/usr/local", sys.base_prefix, sys.prefix, str(Path(sys.executable).resolve().parent.parent)]
    wanted = [place for prefix in prefixes for part in _PARTS if os.path.exists(place := os.path.join(prefix, part))]
    for module in _NEEDED:
        spec = importlib.util.find_spec(module)
        if spec is not None and spec.origin is not None:
            wanted.append(str(Path(spec.origin).parent.parent))
    # a folder reached through a symbolic link is needed under both of its names
    names = sorted({name for path in wanted for name in (os.path.abspath(path), os.path.realpath(path))})
    kept: list[str] = []
    for name in names:
        if name != "/" and not any(name == other or name.startswith(other + "/") for other in kept):
            kept.append(name)
    return [(name, name) for name in kept] + [(str(INSIDE), "/grader/_grader_inside")]


DATA = "/data"
"""Where the jail sees the training splits, a folder each."""
GIVEN = "/given"
"""Where the template sees the parts of them that tasks hand out; a submission sees its own at DATA instead."""


def data_binds() -> list[Bind]:
    """The training splits that are prepared on this machine, and parts of them; the unseen ones are bound nowhere."""
    found = [(name, find(name)) for name in DATASETS]
    whole = [(str(prepared.train_folder), f"{DATA}/{name}") for name, prepared in found if prepared is not None]
    return [*whole, *((str(root), f"{GIVEN}/{number}") for number, root in enumerate(given_roots()))]


def seen_at(binds: Sequence[Bind], folder: Path) -> str | None:
    """Under which name the jail has a folder of this machine, or None."""
    for source, target in binds:
        if folder.is_relative_to(source):
            return os.path.normpath(os.path.join(target, folder.relative_to(source)))
    return None


def system_arguments() -> list[str]:
    """bubblewrap's words for /bin and its kind (links on merged-/usr systems) and for harmless parts of /etc."""
    words = []
    for path in _SYSTEM_LINKS:
        if os.path.islink(path):
            words += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            words += ["--ro-bind", path, path]
    for path in _ETC:
        words += ["--ro-bind-try", path, path]
    return words


def system_paths() -> list[str]:
    """What `system_arguments` binds, as it lies on this machine."""
    return [path for path in (*_SYSTEM_LINKS, *_ETC) if os.path.exists(path)]


def covers(binds: Sequence[Bind], hidden: Sequence[Path]) -> list[str]:
    """bubblewrap's words that cover what must not be seen where a bound folder happens to contain it.

    The installed package is always hidden: a wheel carries the tasks with their references. A folder that is bound
    under two names (a venv behind a symbolic link) shows its contents under both, so both are covered. Covers are
    read-only: a writable one would be a drop box between submissions.
    """
    words: list[str] = []
    covered: list[str] = []
    for name, is_folder in sorted(_seen_as(binds, (_PACKAGE, *hidden)), key=lambda seen: len(seen[0])):
        if any(name == other or name.startswith(f"{other}/") for other in covered):
            continue
        covered.append(name)
        if is_folder:
            words += ["--size", "4096", "--tmpfs", name, "--remount-ro", name]
        else:
            words += ["--ro-bind", "/dev/null", name]
    return words


def holds(binds: Sequence[Bind], hidden: Sequence[Path]) -> list[str]:
    """The bound folders that lie within a hidden one and would show it again: none may."""
    secrets = [os.path.realpath(path) for path in hidden]
    return [
        target
        for source, target in binds
        if any(os.path.realpath(source) == path or os.path.realpath(source).startswith(f"{path}/") for path in secrets)
    ]


def coverable(binds: Sequence[Bind], folders: Sequence[Path]) -> list[Path]:
    """Those of `folders` that can be covered without taking the interpreter away."""
    return [folder for folder in folders if not holds(binds, [folder])]


def _seen_as(binds: Sequence[Bind], hidden: Sequence[Path]) -> set[tuple[str, bool]]:
    """The names under which the jail would see what is hidden, and whether each is a folder."""
    names = set()
    for path in {os.path.realpath(path) for path in hidden}:
        for source, target in binds:
            below = os.path.relpath(path, os.path.realpath(source))
            if below != "." and not below.startswith("..") and os.path.exists(path):
                names.add((os.path.normpath(os.path.join(target, below)), os.path.isdir(path)))
    return names
