"""Reports as they really look, and a few that no honest student would cause."""

import json
from typing import Any

import pytest

from grader.model import (
    CheckResult,
    Environment,
    Feedback,
    Finding,
    Frame,
    Location,
    Note,
    Report,
    Returned,
    StudentError,
    SubmissionInfo,
)
from grader.model.base import Lang
from grader.model.comparison import Comparison
from grader.report.feedback import explain
from grader.words import Words

HOSTILE = "<script>alert(1)</script> \"'&{{ 7 * 7 }} \x1b[31mred\x1b[0m \u202egnp.exe\u202c \x00\x07 [bold]x[/bold] http://evil"


PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAADwAAAAoCAAAAACH0MYjAAAAI0lEQVR4nGNgCFhAPhrVPKp5VPOo5lHNo5pHNY9qHtVMLgIAHuPuH69rFR0A"
    "AAAASUVORK5CYII="
)
"""A sound PNG, 60 x 40."""


def notebook(*cells: dict[str, Any]) -> bytes:
    """An executed notebook as raw JSON."""
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def code(source: Any, *outputs: Any) -> dict[str, Any]:
    """A code cell."""
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": {}, "execution_count": 1}


EXECUTED = notebook(
    {"cell_type": "markdown", "source": "# Свёртка\nHomework of <b>Anna</b>", "metadata": {}},
    code(
        "import torch\n\ndef conv2d(x, weight, bias=None, stride=1, padding=0):\n    n, c, h, w = x.shape\n    ...",
        {"output_type": "stream", "name": "stdout", "text": ["loaded\n", "\x1b[32mok\x1b[0m\n"]},
    ),
    code(
        "conv2d(torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3))",
        {
            "output_type": "execute_result",
            "data": {"text/plain": "tensor([[[[9., 9., 9.]]]])", "text/html": "<script>alert(1)</script>"},
            "metadata": {},
        },
    ),
    code(
        "plt.imshow(x[0, 0])",
        {"output_type": "display_data", "data": {"image/png": PICTURE}, "metadata": {}},
    ),
    code(
        "1 / 0",
        {
            "output_type": "error",
            "ename": "ZeroDivisionError",
            "evalue": "division by zero",
            "traceback": ["\x1b[0;31mZeroDivisionError\x1b[0m: division by zero"],
        },
    ),
)

_TITLES = {
    "en": (
        "Sums the products over the window and the channels",
        "Handles stride, padding and a bias",
        "Gives the height and width that the formula says",
        "Lets gradients flow to the input and the weights",
        "Works with dilation and groups",
        "Leaves its input as it was",
    ),
    "ru": (
        "Суммирует произведения по окну и по каналам",
        "Учитывает шаг, дополнение нулями и смещение",
        "Высота и ширина такие, как по формуле",
        "Пропускает градиенты ко входу и весам",
        "Работает с разрежением и группами",
        "Не меняет свой вход",
    ),
}
_HINT = {
    "en": "Output height is (h + 2*padding - kh) // stride + 1; the width has its own kernel size.",
    "ru": "Высота выхода: (h + 2*padding - kh) // stride + 1; для ширины берётся свой размер ядра.",
}
_MISTAKE = {
    "en": "You flipped the kernel: deep learning's convolution is cross-correlation, the kernel stays as it is.",
    "ru": "Вы перевернули ядро: свёртка в глубоком обучении - это взаимная корреляция, ядро остаётся как есть.",
}
_SLIDE = {
    "inputs": {
        "x": [[[[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]]],
        "weight": [[[[1, 0, 1], [0, 1, 0], [1, 0, 1]]]],
        "stride": 1,
        "padding": (0, 0),
    },
    "yours": [[[[4.0, 3.0, 4.0], [2.0, 4.5, 3.0], [2.0, 3.0, "nan"]]]],
    "expected": [[[[4.0, 3.0, 4.0], [2.0, 4.0, 3.0], [2.0, 3.0, 4.0]]]],
}


def check(number: int, lang: str, state: Any, **feedback: Any) -> CheckResult:
    """One check of the sample report."""
    right = state == "passed"
    return CheckResult(
        id=f"check_{number}",
        title=_TITLES[lang][number],
        points=(number % 3 + 1) if right else 0,
        max_points=number % 3 + 1,
        visibility="hidden" if number else "public",
        state=state,
        cases_passed=4 if right else int(state == "failed"),
        cases=4,
        feedback=Feedback(cause=feedback.pop("cause", "none"), **feedback),
    )


def report(checks: tuple[CheckResult, ...], lang: str = "en", **changes: Any) -> Report:
    """A report of these checks, all else as usual."""
    fields: dict[str, Any] = {
        "task": "convolution/conv2d",
        "title": {"en": "Convolution by hand", "ru": "Свёртка своими руками"}[lang],
        "lang": lang,
        "task_digest": "9f" * 32,
        "student": {"en": "Anna Berg", "ru": "Анна Берг"}[lang],
        "submission": SubmissionInfo(file="Копия homework 1 (2).ipynb", sha256="ab" * 32),
        "state": "graded",
        "score": sum(check.points for check in checks),
        "max_score": sum(check.max_points for check in checks),
        "checks": checks,
        "environment": Environment(
            grader="0.1.0", python="3.11.7", torch="2.6.0", device="cpu", isolation="ns", seeds_id="practice"
        ),
        "timings": {"open_s": 1.234, "calls_s": 0.5, "total_s": 2.0},
    }
    return Report(**(fields | changes))


def mixed(lang: Lang) -> Report:
    """Right, wrong in several ways, not run."""
    words = Words(lang)
    raised = StudentError(
        type="RuntimeError",
        message="The size of tensor a (7) must match the size of tensor b (8) at non-singleton dimension 3",
        frames=(Frame(unit="cell 3", line=7, function="conv2d", text="    out = out + bias  # all maps"),),
    )
    values = Comparison(
        cause="values", yours=4.5, expected=4.0, index=(0, 0, 1, 1), difference=0.5, allowed=1.4e-5, wrong_elements=2,
        elements=9,
    )  # fmt: skip
    shape = Comparison(cause="shape", yours=(2, 4, 3, 3), expected=(2, 4, 3, 6))
    done, error = Returned(ended="ok"), Returned(ended="raised", error=raised)
    needs = Comparison(cause="needs", expected=_TITLES[lang][2])
    return report(
        (
            check(0, lang, "failed", cause="values", message=explain(values, done, words), mistake=_MISTAKE[lang],
                  example=_SLIDE, call="conv2d(x: 1x1x5x5, weight: 1x1x3x3)"),
            check(1, lang, "passed"),
            check(2, lang, "failed", cause="shape", message=explain(shape, done, words), hint=_HINT[lang],
                  call="conv2d(x: 2x3x5x8, weight: 4x3x3x2, bias: 4, stride=2, padding=(1, 0))",
                  location=Location(cell=3, lines=(4, 5))),
            check(3, lang, "failed", cause="raised", message=explain(Comparison(cause="raised"), error, words),
                  call="conv2d(x: 2x3x5x8, weight: 4x3x3x2, bias: 4); gradients of x, weight"),
            check(4, lang, "not_run", cause="needs", message=explain(needs, done, words)),
            check(5, lang, "passed"),
        ),
        lang,
        findings=(
            Finding(kind="banned", name="torch.nn.functional.conv2d", message="torch.nn.functional.conv2d is used.",
                    cell=4, unit="cell 4", line=2, checks=("check_3",)),
        ),
        notes=(Note(kind="intake", message="Cell 1: !pip install was left out."),),
        claims={"torch_threads": 1, "inputs_unchanged": True},
    )  # fmt: skip


def all_samples() -> dict[str, Report]:
    """Every sample by name."""
    full = tuple(check(number, "en", "passed") for number in range(6))
    stub = tuple(check(number, "en", "not_run", cause="not_started", message="m") for number in range(6))
    long_words = "слово " * 2000
    hostile = check(1, "en", "failed", cause="raised", message=HOSTILE, mistake=HOSTILE, hint=HOSTILE, call=HOSTILE,
                    example={"inputs": {HOSTILE: [[1]], "y": HOSTILE}, "yours": HOSTILE, "expected": [[1]]},
                    )  # fmt: skip
    hostile = hostile.model_copy(update={"title": HOSTILE})
    return {
        "full": report(full),
        "mixed-en": mixed("en"),
        "mixed-ru": mixed("ru"),
        "not started": report(stub, started=False),
        "ungraded": report((), state="ungraded", score=None, max_score=12),
        "zero": report((check(0, "en", "failed", cause="returned_nothing", message="m"),)),
        "fault": report((check(0, "en", "fault", cause="fault", message="m"),), state="ungraded", score=None),
        "hostile": report(
            (hostile,), title=HOSTILE, student=HOSTILE, task=HOSTILE, claims={HOSTILE: HOSTILE},
            submission=SubmissionInfo(file=HOSTILE, sha256="0"), notes=(Note(kind="x", message=HOSTILE),),
            findings=(Finding(kind="banned", name=HOSTILE, message=HOSTILE, unit=HOSTILE, line=1),),
        ),
        "long": report((check(0, "ru", "failed", cause="raised", message=long_words + "a" * 10_000, hint=long_words),)),
        "right to left": report((check(0, "en", "failed", cause="raised", message="שגיאה בשורה"),), student="דנה לוי"),
        "anonymous": report(full, student=None),
    }  # fmt: skip


@pytest.fixture(params=sorted(all_samples()))
def sample(request: pytest.FixtureRequest) -> Report:
    """Each sample in turn."""
    return all_samples()[request.param]


@pytest.fixture
def executed() -> bytes:
    """An executed notebook with a bit of everything."""
    return EXECUTED


@pytest.fixture
def samples() -> dict[str, Report]:
    """Every sample by name."""
    return all_samples()
