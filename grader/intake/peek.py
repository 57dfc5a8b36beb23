"""A first look at a file, before it is read for good: what a warm process should have imported by then."""

import os
import stat
from pathlib import Path

from grader.intake.limits import reading_flags

_LOOKED_AT = 8 << 20
_SIGNS = {
    "vision": (b"torchvision",),
    "training": (b"optim", b"DataLoader", b"torch.compile", b"_dynamo"),
    "plots": (b"matplotlib", b"plt."),
}

_KINDS = (".py", ".ipynb")


def preloads(path: Path) -> frozenset[str]:
    """Which groups of packages the file mentions; all of them for what cannot be looked into. Never raises.

    A guess that costs only time where it is wrong.
    """
    return mentioned(path.name, _beginning(path) if path.suffix.lower() in _KINDS else b"")


def mentioned(name: str, content: bytes) -> frozenset[str]:
    """The same for a file that is called `name` and holds `content`."""
    suffix = os.path.splitext(name.lower())[1]
    if suffix not in _KINDS:
        return frozenset((*_SIGNS, "notebook"))
    groups = {group for group, signs in _SIGNS.items() if any(sign in content[:_LOOKED_AT] for sign in signs)}
    return frozenset(groups | ({"notebook"} if suffix == ".ipynb" else set()))


def _beginning(path: Path) -> bytes:
    try:
        descriptor = os.open(path, reading_flags("O_NONBLOCK", "O_CLOEXEC"))
    except OSError:
        return b""
    try:
        return os.read(descriptor, _LOOKED_AT) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    except OSError:
        return b""
    finally:
        os.close(descriptor)
