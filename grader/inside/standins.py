"""Stand-ins for packages that only show how a training goes, where they are not installed: nothing depends on them.

`tqdm` passes on what it is given and draws no bar. `matplotlib`, `seaborn` and writers of logs take every call and draw
nothing; what they return can be called, unpacked and drawn on, but is no number, so no result can come of it. `wandb`
sends nothing anywhere and gives back the settings that it was given, for a training may read them there. A package
that is installed, or that the student has brought along, is taken as it is: these are looked for last.
"""

import argparse
import importlib.machinery
import importlib.util
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

_BARS = "tqdm"
_DRAWN = ("matplotlib", "seaborn", "torchsummary", "torchinfo", "tensorboardX")
_RUNS = "wandb"
_LOGS = "torch.utils.tensorboard"
"""A part of torch, which fails without the package `tensorboard`."""
_COUNTS = {"plot": 1, "hist": 3, "xlim": 2, "ylim": 2, "get_xlim": 2, "get_ylim": 2, "get_legend_handles_labels": 2}
"""How many values a call gives, where that is more than one thing."""
_OF_FIGURE = "figure.subplots"


def offer() -> None:
    """From now on an import that finds nothing is given its stand-in."""
    sys.meta_path.append(_Finder())
    if importlib.util.find_spec("tensorboard") is None:
        sys.meta_path.insert(0, _Logs())


class Bar:
    """tqdm's progress bar without the bar."""

    monitor_interval = 0

    def __init__(self, iterable: Any = None, desc: str | None = None, total: Any = None, *_: Any, **more: Any) -> None:
        self.iterable, self.desc, self.disable = iterable, desc or "", False
        self.total = total if total is not None or not hasattr(iterable, "__len__") else len(iterable)
        self.n = self.last_print_n = more.get("initial", 0)
        self.postfix: Any = None

    def __iter__(self) -> Iterator[Any]:
        for one in self.iterable:
            yield one
            self.n += 1

    def __len__(self) -> int:
        return int(self.total if self.iterable is None else len(self.iterable))

    def __bool__(self) -> bool:
        return self.total != 0

    def __contains__(self, one: Any) -> bool:
        return one in self.iterable

    def __reversed__(self) -> Iterator[Any]:
        return iter(reversed(self.iterable))

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def update(self, n: Any = 1) -> None:
        self.n += n

    def reset(self, total: Any = None) -> None:
        self.n, self.total = 0, self.total if total is None else total

    def set_description(self, desc: str | None = None, refresh: bool = True) -> None:
        self.desc = desc or ""

    def set_postfix(self, ordered_dict: Any = None, refresh: bool = True, **more: Any) -> None:
        self.postfix = {**dict(ordered_dict or {}), **more}

    def close(self, *_: Any, **__: Any) -> None:
        """There is nothing to tidy up; nor to draw, for the others of this kind."""

    refresh = clear = display = unpause = moveto = set_postfix_str = close
    set_description_str = set_description

    @staticmethod
    def write(s: Any, file: Any = None, end: str = "\n", nolock: bool = False) -> None:
        """What is to stand above the bar is printed."""
        print(s, file=file, end=end)

    @classmethod
    def pandas(cls, *_: Any, **__: Any) -> None:
        """Without pandas there is nothing to extend."""

    @classmethod
    def set_lock(cls, *_: Any) -> None:
        """One thread draws as little as several."""

    get_lock = set_lock


def _range(*args: Any, **more: Any) -> Bar:
    return Bar(range(*args), **more)


class Inert:
    """Something of a package that draws: takes every call, gives more of its kind, holds nothing."""

    def __init__(self, name: str = "") -> None:
        object.__setattr__(self, "_name", name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        of_figure = name == "subplots" and object.__getattribute__(self, "_name") != "pyplot"
        return Inert(_OF_FIGURE if of_figure else name)

    def __call__(self, *args: Any, **more: Any) -> Any:
        name = object.__getattribute__(self, "_name")
        if name == "subplots":
            return (Inert(), _axes(args, more))
        if name == _OF_FIGURE:
            return _axes(args, more)
        count = _COUNTS.get(name, 0)
        if count:
            return [Inert()] if count == 1 else tuple(Inert() for _ in range(count))
        if len(args) == 1 and not more and isinstance(args[0], types.FunctionType):
            return args[0]  # as a decorator
        return Inert()

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __getitem__(self, _: Any) -> Any:
        return Inert()

    def __enter__(self) -> Any:
        return self

    def __instancecheck__(self, _: Any) -> bool:
        return False

    def __mro_entries__(self, _: Any) -> tuple[type, ...]:
        return ()

    def __repr__(self) -> str:
        return ""

    def __format__(self, _: str) -> str:
        return ""

    def _same(self, *_: Any) -> Any:
        return self

    def _nothing(self, *_: Any) -> None:
        """Is set, or left, without a trace."""

    __setattr__ = __setitem__ = __delattr__ = __delitem__ = __exit__ = _nothing
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __neg__ = _same
    __or__ = __ror__ = _same


def _axes(args: tuple[Any, ...], more: dict[str, Any]) -> Any:
    """What pyplot.subplots(rows, columns) gives: one, or an array of them without the axes of length 1."""
    import numpy

    rows = args[0] if args else more.get("nrows", 1)
    columns = args[1] if len(args) > 1 else more.get("ncols", 1)
    made = numpy.empty((int(rows), int(columns)), dtype=object)
    for at in numpy.ndindex(made.shape):
        made[at] = Inert()
    if not more.get("squeeze", True):
        return made
    return made[0, 0] if made.size == 1 else made.squeeze()


class Drawing(types.ModuleType):
    """A module of a package that draws."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Inert(name)


class Settings(dict[str, Any]):
    """wandb.config: what a run was given, by name or as attributes."""

    def __getattr__(self, name: str) -> Any:
        if name not in self:
            raise AttributeError(name)
        return self[name]

    __setattr__ = dict.__setitem__

    def update(self, some: Any = (), allow_val_change: bool = True, **more: Any) -> None:  # type: ignore[override]
        super().update(vars(some) if isinstance(some, argparse.Namespace) else some or (), **more)

    def setdefaults(self, some: Any) -> None:
        for name, value in dict(some).items():
            self.setdefault(name, value)

    as_dict = dict.copy


class _Runs(Drawing):
    """wandb, whose runs are all one: nothing leaves it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__dict__.update(config=Settings(), run=None, summary=Settings())

    def init(self, *_: Any, config: Any = None, **__: Any) -> "_Runs":
        self.config.update(config)
        self.__dict__["run"] = self
        return self

    def login(self, *_: Any, **__: Any) -> bool:
        return True

    def agent(self, _: Any, function: Any = None, **__: Any) -> None:
        """Of a search, one run with the settings as they are."""
        if callable(function):
            function()

    def __enter__(self) -> "_Runs":
        return self

    def __exit__(self, *_: Any) -> None:
        """Nothing was opened."""


class _Finder:
    """Asked last of all for what an import looks for."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        first = name.partition(".")[0]
        if first not in (_BARS, _RUNS) and first not in _DRAWN:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: Any) -> types.ModuleType:
        kinds: dict[str, type[types.ModuleType]] = {_BARS: types.ModuleType, _RUNS: _Runs}
        return kinds.get(spec.name.partition(".")[0], Drawing)(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        if isinstance(module, Drawing):
            module.__dict__["__version__"] = "0"
            return
        ours: dict[str, Callable[..., Any]] = {
            **dict.fromkeys(("tqdm", "tqdm_notebook", "tqdm_gui", "tqdm_asyncio"), Bar),
            **dict.fromkeys(("trange", "tnrange", "tgrange"), _range),
            "tenumerate": lambda iterable, start=0, **more: Bar(enumerate(iterable, start), **more),
            "tzip": lambda *iterables, **more: Bar(zip(*iterables, strict=False), **more),
            **dict.fromkeys(("thread_map", "process_map"), lambda function, *some, **_: list(map(function, *some))),
            "tmap": lambda function, *iterables, **more: Bar(map(function, *iterables), **more),
        }
        vars(module).update(ours, __version__="0")


class _Logs(_Finder):
    """torch.utils.tensorboard, which would be found and then fail."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != _LOGS and not name.startswith(f"{_LOGS}."):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]
