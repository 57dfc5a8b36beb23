"""`Fit`: a check that lets the student's code train and then asks it about pictures that it has never seen."""

from itertools import pairwise
from typing import Literal

from pydantic import model_validator

from grader.model import Frozen

_MOST_S = 24 * 3600.0

Mode = Literal["train", "checkpoint", "predictions"]


class Fit(Frozen):
    """What is trained on, how long, and what the accuracy is worth.

    The student writes `build_model()` and `train(model, images, labels, device)`; with `predict(model, images, device)`
    among the task's functions the student's own evaluation is asked, else the network itself in eval mode. Images are
    float32 in [0, 1] of shape (N, C, H, W), labels int64 of shape (N,). Labels of unseen pictures stay outside.

    A file without train() that has trained while it ran (a whole notebook) is asked for its `model`, or its
    `predict(images)`. With `checkpoint` among `modes` an archive may bring trained weights and `load_model(path,
    device)`; with `predictions` the answers alone may be handed in, for the pictures that `grader release` writes.
    """

    data: str
    """Name of a data set: `digits`, `fashion_mnist`, `mnist`, `cifar10`."""
    modes: tuple[Mode, ...] = ("train",)
    """What may be handed in: code that is trained anew, trained weights, or answers. Only the first shows how it was
    trained: weights may have been trained on published labels, answers may be anybody's."""
    cutoffs: tuple[tuple[float, float], ...]
    """(accuracy, share of the points), rising in both; linear between them, nothing below the first."""
    train: int | None = None
    """How many of the training pictures are given; None for all."""
    unseen: int = 500
    """How many unseen pictures are drawn."""
    budget_s: float = 60.0
    """Wall seconds for `train`; then it is interrupted, and what it reached counts if `late_counts`."""
    late_counts: bool = True
    parameters: int | None = None
    """At most so many learned numbers (as the student's process counts them)."""
    epochs: float | None = None
    """At most so many passes over the pictures in training (as the student's process counts them)."""
    runs: int = 1
    """How often it is trained, each time under another seed; the median accuracy counts."""
    shift: int = 0
    """Unseen pictures are moved by at most so many pixels in each direction."""
    noise: float = 0.02
    """And each of their pixels is changed by at most this, so that no table of known pictures fits them."""

    @model_validator(mode="after")
    def _rising(self) -> "Fit":
        if not self.cutoffs or self.cutoffs[-1][1] != 1.0:
            raise ValueError("cutoffs end with the accuracy for full marks: ((0.80, 0.0), (0.95, 1.0))")
        for (low, less), (high, more) in pairwise(self.cutoffs):
            if not (low < high and less <= more):
                raise ValueError("cutoffs rise: accuracies strictly, shares of the points too")
        if any(not (0.0 <= accuracy <= 1.0 and 0.0 <= share <= 1.0) for accuracy, share in self.cutoffs):
            raise ValueError("cutoffs hold numbers from 0 to 1: (accuracy, share of the points)")
        if self.runs < 1 or self.unseen < 1 or not 1 <= self.budget_s <= _MOST_S:
            raise ValueError(f"runs and unseen are at least 1, budget_s is from 1 to {_MOST_S:.0f}")
        if (self.train is not None and self.train < 1) or (self.parameters is not None and self.parameters < 1):
            raise ValueError("train and parameters are at least 1, or None")
        if self.epochs is not None and not 0 < self.epochs < 1e6:
            raise ValueError("epochs are more than 0, or None")
        if self.shift < 0 or not 0 <= self.noise < 1:
            raise ValueError("shift is at least 0, noise from 0 to less than 1")
        if not self.modes:
            raise ValueError("modes name what may be handed in: train, checkpoint, predictions")
        return self

    @property
    def full(self) -> float:
        """The accuracy from which on all points are given."""
        return next(accuracy for accuracy, share in self.cutoffs if share == 1.0)

    def share(self, accuracy: float) -> float:
        """The share of the points for an accuracy, in [0, 1]."""
        if accuracy < self.cutoffs[0][0]:
            return 0.0
        for (low, less), (high, more) in pairwise(self.cutoffs):
            if accuracy < high:
                return less + (more - less) * (accuracy - low) / (high - low)
        return 1.0
