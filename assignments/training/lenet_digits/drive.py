"""What is done with build_model and train beside their training. This file runs in the jail and holds no answer."""

import torch


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
