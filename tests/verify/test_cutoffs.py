"""Cutoffs of accuracy beside what the reference reaches, and tasks whose data are not on this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.authoring import TaskSpec
from grader.catalog import Catalog
from grader.sandbox.jail import Jail
from grader.verify.prove import verify_task

ROOT = Path(__file__).resolve().parents[2]
SPEC = Catalog([ROOT / "tests" / "fixtures" / "modes" / "assignments"]).get("course/modes")
ROW = "cutoffs of accuracy lie outside the spread"

pytestmark = pytest.mark.jail


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(hidden=[ROOT / "assignments", ROOT / "reference"]) as opened:
        yield opened


def with_fit(**changes: object) -> TaskSpec:
    check = SPEC.checks[0]
    assert check.fit is not None
    fit = check.fit.model_copy(update=changes)
    return SPEC.model_copy(update={"checks": (check.model_copy(update={"fit": fit}),)})


def test_calibration_trains_the_reference_five_times_and_proposes_cutoffs(jail: Jail) -> None:
    said: list[str] = []
    found = verify_task(SPEC, jail, calibrate=True, say=said.append)
    (cutoffs,) = found.cutoffs
    assert len(cutoffs.reached) == 5
    assert len(set(cutoffs.reached)) > 1
    assert cutoffs.low < min(cutoffs.reached) <= max(cutoffs.reached) < cutoffs.high
    (zero, nothing), (full, everything) = cutoffs.proposed
    assert (nothing, everything) == (0.0, 1.0)
    assert zero < full < cutoffs.low
    assert "course/modes: the reference, training 5 of 5" in said


def test_a_cutoff_within_the_spread_is_a_warning_and_fails_nothing(jail: Jail) -> None:
    fit = SPEC.checks[0].fit
    assert fit is not None
    plain = verify_task(SPEC, jail)
    assert next(row for row in plain.rows if row.name == ROW).message == ""
    reached = verify_task(with_fit(cutoffs=((0.5, 0.0), (0.96, 1.0))), jail)
    row = next(row for row in reached.rows if row.name == ROW)
    assert row.ok
    assert row.message.startswith("warning: 96 % lies within what one training of the reference may reach")


def test_without_its_data_a_task_is_unavailable_and_has_not_failed(jail: Jail) -> None:
    found = verify_task(with_fit(data="cifar10"), jail)
    assert found.ok
    assert found.unavailable == ("cifar10",)
    row = next(row for row in found.rows if row.name == "what needs data")
    assert "grader data --get cifar10" in row.message
    assert found.mistakes == ()
