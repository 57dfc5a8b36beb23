"""The first thing that is wrong, as data."""

import math
from typing import Any

import pytest
import torch

from grader.authoring import Call, Tolerance
from grader.compare import compare, expect
from grader.errors import TaskError
from grader.model import Comparison, Ended, Foreign, Returned, TensorValue

X = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def doubled(x: torch.Tensor) -> torch.Tensor:
    return 2 * x


def judge(value: Any, function: Any = doubled, tolerance: Tolerance | None = None, **fields: Any) -> Comparison:
    expected = expect(function, Call(X), tolerance or Tolerance.sum_of_products(), ("x",))
    return compare(expected, Returned(ended="ok", value=value, **fields))


def tensor(data: torch.Tensor, **fields: Any) -> TensorValue:
    return TensorValue(data=data, **{"type_name": "torch.Tensor", **fields})


def test_the_right_value_passes() -> None:
    assert judge(tensor(2 * X)).passed


def test_float64_for_float32_passes_with_a_note() -> None:
    comparison = judge(tensor(2 * X.double()))
    assert comparison.passed
    assert comparison.notes == ("float64",)


def test_a_subclass_is_judged_by_its_numbers() -> None:
    comparison = judge(tensor(2 * X, type_name="Fancy"))
    assert comparison.passed
    assert comparison.notes == ("subclass",)
    assert judge(tensor(3 * X, type_name="Fancy")).cause == "values"


def test_a_parameter_is_a_tensor() -> None:
    assert judge(tensor(2 * X, type_name="torch.nn.parameter.Parameter")).notes == ()


@pytest.mark.parametrize(
    ("value", "cause", "yours"),
    [
        (None, "returned_nothing", None),
        (3.0, "wrong_type", "float"),
        ("passed", "wrong_type", "str"),
        ([[2.0, 4.0]], "wrong_type", "list (1)"),
        ((tensor(2 * X), tensor(X)), "wrong_type", "tuple (2)"),
        (tensor(2 * X, type_name="numpy.ndarray"), "wrong_type", "numpy.ndarray"),
        (Foreign(type_name="Conv2d"), "wrong_type", "Conv2d"),
        (Foreign(type_name="torch.Tensor", why="layout sparse_coo"), "no_data", "layout sparse_coo"),
        (Foreign(type_name="torch.Tensor", why="device meta", dtype="float32"), "device", "meta"),
        (Foreign(type_name="torch.Tensor", why="dtype float8_e5m2", dtype="float8_e5m2"), "dtype", "float8_e5m2"),
        (Foreign(type_name="torch.Tensor", why="too large", shape=(10**6, 10**6)), "shape", (10**6, 10**6)),
        (tensor(2 * X.T), "shape", (3, 2)),
        (tensor((2 * X).half()), "dtype", "float16"),
        (tensor((2 * X).long()), "dtype", "int64"),
        (tensor((2 * X).to(torch.complex64)), "dtype", "complex64"),
        (tensor(2 * X, device="cuda:0"), "device", "cuda:0"),
    ],
    ids=str,
)
def test_each_wrong_thing_has_its_own_cause(value: Any, cause: str, yours: Any) -> None:
    comparison = judge(value)
    assert comparison.cause == cause
    assert comparison.yours == yours


def test_wrong_values_name_the_worst_element() -> None:
    wrong = 2 * X
    wrong[0, 1] += 0.5
    wrong[1, 2] -= 7
    comparison = judge(tensor(wrong))
    assert (comparison.cause, comparison.index) == ("values", (1, 2))
    assert (comparison.yours, comparison.expected, comparison.difference) == (5.0, 12.0, 7.0)
    assert (comparison.wrong_elements, comparison.elements) == (2, 6)
    assert comparison.allowed is not None
    assert 0 < comparison.allowed < 1e-4


def test_nan_does_not_hide_that_the_rest_is_right() -> None:
    wrong = 2 * X
    wrong[1, 0] = math.nan
    comparison = judge(tensor(wrong))
    assert (comparison.cause, comparison.index, comparison.wrong_elements) == ("non_finite", (1, 0), 1)
    assert comparison.notes == ("rest_right",)


def test_nan_where_the_rest_is_wrong_too() -> None:
    wrong = 3 * X
    wrong[1, 0] = math.inf
    assert judge(tensor(wrong)).notes == ()


def test_an_expected_nan_is_right() -> None:
    assert judge(tensor(X * math.nan), lambda x: x * math.nan, Tolerance.exact()).passed


def test_infinity_of_the_wrong_sign_is_wrong() -> None:
    assert judge(tensor(X * math.inf), lambda x: x * -math.inf, Tolerance.exact()).cause == "non_finite"


def test_exact_allows_nothing() -> None:
    almost = (2 * X).double() + 1e-12
    assert judge(tensor(almost), tolerance=Tolerance.exact()).cause == "values"
    assert judge(tensor(2 * X), tolerance=Tolerance.exact()).passed


@pytest.mark.parametrize("dtype", [torch.int64, torch.int32])
def test_any_integer_type_serves_for_indices(dtype: torch.dtype) -> None:
    both = lambda x: (2 * x, x.long())  # noqa: E731
    assert judge((tensor(2 * X), tensor(X.to(dtype))), both).passed


def test_floats_do_not_serve_for_indices() -> None:
    comparison = judge((tensor(2 * X), tensor(X)), lambda x: (2 * x, x.long()))
    assert (comparison.cause, comparison.where) == ("dtype", "output 2")


def test_a_tuple_of_the_wrong_length() -> None:
    comparison = judge((tensor(2 * X),), lambda x: (2 * x, x.long()))
    assert (comparison.cause, comparison.yours, comparison.expected) == ("wrong_length", 1, 2)


def test_a_changed_input_fails_what_is_otherwise_right() -> None:
    comparison = judge(tensor(2 * X), changed_inputs=("x",))
    assert (comparison.cause, comparison.yours) == ("input_changed", "x")


@pytest.mark.parametrize(
    ("ended", "cause"),
    [("timeout", "timeout"), ("crashed", "crashed"), ("missing", "missing_entry"), ("memory", "memory")],
)
def test_an_end_is_its_own_cause(ended: Ended, cause: str) -> None:
    expected = expect(doubled, Call(X), Tolerance.exact(), ("x",))
    assert compare(expected, Returned(ended=ended)).cause == cause


def gradient_call() -> Call:
    call = Call(X).gradients("x")
    call.cotangent = torch.ones(2, 3)
    return call


def test_gradients_are_compared_after_the_value() -> None:
    expected = expect(doubled, gradient_call(), Tolerance.sum_of_products(), ("x",))
    right = tensor(torch.full((2, 3), 2.0))
    assert compare(expected, Returned(ended="ok", value=tensor(2 * X), gradients=(right,))).passed
    wrong = compare(expected, Returned(ended="ok", value=tensor(2 * X), gradients=(tensor(torch.ones(2, 3)),)))
    assert (wrong.cause, wrong.where) == ("values", "gradient of x")


@pytest.mark.parametrize("gradients", [(), (None,)])
def test_a_lost_gradient_is_said(gradients: tuple[Any, ...]) -> None:
    expected = expect(doubled, gradient_call(), Tolerance.sum_of_products(), ("x",))
    comparison = compare(expected, Returned(ended="ok", value=tensor(2 * X), gradients=gradients))
    assert (comparison.cause, comparison.where) == ("no_gradient", "gradient of x")


def test_numbers_are_compared_as_numbers() -> None:
    half = lambda x: 7  # noqa: E731
    assert judge(7, half).passed
    assert judge(7.0, half).passed
    assert judge(tensor(torch.tensor(7)), half).passed
    assert judge(8, half).cause == "values"
    assert judge("7", half).cause == "wrong_type"
    assert judge(None, half).cause == "returned_nothing"


def test_gradients_that_a_frame_leaves_out_are_lost_gradients() -> None:
    call = Call(X, torch.ones(2, 3)).gradients("x", "y")
    call.cotangent = torch.ones(2, 3)
    expected = expect(lambda x, y: x * y, call, Tolerance.sum_of_products(), ("x", "y"))
    one = Returned(ended="ok", value=tensor(X), gradients=(tensor(torch.ones(2, 3)),))
    assert (compare(expected, one).cause, compare(expected, one).where) == ("no_gradient", "gradient of y")


def test_an_infinite_allowance_is_the_authors_mistake() -> None:
    with pytest.raises(TaskError, match="not finite"):
        expect(doubled, Call(X * math.inf), Tolerance.sum_of_products(), ("x",))


def test_a_tensor_of_so_many_numbers_is_these_numbers() -> None:
    expected = expect(lambda x: (2, 5), Call(torch.ones(1)), Tolerance.exact(), ("x",))
    for data, passed in ((torch.tensor([2, 5]), True), (torch.tensor([2, 6]), False), (torch.tensor([[2, 5]]), False)):
        returned = Returned(ended="ok", value=TensorValue(data=data, type_name="torch.Tensor"))
        assert compare(expected, returned).passed is passed


def test_right_values_in_another_order_are_said_to_be_that() -> None:
    x = torch.tensor([3.0, 1.0])
    expected = expect(lambda x: (x, x.argsort()), Call(x), Tolerance.exact(), ("x",))
    parts = [TensorValue(data=one, type_name="torch.Tensor") for one in (x.argsort(), x)]
    found = compare(expected, Returned(ended="ok", value=tuple(parts)))
    assert (found.cause, found.yours) == ("order", (2, 1))
    assert compare(expected, Returned(ended="ok", value=tuple(reversed(parts)))).passed
