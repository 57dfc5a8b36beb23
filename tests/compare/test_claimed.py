"""Claims of a training are read with care, and what they pick among is certain or left unsaid."""

import math

import pytest
import torch

from grader.compare.claimed import Claims, prepared_alike, read_claims
from grader.compare.learned import Answers, read_answers
from grader.compare.probes import as_in_training, is_affine, midway
from grader.inside.watched import Watched, moved


def answers(logits: torch.Tensor) -> Answers:
    found = read_answers(logits, len(logits), logits.shape[1])
    assert found is not None
    return found


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"paired": [1e9, math.nan, 0.1], "shown": "3", "moved": True, "prepared": [0, 0], "inputs": [1]},
        {"paired": {"own": 1}, "met": None, "moved": -1, "prepared": [1e300, 0, 0], "inputs": {}},
        {"paired": [19, 0.1, 0.2], "met": 0.5, "shown": 10, "passes": 30},
    ],
    ids=["nothing", "no numbers", "other kinds", "too few"],
)
def test_what_is_no_claim_says_nothing(said: dict[str, object]) -> None:
    assert read_claims(said, 1000) == Claims()


def test_labels_that_are_called_otherwise_are_not_parted_from_their_pictures() -> None:
    assert read_claims({"paired": [1000, 0.0, 1.0], "met": 1.0}, 1000).own is None
    assert read_claims({"paired": [1000, 0.1, 0.15], "met": 1.0}, 1000).own == 0.1
    assert read_claims({"paired": [1000, 0.4, 0.5], "met": 0.2}, 1000).own is None  # mixup


def test_few_labels_that_are_followed_are_read_apart() -> None:
    assert read_claims({"paired": [60, 0.1, 0.3], "met": 0.04}, 1000).own_of_few == 0.1
    assert read_claims({"paired": [60, 0.5, 0.55], "met": 0.04}, 1000).own_of_few is None  # mixup
    assert read_claims({"paired": [60, 0.0, 1.0], "met": 0.04}, 1000).own_of_few is None  # called otherwise


def test_a_part_is_one_that_was_shown_again_and_again() -> None:
    assert read_claims({"met": 1.0, "shown": 60, "passes": 2.0}, 1000).shown == 60
    assert read_claims({"met": 1.0, "shown": 60, "passes": 0.06}, 1000).shown is None  # the time was up
    assert read_claims({"met": 1.0, "shown": 800, "passes": 8.0}, 1000).shown is None  # the rest is for validation


def test_preparations_are_one_where_only_the_brightness_differs() -> None:
    assert prepared_alike((1.1, 0.02), (1.0, 0.0))
    assert not prepared_alike((2.0, -1.0), (1.0, 0.0))
    some = torch.rand(100, generator=torch.Generator().manual_seed(2))
    assert as_in_training((2.0, -1.0), (2.0, -1.0), some) is None
    found = as_in_training((2.001, -1.0), (1.0, 0.0), some)
    assert found is not None
    assert found[0] == "centred"
    standard = as_in_training((3.4, -1.7), (1.0, 0.0), some)
    assert standard is not None
    assert standard[0] == "standard"
    other = as_in_training((3.25, -0.42), (1.0, 0.0), some)
    assert other is not None
    assert other[0] == "trained"
    assert torch.allclose(other[1](torch.ones(2)), torch.full((2,), 2.83))


def test_a_linear_function_shows_itself_midway_and_one_with_an_activation_does_not() -> None:
    x = torch.rand(64, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    torch.manual_seed(1)
    layers = [torch.nn.Flatten(), torch.nn.Linear(64, 32), torch.nn.Linear(32, 10)]
    straight, bent = torch.nn.Sequential(*layers), torch.nn.Sequential(*layers[:2], torch.nn.ReLU(), layers[2])
    with torch.no_grad():
        assert is_affine(answers(straight(x)), answers(straight(midway(x))))
        assert not is_affine(answers(bent(x)), answers(bent(midway(x))))
        assert not is_affine(answers(0 * bent(x)), answers(0 * bent(midway(x))))


def trained(prepare: object, given: torch.Tensor, epochs: int = 1) -> dict[str, object]:
    """What is claimed of a training with the pictures prepared so and with these labels."""
    generator = torch.Generator().manual_seed(3)
    images, labels = torch.rand(200, 3, 8, 8, generator=generator), torch.arange(200) % 10
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(192, 10))
    watched = Watched(model, images, labels)
    before = images.clone()
    with watched.watching():
        for _ in range(epochs):
            for batch in torch.randperm(200, generator=generator).split(20):
                out = model(prepare(before[batch]))  # type: ignore[operator]
                torch.nn.CrossEntropyLoss()(out, given[batch]).backward()
    return watched.claims()


LABELS = torch.arange(200) % 10


def test_pictures_are_known_again_however_they_are_scaled() -> None:
    for scale, offset in ((1.0, 0.0), (2.0, -1.0), (255.0, 0.0), (-1.0, 1.0), (3.25, -0.42)):
        said = trained(lambda x: scale * x + offset, LABELS)  # noqa: B023
        assert (said["met"], said["shown"], said["passes"]) == (1.0, 200, 1.0)
        assert said["prepared"] == pytest.approx([scale, offset], rel=1e-3, abs=1e-3)
        assert said["paired"] == [200, 1.0, 1.0]


def test_of_a_long_training_the_first_epoch_is_looked_at_and_some_batches_of_the_others() -> None:
    said = trained(lambda x: x, LABELS, epochs=12)
    assert (said["met"], said["shown"], said["passes"]) == (1.0, 200, 12.0)
    assert said["paired"] == [320, 1.0, 1.0]


def test_augmented_pictures_are_not_followed() -> None:
    said = trained(lambda x: x.roll(1, 3) + 0.05 * torch.rand_like(x), LABELS)
    assert (said["met"], said["paired"], said["prepared"]) == (0.0, None, None)


def test_labels_that_were_shuffled_by_themselves_are_seen() -> None:
    own = read_claims(
        trained(lambda x: x, LABELS[torch.randperm(200, generator=torch.Generator().manual_seed(4))]), 200
    )
    assert own.own is not None
    assert own.own < 0.2


def test_a_softmax_that_is_for_evaluation_only_is_told_from_one_before_the_loss() -> None:
    assert read_claims({"inputs": {"cross_entropy of probabilities": 9}}, 200).probabilities is True
    assert read_claims(trained(lambda x: x + 0.1 * torch.rand_like(x), LABELS), 200).probabilities is False


def test_how_far_weights_went_is_in_parts_of_their_length() -> None:
    weights = {"weight": torch.tensor([3.0, 4.0])}
    assert moved(weights, {"weight": torch.tensor([3.0, 4.5])}) == pytest.approx(0.1)
    assert moved(weights, {"other": torch.zeros(2)}) is None
