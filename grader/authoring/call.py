"""One call of the entry: what a check makes and what, inputs only, goes into the jail."""

from typing import Any


class Call:
    """Arguments for the student's function and for the reference alike.

    `Call(x, weight, stride=2)` calls `entry(x, weight, stride=2)`. With `.gradients("x", "weight")` the named arguments
    require a gradient and the case compares the gradients of `(output * g).sum()` as well, for a random `g` of the
    output's shape (vector-Jacobian products, as `torch.autograd.grad` takes them).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.args = args
        self.kwargs = kwargs
        self.wrt: tuple[str, ...] = ()
        self.cotangent: Any = None

    def gradients(self, *names: str) -> "Call":
        """The same call that also asks for the gradients of the named arguments."""
        call = Call(*self.args, **self.kwargs)
        call.wrt = names
        return call

    def map(self, change: Any) -> "Call":
        """The same call with `change` applied to every tensor argument."""
        import torch

        def each(value: Any) -> Any:
            if isinstance(value, torch.Tensor):
                return change(value)
            if isinstance(value, tuple | list):
                return type(value)(each(item) for item in value)
            return value

        call = Call(*(each(a) for a in self.args), **{k: each(v) for k, v in self.kwargs.items()})
        call.wrt = self.wrt
        call.cotangent = each(self.cotangent)
        return call
