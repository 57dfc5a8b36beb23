"""Pictures that stand in for a data set that is not on the machine: for tests, never for marks."""

from pathlib import Path
from typing import TYPE_CHECKING

from grader.data.prepare import write
from grader.data.sets import Dataset, dataset_of
from grader.data.sources import Splits
from grader.data.store import Prepared, look_into

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_COARSE = 4
"""A class is a grid of so many fields a side, blown up to the picture's size."""
_CONTRAST = 60.0
_NOISE = 30.0


def stand_in(
    name: str,
    folder: Path,
    seed: int,
    *,
    train: int = 1000,
    unseen: int = 500,
    noise: float = _NOISE,
    inverted: float = 0.0,
) -> Prepared:
    """Prepares `folder`/`name` with generated pictures of its shape and classes, which a small network learns.

    With GRADER_DATA set to `folder`, `find` finds them too and says that they are generated. Same seed: same pictures.
    The share `inverted` of the pictures is dark where the others are bright: no linear classifier tells both kinds.
    """
    dataset = dataset_of(name).model_copy(update={"train": train, "unseen": unseen})
    folder.mkdir(parents=True, exist_ok=True)
    write(dataset, _draw(dataset, seed, noise, inverted), folder, generated=True)
    found, wrong = look_into(folder, dataset)
    assert found is not None, wrong
    return found


def _draw(dataset: Dataset, seed: int, noise: float, inverted: float) -> Splits:
    """Every class has a prototype; a picture is a prototype, moved by up to a pixel, with noise."""
    import numpy as np

    rng = np.random.default_rng([seed, *dataset.name.encode()])
    channels, height, width = dataset.shape
    coarse = rng.choice([-_CONTRAST, _CONTRAST], size=(len(dataset.classes), channels, _COARSE, _COARSE))
    rows, columns = np.arange(height) * _COARSE // height, np.arange(width) * _COARSE // width
    prototypes = coarse[:, :, rows][:, :, :, columns]  # (classes, C, H, W)

    def part(count: int) -> "tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]":
        labels = rng.permutation(np.arange(count) % len(dataset.classes))
        moves = rng.integers(-1, 2, size=(count, 2))
        pictures = np.stack(
            [np.roll(prototypes[label], tuple(move), axis=(1, 2)) for label, move in zip(labels, moves, strict=True)]
        )
        if inverted:
            pictures[rng.random(count) < inverted] *= -1
        noisy = 128 + pictures + rng.normal(0, noise, size=pictures.shape)
        return np.clip(np.rint(noisy), 0, 255).astype(np.uint8), labels.astype(np.uint8)

    return Splits(part(dataset.train), part(dataset.unseen), f"generated, seed {seed}")
