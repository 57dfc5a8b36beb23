"""What the tests of this room share: a task with several functions and a driver, verified without a jail."""

from collections.abc import Callable

import pytest

from grader.authoring import TaskSpec
from grader.catalog import Catalog
from grader.sandbox.fake import FakeSandbox
from grader.verify import Verified, verify_task
from tests.conftest import Course
from tests.test_kinds_of_tasks import FILES

Spec = Callable[..., TaskSpec]
Verify = Callable[..., Verified]


@pytest.fixture
def changed(course: Course) -> Spec:
    """The task with a text replaced in files that end so."""

    def change(file: str, old: str, new: str) -> TaskSpec:
        (path,) = [path for path in FILES if path.endswith(file)]
        assert old in FILES[path]
        return Catalog([course(files={**FILES, path: FILES[path].replace(old, new)})]).get("demo/layers")

    return change


@pytest.fixture
def verified() -> Verify:
    """Verifies a task where whatever was handed in is the reference, or `function`."""

    def verify(spec: TaskSpec, function: Callable[..., object] | None = None, **options: object) -> Verified:
        callee = spec.callee if function is None else lambda call: function
        return verify_task(spec, FakeSandbox(None, callee=callee), **options)  # type: ignore[arg-type]

    return verify


def failed(verified: Verified) -> dict[str, str]:
    """The messages of what could not be proved, by name."""
    return {row.name: row.message for row in verified.rows if not row.ok}
