"""Labels parted from their pictures are seen through what augmentation does to pictures, and honest ones are let be."""

from collections.abc import Callable

import pytest
import torch
from sklearn.datasets import load_digits

from grader.compare.claimed import Claims, read_claims
from grader.inside.watched import Watched

DIGITS = load_digits()
IMAGES = torch.from_numpy(DIGITS.images[:1200] / 16).float()[:, None]
LABELS = torch.from_numpy(DIGITS.target[:1200]).long()
Change = Callable[[torch.Tensor], torch.Tensor]


def _one_by_one(change: Change) -> Change:
    return lambda x: torch.stack([change(one) for one in x])


def _flipped(x: torch.Tensor) -> torch.Tensor:
    return torch.where(torch.rand(len(x), 1, 1, 1) < 0.5, x, x.flip(3))


def _brightened(x: torch.Tensor) -> torch.Tensor:
    return x * torch.rand(len(x), 1, 1, 1).add(0.5) + 0.3 * torch.rand(len(x), 1, 1, 1)


def _erased(x: torch.Tensor) -> torch.Tensor:
    x = x.clone()
    for one in x:
        row, column = torch.randint(0, 5, (2,)).tolist()
        one[:, row : row + 3, column : column + 3] = 0
    return x


def _moved(one: torch.Tensor) -> torch.Tensor:
    return one.roll(torch.randint(-1, 2, (2,)).tolist(), (1, 2))


CHANGES: dict[str, Change] = {
    "flips": _flipped,
    "brightness": lambda x: _brightened(x) + 0.02 * torch.randn_like(x),
    "noise": lambda x: x + 0.2 * torch.randn_like(x),
    "noise within bounds": lambda x: (x + 0.3 * torch.randn_like(x)).clamp(0, 1),
    "erasing": _erased,
    "shifts": _one_by_one(_moved),
    "standardised by pixel": lambda x: (x - IMAGES.mean(0)) / (IMAGES.std(0) + 0.1),
    "negative": lambda x: 1 - x + 0.1 * torch.randn_like(x),
    "larger": lambda x: torch.nn.functional.interpolate(x, scale_factor=2, mode="bilinear"),
    "all": lambda x: _brightened(_erased(_one_by_one(_moved)(_flipped(x)))) + 0.1 * torch.randn_like(x),
}


def claims_of(change: Change, labels: torch.Tensor, seed: int, *, mixed: bool = False) -> Claims:
    """Of one epoch in which pictures were changed like this."""
    torch.manual_seed(seed)
    model = torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(4), torch.nn.Flatten(), torch.nn.Linear(16, 10))
    watched = Watched(model, IMAGES, LABELS)
    with watched.watching():
        for batch in torch.randperm(len(IMAGES)).split(64):
            told = model(change(IMAGES[batch]))
            loss = torch.nn.functional.cross_entropy(told, labels[batch])
            if mixed:
                loss = loss + torch.nn.functional.cross_entropy(told, labels[batch].flip(0))
            loss.backward()
    return read_claims(watched.claims(), len(IMAGES))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_shuffled_labels_are_seen_through_augmentation_and_others_are_let_be(change: Change, seed: int) -> None:
    own = claims_of(change, LABELS, seed)
    assert (own.own, own.own_of_few, own.own_of_alike) == (None, None, None)
    mixed = claims_of(change, LABELS[torch.randperm(len(LABELS), generator=torch.Generator().manual_seed(seed))], seed)
    assert mixed.own is not None or mixed.own_of_alike is not None
    renamed = claims_of(change, (LABELS + 3) % 10, seed)
    assert (renamed.own, renamed.own_of_few, renamed.own_of_alike) == (None, None, None)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mixed_pictures_prove_nothing(seed: int) -> None:
    found = claims_of(lambda x: 0.4 * x + 0.6 * x.flip(0), LABELS, seed, mixed=True)
    assert (found.own, found.own_of_alike) == (None, None)


ORDER = torch.randperm(64, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("change", [torch.rand_like, lambda x: x.flatten(1)[:, ORDER].view_as(x)])
def test_what_is_like_no_picture_proves_nothing(change: Change) -> None:
    assert claims_of(change, LABELS, 1).own_of_alike is None


def test_few_pictures_that_are_alike_prove_nothing() -> None:
    assert read_claims({"alike": [60, 0.1, 0.3]}, 1000).own_of_alike == 0.1
    assert read_claims({"alike": [49, 0.1, 0.3]}, 1000).own_of_alike is None
    assert read_claims({"alike": [60, 0.4, 0.5]}, 1000).own_of_alike is None
    assert read_claims({"alike": [60, "x", 0.5]}, 1000).own_of_alike is None
