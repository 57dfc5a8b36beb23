"""What every sandbox must do, whatever it is made of. Each provider runs the whole suite."""

from collections.abc import Callable
from typing import Any

import nbformat
import pytest
import torch

from grader.authoring import Call
from grader.model import Limits, Submission, TensorValue, Unit
from grader.sandbox import Plan, Sandbox
from grader.sandbox.fake import FakeSandbox

Module = Callable[[str], tuple[Submission, Plan]]
Make = Callable[[str], Sandbox]


FIXTURES = {"ns": "jail", "flat": "flat", "cold": "cold", "process": "process"}
"""The fixture of each level that opens real processes."""


@pytest.fixture(params=["fake", *(pytest.param(level, marks=pytest.mark.jail) for level in FIXTURES)])
def make(request: pytest.FixtureRequest) -> Make:
    """Gives the sandbox in which `source` is what runs."""
    if request.param in FIXTURES:
        sandbox: Sandbox = request.getfixturevalue(FIXTURES[request.param])
        assert sandbox.level == request.param
        return lambda source: sandbox

    def fake(source: str) -> Sandbox:
        namespace: dict[str, Any] = {}
        exec(source, namespace)
        return FakeSandbox(namespace.get("f"))

    return fake


def answer(make: Make, module: Module, source: str, call: Call) -> Any:
    submission, plan = module(source)
    with make(source).open(submission, plan, Limits()) as session:
        assert session.opened.ended == "ok"
        return session.call(call, seed=1)


X = torch.tensor([[1.0, 2.0], [3.0, 4.0]])


def test_a_tensor_goes_in_and_a_tensor_comes_out(make: Make, module: Module) -> None:
    returned = answer(make, module, "def f(x, k=1):\n    return x * k", Call(X, k=3))
    assert returned.ended == "ok"
    assert isinstance(returned.value, TensorValue)
    assert torch.equal(returned.value.data, X * 3)
    assert returned.changed_inputs == ()


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64, torch.int64, torch.uint8, torch.bool])
def test_every_dtype_survives_both_ways(make: Make, module: Module, dtype: torch.dtype) -> None:
    sent = X.to(dtype)
    returned = answer(make, module, "def f(x, k=1):\n    return x", Call(sent))
    assert returned.value.data.dtype is dtype
    assert torch.equal(returned.value.data, sent)


def test_views_and_transposes_come_out_as_their_values(make: Make, module: Module) -> None:
    returned = answer(make, module, "def f(x, k=1):\n    return x.t()[::1, :1].expand(2, 3)", Call(X))
    assert torch.equal(returned.value.data, X.t()[:, :1].expand(2, 3))


def test_empty_tensors_survive(make: Make, module: Module) -> None:
    returned = answer(make, module, "def f(x, k=1):\n    return x[:0]", Call(X))
    assert returned.value.data.shape == (0, 2)


def test_tuples_keep_their_order(make: Make, module: Module) -> None:
    returned = answer(make, module, "def f(x, k=1):\n    return x, x + 1, 7, None", Call(X))
    first, second, number, nothing = returned.value
    assert torch.equal(second.data, first.data + 1)
    assert (number, nothing) == (7, None)


def test_an_exception_is_data(make: Make, module: Module) -> None:
    returned = answer(make, module, "def f(x, k=1):\n    raise ValueError('too bad')", Call(X))
    assert returned.ended == "raised"
    assert (returned.error.type, returned.error.message) == ("ValueError", "too bad")


def test_a_session_answers_again_after_an_exception(make: Make, module: Module) -> None:
    source = "def f(x, k=1):\n    return 1 // k"
    submission, plan = module(source)
    with make(source).open(submission, plan, Limits()) as session:
        assert session.call(Call(X, k=0), seed=1).ended == "raised"
        assert session.call(Call(X, k=1), seed=1).value == 1


def test_a_missing_entry_is_said(make: Make, module: Module) -> None:
    assert answer(make, module, "def g(x):\n    return x", Call(X)).ended == "missing"


def test_a_changed_input_is_said(make: Make, module: Module) -> None:
    returned = answer(make, module, "def f(x, k=1):\n    x += 1\n    return x", Call(X))
    assert returned.changed_inputs == ("x",)


def test_the_case_itself_never_changes(make: Make, module: Module) -> None:
    sent = X.clone()
    answer(make, module, "def f(x, k=1):\n    x.zero_()\n    return x", Call(sent))
    assert torch.equal(sent, X)


def test_gradients_are_vector_jacobian_products(make: Make, module: Module) -> None:
    call = Call(X).gradients("x")
    call.cotangent = torch.tensor([[1.0, 0.0], [0.0, 2.0]])
    returned = answer(make, module, "def f(x, k=1):\n    return x * x", call)
    assert torch.equal(returned.gradients[0].data, 2 * X * call.cotangent)


def test_a_detached_output_has_no_gradient(make: Make, module: Module) -> None:
    call = Call(X).gradients("x")
    call.cotangent = torch.ones(2, 2)
    returned = answer(make, module, "def f(x, k=1):\n    return (x * x).detach()", call)
    assert returned.ended == "ok"
    assert returned.gradients == (None,)


def test_a_watch_is_told_while_it_loads_and_while_a_call_runs(make: Make, module: Module) -> None:
    source = "def f(x, k=1):\n    return x"
    submission, plan = module(source)
    loading, calling = [], []
    with make(source).open(submission, plan, Limits(), lambda *told: loading.append(told)) as session:
        loaded = len(loading)
        session.call(Call(X), seed=1, watch=lambda *told: calling.append(told))
        session.call(Call(X), seed=1)
    assert loaded == len(loading) >= 1
    assert calling
    assert all(seconds >= 0 and output == b"" for seconds, output in loading + calling)


def test_what_a_notebook_prints_is_told_while_it_loads(make: Make) -> None:
    if make("").level == "fake":
        pytest.skip("it runs no notebook")
    code = "import time\nprint('epoch', 1)\nfor _ in range(5):\n    time.sleep(0.2)\ndef f(x, k=1):\n    return x"
    unit = Unit(name="n.ipynb cell 1", cell=1, source=code, code=code, fault=None)
    cells = [nbformat.v4.new_code_cell(code)]
    notebook = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    submission = Submission(file="n.ipynb", sha256="", kind="notebook", units=(unit,), notebook=notebook)
    told: list[bytes] = []
    plan, patient = Plan(entry="f", parameters=("x", "k"), load=()), Limits(setup_s=60, call_s=30, total_s=120)
    with make("").open(submission, plan, patient, lambda _, said: told.append(said)):
        assert any(b"epoch 1\n" in said for said in told)


def test_a_closed_session_answers_no_more(make: Make, module: Module) -> None:
    source = "def f(x, k=1):\n    return x"
    submission, plan = module(source)
    session = make(source).open(submission, plan, Limits())
    session.close()
    session.close()
    assert session.call(Call(X), seed=1).ended == "crashed"
