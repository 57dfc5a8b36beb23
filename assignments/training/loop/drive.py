"""Models, optimizers and loaders for a student's train_epoch and evaluate. This file runs in the jail, holds no answer.

All models are given their numbers here, so none is like a model that the student's file made itself.
"""

import zlib

import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook
from torch.utils.data import DataLoader, TensorDataset


def dry_epoch(student, device):
    """An epoch and an evaluation on that device, with batches that still have to be moved there."""
    model = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 3)).to(device)
    optimizer, loss_fn = torch.optim.SGD(model.parameters(), lr=0.1), nn.CrossEntropyLoss()
    loader = DataLoader(TensorDataset(torch.zeros(5, 4), torch.zeros(5, dtype=torch.int64)), batch_size=3)
    student.train_epoch(model, loader, optimizer, loss_fn, torch.device(device))
    student.evaluate(model, loader, torch.device(device))


def loss(student, x, y, batch_size, lr, kind="DataLoader"):
    """What train_epoch returns for a model that adds `shift` to its input; it begins at 0."""
    model = _Shifted(x)
    optimizer, loss_fn = torch.optim.SGD(model.parameters(), lr=lr), nn.CrossEntropyLoss()
    with torch.enable_grad():
        return student.train_epoch(model, _loader(x, y, batch_size, kind), optimizer, loss_fn, torch.device("cpu"))


def accuracy(student, x, y, batch_size, kind="DataLoader"):
    """What evaluate returns for a model that gives its input back."""
    with torch.enable_grad():
        return student.evaluate(_Shifted(x), _loader(x, y, batch_size, kind), torch.device("cpu"))


def graph(student, x, y, batch_size, lr):
    """Whether the loss that comes back can still be differentiated."""
    found = loss(student, x, y, batch_size, lr)
    return {"holds_the_graph": isinstance(found, torch.Tensor) and found.requires_grad}


def steps(student, kind, sizes, seed, x, y, batch_size, lr, epochs):
    """What was called for the model: backward, how many steps, each after a backward; and the weights afterwards."""
    model = _model(kind, sizes, seed, x)
    optimizer, loss_fn = torch.optim.SGD(model.parameters(), lr=lr), nn.CrossEntropyLoss()
    first, seen = next(model.parameters()), []
    first.register_hook(lambda gradient: seen.append("backward"))
    watch = register_optimizer_step_post_hook(lambda one, *args: seen.append("step") if _holds(one, first) else None)
    with watch, torch.enable_grad():
        for _ in range(epochs):
            student.train_epoch(model, _loader(x, y, batch_size), optimizer, loss_fn, torch.device("cpu"))
    in_order = all(before == "backward" for before, now in zip(["", *seen], seen, strict=False) if now == "step")
    counted = {"backward_called": "backward" in seen, "steps": seen.count("step")}
    return {**counted, "backward_before_step": in_order, **_weights(model)}


def given(student, optimizer, loss_fn, sizes, seed, x, y, epochs):
    """The weights after several epochs of one batch each. Between them the gradients are emptied here."""
    model = _model("dense", sizes, seed, x)
    optimizer, loss_fn = _optimizer(optimizer, model), _LOSSES[loss_fn]
    with torch.enable_grad():
        for some, labels in zip(x.chunk(epochs), y.chunk(epochs), strict=True):
            student.train_epoch(model, _loader(some, labels, len(some)), optimizer, loss_fn, torch.device("cpu"))
            for weight in model.parameters():
                weight.grad = None
    return _weights(model)


def train_mode(student, training, sizes, seed, x, y, batch_size):
    """Whether a model that comes in that mode is in train mode for each batch."""
    model = _model("normalised", sizes, seed, x).train(training)
    modes = []
    model.register_forward_hook(lambda module, args, out: modes.append(_modes(module)))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    with torch.enable_grad():
        student.train_epoch(model, _loader(x, y, batch_size), optimizer, nn.CrossEntropyLoss(), torch.device("cpu"))
    return {"train_mode": bool(modes) and all(mode == {True} for mode in modes)}


def evaluating(student, training, sizes, seed, x, y, batch_size):
    """What the model sees of being evaluated, and whether it is left as it was. It comes in that mode."""
    model = _model("normalised", sizes, seed, x).train(training)
    modes, recorded = [], []
    model.register_forward_hook(lambda module, args, out: modes.append(_modes(module)))
    model.register_forward_hook(lambda module, args, out: recorded.append(out.requires_grad))
    before = {name: numbers.clone() for name, numbers in model.state_dict().items()}
    with torch.enable_grad():
        student.evaluate(model, _loader(x, y, batch_size), torch.device("cpu"))
        left_off = not torch.is_grad_enabled() or not all(weight.requires_grad for weight in model.parameters())
    changed = {name for name, numbers in model.state_dict().items() if not torch.equal(numbers, before[name])}
    return {
        "eval_mode": bool(modes) and all(mode == {False} for mode in modes),
        "gradients_recorded": any(recorded),
        "gradients_left_off": left_off,
        "weights_changed": any(name in changed for name, _ in model.named_parameters()),
        "statistics_changed": any(name in changed for name, _ in model.named_buffers()),
    }


def device(student, x, y, batch_size):
    """Whether batches that lie elsewhere come to the model and to the loss function by way of the device."""
    loader = DataLoader(TensorDataset(x, y), batch_size=batch_size, collate_fn=_elsewhere)
    model, where = _Shifted(x), torch.device("cpu:0")
    inputs, targets = [], []
    model.register_forward_hook(lambda module, args, out: inputs.append(not isinstance(args[0], _Elsewhere)))
    loss_fn = nn.CrossEntropyLoss()
    loss_fn.register_forward_hook(lambda module, args, out: targets.append(not isinstance(args[1], _Elsewhere)))
    with torch.enable_grad():
        student.train_epoch(model, loader, torch.optim.SGD(model.parameters(), lr=0.0), loss_fn, where)
        training, inputs[:] = bool(inputs) and all(inputs), []
        student.evaluate(model, loader, where)
    return {
        "training_inputs_moved": training,
        "training_targets_moved": all(targets),
        "evaluation_inputs_moved": bool(inputs) and all(inputs),
    }


def _loader(x, y, batch_size, kind="DataLoader"):
    data = TensorDataset(x, y)
    if kind == "DataLoader":
        return DataLoader(data, batch_size=batch_size)
    if kind == "drop_last":
        return DataLoader(data, batch_size=batch_size, drop_last=True)
    if kind == "half":
        return DataLoader(data, batch_size=batch_size, sampler=range(0, len(x), 2))
    return _pairs(x, y, batch_size) if kind == "list" else (pair for pair in _pairs(x, y, batch_size))


def _pairs(x, y, batch_size):
    return list(zip(x.split(batch_size), y.split(batch_size), strict=True))


class _Shifted(nn.Module):
    def __init__(self, x):
        super().__init__()
        self.shift = nn.Parameter(torch.zeros(x.shape[1], dtype=x.dtype))

    def forward(self, x):
        return x + self.shift


class _Dense(nn.Module):
    def __init__(self, features, width, classes):
        super().__init__()
        self.first, self.second = nn.Linear(features, width), nn.Linear(width, classes)

    def forward(self, x):
        return self.second(torch.tanh(self.first(x)))


class _Pictures(nn.Module):
    def __init__(self, channels, width, classes, norm=nn.Identity):
        super().__init__()
        self.conv, self.norm, self.out = nn.Conv2d(channels, width, 3), norm(width), nn.Linear(width, classes)

    def forward(self, x):
        return self.out(torch.tanh(self.norm(self.conv(x))).mean((2, 3)))


class _Normalised(_Pictures):
    def __init__(self, channels, width, classes):
        super().__init__(channels, width, classes, nn.BatchNorm2d)


_MODELS = {"dense": _Dense, "pictures": _Pictures, "normalised": _Normalised}
_LOSSES = {
    "cross entropy": nn.CrossEntropyLoss(),
    "label smoothing": nn.CrossEntropyLoss(label_smoothing=0.3),
    "margin": nn.MultiMarginLoss(p=2, margin=3.0),
}


def _model(kind, sizes, seed, x):
    """The model, with numbers that depend on `seed` and on the weights' names only."""
    model = _Shifted(x) if kind == "shifted" else _MODELS[kind](*sizes)
    with torch.no_grad():
        for key, tensor in model.state_dict().items():
            if tensor.is_floating_point() and kind != "shifted":
                tensor.copy_(_numbers(key, tensor.shape, seed))
    return model.to(x.dtype)


def _numbers(key, shape, seed):
    """float32 numbers, the same on both sides of the jail."""
    generator = torch.Generator().manual_seed(zlib.crc32(f"{seed}/{key}".encode()))
    numbers = torch.randn(shape, generator=generator, dtype=torch.float32, device="cpu")
    if key.endswith("running_var"):
        return 0.5 + numbers.abs()
    if len(shape) < 2:
        return 1 + 0.2 * numbers if key == "norm.weight" else 0.2 * numbers
    return numbers / numbers[0].numel() ** 0.5


def _optimizer(kind, model):
    if kind == "momentum":
        return torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9)
    if kind == "adam":
        return torch.optim.Adam(model.parameters(), lr=0.05, eps=0.01)
    if kind == "last layer":
        return torch.optim.SGD(model.second.parameters(), lr=0.3)
    return torch.optim.SGD(model.parameters(), lr=0.3)


def _holds(optimizer, weight):
    return any(one is weight for group in optimizer.param_groups for one in group["params"])


def _weights(model):
    return {name.replace(".", "_"): weight.detach().clone() for name, weight in model.named_parameters()}


def _modes(model):
    """{True}: all layers in train mode; {False}: all in eval mode."""
    return {layer.training for layer in model.modules()}


class _Elsewhere(torch.Tensor):
    """A tensor in another memory, as it were: what .to(device) makes of it is an ordinary tensor."""

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        found = super().__torch_function__(func, types, args, kwargs or {})
        if func is torch.Tensor.to and any(_is_a_device(one) for one in (*args[1:], *(kwargs or {}).values())):
            return found.as_subclass(torch.Tensor)
        return found


def _elsewhere(pairs):
    return [torch.stack(parts).as_subclass(_Elsewhere) for parts in zip(*pairs, strict=True)]


def _is_a_device(target):
    """The argument that was given, or a device that was asked of the model; the text "cpu" stands for no argument."""
    if isinstance(target, torch.Tensor):
        return not isinstance(target, _Elsewhere)
    return isinstance(target, torch.device) or target == "cpu:0"
