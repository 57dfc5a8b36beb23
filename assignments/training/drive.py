"""What is done with build_model of mnist_cnn and cifar10_cnn. This file runs in the jail and holds no answer."""

import torch


def shape_of_answers(student, x):
    """The shape of what a network that has not been trained makes of `x`."""
    with torch.no_grad():
        out = _built(student).eval()(x.float())  # the reference is asked in float64
    if not isinstance(out, torch.Tensor):
        raise student.mismatch("not_a_tensor", yours=type(out).__name__)
    return {"shape": tuple(out.shape)}


def layers_of(student, x, labels):
    """Which of the lesson's layers there are, and how many weights get no gradient because nothing uses them."""
    model = _built(student).train()
    torch.nn.functional.cross_entropy(model(x.float()), labels.long()).backward()
    kinds = [type(layer) for layer in model.modules()]
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    return {
        "nn.Conv2d": any(issubclass(kind, torch.nn.Conv2d) for kind in kinds),
        "nn.BatchNorm2d": any(issubclass(kind, torch.nn.BatchNorm2d) for kind in kinds),
        "weights without a gradient": sum(weight.grad is None for weight in weights),
    }


def alone(student, x):
    """Whether a picture gets the same answer alone and among others, and the second time, in eval mode."""
    model = _built(student)
    with torch.no_grad():
        model.train()(x.float())
        model.eval()
        among, again, one = model(x.float())[-1:], model(x.float())[-1:], model(x[-1:].float())
    return {"alone as among others": _near(among, one), "the second time as the first": _near(among, again)}


def _near(one, two):
    """Whether two answers differ by no more than rounding does."""
    return one.shape == two.shape and bool(torch.allclose(one.double(), two.double(), rtol=1e-3, atol=1e-3))


def _built(student):
    model = student.build_model()
    if not isinstance(model, torch.nn.Module):
        raise student.mismatch("not_a_module", name="build_model()", yours=type(model).__name__)
    return model
