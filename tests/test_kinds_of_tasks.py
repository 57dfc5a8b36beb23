"""Tasks beyond one function of tensors: several functions, numpy, tuples and dictionaries, classes, drivers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.catalog import Catalog
from grader.errors import TaskError
from grader.grade import grade_file
from grader.model import Report
from grader.sandbox.jail import Jail
from grader.verify import verify_task
from tests.conftest import Course

TASK = """
import drive
from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.demo.layers import Scale, backward, forward, size

task = Task(
    title=T(en="Layers", ru="Слои"),
    lesson=T(en="Lesson 0", ru="Занятие 0"),
    entry="forward",
    reference=forward,
    also=(backward, size, Scale),
    drive=drive,
    tolerance=Tolerance.measured(),
    banned=("numpy.dot",),
)


@task.check(title=T(en="Forward", ru="Вперёд"), points=1, cases=2)
def goes_forward(g: Gen) -> Call:
    return Call(g.normal(2, 3).numpy(), g.normal(3, 4).numpy(), {"bias": g.normal(4).numpy()}).through("output")


@task.check(title=T(en="Backward", ru="Назад"), points=1, cases=2)
def goes_backward(g: Gen) -> Call:
    x, w, b = g.normal(2, 3).numpy(), g.normal(3, 4).numpy(), g.normal(4).numpy()
    return Call(g.normal(2, 4).numpy(), x, w, {"bias": b}).through("own_cache")


@task.check(title=T(en="Size", ru="Размер"), points=1, cases=1, public=[Call(5, 2).on("size")])
def sizes(g: Gen) -> Call:
    return Call(g.int(5, 9), k=g.int(1, 3)).on("size")


@task.check(title=T(en="Module", ru="Модуль"), points=1, cases=2)
def module(g: Gen) -> Call:
    return Call(g.normal(3, 2), {"weight": g.normal(2)}).through("scaled").gradients("x")


@task.mistake(T(en="Transposed.", ru="Транспонировано."))
def transposed(x, w, params):
    out, cache = forward(x, w, params)
    return out.T, cache


@task.mistake(T(en="Gradient of the bias is an average.", ru="Градиент сдвига усреднён."), of="backward")
def averaged(dout, cache):
    found = backward(dout, cache)
    return {**found, "db": found["db"] / len(dout)}


@task.mistake(T(en="One too few.", ru="На один меньше."), of="size")
def one_less(n, k=1):
    return n - k


@task.mistake(T(en="Added, not multiplied.", ru="Прибавлено, а не умножено."), of="Scale")
class Added(Scale):
    def __init__(self, features):
        super().__init__(features)

    def forward(self, x):
        return x + self.weight
"""
DRIVE = """
def output(student, x, w, params):
    out, _ = student.forward(x, w, params)
    return out


def own_cache(student, dout, x, w, params):
    _, cache = student.forward(x, w, params)
    return student.backward(dout, cache)


def scaled(student, x, weights):
    module = student.Scale(x.shape[1]).to(x.dtype)
    module.load_state_dict(weights)
    return {"out": module(x)}["out"]
"""
REFERENCE = '''"""Teaching code."""

import numpy as np
import torch


def forward(x, w, params):
    """x @ w + bias, and what the backward needs."""
    ### BEGIN SOLUTION
    return x @ w + params["bias"], (x, w)
    ### END SOLUTION


def backward(dout, cache):
    """Gradients by name: dx, dw, db."""
    ### BEGIN SOLUTION
    x, w = cache
    return {"dx": dout @ w.T, "dw": x.T @ dout, "db": dout.sum(0)}
    ### END SOLUTION


def size(n, k=1):
    """Places for a window of k in a row of n."""
    ### BEGIN SOLUTION
    return n - k + 1
    ### END SOLUTION


class Scale(torch.nn.Module):
    """A weight a feature."""

    def __init__(self, features):
        super().__init__()
        ### BEGIN SOLUTION
        self.weight = torch.nn.Parameter(torch.ones(features))
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return x * self.weight
        ### END SOLUTION
'''
RIGHT = """
import numpy as np
import torch


def forward(x, w, params):
    out = np.einsum("ij,jk->ik", x, w) + params["bias"]
    return out, {"any": x.copy(), "cache": w.copy()}


def backward(dout, cache):
    return {"db": dout.sum(0), "dw": cache["any"].T @ dout, "dx": dout @ cache["cache"].T}


def size(n, k=1):
    return int(n - k + 1)


class Scale(torch.nn.Module):
    def __init__(self, features):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.randn(features))

    def forward(self, x):
        return torch.stack([row * self.weight for row in x])
"""
SIGNATURES = "`forward(x, w, params)`, `backward(dout, cache)`, `size(n, k=1)`, `Scale(features)`"
FILES = {
    "assignments/demo/layers/task.py": TASK,
    "assignments/demo/layers/drive.py": DRIVE,
    "assignments/demo/layers/statement.en.md": f"# Layers\n\n{SIGNATURES}\n",
    "assignments/demo/layers/statement.ru.md": f"# Слои\n\n{SIGNATURES}\n",
    "assignments/demo/layers/right/einsum.py": RIGHT,
    "assignments/demo/layers/right/other.py": RIGHT.replace("ij,jk->ik", "ij,jk"),
    "reference/demo/layers.py": REFERENCE,
}


@pytest.fixture
def spec(course: Course):
    root = course(files=FILES)
    return Catalog([root]).get("demo/layers")


@pytest.fixture
def grade(spec, tmp_path: Path, jail: Jail) -> Callable[[str], Report]:
    def run(source: str) -> Report:
        file = tmp_path / "layers.py"
        file.write_text(source, encoding="utf-8")
        return grade_file(file, spec, sandbox=jail)

    return run


@pytest.fixture(scope="module")
def jail():
    with Jail(preload=()) as jail:
        yield jail


@pytest.mark.jail
def test_such_a_task_verifies(spec, jail: Jail) -> None:
    verified = verify_task(spec, jail, calibrate=True)
    assert [row for row in verified.rows if not row.ok] == []
    assert {row.mistake: row.named for row in verified.mistakes} == dict.fromkeys(
        ("transposed", "averaged", "one_less", "Added"), True
    )


@pytest.mark.jail
def test_a_function_not_written_yet_costs_only_what_calls_it(grade: Callable[[str], Report]) -> None:
    start = RIGHT.index("def backward")
    stub = "def backward(dout, cache):\n    raise NotImplementedError\n\n\n"
    report = grade(RIGHT[:start] + stub + RIGHT[RIGHT.index("def size") :])
    found = {check.id: (check.state, check.feedback.cause) for check in report.checks}
    assert found["goes_backward"] == ("not_run", "not_started")
    assert "backward is still as it was handed out" in report.checks[1].feedback.message
    assert (report.score, report.started) == (3, True)


@pytest.mark.jail
def test_a_missing_function_is_named(grade: Callable[[str], Report]) -> None:
    start = RIGHT.index("def backward")
    report = grade(RIGHT[:start] + RIGHT[RIGHT.index("def size") :])
    assert report.score == 3
    assert report.checks[1].feedback.cause == "missing_entry"
    assert "There is no backward in the file" in report.checks[1].feedback.message


@pytest.mark.jail
def test_a_banned_call_costs_only_the_checks_that_reach_it(grade: Callable[[str], Report]) -> None:
    report = grade(RIGHT.replace("dout @ cache", "np.dot(dout, cache").replace('["cache"].T}', '["cache"].T)}'))
    assert [(finding.kind, finding.name, finding.checks) for finding in report.findings] == [
        ("banned", "numpy.dot", ("goes_backward",))
    ]
    assert report.score == 3


@pytest.mark.jail
def test_a_wrong_part_of_a_dictionary_is_named(grade: Callable[[str], Report]) -> None:
    report = grade(RIGHT.replace("dout.sum(0)", "dout.mean(0)"))
    assert report.checks[1].feedback.mistake == "Gradient of the bias is an average."
    report = grade(RIGHT.replace("dout.sum(0)", "dout.sum(1)"))
    assert report.checks[1].feedback.message.startswith("Output db: ")


@pytest.mark.jail
def test_a_tensor_is_no_array_and_a_missing_key_is_said(grade: Callable[[str], Report]) -> None:
    report = grade(RIGHT.replace("return out, {", "return torch.from_numpy(out), {"))
    assert report.checks[0].feedback.cause == "wrong_type"
    assert "numpy.ndarray" in report.checks[0].feedback.message
    report = grade(RIGHT.replace('"db": dout.sum(0), ', ""))
    assert "dict (dx, dw, db)" in report.checks[1].feedback.message


@pytest.mark.jail
def test_an_array_changed_in_place_is_seen(grade: Callable[[str], Report]) -> None:
    report = grade(RIGHT.replace("    out = np.einsum", "    x += 1; x -= 1; w *= 2; w /= 2; w += 1; out = -np.einsum"))
    assert report.checks[0].feedback.cause == "values"
    report = grade(RIGHT.replace("    return out, {", "    x *= 2\n    return out, {"))
    assert report.checks[0].feedback.cause == "input_changed"


@pytest.mark.jail
def test_a_dictionary_changed_in_place_is_seen(grade: Callable[[str], Report]) -> None:
    report = grade(RIGHT.replace("    return out, {", '    params["bias"] = None\n    return out, {'))
    assert (report.checks[0].feedback.cause, report.checks[0].points) == ("input_changed", 0)
    assert "changed its input in place: params" in report.checks[0].feedback.message


@pytest.mark.jail
def test_a_right_value_with_a_changed_input_is_no_known_mistake(grade: Callable[[str], Report]) -> None:
    report = grade(
        RIGHT.replace(
            "def backward(dout, cache):\n",
            "def backward(dout, cache):\n    kept = dout\n    dout = dout.copy()\n    kept *= 2\n",
        )
    )
    assert report.checks[1].feedback.cause == "input_changed"
    assert report.checks[1].feedback.mistake is None


@pytest.mark.jail
def test_a_driver_at_a_loss_is_not_the_students_line(grade: Callable[[str], Report]) -> None:
    """A forward that returns one thing where the driver takes two: no line of the student's has raised."""
    report = grade(
        RIGHT.replace("return out, {", "return (out, {}, {").replace("}\n\n\ndef backward", "})\n\n\ndef backward")
    )
    wrong = report.checks[0].feedback
    assert wrong.cause == "mismatch", wrong
    assert wrong.message.startswith("The next step of this check could not be done with what your code returned: ")
    assert "ValueError: too many values to unpack" in wrong.message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("def own_cache(student, ", "def own_cache(functions, ", "must take `student`"),
        ("def own_cache", "from reference.demo.layers import size\n\n\ndef own_cache", "imports reference.demo.layers"),
    ],
)
def test_a_driver_that_cannot_run_in_the_jail_is_refused(course: Course, old: str, new: str, said: str) -> None:
    root = course(files={**FILES, "assignments/demo/layers/drive.py": DRIVE.replace(old, new)})
    with pytest.raises(TaskError, match=said):
        Catalog([root]).get("demo/layers")


def test_a_call_of_an_unknown_function_is_the_authors_error(course: Course) -> None:
    from grader.compare import case_book

    root = course(files={**FILES, "assignments/demo/layers/task.py": TASK.replace('on("size")', 'on("sizes")')})
    spec = Catalog([root]).get("demo/layers")
    with pytest.raises(TaskError, match="calls sizes; there is only forward, backward, size, Scale"):
        case_book(spec, b"secret").cases(spec.checks[2])


@pytest.mark.jail
def test_hidden_inputs_cannot_be_carried_into_the_case_that_is_shown(
    course: Course, tmp_path: Path, jail: Jail
) -> None:
    """The smallest case shows what the student returned: the process that returns it has never seen a hidden input."""
    file = tmp_path / "double.py"
    file.write_text(
        "import torch\nSEEN = []\n"
        "def double(x):\n    if not torch.equal(x, x.round()):\n        SEEN.append(x.clone())\n"
        "    return SEEN[0] * 1000003 if SEEN else x * 3\n"
    )
    spec = Catalog([course()]).get("demo/double")
    report = grade_file(file, spec, sandbox=jail)
    shown = report.checks[0].feedback.smallest_case
    assert shown is not None
    assert shown["yours"] == [3 * number for number in shown["inputs"]["x"]]
