"""Networks for a student's functions of transfer learning. This file runs in the jail and holds no answer."""

import contextlib
import zlib

import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook


def frozen(student, kind, sizes, seed, x):
    """What of the backbone still learns after freeze."""
    model = _model(kind, sizes, seed, x)
    before = _copies(model.features.named_parameters())
    student.freeze(model)
    model.head = nn.Linear(sizes[1], sizes[2]).to(x.dtype)
    model(x).square().sum().backward()
    weights = list(model.features.parameters())
    return {
        "weights_that_learn": sum(weight.requires_grad for weight in weights),
        "weights_with_a_gradient": sum(weight.grad is not None for weight in weights),
        "weights_changed": _changed(model.features.named_parameters(), before),
    }


def headed(student, kind, sizes, seed, x, learns, classes):
    """What replace_head puts into a model all of whose weights learn, or none."""
    model = _model(kind, sizes, seed, x).requires_grad_(learns)
    features, old, before = model.features, model.head, _copies(model.features.state_dict().items())
    student.replace_head(model, classes)
    answers = None
    with torch.no_grad(), contextlib.suppress(RuntimeError):
        answers = tuple(model.eval()(x).shape)
    head = list(model.head.parameters())
    return {
        "head": type(model.head).__name__,
        "new": model.head is not old,
        "numbers": sorted(weight.numel() for weight in head),
        "learns": bool(head) and all(weight.requires_grad for weight in head),
        "answers": answers,
        "rest_changed": model.features is not features or _changed(model.features.state_dict().items(), before),
        "backbone_thawed": not learns and any(weight.requires_grad for weight in model.features.parameters()),
    }


def optimized(student, kind, sizes, seed, x, last, lr, steps):
    """What make_optimizer holds for a frozen model (with `last` the last layers learn too), and where it goes."""
    model = _model(kind, sizes, seed, x).requires_grad_(False)
    model.head.requires_grad_(True)
    if last:
        list(model.features.children())[-1].requires_grad_(True)
    learning = {name for name, weight in model.named_parameters() if weight.requires_grad}
    for weight in model.parameters():
        weight.grad = torch.zeros_like(weight)
    optimizer = student.make_optimizer(model, lr)
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise student.mismatch("step", error=f"make_optimizer returned {type(optimizer).__name__}")
    held = {id(weight) for group in optimizer.param_groups for weight in group["params"]}
    names = {name for name, weight in model.named_parameters() if id(weight) in held}
    for step in range(steps):
        for name, weight in model.named_parameters():
            weight.grad = _numbers(f"{step}/{name}", weight.shape, seed).to(x.dtype) * (name in learning)
        optimizer.step()
    return {
        "kind": type(optimizer).__name__,
        "learning_held": f"{len(names & learning)} of {len(learning)}",
        "frozen_held": len(names - learning),
        "head_weight": model.head.weight.detach().clone(),
    }


def tuned(student, kind, sizes, seed, x, labels, lr, momentum, batch_size, epochs):
    """Weights of the head after fine_tune."""
    model, optimizer = _ready(student, kind, sizes, seed, x, lr, momentum)
    with torch.enable_grad():
        student.fine_tune(model, x, labels, optimizer, batch_size, epochs)
    return {"head_weight": model.head.weight.detach().clone(), "head_bias": model.head.bias.detach().clone()}


def left_alone(student, kind, sizes, seed, x, labels, training, batch_size, epochs):
    """What becomes of the backbone in fine_tune. The model comes in train mode or in eval mode."""
    model, optimizer = _ready(student, kind, sizes, seed, x, 0.1, 0.0)
    model.train(training)
    modes = []
    for layer in model.features.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.register_forward_hook(lambda layer, args, out: modes.append(layer.training))
    weights, statistics = _copies(model.features.named_parameters()), _copies(_running(model))
    head = model.head.weight.detach().clone()
    with torch.enable_grad():
        student.fine_tune(model, x, labels, optimizer, batch_size, epochs)
    return {
        "head_learned": not torch.equal(head, model.head.weight.detach()),
        "batch_norm_in_train_mode": "always" if modes and all(modes) else "sometimes" if any(modes) else "never",
        "statistics_changed": _changed(_running(model), statistics),
        "weights_changed": _changed(model.features.named_parameters(), weights),
    }


def transferred(student, weights, images, labels, new, classes, lr, batch_size, epochs, seed):
    """What the real backbone answers for the prepared pictures `new` after transfer."""
    model = _Network(_real(), nn.Linear(128, 5), weights["mean"].clone(), weights["std"].clone()).to(new.dtype)
    model.features.load_state_dict({name[9:]: one for name, one in weights.items() if name.startswith("features.")})
    _set(model.head, seed, "old head")
    model.train()
    backbone, held = _copies(model.features.named_parameters()), []
    statistics = _copies(_running(model))
    of_backbone = {id(weight) for weight in model.features.parameters()}

    def stepped(optimizer, *args):
        mine = [id(weight) for group in optimizer.param_groups for weight in group["params"]]
        held.append(sum(one in of_backbone for one in mine))

    with _started(seed), register_optimizer_step_post_hook(stepped), torch.enable_grad():
        student.transfer(model, classes, images, labels, lr, batch_size, epochs)
    with torch.no_grad():
        answers = model.eval()(new)
    return {
        "backbone_changed": _changed(model.features.named_parameters(), backbone),
        "statistics_changed": _changed(_running(model), statistics),
        "frozen_held": max(held, default=0),
        "answers": answers,
    }


class _Network(nn.Module):
    def __init__(self, features, head, mean, std):
        super().__init__()
        self.features, self.head = features, head
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)

    def forward(self, x):
        return self.head(self.features(x))


class _Block(nn.Module):
    """Two layers with a way around them; their batch norms lie deeper."""

    def __init__(self, width):
        super().__init__()
        self.inner = nn.Sequential(nn.Conv2d(width, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU())
        self.norm = nn.BatchNorm2d(width)

    def forward(self, x):
        return torch.relu(x + self.norm(self.inner(x)))


class _Features(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.stem, self.body = layers

    def forward(self, x):
        return self.body(self.stem(x)).mean((2, 3))


def _features(kind, channels, width):
    if kind == "without batch norm":
        return _Features(nn.Conv2d(channels, width, 3), nn.Tanh())
    stem = nn.Sequential(nn.Conv2d(channels, width, 3), nn.BatchNorm2d(width), nn.Tanh())
    if kind == "nested":
        return _Features(stem, _Block(width))
    return _Features(stem, nn.Sequential(nn.Conv2d(width, width, 2, bias=False), nn.BatchNorm2d(width), nn.Tanh()))


def _real():
    """As in pretrain.py."""
    first, second, third = _layers(1, 16), _layers(16, 24), _layers(24, 32)
    pooled = (nn.AdaptiveAvgPool2d(2), nn.Flatten())
    return nn.Sequential(*first, nn.MaxPool2d(2), *second, nn.MaxPool2d(2), *third, *pooled)


def _layers(channels, width):
    return nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()


def _model(kind, sizes, seed, x):
    """A model of sizes (channels, width, classes) whose numbers depend on `seed` and on the weights' names only."""
    channels, width, classes = sizes
    mean, std = torch.zeros(channels), torch.ones(channels)
    model = _Network(_features(kind, channels, width), nn.Linear(width, classes), mean, std)
    for name, layer in model.named_modules():
        _set(layer, seed, name)
    return model.to(x.dtype)


def _ready(student, kind, sizes, seed, x, lr, momentum):
    """A model after the student's freeze, with a frozen backbone and a new head whatever that one does."""
    model = _model(kind, sizes, seed, x)
    student.freeze(model)
    model.features.requires_grad_(False)
    model.head = nn.Linear(sizes[1], sizes[2])
    _set(model.head, seed, "new head")
    model.head.to(x.dtype)
    return model, torch.optim.SGD(model.head.parameters(), lr=lr, momentum=momentum)


@contextlib.contextmanager
def _started(seed):
    """Each new nn.Linear starts with the same numbers."""
    kept = nn.Linear.reset_parameters
    nn.Linear.reset_parameters = lambda layer: _set(layer, seed, "new head")
    try:
        yield
    finally:
        nn.Linear.reset_parameters = kept


def _set(layer, seed, name):
    """Gives the layer's own weights and statistics numbers, the same on both sides of the jail."""
    with torch.no_grad():
        for key, tensor in (*layer.named_parameters(recurse=False), *layer.named_buffers(recurse=False)):
            if tensor.is_floating_point() and key not in ("mean", "std"):
                tensor.copy_(_numbers(f"{name}.{key}", tensor.shape, seed))


def _numbers(key, shape, seed):
    generator = torch.Generator().manual_seed(zlib.crc32(f"{seed}/{key}".encode()))
    numbers = torch.randn(shape, generator=generator, dtype=torch.float32, device="cpu")
    if key.endswith("running_var"):
        return 0.5 + numbers.abs()
    return 0.2 + 0.3 * numbers if len(shape) < 2 else numbers / numbers[0].numel() ** 0.5


def _running(model):
    """What the batch norms of the backbone remember of pictures."""
    return [(name, numbers) for name, numbers in model.features.named_buffers() if "running" in name]


def _copies(named):
    return {name: numbers.detach().clone() for name, numbers in named}


def _changed(named, before):
    now = dict(named)
    return now.keys() != before.keys() or any(not torch.equal(now[name].detach(), old) for name, old in before.items())
