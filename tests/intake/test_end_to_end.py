"""However messily it arrives, a right solution gets full marks, a wrong one none, and a blank one is not started."""

from collections.abc import Iterator

import pytest

from grader.catalog import Catalog, default_root
from grader.grade import grade_file
from grader.sandbox.jail import Jail
from tests.intake.test_fixtures import EXPECTED, FOLDER

pytestmark = pytest.mark.jail


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    """One jail for all files."""
    with Jail() as opened:
        yield opened


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The course's tasks."""
    return Catalog([default_root()])


@pytest.mark.parametrize("name", [name for name, about in EXPECTED.items() if "score_expected" in about])
def test_is_graded_as_expected(name: str, jail: Jail, catalog: Catalog) -> None:
    about = EXPECTED[name]
    report = grade_file(FOLDER / name, catalog.get(about["task"]), sandbox=jail)
    assert report.state == "graded"
    assert report.started == (about["score_expected"] != "not_started")
    assert report.score == (report.max_score if about["score_expected"] == "full" else 0)
