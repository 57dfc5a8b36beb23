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
_ASKED_OF_ALIKE, _OF_A_BATCH = 192, 16
"""So many pictures that are not known again are compared with all, so many of a batch: their labels are guessed."""
_GRID = 8
_NEARER = 0.8
"""A picture is taken for one of its likest picture's class where all of other classes are so much farther away."""


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
        self._guessed: Any = None
        self._held: Any = None
        self.likely = torch.zeros(0, dtype=torch.int64)
        self.alike: _Alike | None = None
        with contextlib.suppress(Exception):
            self.alike = _Alike(images, self.labels)
        self._asked = self.asked_alike = 0

    def claims(self) -> dict[str, Any]:
        """As plain numbers."""
        scale, offset, times = self.prepared
        self._count_held()
        return {
            "passes": self.passed / max(1, len(self.labels)),
            "steps": len(self.losses),
            "losses": thinned(self.losses),
            "met": self.met / max(1, self.looked_at),
            "shown": sum(self.seen.tolist()),
            "paired": _paired(self.pairs),
            "alike": _paired(self.likely),
            "prepared": [scale / times, offset / times] if times else None,
            "inputs": self.inputs,
        }

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
        self._fed = self._guessed = None
        self._count_held()
        if self.passed > _ALL_LOOKED_AT * len(self.labels) and self.batches % _LOOKED_AT:
            return
        if torch.compiler.is_compiling() or torch._C._get_tracing_state():
            return
        if self.pictures is not None:
            self._find(self.pictures, inputs[0])
        if self._fed is None or 2 * int((self._fed >= 0).sum()) < len(self._fed):
            self._guess(inputs[0])

    def _find(self, pictures: "_Pictures", x: Any) -> None:
        try:
            found, scale, offset = pictures.find(x)
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

    def _guess(self, x: Any) -> None:
        """The labels that the first pictures of a batch should have, by those that they are most like."""
        if self.alike is None or self.asked_alike >= _ASKED_OF_ALIKE:
            return
        self.asked_alike += _OF_A_BATCH
        with contextlib.suppress(Exception):
            self._guessed = self.alike.labels_of(x[:_OF_A_BATCH])

    def _noting_labels(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def noting(*args: Any, **kwargs: Any) -> Any:
            if self._fed is self._guessed is self._held is None and self._asked >= _MOST_KINDS:
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
        # a second loss of the same answers is for something else, as in mixup
        found, guessed, self._fed, self._guessed, self._held = self._fed, self._guessed, None, None, None
        target = (target.detach().argmax(1) if target.ndim == 2 else target.detach()).cpu()
        if found is not None and len(target) == len(found):
            own = torch.where(found >= 0, self.labels[found.clamp_min(0)], -1)
            self.pairs = self._counted(self.pairs, own, target)
        if guessed is not None and len(target) >= len(guessed):
            self._held = guessed, target[: len(guessed)].clone()

    def _count_held(self) -> None:
        """Labels of the batch before, unless they came with others for the same answers: then it was mixed."""
        if self._held is not None:
            self.likely = self._counted(self.likely, *self._held)
            self._held = None

    def _counted(self, counts: Any, own: Any, given: Any) -> Any:
        """The counts by (own label, label that came with it) with some more; where one is no label none is added."""
        side = int(self.labels.max()) + 1
        known = (own >= 0) & (given >= 0) & (given < side)
        if side > _CLASSES or not bool(known.any()):
            return counts
        more = torch.bincount(own[known] * side + given[known], minlength=side * side)
        return more + counts if len(counts) else more


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


class _Alike:
    """Guesses labels of pictures that were turned over, moved a little, brightened, made noisy or cut out of."""

    def __init__(self, images: Any, labels: Any) -> None:
        self.size = (min(_GRID, images.shape[2]), min(_GRID, images.shape[3]))
        self.known, self.labels = self._of_length_one(self._coarse(images)), labels

    def labels_of(self, x: Any) -> Any:
        """(N,) labels; -1 where the picture is hardly more like those of one class than like others."""
        x = self._coarse(x.detach().to("cpu", torch.float32))
        moved = [x, *(x.roll(way, side) for side in (1, 2) for way in (-1, 1))]
        tried = torch.stack(
            [one for way in moved for one in (way, way.flip(2), way.flip(1))]
        )  # (ways, N, rows, columns)
        like = (self._of_length_one(tried.flatten(0, 1)) @ self.known.T).abs_().view(len(tried), len(x), -1).amax(0)
        best, at = like.max(1)
        label = self.labels[at]
        other = like.masked_fill(self.labels == label[:, None], 0.0).amax(1)
        return torch.where(1 - best < _NEARER * (1 - other), label, -1)

    def _coarse(self, x: Any) -> Any:
        """(N, rows, columns) of few numbers."""
        return torch.nn.functional.adaptive_avg_pool2d(x.float().mean(1), self.size)

    def _of_length_one(self, x: Any) -> Any:
        x = x.flatten(1)
        x = x - x.mean(1, keepdim=True)
        return x / x.norm(dim=1, keepdim=True).clamp_min(1e-12)


def _paired(counted: Any) -> list[float] | None:
    """[how many labels were followed, share that is the picture's own, share of the commonest for each label]."""
    counts = counted.tolist()  # plain numbers: what a submission has put in the place of torch's sums is not asked
    total, side = sum(counts), math.isqrt(len(counts))
    if not total:
        return None
    rows = [counts[at : at + side] for at in range(0, side * side, side)]
    own = sum(row[number] for number, row in enumerate(rows))
    return [total, own / total, sum(map(max, rows)) / total]


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
