"""Pictures that no student's code has seen, drawn by the secret, and what tells them apart without any network."""

import torch

from grader.authoring import Fit
from grader.compare import learned
from grader.data import ORDER, Prepared, missing_advice, prepared_or_make
from grader.errors import GraderFault

_LINEAR_COUNT = 3000
"""A linear classifier is fitted to so many pictures: seconds, and a little below what all of them would give."""
_LINEAR: dict[tuple[str, Fit, int], float] = {}


def draw_unseen(prepared: Prepared, fit: Fit, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """(images float32 (N, C, H, W) in [0, 1], labels int64 (N,)): a draw from the unseen split, slightly changed.

    Each picture is moved by at most `fit.shift` pixels and each pixel changed by at most `fit.noise`, so that a table
    of the published pictures finds none of them.
    """
    images, labels = prepared.unseen()
    generator = torch.Generator().manual_seed(seed)
    chosen = torch.randperm(len(labels), generator=generator)[: fit.unseen]
    x = torch.from_numpy(images[chosen.numpy()]).float() / 255
    if fit.shift:
        moves = torch.randint(-fit.shift, fit.shift + 1, (len(x), 2), generator=generator)
        x = torch.stack([_moved(one, int(down), int(right)) for one, (down, right) in zip(x, moves, strict=True)])
    x = x + fit.noise * (2 * torch.rand(x.shape, generator=generator) - 1)
    return x.clamp(0, 1), torch.from_numpy(labels[chosen.numpy()].astype("int64"))


def labels_given(prepared: Prepared, count: int) -> torch.Tensor:
    """Labels of the `count` pictures that are trained on, in the order in which they are handed out."""
    _, labels = prepared.train()
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(ORDER))[:count]
    return torch.from_numpy(labels[order.numpy()].astype("int64"))


def pictures_given(prepared: Prepared, count: int, most: int) -> torch.Tensor:
    """The first `most` of the `count` pictures that are trained on, as they are handed out."""
    images, labels = prepared.train()
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(ORDER))[: min(count, most)]
    return torch.from_numpy(images[order.numpy()]).float() / 255


def linear_baseline(fit: Fit, seed: int) -> float:
    """The accuracy of a linear classifier on the unseen pictures of `seed`; kept, as it is the same for everyone.

    Raises GraderFault where the data set is not here.
    """
    prepared = prepared_or_make(fit.data)
    if prepared is None:
        raise GraderFault(missing_advice(fit.data))
    count = min(fit.train or prepared.dataset.train, prepared.dataset.train)
    key = (str(prepared.folder), fit, seed)
    if key not in _LINEAR:
        images, labels = prepared.train()
        order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(ORDER))
        order = order[: min(count, _LINEAR_COUNT)]
        x = torch.from_numpy(images[order.numpy()]).float() / 255
        y = torch.from_numpy(labels[order.numpy()].astype("int64"))
        _LINEAR[key] = learned.linear_accuracy(x, y, *draw_unseen(prepared, fit, seed))
    return _LINEAR[key]


def _moved(image: torch.Tensor, down: int, right: int) -> torch.Tensor:
    """(C, H, W) moved; what comes in is the border's pixel, as a picture goes on beyond its edge."""
    height, width = image.shape[1:]
    rows = (torch.arange(height) - down).clamp(0, height - 1)
    columns = (torch.arange(width) - right).clamp(0, width - 1)
    return image[:, rows][:, :, columns]
