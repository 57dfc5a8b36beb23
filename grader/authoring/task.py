"""`Task`: collects what one task.py says. Arguments are validated at once, where the author wrote them."""

import inspect
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, TypeVar

from grader.authoring.call import Call
from grader.authoring.fit import Fit
from grader.authoring.gen import Gen
from grader.authoring.spec import BanSpec, CheckSpec, Layers, MistakeSpec, Resize
from grader.authoring.tolerance import Tolerance
from grader.data.sets import DATASETS
from grader.errors import TaskError
from grader.model import Limits, Text

Maker = TypeVar("Maker", bound=Callable[[Gen], Call])
Function = TypeVar("Function", bound=Callable[..., Any])


_RUNS_TEXT = ("torch.jit.CompilationUnit", "torch._C.CompilationUnit")
"""Compiles calls that stand in a string: nothing that an honest solution needs, so it goes with every ban."""


_FIT_NEEDS = {
    "train": ({"build_model", "train"}, "build_model() and train(model, images, labels, device)"),
    "checkpoint": ({"load_model"}, "load_model(path, device), which gives the trained network"),
}
"""What each way of handing in a training needs, and how it is written. The reference trains, whatever students do."""


def _no_case(g: Gen) -> Call:
    """What stands in for the maker of cases in a check that has none."""
    raise TaskError("a check of training makes no cases")


class Ban:
    """Names that may not be used, and the checks that they cost (all of them where none are named)."""

    def __init__(self, *names: str, checks: Sequence[Callable[[Gen], Call]] = ()) -> None:
        self.names = names
        self.checks = _names("Ban(checks=...)", checks, "check")


class Task:
    """One task: what the student writes, its reference, checks and known mistakes.

    `order` is its place in the catalogue. `entry` names the function or class that the student writes, `reference` is
    ours of that name; `also` holds ours of further ones in the same file. `drive` is the imported module drive.py,
    where calls take more than one step: it goes into the jail, so it may import only torch, numpy and the standard
    library and must hold no answer.

    `gives` are names that the starter hands out finished though another task asks for them: a file that has both is for
    this task. `attachments` are files beside task.py that `grader release` hands out as they are (weights, a picture).

    For networks: `layers` gives, for a case, the call whose value lists the layers (shown beside ours where a check has
    failed), and `resize` the same case for a network of the student's sizes, so that a wrong size is paid for once.

    `pairs`: whether two known mistakes at once are looked for where no single one explains a check. That costs some
    hundred calls of the reference, so the default is no for classes (networks) and yes for functions.

    `hints=False` is for exams: the statement that is wrong is not searched for in what students hand in.

    `banned` names functions by their full names (`torch.nn.functional.conv2d`; `*` matches the rest of the last part).
    A check function's docstring is its English title; `title` gives both languages.
    """

    def __init__(
        self,
        *,
        title: Text,
        entry: str,
        reference: Callable[..., Any],
        tolerance: Tolerance,
        lesson: Text,
        order: int = 1000,
        also: Sequence[Callable[..., Any]] = (),
        drive: ModuleType | None = None,
        gives: Sequence[str] = (),
        attachments: Sequence[str] = (),
        layers: Layers | None = None,
        resize: Resize | None = None,
        pairs: bool | None = None,
        banned: Sequence[str | Ban] = (),
        hints: bool = True,
        limits: Limits | None = None,
    ) -> None:
        if not entry.isidentifier():
            raise TaskError(f"Task(entry={entry!r}) is no name of a function; write e.g. entry='conv2d'.")
        if not callable(reference):
            raise TaskError("Task(reference=...) must be the function itself, imported from your reference file.")
        if drive is not None and not isinstance(drive, ModuleType):
            raise TaskError("Task(drive=...) must be the module itself: write `import drive` and drive=drive.")
        self.title = title
        self.entry = entry
        self.reference = reference
        also_names = _names("Task(also=...)", also, "function")
        self.functions = {entry: reference, **dict(zip(also_names, also, strict=True))}
        if len(self.functions) != 1 + len(also):
            raise TaskError("Task(also=...) names a function twice; each has one name.")
        self.drive = drive
        self.gives = tuple(gives)
        if isinstance(attachments, str):
            raise TaskError(f"Task(attachments=...) takes a list of files; write ({attachments!r},), with the comma.")
        self.attachments = tuple(attachments)
        self.layers = layers
        self.resize = resize
        self.pairs = not isinstance(reference, type) if pairs is None else pairs
        if ((layers or resize) and drive is None) or (resize and not layers):
            raise TaskError("Task(layers=..., resize=...) need a drive.py that lists the layers of a network.")
        self.tolerance = tolerance
        if not isinstance(hints, bool):
            raise TaskError(f"Task(hints={hints!r}) is True or False; what a check hints at is check(hint=T(...)).")
        self.hints = hints
        self.lesson = lesson
        self.order = order
        self.limits = limits or Limits()
        self.checks: list[CheckSpec] = []
        self.mistakes: list[MistakeSpec] = []
        self._bans = [ban if isinstance(ban, Ban) else Ban(ban) for ban in banned]

    def check(
        self,
        *,
        title: Text,
        points: float,
        cases: int,
        hint: Text | None = None,
        public: Sequence[Call] = (),
        needs: Sequence[Callable[[Gen], Call]] = (),
        tolerance: Tolerance | None = None,
    ) -> Callable[[Maker], Maker]:
        """Collects a function that makes one case from a seeded generator.

        All cases of a check must pass for its points. `public` cases run first and are shown to students in full.
        """
        if not isinstance(points, int | float) or points <= 0:
            raise TaskError(f"A check needs points > 0, not {points!r}; to try something without points, leave it out.")
        if not isinstance(cases, int):
            raise TaskError(f"A check needs a number of cases, not {cases!r}.")
        if cases < 0 or (cases == 0 and not public):
            raise TaskError("A check without any case can never fail; give cases >= 1 or public cases.")
        if not isinstance(public, list | tuple) or not all(isinstance(call, Call) for call in public):
            raise TaskError("check(public=...) must be a list of calls; write public=[Call(...)].")
        needed = _names("check(needs=...)", needs, "check")

        def collect(make: Maker) -> Maker:
            if any(check.id == make.__name__ for check in self.checks):
                raise TaskError(f"Two checks are called {make.__name__}; rename one.")
            known = {check.id for check in self.checks}
            missing = [need for need in needed if need not in known]
            if missing:
                raise TaskError(
                    f"Check {make.__name__} needs {missing[0]}, which is not a check above it; move that check up."
                )
            self.checks.append(
                CheckSpec(
                    id=make.__name__,
                    title=title,
                    points=points,
                    cases=cases,
                    public=tuple(public),
                    hint=hint,
                    needs=needed,
                    tolerance=tolerance or self.tolerance,
                    make=make,
                )
            )
            return make

        return collect

    def fit(
        self, name: str, fit: Fit, *, title: Text, points: float, hint: Text | None = None, needs: Sequence[Any] = ()
    ) -> None:
        """Collects a check that lets the student's code train: `fit` says on what, and what an accuracy is worth."""
        if not isinstance(points, int | float) or points <= 0:
            raise TaskError(f"A check needs points > 0, not {points!r}; to try something without points, leave it out.")
        dataset = DATASETS.get(fit.data)
        if dataset is None:
            raise TaskError(
                f"task.fit({name!r}, Fit(data={fit.data!r})): there are the data sets {', '.join(DATASETS)}."
            )
        if fit.unseen > dataset.unseen or (fit.train or 1) > dataset.train or fit.shift >= min(dataset.shape[1:]):
            raise TaskError(
                f"task.fit({name!r}, ...): {fit.data} has {dataset.train} pictures to train on and {dataset.unseen} "
                f"unseen ones, of {dataset.shape[1]} x {dataset.shape[2]} pixels; ask for no more."
            )
        if not name.isidentifier() or any(check.id == name for check in self.checks):
            raise TaskError(f"task.fit({name!r}, ...): the name of a check is a word of its own; choose another.")
        for mode, (needed, written) in _FIT_NEEDS.items():
            if mode in ("train", *fit.modes) and (missing := needed - set(self.functions)):
                raise TaskError(
                    f"task.fit({name!r}, ...): students must write {written}; "
                    f"add {', '.join(sorted(missing))} to the task's functions."
                )
        self.checks.append(
            CheckSpec(
                id=name,
                title=title,
                points=points,
                cases=0,
                public=(),
                hint=hint,
                needs=_names("task.fit(needs=...)", needs, "check"),
                tolerance=self.tolerance,
                make=_no_case,
                fit=fit,
            )
        )

    def mistake(self, text: Text, *, of: str | None = None) -> Callable[[Function], Function]:
        """Collects a known wrong solution with the signature of the function it stands for, the entry or `of`.

        `text` tells the student what was misunderstood.
        """
        of = of or self.entry
        if of not in self.functions:
            raise TaskError(
                f"mistake(of={of!r}): students write {', '.join(self.functions)}; name one of them, or add {of} to "
                "Task(also=...)."
            )
        parameters = list(inspect.signature(self.functions[of]).parameters)

        def collect(function: Function) -> Function:
            if any(mistake.id == function.__name__ for mistake in self.mistakes):
                raise TaskError(f"Two mistakes are called {function.__name__}; rename one.")
            if list(inspect.signature(function).parameters) != parameters:
                others = [name for name in self.functions if name != of]
                other = f"; a mistake of {' or '.join(others)} names it: @task.mistake(..., of=...)" if others else ""
                raise TaskError(
                    f"Mistake {function.__name__} must take the parameters of {of}: ({', '.join(parameters)}){other}."
                )
            self.mistakes.append(MistakeSpec(id=function.__name__, text=text, function=function, of=of))
            return function

        return collect

    def bans(self) -> tuple[BanSpec, ...]:
        """The banned names with the checks that each costs, once all checks are known."""
        every = tuple(check.id for check in self.checks)
        bans = [*self._bans, *([Ban(*_RUNS_TEXT)] if self._bans else [])]
        return tuple(BanSpec(pattern=name, checks=ban.checks or every) for ban in bans for name in ban.names)


def _names(where: str, functions: Any, what: str) -> tuple[str, ...]:
    """The names of functions that an author lists. Raises TaskError where they are text, or no list."""
    if isinstance(functions, str) or not isinstance(functions, list | tuple):
        shown = getattr(functions, "__name__", functions)
        raise TaskError(f"{where} takes a list of {what}s; write ({shown},), with the comma.")
    for function in functions:
        if not callable(function) or not hasattr(function, "__name__"):
            shown = function if isinstance(function, str) else f"the {what} itself"
            raise TaskError(f"{where} takes the {what}s themselves, not {function!r}; write ({shown},) without quotes.")
    return tuple(function.__name__ for function in functions)
