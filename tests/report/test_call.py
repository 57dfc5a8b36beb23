"""A call in words tells shapes and options, never numbers."""

import torch

from grader.authoring import Call
from grader.report.call import describe_call
from grader.words import Words

EN = Words("en")
NAMES = ["x", "weight", "bias", "stride", "padding"]


def test_a_call_shows_shapes_and_plain_arguments() -> None:
    call = Call(torch.ones(2, 3, 5, 8), torch.ones(4, 3, 3, 2), stride=2, padding=(1, 0))
    assert describe_call("conv2d", call, NAMES, EN) == "conv2d(x: 2x3x5x8, weight: 4x3x3x2, stride=2, padding=(1, 0))"


def test_positional_arguments_are_named_after_the_parameters() -> None:
    call = Call(torch.ones(1), torch.ones(1), None, 2, "same", 7)
    assert describe_call("f", call, NAMES, EN) == "f(x: 1, weight: 1, bias=None, stride=2, padding='same', 7)"


def test_dtype_and_layout_are_said_where_they_are_unusual() -> None:
    call = Call(torch.ones(2, 3).double().t(), torch.tensor(3))
    assert describe_call("f", call, NAMES, EN) == "f(x: 3x2 float64 (not contiguous), weight: one number int64)"


def test_tensors_inside_lists_are_shapes_too() -> None:
    assert describe_call("f", Call([torch.ones(2), (torch.ones(3),)]), NAMES, EN) == "f(x: [2, (3,)])"


def test_gradients_are_named() -> None:
    call = Call(torch.ones(2), torch.ones(2)).gradients("x", "weight")
    assert describe_call("f", call, NAMES, Words("ru")) == "f(x: 2, weight: 2); градиенты по x, weight"


def test_no_number_of_a_tensor_shows() -> None:
    call = Call(torch.full((2, 2), 123.456), other=[torch.tensor(987.0)])
    text = describe_call("f", call, NAMES, EN)
    assert "123" not in text and "987" not in text


def test_a_driver_shows_what_it_calls_and_neither_seed_nor_layout() -> None:
    x = torch.zeros(2, 3, 8, 9)
    call = Call("Block", (4, 4, 1), (("conv.weight", (4, 4, 3, 3)),), 12345, x).through("forward")
    text = describe_call("Block", call, ("name", "args", "layout", "seed", "x"), EN)
    assert text == "Block(4, 4, 1)(x: 2x3x8x9)"
    call = Call(x, 5).through("own_cache")
    assert describe_call("own_cache", call, ("x", "seed"), EN) == "own_cache(x: 2x3x8x9)"
