"""Watches a training: losses, which pictures the network is shown, how prepared, and with which labels.

Sent in as text, before fit.py. All of it is a claim of the student's process and only picks among explanations. What
cannot be told (augmented pictures, a loss of the student's own) is left unsaid.
"""

import contextlib
import functools
import math
from collections.abc import Callable, Iterator
from typing import Any

import torch

_MOST_LOSSES = 400
_TRAITS = 6
"""A picture is known again by so many sums over its first channel, whatever it was multiplied by or what was added."""
_NEIGHBOURS = 4
_NEAR = 3e-4
_MOST_KINDS = 50
_ALL_LOOKED_AT, _LOOKED_AT = 1, 20
"""So many epochs are looked at whole, of the others each twentieth batch: a small network's steps take no longer."""
_CLASSES = 1000
"""Labels up to this are followed."""
_SUMS_TO = 1e-3


class Watched:
    """What is seen of one network while it trains."""

    def __init__(self, model: Any, images: Any, labels: Any) -> None:
        self.model = model
        self.losses: list[Any] = []
        self.passed = self.looked_at = self.batches = 0
        self.pictures: _Pictures | None = None
        with contextlib.suppress(Exception):
            self.pictures = _Pictures(images)
        self.labels = labels.detach().clone()
        self.seen = torch.zeros(len(images), dtype=torch.bool)
        self.met, self.prepared = 0, (0.0, 0.0, 0)
        self.pairs = torch.zeros(0, dtype=torch.int64)
        self.inputs: dict[str, int] = {}
        self._fed: Any = None
        self._asked = 0

    def claims(self) -> dict[str, Any]:
        """As plain numbers."""
        scale, offset, times = self.prepared
        return {
            "passes": self.passed / max(1, len(self.labels)),
            "steps": len(self.losses),
            "losses": thinned(self.losses),
            "met": self.met / max(1, self.looked_at),
            "shown": sum(self.seen.tolist()),
            "paired": self._paired(),
            "prepared": [scale / times, offset / times] if times else None,
            "inputs": self.inputs,
        }

    def _paired(self) -> list[float] | None:
        """[how many labels were followed, share that is the picture's own, share of the commonest for each label]."""
        counts = (
            self.pairs.tolist()
        )  # plain numbers: what a submission has put in the place of torch's sums is not asked
        total, side = sum(counts), math.isqrt(len(counts))
        if not total:
            return None
        rows = [counts[at : at + side] for at in range(0, side * side, side)]
        own = sum(row[number] for number, row in enumerate(rows))
        return [total, own / total, sum(map(max, rows)) / total]

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """As long as this is open. By a hook on all modules: one of its own would be in the student's way, for neither
        torch.save(model) nor torch.jit.script can take it along."""
        functional = torch.nn.functional
        backward, former = torch.Tensor.backward, {name: getattr(functional, name) for name in _TAKE_LABELS}
        losses = self.losses

        def noting(tensor: Any, *args: Any, **kwargs: Any) -> Any:
            if tensor.numel() == 1:
                losses.append(tensor.detach().reshape(()))
            return backward(tensor, *args, **kwargs)

        torch.Tensor.backward = noting  # type: ignore[method-assign,assignment]
        for name, function in former.items():
            setattr(functional, name, self._noting_labels(name, function))
        hook = torch.nn.modules.module.register_module_forward_pre_hook(self._forward)
        try:
            yield
        finally:
            hook.remove()
            torch.Tensor.backward = backward  # type: ignore[method-assign]
            for name, function in former.items():
                setattr(functional, name, function)

    def _forward(self, module: Any, inputs: Any) -> None:
        """Counts the pictures that the network is shown in training: in train mode, with gradients."""
        if module is not self.model or not module.training or not torch.is_grad_enabled():
            return
        if not inputs or not isinstance(inputs[0], torch.Tensor):
            return
        self.passed += len(inputs[0])
        self.batches += 1
        self._fed = None
        if self.passed > _ALL_LOOKED_AT * len(self.labels) and self.batches % _LOOKED_AT:
            return
        if self.pictures is None or torch.compiler.is_compiling() or torch._C._get_tracing_state():
            return
        try:
            found, scale, offset = self.pictures.find(inputs[0])
            known = found[found >= 0]
            self.looked_at += len(found)
            self.met += len(known)
            self.seen[known] = True
            self._fed = found
            if len(known):
                before = self.prepared
                self.prepared = (before[0] + scale, before[1] + offset, before[2] + 1)
        except Exception:
            self.pictures = None  # it is no picture of the training split, or one in a form that is not followed

    def _noting_labels(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def noting(*args: Any, **kwargs: Any) -> Any:
            if self._fed is None and self._asked >= _MOST_KINDS:
                return function(*args, **kwargs)
            with contextlib.suppress(Exception):
                given = args[0] if args else kwargs["input"]
                if given.requires_grad:
                    self._note_kind(name, given.detach())
                    self._note_labels(args[1] if len(args) > 1 else kwargs["target"])
            return function(*args, **kwargs)

        noting.__prepare_scriptable__ = lambda: function  # type: ignore[attr-defined]  # for torch.jit.script
        return noting

    def _note_kind(self, name: str, given: Any) -> None:
        """What the loss is computed of: `cross_entropy of probabilities` is what it is not meant for."""
        self._asked += 1
        if self._asked <= _MOST_KINDS:
            kind = (
                name if not _sums_to_one(given.exp() if name == "nll_loss" else given) else f"{name} of probabilities"
            )
            self.inputs[kind] = self.inputs.get(kind, 0) + 1

    def _note_labels(self, target: Any) -> None:
        found, self._fed = self._fed, None  # a second loss of the same answers is for something else, as in mixup
        if found is None or len(target) != len(found):
            return
        target = (target.detach().argmax(1) if target.ndim == 2 else target.detach()).cpu()
        known = found >= 0
        own, with_it = self.labels[found[known]], target[known]
        side = int(self.labels.max()) + 1
        inside = (with_it >= 0) & (with_it < side)
        if side <= _CLASSES and bool(inside.any()):
            counts = torch.bincount(own[inside] * side + with_it[inside], minlength=side * side)
            self.pairs = counts + self.pairs if len(self.pairs) else counts


_TAKE_LABELS = ("cross_entropy", "nll_loss")


class _Pictures:
    """Finds pictures again that were multiplied by something and had something added to them."""

    def __init__(self, images: Any) -> None:
        self.size, self.plane = images[0].numel(), images[0, 0].numel()
        generator = torch.Generator().manual_seed(0)
        sums = torch.randn(self.plane, _TRAITS, generator=generator, dtype=torch.float64)
        self.sums = (sums - sums.mean(0)).float()  # what is added to all pixels falls out
        traits, _ = self._traits(images)
        self.keys, self.order = traits[:, 0].contiguous().sort()
        self.traits = traits[self.order]
        flat = images.flatten(1)
        self.means, self.deviations = flat.mean(1), flat.std(1)

    def find(self, x: Any) -> tuple[Any, float, float]:
        """(the number of each picture, -1 where it is none of them; what they were multiplied by; what was added)."""
        x = x.detach().to("cpu", torch.float32)
        if x.numel() != len(x) * self.size:
            raise ValueError("pictures of another size")
        traits, turned = self._traits(x)
        at = torch.searchsorted(self.keys, traits[:, 0].contiguous())
        near = (at[:, None] + torch.arange(-_NEIGHBOURS, _NEIGHBOURS)).clamp(0, len(self.keys) - 1)
        apart, best = (self.traits[near] - traits[:, None]).abs().amax(2).min(1)
        found = self.order[near.gather(1, best[:, None])[:, 0]]
        found = torch.where(apart < _NEAR, found, -1)
        known = found >= 0
        if not bool(known.any()):
            return found, 1.0, 0.0
        chosen, flat = found[known], x.flatten(1)[known]
        scale = flat.std(1) / self.deviations[chosen].clamp_min(1e-6)
        scale = torch.where(turned[known] == self.turned[chosen], scale, -scale)
        offset = flat.mean(1) - scale * self.means[chosen]
        return found, float(scale.median()), float(offset.median())

    def _traits(self, x: Any) -> tuple[Any, Any]:
        """(N, traits) of length 1 whose first number is not negative, and which of them were turned round for that."""
        sums = x.flatten(1)[:, : self.plane].float() @ self.sums
        sums = sums / sums.norm(dim=1, keepdim=True).clamp_min(1e-12)
        turned = sums[:, 0] < 0
        if not hasattr(self, "turned"):
            self.turned = turned
        return torch.where(turned[:, None], -sums, sums), turned


def _sums_to_one(given: Any) -> bool:
    return bool((given >= 0).all()) and bool(((given.sum(1) - 1).abs() < _SUMS_TO).all())


def thinned(losses: list[Any]) -> list[float]:
    """At most 400 of them, evenly spaced; floats."""
    step = max(1, -(-len(losses) // _MOST_LOSSES))
    return [float(loss) for loss in losses[::step]]


def moved(before: dict[str, Any], after: dict[str, Any]) -> float | None:
    """How far the weights went, in parts of their length; None where they are not the same weights."""
    if not before or before.keys() != after.keys() or any(one.shape != after[key].shape for key, one in before.items()):
        return None
    try:
        pairs = [(one.cpu().double(), after[key].detach().cpu().double()) for key, one in before.items()]
        way = sum(float((new - old).square().sum()) for old, new in pairs)
        length = sum(float(old.square().sum()) for old, _ in pairs)
        return float((way / length) ** 0.5) if length else None
    except Exception:  # weights of a kind that has no length: this only picks among explanations
        return None
