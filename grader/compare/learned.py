"""What logits show: how many pictures are told rightly, with which certainty, and what went wrong in training.

Labels never leave this side. What the student's process said of itself only picks among explanations.
"""

import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import torch

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
_GAP = 0.15
_JUMP = 0.15
"""An accuracy that rises by so much when pictures are prepared in another way was lost by the preparation."""
_SAME = 0.99
_LINEAR_STEPS = 40


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


def symptoms_of(
    trained: Trained,
    classes: int,
    *,
    full: float,
    linear: Callable[[], float],
    otherwise: Callable[[], tuple[str, float] | None],
) -> tuple[tuple[str, dict[str, Any]], ...]:
    """(symptom, its fields), the most telling first; none of them costs points by itself.

    `linear` gives the accuracy of a linear classifier, `otherwise` the best other preparation of the pictures with its
    accuracy (asked only where they may explain something).
    """
    accuracy = accuracy_of(trained.unseen, trained.labels)
    known = None if trained.known is None else accuracy_of(trained.known, trained.known_labels)
    found: list[tuple[str, dict[str, Any]]] = []
    if trained.late:
        found.append(("late", {}))
    if not trained.unseen.finite and accuracy < full:
        return (("nan", {}), *found)
    if accuracy < full and _are_probabilities(trained.unseen) and not trained.answers_only:  # as answers they are good
        found.append(("probabilities", {}))
    if not trained.changed:
        return (("unchanged", {}), *found)
    if trained.again is not None and _differs(trained.unseen, trained.again):
        found.insert(0, ("train_mode", {}))
    if accuracy >= full:
        return tuple(found)
    other = otherwise()
    if other is not None and other[1] > accuracy + _JUMP:
        return (("normalised", {"how": other[0], "accuracy": other[1]}), *found)
    if known is not None and known >= _BY_HEART and known - accuracy > _GAP:
        return (("memorised", {"train": known, "accuracy": accuracy}), *found)
    only = trained.unseen.told.unique()
    if len(only) == 1:
        return (("one_class", {"told": int(only[0])}), *found)
    few = _remembered(trained.unseen, trained.labels)
    if not found and 0 < len(few) <= classes // 3:
        return (("few_classes", {"told": ",".join(map(str, few)), "count": len(few), "classes": classes}), *found)
    chance = _CHANCE / classes
    if trained.answers_only and accuracy <= chance:
        return (("chance", {}), *found)
    if known is not None and known <= chance:
        fallen = _has_fallen(trained.losses) and _last(trained.losses) < math.log(classes)
        return ((("shuffled", {"accuracy": known}) if fallen else ("not_learned", {})), *found)
    if (line := linear()) >= accuracy:
        found.append(("linear", {"linear": line}))
    elif (known is None or known < _BY_HEART) and _still_falling(trained.losses):
        found.append(("short", {}))
    return tuple(found)


def _remembered(answers: Answers, labels: torch.Tensor) -> list[int]:
    """The few classes that nearly all pictures are taken for, where those of the commonest are all told rightly."""
    told, times = answers.told.unique(return_counts=True)
    order = times.argsort(descending=True)
    enough = int((times[order].cumsum(0) < _NEARLY * times.sum()).sum()) + 1
    theirs = labels == told[order[0]]
    right = (answers.told == labels)[theirs].double().mean()
    spread = times.max() <= _MOST_TOLD * times.sum()
    return sorted(told[order][:enough].tolist()) if spread and right >= _REMEMBERED else []


def _are_probabilities(answers: Answers) -> bool:
    if answers.logits is None:
        return False
    sums = answers.logits.sum(1)
    return bool((answers.logits >= 0).all()) and bool(((sums - 1).abs() < 1e-3).all())


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
