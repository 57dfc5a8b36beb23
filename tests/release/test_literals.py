"""Values as students read them: the source gives the value back, and stands in order."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from grader.release.literals import count_numbers, json_value, python_value, unprintable


@pytest.mark.parametrize(
    ("value", "source"),
    [
        (None, "None"),
        (True, "True"),
        ("same", "'same'"),
        (0.1, "0.1"),
        (-math.inf, "float('-inf')"),
        (np.float64(2.5), "2.5"),
        (np.int64(3), "3"),
        ((3,), "(3,)"),
        ([3], "[3]"),
        ([], "[]"),
        ((), "()"),
        ({}, "{}"),
        ([(3, 1), (5, 2)], "[(3, 1), (5, 2)]"),
        ({"stride": 2, "pad": (1, None)}, "{'stride': 2, 'pad': (1, None)}"),
        ({3: [True, "a"]}, "{3: [True, 'a']}"),
        (torch.tensor(2.0), "torch.tensor(2.)"),
        (torch.tensor([1, 2], dtype=torch.uint8), "torch.tensor([1, 2], dtype=torch.uint8)"),
        (torch.zeros(0, 3, dtype=torch.int64), "torch.zeros((0, 3), dtype=torch.int64)"),
        (np.array([1.0, 0.1], np.float32), "np.array([1., 0.1], dtype=np.float32)"),
        (np.array([1.0, np.nan, -np.inf]), "np.array([1., np.nan, -np.inf])"),
        (np.array([1, 2]), "np.array([1, 2])"),
        (np.array([1, 2], np.uint8), "np.array([1, 2], dtype=np.uint8)"),
        (np.array([True]), "np.array([True])"),
        (np.zeros((2, 0), bool), "np.zeros((2, 0), dtype=bool)"),
        (np.array(2.5, np.float32), "np.array(2.5, dtype=np.float32)"),
        ({"w": np.array([1.0], np.float32), "n": 2}, "{'w': np.array([1.], dtype=np.float32), 'n': 2}"),
    ],
)
def test_a_value_is_written_as_python_and_gives_itself_back(value: Any, source: str) -> None:
    assert python_value(value) == source
    again = eval(source, {"torch": torch, "np": np})
    assert type(again) is type(value) or isinstance(value, np.generic)
    assert json_value(again) == json_value(value)


def test_what_takes_several_lines_stands_under_one_another() -> None:
    value = {"dx": np.array([[1.0, 2.0], [3.0, 4.0]]), "db": [torch.ones(1), torch.eye(2)]}
    assert python_value(value) == (
        "{'dx': np.array([[1., 2.],\n"
        "                 [3., 4.]]),\n"
        " 'db': [torch.tensor([1.]),\n"
        "        torch.tensor([[1., 0.],\n"
        "                      [0., 1.]])]}"
    )


def test_json_tells_arrays_from_tensors_and_knows_no_infinity() -> None:
    assert json_value({"w": np.array([1.0, np.inf], np.float32), 3: (math.nan, None)}) == {
        "w": {"kind": "numpy", "dtype": "float32", "shape": [2], "values": [1.0, "inf"]},
        "3": ["nan", None],
    }


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"a": [torch.ones(1), np.ones(1), None, True, 1, 1.0, "x", np.int8(1)]}, ""),
        ({"a": (1, {2})}, "set"),
        ([np.array(["x"])], "ndarray of <U1"),
        (torch.zeros(1, dtype=torch.complex64), "Tensor of torch.complex64"),
        (torch.nn.Linear(1, 1), "Linear"),
    ],
)
def test_what_cannot_be_written_out_is_named(value: Any, kind: str) -> None:
    assert unprintable(value) == kind


def test_numbers_are_counted_wherever_they_are() -> None:
    assert count_numbers({"a": [torch.ones(2, 3), np.ones(4)], "b": (1, "x")}) == 12
