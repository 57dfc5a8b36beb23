"""Every family of changes has its sentence: it points at something and does not give the change away."""

import re

import pytest

from grader.repair.operators import FAMILIES
from grader.words import SENTENCES, Words

KEYS = {key.rsplit(".", 1)[-1]: key for key in SENTENCES if key.startswith("repair.family.")}


def test_each_family_has_a_sentence_and_each_sentence_a_family() -> None:
    assert sorted(KEYS) == sorted(FAMILIES)


def test_no_two_families_are_told_alike() -> None:
    for lang in ("en", "ru"):
        assert len({Words(lang).say(key) for key in KEYS.values()}) == len(KEYS)


@pytest.mark.parametrize("key", sorted(KEYS.values()))
def test_a_sentence_points_and_does_not_solve(key: str) -> None:
    for lang, begins in (("en", "Look "), ("ru", "Посмотрите")):
        said = Words(lang).say(key)
        assert said.startswith(begins) and said.endswith((".", "?")) and len(said) < 130
        assert not re.search(r"[`=*/\[\]{}<>]|\d", said), "no piece of code"
        assert not re.search(r"\b(replace|use|add|remove|write|multiply by|instead)\b|замените|напишите|вместо", said)
