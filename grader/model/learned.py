"""What a trained network made of pictures that it had never seen."""

from typing import Literal

from grader.model.base import Frozen

Form = Literal["train", "whole", "checkpoint", "predictions"]
"""How a network came to be asked: trained by train(), by the whole file while it ran, before, or not at all."""


class Run(Frozen):
    """One training and its evaluation."""

    accuracy: float
    """Share of unseen pictures that were told rightly; measured outside."""
    train_accuracy: float | None = None
    """The same of pictures that were trained on."""
    wall_s: float
    """Of train(), measured outside."""
    late: bool = False
    """Whether the time was up before it had returned."""


class Learned(Frozen):
    """One check of training, evaluated. Losses and parameters are claims of the student's process."""

    accuracy: float
    """The median over the runs."""
    low: float
    high: float
    """The 95 % interval of the accuracy for so many pictures (Wilson 1927)."""
    unseen: int
    cutoffs: tuple[tuple[float, float], ...]
    """(accuracy, share of the points)."""
    runs: tuple[Run, ...]
    classes: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    """Of the median run: pictures of the class of the row that were told to be of the class of the column."""
    unanswered: tuple[int, ...] = ()
    """Of each class: pictures whose answer was no class (NaN); they are in no column of `confusion`."""
    symptoms: tuple[str, ...] = ()
    """What the answers show, the most telling first: keys of the sentences `fit.symptom.*`."""
    parameters: int | None = None
    """Claimed."""
    losses: tuple[float, ...] = ()
    """Claimed: what backward() was called on, thinned out."""
    form: Form = "train"
    source: str = ""
    """The file of weights or predictions."""
