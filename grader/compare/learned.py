"""What logits show: how many pictures are told rightly, with which certainty, and what went wrong in training.

Labels never leave this side. What the student's process said of itself only picks among explanations.
"""

import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import torch

from grader.compare.claimed import Claims
from grader.model import Frozen

_Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""
_CHANCE = 1.6
"""Up to so many times the accuracy of guessing counts as guessing."""
_NEARLY = 0.98
_REMEMBERED, _MOST_TOLD = 0.95, 0.9
"""A class is remembered where nearly all its pictures are told rightly although not everything is taken for it: who has
learned nothing may answer one class to nearly everything."""
_BY_HEART = 0.95
_GAP = 0.08
_JUMP = 0.15
"""An accuracy that rises by so much when pictures are prepared in another way was lost by the preparation."""
_FAR_ABOVE_CHANCE = 4.0
"""So many times the accuracy of guessing is more than the best of several preparations reaches by luck."""
_GAINED, _KNOWN_GAINED = 0.02, 0.05
"""Enough where it is known that pictures were prepared in another way in training; of unseen ones, and of known ones
where that makes no difference for unseen ones."""
_HARDLY = 2.2
"""Up to so many times the accuracy of guessing, pictures that were trained on are hardly told at all."""
_SAME = 0.99
_LINEAR_STEPS = 40


Found = tuple[tuple[str, dict[str, Any]], ...]
"""Symptoms and the fields of their sentences."""


class Answers(Frozen):
    """The student's answers for pictures, brought into one form."""

    told: Any
    """(N,) int64: the class of each picture; -1 where there is none."""
    logits: Any = None
    """(N, classes) float64, where numbers for the classes came and not the classes themselves."""

    @property
    def finite(self) -> bool:
        """Whether every number is one."""
        return self.logits is None or bool(torch.isfinite(self.logits).all())


class Trained(Frozen):
    """What one training left behind: its answers for unseen pictures and for some that it was trained on."""

    unseen: Answers
    labels: Any
    known: Answers | None = None
    known_labels: Any = None
    again: Answers | None = None
    """For the first of the unseen pictures once more, in another order."""
    changed: bool = True
    late: bool = False
    losses: tuple[float, ...] = ()
    claims: Claims = Claims()
    answers_only: bool = False
    """Whether they were handed in themselves, and nothing is known of how they came about."""


def read_answers(data: torch.Tensor, count: int, classes: int) -> Answers | None:
    """The answers in a tensor of shape (N, classes), or (N,) of classes; None for any other shape."""
    if tuple(data.shape) == (count, classes) and data.is_floating_point():
        logits = data.double()
        told = torch.where(torch.isnan(logits), torch.full_like(logits, -math.inf), logits).argmax(1)
        told[torch.isnan(logits).all(1)] = -1
        return Answers(told=told, logits=logits)
    if data.shape == (count,) and not data.is_floating_point() and data.dtype is not torch.bool:
        return Answers(told=data.long())
    return None


def in_first_order(again: Answers) -> Answers:
    """Answers for pictures that were asked from the last to the first."""
    return Answers(told=again.told.flip(0), logits=None if again.logits is None else again.logits.flip(0))


def accuracy_of(answers: Answers, labels: torch.Tensor) -> float:
    """Share of pictures whose class was told."""
    return float((answers.told == labels).double().mean())


def interval(accuracy: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share seen in `count` trials. E. B. Wilson, JASA 22 (1927), 209-212."""
    centre = accuracy + _Z**2 / (2 * count)
    spread = _Z * math.sqrt(accuracy * (1 - accuracy) / count + _Z**2 / (4 * count**2))
    scale = 1 + _Z**2 / count
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def confusion_of(answers: Answers, labels: torch.Tensor, classes: int) -> tuple[tuple[int, ...], ...]:
    """Counts by true class (rows) and told class (columns); answers that are no class are left out."""
    valid = (answers.told >= 0) & (answers.told < classes)
    counts = torch.bincount(labels[valid] * classes + answers.told[valid], minlength=classes * classes)
    return tuple(tuple(int(n) for n in row) for row in counts.reshape(classes, classes))


def unanswered_of(answers: Answers, labels: torch.Tensor, classes: int) -> tuple[int, ...]:
    """By true class: pictures whose answer is no class, so that with `confusion_of` every picture is counted."""
    without = (answers.told < 0) | (answers.told >= classes)
    return tuple(int(n) for n in torch.bincount(labels[without], minlength=classes))


class Otherwise(Frozen):
    """What becomes of the answers where pictures are prepared in another way."""

    how: str
    accuracy: float
    certain: bool = False
    """Whether it is known that they were prepared like this in training, and are not when the network is asked."""
    known: float | None = None
    """The accuracy of pictures that were trained on, where it is certain."""


class Probes(Frozen):
    """What else the network can be asked; each only where it may explain something."""

    linear: Callable[[], float]
    """The accuracy of a linear classifier."""
    otherwise: Callable[[], Otherwise | None]
    """The best other preparation of the pictures."""
    affine: Callable[[], bool]
    """Whether the network computes a linear function of its pictures."""


def symptoms_of(trained: Trained, classes: int, *, full: float, probes: Probes) -> Found:
    """(symptom, its fields), the most telling first; none of them costs points by itself.

    First what is certain (numbers that are none, weights that stay, train mode, softmax, labels of other pictures),
    then what a second question shows, then what accuracies tell.
    """
    accuracy = accuracy_of(trained.unseen, trained.labels)
    late: Found = (("late", {}),) if trained.late else ()
    if not trained.unseen.finite and accuracy < full:
        return (("nan", {}), *late)
    if not trained.changed:
        return (("unchanged", {}), *late)
    differs = trained.again is not None and _differs(trained.unseen, trained.again)
    mode: Found = (("train_mode", {}),) if differs else ()
    if accuracy >= full:
        return (*mode, *late)
    probabilities: Found = (("probabilities", {}),) if _are_probabilities(trained) else ()
    certain = (*mode, *late, *probabilities)
    if trained.claims.own is not None:
        return (("shuffled", {"variant": "paired", "own": trained.claims.own}), *certain)
    if mode or probabilities:
        return certain  # what the accuracy is like comes of that
    other = probes.otherwise()
    if other is not None and (fields := _explains(other, accuracy, classes, known_accuracy(trained))):
        return (("normalised", fields), *late)
    return (*late, *_shown_by_answers(trained, classes, probes))


def known_accuracy(trained: Trained) -> float | None:
    """Of the pictures that were trained on."""
    return None if trained.known is None else accuracy_of(trained.known, trained.known_labels)


def _explains(other: Otherwise, accuracy: float, classes: int, known: float | None) -> dict[str, Any]:
    """The fields of the sentence if the preparation explains what the accuracy is like, else none."""
    if other.accuracy > accuracy + (_GAINED if other.certain else _JUMP):
        enough = other.certain or other.accuracy > _FAR_ABOVE_CHANCE / classes
        return {"how": other.how, "accuracy": other.accuracy} if enough else {}
    if other.known is None or known is None or other.accuracy < accuracy - _GAINED:
        return {}
    better = other.known > known + _KNOWN_GAINED
    return {"variant": "of_known", "how": other.how, "known": known, "prepared": other.known} if better else {}


def _shown_by_answers(trained: Trained, classes: int, probes: Probes) -> Found:
    """What accuracies and answers tell of a network that should be better."""
    accuracy, claims = accuracy_of(trained.unseen, trained.labels), trained.claims
    known = known_accuracy(trained)
    chance = _CHANCE / classes
    if trained.answers_only and accuracy <= chance and len(trained.unseen.told.unique()) > 1:
        return (("chance", {}),)
    hardly = known is not None and known <= _HARDLY / classes
    if hardly and claims.moved is not None:
        return (("not_learned", {"variant": "moved", "moved": claims.moved}),)
    if hardly and claims.own_of_alike is not None:
        few = claims.own_of_few is not None
        own = claims.own_of_few if few else claims.own_of_alike
        return (("shuffled", {"variant": "paired_few" if few else "paired_alike", "own": own}),)
    only = trained.unseen.told.unique()
    if len(only) == 1:
        return (("one_class", {"told": int(only[0])}),)
    told_some = not trained.answers_only and known is not None and known > chance
    affine: Found = (("linear", {"variant": "affine"}),) if told_some and probes.affine() else ()
    if known is not None and known >= _BY_HEART and known - accuracy > _GAP and claims.shown is None:
        return (("memorised", {"train": known, "accuracy": accuracy}), *affine)
    if affine:
        return affine
    if claims.shown is not None and not trained.late:
        return (("part", {"shown": claims.shown}),)
    few_told = _remembered(trained.unseen, trained.labels)
    if not trained.late and 0 < len(few_told) <= classes // 3:
        fields = {"told": ",".join(map(str, few_told)), "count": len(few_told), "classes": classes}
        return (("few_classes", fields),)
    if hardly:
        if claims.own_of_few is not None:
            return (("shuffled", {"variant": "paired_few", "own": claims.own_of_few}),)
        fallen = _has_fallen(trained.losses) and _last(trained.losses) < math.log(classes)
        return (("shuffled", {"accuracy": known}) if fallen else ("not_learned", {}),)
    if (line := probes.linear()) >= accuracy:
        return (("linear", {"linear": line}),)
    if (known is None or known < _BY_HEART) and _still_falling(trained.losses):
        return (("short", {}),)
    return ()


def _remembered(answers: Answers, labels: torch.Tensor) -> list[int]:
    """The few classes that nearly all pictures are taken for, where those of the commonest are all told rightly."""
    told, times = answers.told.unique(return_counts=True)
    order = times.argsort(descending=True)
    enough = int((times[order].cumsum(0) < _NEARLY * times.sum()).sum()) + 1
    theirs = labels == told[order[0]]
    right = (answers.told == labels)[theirs].double().mean()
    spread = times.max() <= _MOST_TOLD * times.sum()
    return sorted(told[order][:enough].tolist()) if spread and right >= _REMEMBERED else []


def _are_probabilities(trained: Trained) -> bool:
    """Whether probabilities came where the loss wanted logits; alone or after log() they do."""
    logits = trained.unseen.logits
    if logits is None or trained.answers_only or trained.claims.probabilities is False:
        return False
    return bool((logits >= 0).all()) and bool(((logits.sum(1) - 1).abs() < 1e-3).all())


def _differs(first: Answers, again: Answers) -> bool:
    """Whether the same pictures, asked in another order and number, get other answers than rounding explains."""
    count = len(again.told)
    if first.logits is None or again.logits is None:
        return bool((first.told[:count] == again.told).double().mean() < _SAME)
    scale = float(first.logits[:count].abs().max()) + 1e-12
    return float((first.logits[:count] - again.logits).abs().max()) > 1e-3 * scale


def _has_fallen(losses: Sequence[float]) -> bool:
    tenth = len(losses) // 10
    return tenth > 0 and _mean(losses[-tenth:]) < 0.9 * _mean(losses[:tenth])


def _last(losses: Sequence[float]) -> float:
    return _mean(losses[-max(1, len(losses) // 10) :])


def _still_falling(losses: Sequence[float]) -> bool:
    tenth = len(losses) // 10
    return tenth > 2 and _mean(losses[-tenth:]) < 0.85 * _mean(losses[-2 * tenth : -tenth])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def linear_accuracy(
    images: torch.Tensor, labels: torch.Tensor, unseen: torch.Tensor, unseen_labels: torch.Tensor
) -> float:
    """Of one fully connected layer with softmax (logistic regression): what needs no network at all."""
    from sklearn.linear_model import LogisticRegression  # not torch.optim: that loads a compiler first

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged: an early stop tells unseen pictures better
        fitted = LogisticRegression(max_iter=_LINEAR_STEPS).fit(images.flatten(1).numpy(), labels.numpy())
    return float(fitted.score(unseen.flatten(1).numpy(), unseen_labels.numpy()))
