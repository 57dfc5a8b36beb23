"""Reads what a hostile submission says about itself: what it tries, and the verdict that it must get.

verdict: crashed, load_failed     causes that its failed checks may have; `none` where it may pass; `refused`
                                  where the intake does not accept the file
score: 0 | max | partial | unlearned | any
                                  `partial`: less than full marks; `unlearned`: none for the accuracy of a training;
                                  `any`: containment is all that is tested
task: convolution/conv2d          pooling/max_pool2d where it is not said
needs: root | notebook            what the machine or the jail must offer
forbidden: timeout                causes that would mean that a limit did not work
absent: <script>attack            words that must not be in the HTML report, escapes written as in Python
heavy: yes                        uses gigabytes or seconds
"""

import json
import re
from pathlib import Path
from typing import NamedTuple, get_args

from grader.model import Cause

SUBMISSIONS = Path(__file__).parent / "submissions"
_FIELDS = {"verdict", "score", "task", "needs", "forbidden", "absent", "heavy"}


class Header(NamedTuple):
    """One hostile submission and what must become of it."""

    path: Path
    tries: str
    verdict: frozenset[str]
    score: str
    task: str
    needs: frozenset[str]
    forbidden: frozenset[str]
    absent: tuple[str, ...]
    heavy: bool

    @property
    def limits(self) -> dict[str, float | int]:
        """Short where it is going to be stopped by a clock, long where it ends by itself: no machine is too slow."""
        small = {"memory_bytes": 1 << 30, "output_bytes": 32 << 20}
        if self.group == "fit":  # the training has a budget of its own
            return {**small, "setup_s": 30, "call_s": 20, "total_s": 150}
        if "timeout" in self.forbidden:  # what must not run out needs more than a loaded machine can take
            return {**small, "setup_s": 60, "call_s": 60, "total_s": 120, "cell_s": 60}
        if self.score == "max" or self.group == "cheat":
            return {**small, "setup_s": 60, "call_s": 30, "total_s": 90, "cell_s": 30}
        if self.group == "memory":  # the memory watch must end these, long before the clock does
            return {**small, "setup_s": 20, "call_s": 6, "total_s": 8, "cell_s": 6}
        if "timeout" in self.verdict:
            return {**small, "setup_s": 3, "call_s": 1, "total_s": 3, "cell_s": 1}
        return {**small, "setup_s": 20, "call_s": 10, "total_s": 40, "cell_s": 10}

    @property
    def hints(self) -> float:
        """Seconds for which the wrong statement is looked for: what is tried then is the attack."""
        return 2.0 if self.group == "hint" else 0.0

    @property
    def group(self) -> str:
        """The first word of its name: `exit`, `frame`, `nb`."""
        return self.path.stem.partition("_")[0]

    @property
    def checks(self) -> int | None:
        """How many of the task's checks it is put to, from the first; None for all. A hang costs its time in each."""
        if self.group in ("tensor", "cheat", "fit"):
            return None
        return 1 if "timeout" in self.verdict and self.score == "0" else 2


def read_header(path: Path) -> Header:
    """The header of one file. Raises ValueError where it is incomplete or says something unknown."""
    text = _text(path)
    fields = dict(re.findall(r"^([a-z]+): (.*)$", text, re.MULTILINE))
    tries = text.split("\nverdict:")[0].strip()
    if unknown := set(fields) - _FIELDS:
        raise ValueError(f"{path.name}: unknown header lines {sorted(unknown)}")
    verdict = frozenset(fields["verdict"].split(", "))
    if wrong := verdict - {*get_args(Cause), "refused"}:
        raise ValueError(f"{path.name}: no such causes {sorted(wrong)}")
    if fields["score"] not in ("0", "max", "partial", "unlearned", "any"):
        raise ValueError(f"{path.name}: score {fields['score']!r}")
    if len(tries) < 10:
        raise ValueError(f"{path.name}: does not say what it tries")
    return Header(
        path=path,
        tries=tries,
        verdict=verdict,
        score=fields["score"],
        task=fields.get("task", "pooling/max_pool2d"),
        needs=frozenset(fields.get("needs", "").split()),
        forbidden=frozenset(fields.get("forbidden", "").split()),
        absent=tuple(word.encode().decode("unicode_escape") for word in fields.get("absent", "").split()),
        heavy=fields.get("heavy") == "yes",
    )


def all_headers() -> list[Header]:
    """Every hostile submission, by name."""
    return [read_header(path) for path in sorted(SUBMISSIONS.iterdir()) if path.suffix in (".py", ".ipynb")]


def _text(path: Path) -> str:
    """The docstring of a module, the first cell of a notebook."""
    raw = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        return str(json.loads(raw)["cells"][0]["source"])
    found = re.search(r'\A(?:#[^\n]*\n)?"""(.*?)"""', raw, re.DOTALL)
    if found is None:
        raise ValueError(f"{path.name} does not begin with a docstring")
    return found.group(1)
