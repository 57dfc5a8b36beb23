"""What comes out of random functions, over many draws. This file runs in the jail and holds no answer.

What a picture may become is handed in with each call; here is only looked up which of it came back.
"""

import torch

_NEAR = 1e-3


def shifts(student, images, table, most, draws):
    """Which of the pictures in `table` (kind -> (moves, N, C, H, W)) come back, over many draws."""
    found = _looked_up(lambda x: student.random_shift(x, most), images, table, draws)
    places = found.pop("places")
    return {
        **found,
        "moves_seen": None if places is None else len({where for kind, where in places if kind == "allowed"}),
    }


def flips(student, images, table, p, draws):
    """The same for mirrored pictures, and whether they are as many as p says."""
    found = _looked_up(lambda x: student.random_flip(x, p), images, table, draws)
    places = found.pop("places")
    if places is None:
        return {**found, "mirrored": None}
    share = sum(kind == "mirrored" for kind, _ in places) / len(places)
    allowed = 0.0 if p in (0, 1) else 0.08
    often = "too often" if share > p + allowed else "too seldom" if share < p - allowed else "as p says"
    return {**found, "mirrored": often}


def brightness(student, images, most, draws):
    """By which factors pictures come back multiplied."""
    facts, factors, even, outside = _Facts(images), [], True, False
    for _ in range(draws):
        out = facts.called(lambda x: student.random_brightness(x, most))
        if out is None:
            return facts.only(*_FACTORS, "one_for_all_pixels", "left_0_to_1")
        ratio = (out / images).flatten(1)  # (N, C * H * W); a number that was cut off at 1 says nothing
        open_ = out.flatten(1) < 1 - _NEAR
        top, low = ratio.where(open_, -torch.inf).amax(1), ratio.where(open_, torch.inf).amin(1)
        even = even and bool(((top - low < _NEAR) | ~open_.any(1)).all())
        outside = outside or not bool(((out > -1e-6) & (out < 1 + 1e-6)).all())
        factors.append(low)
    return {**facts.seen, **_factors(torch.stack(factors), most), "one_for_all_pixels": even, "left_0_to_1": outside}


def augmented(student, images, table, draws):
    """How a training batch of digits comes back: which moves, mirrored or not, which factors."""
    facts, kinds, factors = _Facts(images), set(), []
    for _ in range(draws):
        out = facts.called(lambda x: student.augment(x, True))
        if out is None:
            return facts.only("moves_seen", "mirrored", "something_else", *_FACTORS)
        for one, picture in enumerate(out):
            kind, where, factor = _multiple(picture, {kind: moved[:, one] for kind, moved in table.items()})
            kinds.add((kind, where))
            factors.append(factor)
    moves = {where for kind, where in kinds if kind == "allowed"}
    kinds = {kind for kind, _ in kinds}
    told = {"moves_seen": len(moves), "mirrored": "mirrored" in kinds, "something_else": "something else" in kinds}
    return {**facts.seen, **told, **_factors(torch.stack(factors).reshape(draws, -1), 0.2)}


def evaluated(student, images, draws):
    """Whether a batch that is not for training ever comes back changed."""
    facts, same = _Facts(images), True
    for _ in range(draws):
        out = facts.called(lambda x: student.augment(x, False))
        if out is None:
            return facts.only("comes_back_as_it_is")
        same = same and torch.equal(out, images)
    return {**facts.seen, "comes_back_as_it_is": same}


def shown(student, images, labels):
    """What the network is shown while it is trained on a few pictures."""
    images = images.float()  # the reference is asked in float64
    model, given, named = student.build_model(), images.clone(), labels.clone()
    if not isinstance(model, torch.nn.Module):
        raise student.mismatch("not_a_module", name="build_model()", yours=type(model).__name__)
    spy = _Spy(model)
    with torch.enable_grad():
        student.train(model, given, named, "cpu")
    return {
        "new_pictures_in_each_epoch": spy.distinct() > 5 * len(images),
        "changed_in_eval_mode": spy.others(images) > 0,
        "input_changed": not torch.equal(given, images) or not torch.equal(named, labels),
    }


class _Facts:
    """Calls a function with a copy of the pictures, and notes whether it keeps shape and type and leaves the copy."""

    def __init__(self, images):
        self.images = images
        self.seen = {"shape": _size(images), "dtype_kept": True, "input_changed": False}

    def called(self, function):
        """What the function returned; None where its shape is another."""
        given = self.images.clone()
        out = function(given)
        if not isinstance(out, torch.Tensor):
            self.seen["shape"] = type(out).__name__
            return None
        self.seen["dtype_kept"] = self.seen["dtype_kept"] and out.dtype == self.images.dtype
        self.seen["input_changed"] = self.seen["input_changed"] or not torch.equal(given, self.images)
        self.seen["shape"] = _size(out)
        return out.detach().to(self.images) if out.shape == self.images.shape else None

    def only(self, *names):
        """What was noted, where pictures of another shape leave the rest unknown."""
        return {**self.seen, **dict.fromkeys(names)}


def _size(pictures):
    return " x ".join(map(str, pictures.shape))


def _looked_up(function, images, table, draws):
    facts, places, alike = _Facts(images), [], True
    for _ in range(draws):
        out = facts.called(function)
        if out is None:
            return facts.only(*_told(table, ()), "whole_batch_alike", "places")
        batch = _places(out, table)
        alike = alike and len(set(batch)) == 1
        places += batch
    return {**facts.seen, **_told(table, {kind for kind, _ in places}), "whole_batch_alike": alike, "places": places}


def _told(table, kinds):
    """Whether pictures of the kinds that should not come back did."""
    wrong = [kind for kind in (*table, "something else") if kind not in ("allowed", "same", "mirrored")]
    return {kind.replace(" ", "_"): kind in kinds for kind in wrong}


def _places(out, table):
    """For each picture of a batch the kind that it is of, and its place there."""
    found = [("something else", 0)] * len(out)
    for kind, pictures in reversed(table.items()):  # the first kind has the last word
        error = (pictures - out).abs().flatten(2).amax(2)  # (moves, N)
        for one, (worst, where) in enumerate(zip(*(part.tolist() for part in error.min(0)), strict=True)):
            if worst < _NEAR:
                found[one] = (kind, where)
    return found


def _multiple(picture, table):
    """The kind and place of the picture in the table of which this one is a multiple, and the factor."""
    for kind, pictures in table.items():
        factor = (pictures * picture).flatten(1).sum(1) / (pictures**2).flatten(1).sum(1)
        error = (picture - factor[:, None, None, None] * pictures).abs().flatten(1).amax(1)
        if error.min() < _NEAR:
            return kind, int(error.argmin()), factor[error.argmin()]
    return "something else", 0, picture.new_tensor(1.0)


_FACTORS = ("darker", "brighter", "too_dark", "too_bright", "whole_batch_alike")


def _factors(factors, most):
    """What is to be known of factors (draws, N)."""
    seen = (
        (factors < 1 - 0.8 * most).any(),
        (factors > 1 + 0.8 * most).any(),
        (factors < 1 - most - _NEAR).any(),
        (factors > 1 + most + _NEAR).any(),
        (factors.amax(1) - factors.amin(1) < _NEAR).all(),
    )
    return dict(zip(_FACTORS, map(bool, seen), strict=True))


class _Spy:
    """Notes what reaches the first layer with weights in train mode, and what is handed to the network in eval mode."""

    def __init__(self, model):
        self.pictures = {True: [], False: []}
        self.fresh, self.room = True, 20000
        layers = [layer for layer in model.modules() if next(layer.parameters(recurse=False), None) is not None]
        model.register_forward_pre_hook(self._begins)
        for layer in layers:
            layer.register_forward_pre_hook(self._noted)
        self.model = model

    def _begins(self, module, args):
        self.fresh = True
        if not module.training and args and isinstance(args[0], torch.Tensor):
            self.pictures[False].append(args[0].detach().flatten(1).float().cpu())

    def _noted(self, module, args):
        if self.fresh and self.model.training and args and isinstance(args[0], torch.Tensor) and self.room > 0:
            self.pictures[True].append(args[0].detach().flatten(1).float().cpu())
            self.room -= len(args[0])
        self.fresh = False

    def distinct(self):
        """How many different ones in train mode."""
        kept = self.pictures[True]
        return len((torch.cat(kept) * 1000).round().unique(dim=0)) if kept else 0

    def others(self, images):
        """How many in eval mode that are none of `images`."""
        kept = self.pictures[False]
        if not kept:
            return 0
        return int((torch.cdist(torch.cat(kept), images.flatten(1)).amin(1) > 0.01).sum())
