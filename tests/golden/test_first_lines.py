"""The first line that a student reads names the mistake, in both languages."""

from pathlib import Path

import pytest

from grader.authoring import TaskSpec
from grader.catalog import Catalog
from grader.data import DATASETS, unavailable
from grader.model.base import Lang
from grader.words import Words
from tests.golden.first_lines import LANGS, first_lines, golden_file

TASKS = Catalog([Path(__file__).parents[2] / "assignments"]).tasks


@pytest.mark.parametrize("spec", TASKS, ids=lambda spec: spec.id)
def test_the_first_line_of_each_mistake_is_the_golden_one(spec: TaskSpec) -> None:
    files = {lang: golden_file(spec, lang) for lang in LANGS}
    assert all(file.is_file() for file in files.values()), "write it by:  python -m tests.golden.first_lines"
    if unavailable(name for name in spec.data_sets if DATASETS[name].package):
        pytest.skip("the data set is not on this machine")
    assert first_lines(spec.id) == {lang: file.read_text(encoding="utf-8") for lang, file in files.items()}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("spec", TASKS, ids=lambda spec: spec.id)
def test_the_golden_line_is_the_mistakes_own_sentence(spec: TaskSpec, lang: Lang) -> None:
    lines = golden_file(spec, lang).read_text(encoding="utf-8").split("\n")
    label = Words(lang).say("report.mistake")
    said = {lines[at]: lines[at + 1].strip() for at in range(0, len(lines) - 1, 3)}
    if any(check.fit for check in spec.checks):  # there the answers tell what went wrong
        pytest.skip("a check of training names symptoms")
    unnamed = {m.id for m in spec.mistakes if said[m.id] != f"{label}: {' '.join(m.text.of(lang).split())}"}
    assert unnamed <= UNNAMED.get(spec.id, set())


UNNAMED = {
    "convolution/conv2d": {
        "nothing_left_at_padding_0",  # it raises: no number says which mistake it is
        "width_from_height",  # the first check fails for both; a later one tells them apart
        "width_from_kernel_height",
        "padding_by_reflection",  # raises where the border is wider than the picture
    },
    "convolution/patch_embedding": {"columns_of_vh"},  # its signs are arbitrary
    "architectures/residual_block": {"ProjectionForStrideOnly"},  # it raises
    "architectures/alexnet": {"BatchShrinksInView", "DropoutAlwaysOn"},  # what is dropped is drawn anew
    "architectures/lenet": {"DropoutAlwaysOn"},
    "architectures/vgg": {"DropoutAlwaysOn"},
    "training/transfer": {"head_before_freezing"},  # it raises
    "architectures/resnet18": {"DropoutAlways"},
}
"""Mistakes that the first failing check does not name, and why; verify's table says whether a later one does."""
