"""A task, frozen into data by the catalog: what every other room reads."""

import functools
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from grader.authoring.call import Call
from grader.authoring.fit import Fit
from grader.authoring.gen import Gen
from grader.authoring.tolerance import Tolerance
from grader.model import Frozen, LayerRow, Limits, Text
from grader.model.report import Visibility

Wrap = Callable[[Callable[..., Any]], Callable[..., Any]]
"""Makes another function or class of one of ours."""
Layers = Callable[[Call], Call]
"""The call that lists the layers of the network which a case builds."""
Resize = Callable[[Call, tuple[LayerRow, ...], tuple[LayerRow, ...]], tuple[Call, Wrap] | None]
"""A case in the student's sizes (the student's rows, then ours), and what makes the reference one of these sizes."""


class Mismatch(Exception):
    """A driver was given what does not fit together; inside the jail there is one of the same name."""


def _mismatch(what: str, **fields: Any) -> Exception:
    return Mismatch("|".join([what, *(f"{name}={value}"[:200] for name, value in fields.items())]))


class CheckSpec(Frozen):
    """One check: points for one idea."""

    id: str
    title: Text
    points: float
    cases: int
    """How many cases are drawn, beside the public ones."""
    public: tuple[Call, ...]
    """Cases that are printed in the statement and shown in full in the report."""
    hint: Text | None
    needs: tuple[str, ...]
    """Checks that must pass before this one says anything new."""
    tolerance: Tolerance
    make: Callable[[Gen], Call]
    fit: Fit | None = None
    """Set where the check trains the student's network; then it has no cases."""

    @property
    def visibility(self) -> Visibility:
        """`public` where nothing is drawn."""
        return "hidden" if self.cases or self.fit else "public"


@functools.lru_cache(maxsize=4096)
def _parameters_of(function: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


class MistakeSpec(Frozen):
    """A known wrong solution."""

    id: str
    text: Text
    """What the student misunderstood, as a sentence to the student."""
    function: Callable[..., Any]
    of: str
    """Which of the task's functions it stands for."""

    @property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """What stands for the task's functions."""
        return {self.of: self.function}


class BanSpec(Frozen):
    """A call that the task does not allow."""

    pattern: str
    """Full dotted name; `*` matches within the last part (`torch.nn.functional.conv*`)."""
    checks: tuple[str, ...]
    """The checks it costs."""


class TaskSpec(Frozen):
    """One task."""

    id: str
    """`convolution/conv2d`: the folders under the root."""
    title: Text
    lesson: Text
    order: int = 1000
    """Place in the catalogue."""
    functions: Mapping[str, Callable[..., Any]]
    """What students write, by name, as the reference has it: functions or classes; the first is the task's entry."""
    drivers: Mapping[str, Callable[..., Any]] = {}
    """Functions of drive.py: they run beside the student's code, and outside beside the reference."""
    driven: Mapping[str, frozenset[str]] = {}
    """The student's functions that each driver calls."""
    drive: str = ""
    """The source of drive.py; the only text of the task that enters the jail."""
    fit_drive: str = ""
    """The source that trains students' networks beside their code; ours, for every task with a check of training."""
    layers: Layers | None = None
    resize: Resize | None = None
    reference_file: Path
    folder: Path
    """Where task.py and the statements lie."""
    checks: tuple[CheckSpec, ...]
    mistakes: tuple[MistakeSpec, ...]
    pairs: bool = True
    """Whether two mistakes at once are looked for: some hundred runs of the reference on one case."""
    hints: bool = True
    """Whether the statement that is wrong is searched for; False in an exam, by the task or by its course."""
    wrong_files: tuple[Path, ...]
    """Whole wrong submissions shipped with the task; each must lose points."""
    right_files: tuple[Path, ...] = ()
    """Whole right submissions that go another way than the reference; each must get full marks."""
    attachments: tuple[Path, ...] = ()
    """Files that students receive as they are."""
    starter: str = ""
    """The module that students receive: the reference with its solution regions cut."""
    banned: tuple[BanSpec, ...]
    limits: Limits
    digest: str
    """sha256 over everything that decides a report: task.py, reference, statements, wrong files, course.toml."""

    @property
    def entry(self) -> str:
        """Name of the first function that students write; a submission is recognised by it."""
        return next(iter(self.functions))

    @property
    def reference(self) -> Callable[..., Any]:
        """The reference's function of the entry's name."""
        return self.functions[self.entry]

    def callee(self, call: Call, functions: Mapping[str, Callable[..., Any]] | None = None) -> Callable[..., Any]:
        """What `call` runs: one of `functions` (the reference's where none are given), or a driver over them."""
        functions = functions or self.functions
        if call.driver is not None:
            student = SimpleNamespace(**functions, mismatch=_mismatch)
            return functools.partial(self.drivers[call.driver], student)
        return functions[call.entry or self.entry]

    def parameters(self, call: Call) -> tuple[str, ...]:
        """Names of the parameters that the arguments of `call` are for, in order."""
        if call.driver is not None:
            return _parameters_of(self.drivers[call.driver])[1:]
        return _parameters_of(self.functions[call.entry or self.entry])

    def called(self, call: Call) -> str:
        """The name under which students know what `call` runs: their function, or those that a driver calls."""
        if call.driver is None:
            return call.entry or self.entry
        driven = self.driven.get(call.driver, frozenset())
        return ", ".join(name for name in self.functions if name in driven) or call.driver

    @property
    def data_sets(self) -> tuple[str, ...]:
        """The data sets that its trainings need, each once."""
        return tuple(dict.fromkeys(check.fit.data for check in self.checks if check.fit is not None))

    @property
    def max_score(self) -> float:
        """Points of all checks."""
        return sum(check.points for check in self.checks)

    def statement(self, lang: str) -> str:
        """The statement in `lang`, Markdown."""
        return (self.folder / f"statement.{lang}.md").read_text(encoding="utf-8")
