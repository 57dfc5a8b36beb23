"""What is done with the student's functions beside the training. This file runs in the jail and holds no answer."""

import torch
from torch.overrides import TorchFunctionMode


def shape_of_answers(student, x):
    """The shape of what a network that has not been trained makes of `x`."""
    model = student.build_model()
    if not isinstance(model, torch.nn.Module):
        raise student.mismatch("not_a_module", name="build_model()", yours=type(model).__name__)
    with torch.no_grad():
        out = model.eval()(x.float())  # the reference is asked in float64
    if not isinstance(out, torch.Tensor):
        raise student.mismatch("not_a_tensor", yours=type(out).__name__)
    return {"shape": tuple(out.shape)}


def layers_of(student, x, labels):
    """Whether a convolution is computed, and how many weights get no gradient because nothing uses them."""
    model = student.build_model().train()
    with _Watched() as watched:
        out = model(x.float())
    torch.nn.functional.cross_entropy(out.float(), labels.long()).backward()
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    return {
        "a convolution": watched.convolved,
        "weights without a gradient": sum(weight.grad is None for weight in weights),
    }


def predicted(student, x):
    """What predict() gives for several pictures, for the last of them alone and for all once more."""
    model = student.build_model()
    model.train()  # as training leaves it
    x = x.float()
    out = torch.as_tensor(student.predict(model, x, "cpu"))
    graph = out.requires_grad
    again, alone = (torch.as_tensor(student.predict(model, some, "cpu")) for some in (x, x[-1:]))
    return {
        "shape": tuple(out.shape),
        "shape for one picture": tuple(alone.shape),
        "the second time as the first": _near(out, again),
        "alone as among others": _near(out[-1:], alone),
        "a graph for gradients": graph,
    }


def _near(one, two):
    """Whether two answers differ by no more than rounding does."""
    return one.shape == two.shape and bool(torch.allclose(one.double(), two.double(), rtol=1e-3, atol=1e-3))


class _Watched(TorchFunctionMode):
    """Notes whether anything convolves, be it a layer or a function."""

    convolved = False

    def __torch_function__(self, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        self.convolved |= name.startswith("conv") or name == "unfold"
        return function(*args, **(kwargs or {}))
