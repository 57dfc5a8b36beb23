"""One call of a student's function: what a check makes and what, inputs only, goes into the jail."""

from collections.abc import Callable
from typing import Any


class Call:
    """Arguments for the student's function and for the reference alike.

    `Call(x, weight, stride=2)` calls `entry(x, weight, stride=2)`. With `.gradients("x", "weight")` the named arguments
    require a gradient and the case compares the gradients of `(output * g).sum()` as well, for a random `g` of the
    output's shape (vector-Jacobian products, as `torch.autograd.grad` takes them).

    `.on("receptive_field")` calls another function of the task than the first. `.through("forward")` calls the function
    of that name in the task's drive.py with the student's functions as its first argument: for what takes more than one
    step (build a module and hand it weights, feed a backward the cache of the student's own forward).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.args = args
        self.kwargs = kwargs
        self.entry: str | None = None
        """None: the task's first function."""
        self.driver: str | None = None
        self.wrt: tuple[str, ...] = ()
        self.cotangent: Any = None

    def gradients(self, *names: str) -> "Call":
        """The same call that also asks for the gradients of the named arguments."""
        call = self._copy(self.args, self.kwargs)
        call.wrt, call.cotangent = names, None
        return call

    def on(self, entry: str) -> "Call":
        """The same arguments for another of the task's functions."""
        call = self._copy(self.args, self.kwargs)
        call.entry, call.driver = entry, None
        return call

    def through(self, driver: str) -> "Call":
        """The same arguments for a function of the task's drive.py."""
        call = self._copy(self.args, self.kwargs)
        call.entry, call.driver = None, driver
        return call

    def named(self, parameters: tuple[str, ...]) -> dict[str, Any]:
        """The arguments by the names of `parameters`."""
        return dict(zip(parameters, self.args, strict=False)) | self.kwargs

    def map(self, change: Callable[[Any], Any]) -> "Call":
        """The same call with `change` applied to every tensor and array among the arguments."""

        def each(value: Any) -> Any:
            if isinstance(value, tuple | list):
                return type(value)(each(item) for item in value)
            if isinstance(value, dict):
                return {key: each(item) for key, item in value.items()}
            return change(value) if hasattr(value, "shape") and hasattr(value, "dtype") else value

        call = self._copy(tuple(each(a) for a in self.args), {k: each(v) for k, v in self.kwargs.items()})
        call.cotangent = each(self.cotangent)
        return call

    def _copy(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> "Call":
        call = Call(*args, **kwargs)
        call.entry, call.driver, call.wrt, call.cotangent = self.entry, self.driver, self.wrt, self.cotangent
        return call
