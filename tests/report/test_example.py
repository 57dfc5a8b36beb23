"""A public case in full, as data and as tables."""

import math
from types import SimpleNamespace
from typing import Any

import torch

from grader.authoring import Call
from grader.compare.expected import Expected, Part
from grader.model import Foreign, Returned, TensorValue
from grader.report.example import show_example
from grader.report.pictures import draw_numbers
from grader.report.tables import lay_out, shape_of
from grader.words import Words

EN = Words("en")


def expected(*values: Any) -> Any:
    """What the compare room hands over, as far as an example needs it."""
    return SimpleNamespace(
        structure=None if len(values) == 1 else [None] * len(values),
        outputs=[SimpleNamespace(value=value) for value in values],
    )


def tensor(data: torch.Tensor) -> TensorValue:
    """A tensor out of the jail."""
    return TensorValue(data=data, type_name="torch.Tensor")


def test_tensors_become_nested_lists_and_arguments_keep_their_names() -> None:
    returned = Returned(ended="ok", value=tensor(torch.tensor([[1.5, float("nan")]])))
    example = show_example(Call(torch.ones(1, 2), stride=2), ["x", "weight"], returned, expected(torch.zeros(1, 2)))
    assert example == {
        "inputs": {"x": [[1.0, 1.0]], "stride": 2},
        "yours": [[1.5, "nan"]],
        "expected": [[0.0, 0.0]],
    }


def test_where_nothing_came_back_there_is_no_yours() -> None:
    example = show_example(Call(3), ["x"], Returned(ended="raised"), expected(torch.ones(2), torch.ones(1)))
    assert example == {"inputs": {"x": 3}, "expected": [[1.0, 1.0], [1.0]]}


def test_what_is_huge_or_no_data_is_named_only() -> None:
    huge = Returned(ended="ok", value=(tensor(torch.zeros(100, 100)), Foreign(type_name="Evil\x1b[31m"), {1: 2}))
    example = show_example(Call(), [], huge, expected(torch.ones(1)))
    assert example["yours"] == ["(100, 100)", "Evil", {"1": 2}]


def test_shapes_of_nested_lists() -> None:
    assert shape_of([[1, 2.5, "nan"], [3, 4, 5]]) == (2, 3)
    assert shape_of([[1], [2, 3]]) is None
    assert shape_of([]) == (0,)
    assert shape_of(True) is None
    assert shape_of([10**400]) is None


def test_differing_cells_are_marked_on_both_sides() -> None:
    example = lay_out({"inputs": {}, "yours": [[1.0, 2.0], [3.0, "nan"]], "expected": [[1.00001, 2.5], [3.0, 4.0]]}, EN)
    yours, should_be, difference = example.groups[0].blocks
    assert difference.role == "difference" and difference.numbers[0] == (0.0, -0.5)
    assert difference.numbers[1][0] == 0.0 and math.isnan(difference.numbers[1][1])
    assert [[cell.differs for cell in row] for row in yours.rows] == [[False, True], [False, True]]
    assert [[cell.differs for cell in row] for row in should_be.rows] == [[False, True], [False, True]]
    assert example.differs


def test_more_than_two_axes_become_slices_with_their_index() -> None:
    example = lay_out({"inputs": {"x": torch.zeros(2, 2, 3, 4).tolist(), "padding": (1, 0), "mode": "same"}}, EN)
    assert [block.caption for block in example.groups[0].blocks] == ["x [0, 0]", "x [0, 1]", "x [1, 0]", "x [1, 1]"]
    assert example.plain == "padding=(1, 0), mode='same'"
    assert not example.cut


def test_large_tensors_are_shown_in_part_and_that_is_said() -> None:
    example = lay_out({"inputs": {"x": torch.zeros(9, 30, 30).tolist()}}, EN)
    assert example.cut
    assert len(example.groups[0].blocks) == 6 and len(example.groups[0].blocks[0].rows) == 12


def test_several_outputs_stand_one_below_the_other() -> None:
    example = lay_out({"yours": [[[1.0]], [[0, 1]]], "expected": [[[2.0]], [[0, 1]]]}, EN)
    assert [group.title for group in example.groups] == ["Output 1", "Output 2"]
    assert [group.blocks[0].rows[0][0].differs for group in example.groups] == [True, False]


def test_a_value_of_another_shape_is_shown_unmarked() -> None:
    example = lay_out({"yours": [[1.0]], "expected": [[1.0, 2.0]]}, EN)
    assert not example.differs and len(example.groups[0].blocks) == 2


def test_a_picture_draws_size_and_sign_and_says_what_it_shows() -> None:
    picture = draw_numbers([[4.0, -1.0], [0.0, float("nan")]], EN)
    assert picture.count("<rect") == 2 and picture.count('class="up"') == 1 and picture.count('class="down"') == 1
    assert picture.count("<circle") == 1 and picture.count('class="cross"') == 1
    assert 'width="13" height="13"' in picture and 'width="6.5" height="6.5"' in picture, "half the side, a quarter"
    assert 'aria-label="Picture of 2 rows and 2 columns; the number furthest from 0 is 4 away."' in picture


def test_no_difference_is_drawn_where_shapes_differ_or_nothing_does() -> None:
    for yours in ([[1.0, 2.0]], [[1.0], [2.0]]):
        example = lay_out({"inputs": {}, "yours": yours, "expected": [[1.0, 2.0]]}, EN)
        assert "difference" not in [block.role for group in example.groups for block in group.blocks]


def test_dictionaries_keep_their_keys() -> None:
    call = Call(params={"stride": 2, "pad": torch.zeros(1)})
    returned = Returned(ended="ok", value={"rows": 3, "columns": 4})
    right = Expected({"rows": None, "columns": None}, [Part("rows", 3, None), Part("columns", 5, None)], [])
    example = show_example(call, [], returned, right)
    assert example["inputs"] == {"params": {"stride": 2, "pad": [0.0]}}
    assert (example["yours"], example["expected"]) == ({"rows": 3, "columns": 4}, {"rows": 3, "columns": 5})
    laid = lay_out(example, Words("en"))
    assert [group.title for group in laid.groups if group.title] == ["Output rows", "Output columns"]
