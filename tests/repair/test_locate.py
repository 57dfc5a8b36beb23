"""From a wrong file to the line that is wrong: through the jail, as a grade is made."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grader.authoring import TaskSpec
from grader.catalog import Catalog, default_root
from grader.grade import grade_submission
from grader.intake import read_submission
from grader.model import Location, Report
from grader.sandbox.jail import Jail

pytestmark = pytest.mark.jail

LONG_S = 30.0
"""No test is about how fast it is."""
RIGHT = """\
import torch


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    return (size + 2 * padding - span) // stride + 1
"""
POOL = """\
import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    stride = kernel_size if stride is None else stride
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    n, c, h, w = x.shape
    rows = (h - kh) // sh + 1
    cols = (w - kw) // sw + 1
    out = torch.zeros(n, c, rows, cols)
    for i in range(rows):
        for j in range(cols):
            window = x[:, :, i * sh:i * sh + kh, j * sw:j * sw + kw]
            out[:, :, i, j] = window.amax(dim=(2, 3))
    return out
"""


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(preload=()) as one:
        one.wait_ready()
        yield one


@pytest.fixture(scope="module")
def pooling() -> TaskSpec:
    """Max pooling with the checks that POOL is meant for: no padding, no dilation, no indices."""
    spec = Catalog([default_root()]).get("pooling/max_pool2d")
    kept = ("window", "channels", "default_stride", "pairs")
    return spec.model_copy(update={"checks": tuple(check for check in spec.checks if check.id in kept)})


def graded(path: Path, spec: TaskSpec, jail: Jail, *, hints: float = LONG_S, teacher: bool = False) -> Report:
    return grade_submission(
        read_submission(path, "en"), spec, sandbox=jail, smallest=False, hints=hints, teacher=teacher
    ).report


def written(folder: Path, source: str) -> Path:
    file = folder / "pool.py"
    file.write_text(source, encoding="utf-8")
    return file


def places(report: Report) -> dict[str, Location]:
    return {check.id: check.feedback.location for check in report.checks if check.feedback.location is not None}


def test_the_right_function_is_right(tmp_path: Path, pooling: TaskSpec, jail: Jail) -> None:
    report = graded(written(tmp_path, POOL), pooling, jail)
    assert report.score == report.max_score
    assert places(report) == {}


def test_one_wrong_statement_is_named_with_its_line(tmp_path: Path, pooling: TaskSpec, jail: Jail) -> None:
    source = POOL.replace("rows = (h - kh) // sh + 1", "rows = (h - kh) // sh")
    report = graded(written(tmp_path, source), pooling, jail)
    found = places(report)
    assert set(found) == {check.id for check in report.checks if check.state == "failed"}
    for one in found.values():
        assert (one.unit, one.function, one.lines, one.certainty) == ("pool.py", "max_pool2d", (9,), "one")
        assert one.fresh >= 30
        assert [line.text for line in one.code if line.marked] == ["    rows = (h - kh) // sh"]
        assert one.edits == (), "only teachers are told what was changed"


def test_the_same_mistake_on_both_axes_is_one_repair(tmp_path: Path, pooling: TaskSpec, jail: Jail) -> None:
    source = POOL.replace("x[:, :, i * sh:i * sh + kh, j * sw:j * sw + kw]", "x[:, :, i:i + kh, j:j + kw]")
    report = graded(written(tmp_path, source), pooling, jail, teacher=True)
    for one in places(report).values():
        assert one.lines == (14,)
        assert one.family == "window"
        assert one.places >= 2
        assert "sh" in one.edits[0].after
    assert places(report)


def test_a_notebook_is_told_the_cell_and_the_line_in_it(tmp_path: Path, pooling: TaskSpec, jail: Jail) -> None:
    wrong = POOL.replace("window.amax(dim=(2, 3))", "window.amin(dim=(2, 3))").split("\n\n\n")
    cells = [new_code_cell("print('hello')"), new_code_cell(wrong[0]), new_code_cell("\n" + wrong[1])]
    file = tmp_path / "pool.ipynb"
    nbformat.write(new_notebook(cells=cells), file)
    found = places(graded(file, pooling, jail))
    assert {(one.cell, one.lines) for one in found.values()} == {(3, (13,))}


def test_a_function_of_ones_own_that_is_called_may_be_the_wrong_one(
    tmp_path: Path, pooling: TaskSpec, jail: Jail
) -> None:
    source = POOL.replace("    rows = (h - kh) // sh + 1", "    rows = count(h, kh, sh)").replace(
        "import torch\n", "import torch\n\n\ndef count(size, k, step):\n    return (size - k) // step + 2\n"
    )
    found = places(graded(written(tmp_path, source), pooling, jail))
    assert {(one.function, one.lines) for one in found.values()} == {("count", (5,))}


def test_where_nothing_is_confirmed_nothing_is_said(tmp_path: Path, pooling: TaskSpec, jail: Jail) -> None:
    source = POOL.replace("window.amax(dim=(2, 3))", "torch.sin(window.sum(dim=(2, 3)) * 3.7) + n * 0.1")
    assert places(graded(written(tmp_path, source), pooling, jail, hints=2.0)) == {}


def test_an_untouched_stub_and_a_banned_call_get_no_hint(tmp_path: Path, pooling: TaskSpec, jail: Jail) -> None:
    stub = POOL.split("    stride =")[0] + "    raise NotImplementedError\n"
    banned = POOL.replace("    return out\n", "    return torch.nn.functional.max_pool2d(x, kernel_size)\n")
    for source in (stub, banned):
        assert places(graded(written(tmp_path, source), pooling, jail)) == {}


def test_a_hint_changes_no_score_and_an_exam_gives_none(tmp_path: Path, pooling: TaskSpec, jail: Jail) -> None:
    file = written(tmp_path, POOL.replace("cols = (w - kw) // sw + 1", "cols = (w - kw) // sh + 1"))
    without, with_hints = graded(file, pooling, jail, hints=0.0), graded(file, pooling, jail)
    assert places(without) == {}
    assert places(with_hints)
    assert (without.score, [c.state for c in without.checks]) == (
        with_hints.score,
        [c.state for c in with_hints.checks],
    )
    exam = pooling.model_copy(update={"hints": False})
    assert places(graded(file, exam, jail)) == {}


def test_two_mistakes_that_fail_different_checks_are_told_apart(tmp_path: Path, pooling: TaskSpec, jail: Jail) -> None:
    source = POOL.replace(
        "stride = kernel_size if stride is None else stride", "stride = 1 if stride is None else stride"
    )
    source = source.replace("kh, kw = (kernel_size, kernel_size)", "kw, kh = (kernel_size, kernel_size)")
    found = places(graded(written(tmp_path, source), pooling, jail))
    lines = {line for one in found.values() for line in one.lines}
    assert lines
    assert lines <= {5, 6}


def test_a_method_of_a_network_is_a_function_too(tmp_path: Path, jail: Jail) -> None:
    spec = Catalog([default_root()]).get("architectures/residual_block")
    right = next(path for path in spec.right_files if path.suffix == ".py")
    source = right.read_text(encoding="utf-8")
    before = next(line for line in source.splitlines() if "return" in line and "relu" in line.lower())
    after = before.replace("F.relu(", "(").replace("torch.relu(", "(").replace("self.relu(", "(")
    assert after != before
    file = tmp_path / "block.py"
    file.write_text(source.replace(before, after), encoding="utf-8")
    found = places(graded(file, spec, jail))
    line = source.splitlines().index(before) + 1
    assert found
    assert all(line in one.lines for one in found.values())


def test_what_it_is_about_is_what_the_statement_says(tmp_path: Path, pooling: TaskSpec, jail: Jail) -> None:
    source = POOL.replace(
        "stride = kernel_size if stride is None else stride", "stride = 1 if stride is None else stride"
    )
    found = places(graded(written(tmp_path, source), pooling, jail))
    assert {(one.lines, one.family) for one in found.values()} == {((5,), "stride")}


def test_lines_are_counted_as_python_counts_them(tmp_path: Path, pooling: TaskSpec, jail: Jail) -> None:
    source = POOL.replace("import torch\n", "import torch  # a\x0bb\x0cc\x1cd\x85e\u2028f\n", 1)
    source = source.replace("rows = (h - kh) // sh + 1", "rows = (h - kh) // sh")
    found = places(graded(written(tmp_path, source), pooling, jail, teacher=True))
    assert found
    for one in found.values():
        assert one.lines == (9,)
        assert [(line.line, line.text) for line in one.code if line.marked] == [(9, "    rows = (h - kh) // sh")]
        assert [(edit.line, edit.before) for edit in one.edits] == [(9, "    rows = (h - kh) // sh")]


LOOP = """\
import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    model.train()
    total, count = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
        count += len(x)
    return total / count


def evaluate(model, loader, device):
    model.eval()
    right, count = 0, 0
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            predicted = model(x).argmin(dim=1)
            right += (predicted == y).sum().item()
            count += len(y)
    return right / count
"""


def test_of_two_wrong_functions_neither_is_called_right(tmp_path: Path, jail: Jail) -> None:
    spec = Catalog([default_root()]).get("training/loop")
    found = places(graded(written(tmp_path, LOOP), spec, jail, hints=8.0))
    assert {line for one in found.values() for line in one.lines} <= {13, 24}
    assert not [one for one in found.values() if one.first]


@pytest.mark.parametrize(
    ("error", "why"), [(ValueError("no such thing"), "ValueError: no such thing"), (KeyboardInterrupt(), "Ctrl-C")]
)
def test_a_search_that_fails_or_is_stopped_costs_the_hint_only(
    tmp_path: Path, pooling: TaskSpec, jail: Jail, monkeypatch: pytest.MonkeyPatch, error: BaseException, why: str
) -> None:
    from grader import grade

    file = written(tmp_path, POOL.replace("cols = (w - kw) // sw + 1", "cols = (w - kw) // sh + 1"))
    before = graded(file, pooling, jail, hints=0.0)

    def fail(*_: object, **__: object) -> dict[str, Location]:
        raise error

    monkeypatch.setattr(grade, "locations", fail)
    report = graded(file, pooling, jail)
    assert (report.state, report.score) == ("graded", before.score)
    assert [note.message for note in report.notes if note.kind == "hints"] == [
        f"The wrong statement could not be looked for ({why}); nothing else depends on that."
    ]


SPANS = """\
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    def one(n, k, s, p, d):
        return (n + 2 * p - d * (k - 1) - 1) // s + 1
    if isinstance(size, int):
        return one(size, kernel_size, stride, padding, dilation)
    pairs = [a if isinstance(a, tuple) else (a, a) for a in (kernel_size, stride, padding, dilation)]
    return tuple(one(n, *(pair[axis] for pair in pairs)) for axis, n in enumerate(size))


def receptive_field(layers):
    rf = 1
    for kernel, step, dil in reversed(layers):
        span = dil * (kernel - 1)
        rf = (rf - 1) * step + span
    return rf
"""


def test_of_two_changes_that_mend_the_smaller_one_is_told(tmp_path: Path, jail: Jail) -> None:
    """Two changes together mend as well, and are tried first: `rf * step` with `kernel - step`."""
    spec = Catalog([default_root()]).get("convolution/output_size")
    found = places(graded(written(tmp_path, SPANS), spec, jail))
    assert {place.lines for place in found.values() if place.function == "receptive_field"} == {(13,)}
    assert {place.certainty for place in found.values() if place.function == "receptive_field"} == {"one"}
