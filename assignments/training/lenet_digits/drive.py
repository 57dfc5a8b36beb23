"""What is done with build_model and train beside their training. This file runs in the jail and holds no answer."""

import torch
from torch.overrides import TorchFunctionMode


def shape_of_answers(student, x):
    """The shape of what a network that has not been trained makes of `x`."""
    with torch.no_grad():
        out = _built(student).eval()(x.float())  # the reference is asked in float64
    if not isinstance(out, torch.Tensor):
        raise student.mismatch("not_a_tensor", yours=type(out).__name__)
    return {"shape": tuple(out.shape)}


def convolves(student, x):
    """Whether the network computes a convolution, be it a layer or a function."""
    model = _built(student).eval()
    with torch.no_grad(), _Watched() as watched:
        model(x.float())
    scripted = isinstance(model, torch.jit.ScriptModule)  # its steps are not seen from outside
    return {"a convolution": watched.convolved or (scripted and "aten::conv" in str(model.inlined_graph))}


def _built(student):
    model = student.build_model()
    if not isinstance(model, torch.nn.Module):
        raise student.mismatch("not_a_module", name="build_model()", yours=type(model).__name__)
    return model


class _Watched(TorchFunctionMode):
    """Notes whether anything convolves."""

    convolved = False

    def __torch_function__(self, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        self.convolved |= name.startswith("conv") or name == "unfold"
        return function(*args, **(kwargs or {}))
