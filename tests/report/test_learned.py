"""A trained network in words and as a table: every picture is counted, claims are called claims."""

import math
import re

import torch

from grader.compare.learned import confusion_of, read_answers, unanswered_of
from grader.model import CheckResult, Learned, Report
from grader.report.html import to_html
from grader.report.learned import explain_learned
from grader.words import Words

LABELS = torch.tensor([0, 0, 0, 0, 1, 1, 1, 2])
TOLD = [0, 0, None, 1, 1, 1, None, None]
"""Of these eight pictures four are told rightly; three have no answer."""


def trained() -> Learned:
    logits = torch.full((8, 3), math.nan)
    for at, told in enumerate(TOLD):
        if told is not None:
            logits[at] = torch.eye(3)[told]
    answers = read_answers(logits, 8, 3)
    assert answers is not None
    return Learned(
        accuracy=0.5,
        low=0.2,
        high=0.8,
        unseen=8,
        cutoffs=((0.6, 0.0), (0.9, 1.0)),
        runs=(),
        classes=("zero", "one", "two"),
        confusion=confusion_of(answers, LABELS, 3),
        unanswered=unanswered_of(answers, LABELS, 3),
        parameters=2730,
        losses=(2.4, math.inf, 0.04),
    )


def table(samples: dict[str, Report], learned: Learned) -> list[list[str]]:
    """The rows of the table of classes, caption first."""
    feedback = explain_learned(learned, {}, None, Words("en"))
    check = samples["full"].checks[0].model_copy(update={"learned": learned, "feedback": feedback})
    assert isinstance(check, CheckResult)
    html = to_html(samples["full"].model_copy(update={"checks": (check,)}), None)
    inner = html[html.index('<table class="grid confusion">') :].partition("</table>")[0]
    caption = re.findall(r"<caption>(.*?)</caption>", inner)
    return [caption, *(re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in inner.split("<tr>")[1:])]


def test_every_picture_is_counted_in_the_row_of_its_class(samples: dict[str, Report]) -> None:
    assert table(samples, trained()) == [
        ["How the 8 unseen pictures were answered, by class"],
        ["class", "zero", "one", "two", "no answer", "right"],
        ["zero", "2", "1", "", "1", "50 %"],
        ["one", "", "2", "", "1", "66.6 %"],
        ["two", "", "", "", "1", "0 %"],
    ]


def test_there_is_no_column_for_answers_that_are_all_there(samples: dict[str, Report]) -> None:
    whole = trained().model_copy(update={"unanswered": (0, 0, 0)})
    assert table(samples, whole)[1:] == [
        ["class", "zero", "one", "two", "right"],
        ["zero", "2", "1", "", "66.6 %"],
        ["one", "", "2", "", "100 %"],
        ["two", "", "", "", "-"],
    ]


def test_the_number_of_parameters_is_told_as_a_claim_beside_the_loss() -> None:
    said = explain_learned(trained(), {}, None, Words("en")).message
    claim = "The program itself says: the network has 2730 parameters; the loss was 2.4 at first and 0.04 at last."
    assert claim in said
    without = trained().model_copy(update={"losses": ()})
    said = explain_learned(without, {}, None, Words("en")).message
    assert "The program itself says: the network has 2730 parameters." in said
    nothing = trained().model_copy(update={"parameters": None})
    assert "itself says" not in explain_learned(nothing, {}, None, Words("en")).message
