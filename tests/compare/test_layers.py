"""What a jail says of a network's layers is read or refused, and the first difference found."""

from typing import Any

import pytest

from grader.compare import layer_table, read_layers
from grader.model import LayerRow

CONV = ("conv", "Conv2d", (1, 6, 4, 4), (("weight", (6, 3, 3, 3)), ("bias", (6,))))
NORM = ("bn", "BatchNorm2d", (1, 6, 4, 4), (("weight", (6,)), ("bias", (6,)), ("running_mean", (6,))))
DENSE = ("fc", "Linear", (1, 10), (("weight", (10, 96)), ("bias", (10,))))
WIDE = ("fc", "Linear", (1, 12), (("weight", (12, 96)), ("bias", (12,))))


def rows(*items: Any) -> tuple[LayerRow, ...]:
    found = read_layers(items)
    assert found is not None
    return found


def test_parameters_are_what_is_learned() -> None:
    assert [row.parameters for row in rows(CONV, NORM, DENSE)] == [168, 12, 970]


@pytest.mark.parametrize(
    "said",
    [
        None,
        "conv",
        [("conv", "Conv2d", None)],
        [("conv", 3, None, ())],
        [("conv", "Conv2d", (1, -6), ())],
        [("conv", "Conv2d", (1.5,), ())],
        [("conv", "Conv2d", (True,), ())],
        [("conv", "Conv2d", None, (("weight", (2**50,)),))],
        [("conv", "Conv2d", None, (("weight",),))],
        [("conv", "Conv2d", (1,) * 9, ())],
        [CONV] * 201,
    ],
)
def test_what_makes_no_sense_is_no_table(said: Any) -> None:
    assert read_layers(said) is None


def test_long_names_are_cut() -> None:
    (row,) = rows(("n" * 500, "K" * 500, None, ()))
    assert (len(row.name), len(row.kind)) == (80, 60)


def test_the_first_difference_is_found_on_both_sides() -> None:
    table = layer_table(rows(CONV, NORM, WIDE), rows(CONV, NORM, DENSE))
    assert (table.first_yours, table.first_expected) == (2, 2)


def test_a_missing_layer_is_missing_and_the_others_are_right() -> None:
    table = layer_table(rows(CONV, DENSE), rows(CONV, NORM, DENSE))
    assert (table.first_yours, table.first_expected) == (None, 1)


def test_branches_may_come_in_another_order_and_layers_may_have_other_names() -> None:
    renamed = ("whatever", "MyLayer", CONV[2], CONV[3])
    table = layer_table(rows(DENSE, renamed), rows(CONV, DENSE))
    assert (table.first_yours, table.first_expected) == (None, None)
