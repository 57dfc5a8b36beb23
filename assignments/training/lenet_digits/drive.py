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


def trained_on(student, images, labels):
    """Whether the given network has other weights after train(); images and labels are watched by the grader."""
    model = student.build_model()
    before = [weight.detach().clone() for weight in model.parameters()]
    student.train(model, images.float(), labels.long(), "cpu")
    after = list(model.parameters())
    moved = len(before) != len(after) or any(not torch.equal(one, two) for one, two in zip(before, after, strict=True))
    return {"the given network is trained": moved}
