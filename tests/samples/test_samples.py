"""Every sample gets the report that expected.toml promises, through one jail."""

from collections.abc import Iterator

import pytest

from grader.catalog import Catalog, default_root
from grader.grade import grade_file
from grader.sandbox.jail import Jail
from tests.samples.expectations import FOLDER, Sample, differences, samples


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(hidden=[default_root(), default_root().parent / "reference"]) as opened:
        yield opened


@pytest.mark.jail
@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.path.stem)
def test_a_sample_is_graded_as_expected(sample: Sample, jail: Jail) -> None:
    spec = Catalog([default_root()]).get(sample.task)
    report = grade_file(sample.path, spec, sandbox=jail)
    assert differences(sample, report.model_dump(mode="json")) == []


def test_every_sample_has_an_expectation_and_every_expectation_a_sample() -> None:
    there = {path.name for path in (FOLDER / "submissions").iterdir() if path.is_file()}
    assert there == {sample.file for sample in samples()}
    assert sum(sample.open for sample in samples()) == 1
