"""What is said of a network's answers, and what is left unsaid where nothing is wrong with the result."""

import math

import pytest
import torch

from grader.compare.claimed import Claims
from grader.compare.learned import Answers, Otherwise, Probes, Trained, read_answers, symptoms_of

LABELS = torch.arange(100) % 10
RIGHT = torch.nn.functional.one_hot(LABELS, 10).float()


def symptoms(trained: Trained, full: float = 0.9) -> list[str]:
    probes = Probes(linear=lambda: 0.0, otherwise=lambda: None, affine=lambda: False)
    found = symptoms_of(trained, 10, full=full, probes=probes)
    return [key for key, _ in found]


def answers(logits: torch.Tensor) -> Answers:
    found = read_answers(logits, len(logits), 10)
    assert found is not None
    return found


def test_probabilities_are_told_only_where_marks_are_missing() -> None:
    probabilities = 0.9 * RIGHT + 0.01
    assert symptoms(Trained(unseen=answers(probabilities), labels=LABELS)) == []
    wrong = torch.cat([probabilities[:70], probabilities[70:].roll(1, 1)])
    assert symptoms(Trained(unseen=answers(wrong), labels=LABELS))[0] == "probabilities"


def test_numbers_that_are_none_are_told_only_where_marks_are_missing() -> None:
    few, many = RIGHT.clone(), RIGHT.clone()
    few[:5], many[:50] = math.nan, math.nan
    assert symptoms(Trained(unseen=answers(few), labels=LABELS)) == []
    assert symptoms(Trained(unseen=answers(many), labels=LABELS)) == ["nan"]


@pytest.mark.parametrize(
    ("otherwise", "said"),
    [
        (Otherwise(how="standard", accuracy=0.73, certain=True, known=0.1), "right for 73"),
        (Otherwise(how="standard", accuracy=0.71, certain=True, known=0.96), "of_known"),
        (Otherwise(how="standard", accuracy=0.71, certain=True, known=0.71), "linear"),
        (Otherwise(how="standard", accuracy=0.5, certain=True, known=0.96), "linear"),
        (Otherwise(how="standard", accuracy=0.73), "linear"),
        (Otherwise(how="standard", accuracy=0.9), "right for 90"),
    ],
    ids=["unseen better", "known better", "as before", "unseen worse", "a guess", "a guess far better"],
)
def test_pictures_prepared_in_training_only_come_before_a_linear_layer(otherwise: Otherwise, said: str) -> None:
    """Where a network learned little, its unseen pictures hardly tell the preparations apart and its known ones do."""
    wrong = answers(3 * torch.cat([RIGHT[:70], RIGHT[70:].roll(1, 1)]))  # 70 % right
    trained = Trained(unseen=wrong, labels=LABELS, known=wrong, known_labels=LABELS)
    probes = Probes(linear=lambda: 0.8, otherwise=lambda: otherwise, affine=lambda: False)
    ((key, fields),) = symptoms_of(trained, 10, full=0.95, probes=probes)
    told = fields.get("variant") or f"right for {100 * fields.get('accuracy', 0):.0f}"
    assert (told if key == "normalised" else key) == said


def test_labels_of_few_pictures_explain_only_that_nothing_was_learned() -> None:
    claims = Claims(own_of_few=0.1)
    some = answers(3 * torch.cat([RIGHT[:70], RIGHT[70:].roll(1, 1)]))
    assert symptoms(Trained(unseen=some, labels=LABELS, known=some, known_labels=LABELS, claims=claims)) == []
    none = answers(3 * RIGHT.roll(1, 0).roll(1, 1)[torch.randperm(100, generator=torch.Generator().manual_seed(1))])
    assert symptoms(Trained(unseen=none, labels=LABELS, known=none, known_labels=LABELS, claims=claims)) == ["shuffled"]
