"""What stands in the place of a function that is built into Python, and behaves as one: it binds to no instance.

A class may keep it as an attribute (`opener = open`); inspect, pickle and copy take it for what it replaces.
"""

import inspect
import sys
import types
from collections.abc import Callable
from typing import Any


class Replaced:
    """Called, it calls `instead`; in all else it is `former`."""

    def __init__(self, former: Callable[..., Any], instead: Callable[..., Any]) -> None:
        self._former, self._instead = former, instead
        self.__module__, self.__doc__ = former.__module__, former.__doc__

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        return self._instead(*args, **kwargs)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return types.BuiltinFunctionType

    @property
    def __signature__(self) -> inspect.Signature:
        return inspect.signature(self._former)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._former, name)

    def __repr__(self) -> str:
        return repr(self._former)

    def __reduce_ex__(self, _: Any) -> str:
        return self._former.__name__  # pickled, and copied, by its name


def replace(module: types.ModuleType, name: str, instead: Callable[..., Any]) -> None:
    """Puts `instead` in the place of a built-in function, in the module and in the one that it says it is of."""
    former = getattr(module, name)
    made = Replaced(former, instead)
    for place in {module.__name__, former.__module__}:
        setattr(sys.modules[place], name, made)
