"""Two known mistakes at once are named where both are seen, and nobody is told what they did not do."""

import random
from functools import partial
from pathlib import Path

import pytest

from grader.authoring import TaskSpec
from grader.catalog import Catalog
from grader.compare import CaseBook, Pair, name_mistakes, pairs_of
from grader.grade import run_submission
from grader.sandbox.fake import FakeSandbox
from grader.score import write_report
from grader.verify.mistakes import stand_in
from grader.words import Words

CATALOG = Catalog([Path(__file__).resolve().parents[2] / "assignments"])
SECRET = b"pairs: a secret of the course"


def told(spec: TaskSpec, pair: Pair) -> tuple[set[str], int]:
    """(ids of the mistakes that whoever makes the pair is told of, how many checks failed)."""
    book = CaseBook(spec, SECRET)
    sandbox = FakeSandbox(None, callee=partial(spec.callee, functions={**spec.functions, **pair.functions}))
    outcome = run_submission(stand_in(spec), book, sandbox=sandbox, words=Words("en"))
    failed = {item.check.id: item.cases for item in outcome.judged if item.cases and not item.passed}
    passed = {item.check.id: item.cases for item in outcome.judged if item.passed}
    smallest = {item.check.id: item.smallest.judged for item in outcome.judged if item.smallest}
    names = name_mistakes(book, failed, passed, smallest).values()
    return {part.id for known in names for part in getattr(known, "parts", (known,))}, len(failed)


def pair_of(spec: TaskSpec, outer: str, inner: str) -> Pair:
    return next(pair for pair in pairs_of(spec, (spec.entry,)) if pair.laid == f"{outer}({inner})")


@pytest.mark.parametrize(
    ("task_id", "outer", "inner"),
    [
        ("convolution/conv2d", "flipped", "stride_in_the_size_only"),
        ("convolution/conv2d", "flipped", "bias_in_every_product"),
        ("pooling/max_pool2d", "ceil_mode_ignored", "zeros_in_the_border"),
    ],
)
def test_two_at_once_are_both_named(task_id: str, outer: str, inner: str) -> None:
    spec = CATALOG.get(task_id)
    if not {outer, inner} <= {mistake.id for mistake in spec.mistakes}:
        pytest.fail(f"{task_id} has no mistakes {outer} and {inner}: {[one.id for one in spec.mistakes]}")
    names, failed = told(spec, pair_of(spec, outer, inner))
    assert names == {outer, inner}
    assert failed >= 2


@pytest.mark.parametrize("task_id", ["convolution/conv2d", "pooling/avg_pool2d", "pooling/max_pool2d_backward"])
def test_nobody_is_told_of_a_mistake_that_they_did_not_make(task_id: str) -> None:
    spec = CATALOG.get(task_id)
    every = {pair.id: pair for pair in pairs_of(spec, tuple(spec.functions))}
    for pair in random.Random(7).sample(list(every.values()), 12):
        names, failed = told(spec, pair)
        made = {part.id for part in pair.parts}
        assert names <= made or not failed, (pair.laid, names)


def test_a_network_inherits_from_two() -> None:
    spec = CATALOG.get("architectures/lenet")
    pair = pair_of(spec, "SoftmaxAtTheEnd", "ReluForTanh")
    network = pair.functions["LeNet"]
    assert [base.__name__ for base in network.__bases__] == ["SoftmaxAtTheEnd", "ReluForTanh"]


def test_the_sentence_has_both_in_both_languages() -> None:
    spec = CATALOG.get("convolution/conv2d")
    pair = pair_of(spec, "flipped", "stride_in_the_size_only")
    sandbox = FakeSandbox(None, callee=partial(spec.callee, functions={**spec.functions, **pair.functions}))
    for lang, begins in (("en", "Two things at once. First: "), ("ru", "Две ошибки сразу. Первая: ")):
        words, book = Words(lang), CaseBook(spec, SECRET)
        submission = stand_in(spec)
        outcome = run_submission(submission, book, sandbox=sandbox, words=words)
        report = write_report(submission, book, outcome, words, None, "fake")
        together = [
            check.feedback.mistake for check in report.checks if (check.feedback.mistake or "").startswith(begins)
        ]
        assert together
        assert all(part.text.of(lang) in together[0] for part in pair.parts)
