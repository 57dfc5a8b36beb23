"""Which functions may be edited, in which order, and where their nodes lie."""

import ast

from grader.intake import read_content
from grader.repair.target import Target, targets
from tests.repair.mending import only_target, submission


def names(found: list[Target]) -> list[str]:
    return [one.qualname for one in found]


def test_wanted_come_first_then_what_they_reach_by_distance() -> None:
    cell = "def far(x): return x\ndef near(x): return far(x)\ndef conv(x): return near(x)\ndef unused(x): return x\n"
    assert names(targets(submission(cell), ["conv"])) == ["conv", "near", "far"]


def test_methods_of_a_class_and_the_functions_they_call() -> None:
    cell = "def helper(x): return x\nclass Net:\n    def __init__(self): self.a = 1\n"
    cell += "    def forward(self, x): return helper(x)\n"
    found = targets(submission(cell), ["Net"])
    assert names(found) == ["Net.__init__", "Net.forward", "helper"]
    assert found[1].attributes == {"a"}


def test_the_graded_definition_counts_and_not_a_later_stub() -> None:
    found = targets(submission("def f(x):\n    return x + 1\n", "def f(x):\n    pass\n"), ["f"])
    assert [(one.unit, one.cell, one.first_line) for one in found] == [("cell 1", 1, 1)]


def test_the_last_of_two_helpers_counts() -> None:
    cell = "def g(x): return 1\ndef g(x): return 2\ndef f(x): return g(x)\n"
    assert [one.first_line for one in targets(submission(cell), ["f"])] == [3, 2]


def test_definitions_in_blocks_are_found_and_nested_ones_belong_to_theirs() -> None:
    cell = (
        "import torch\nif torch:\n    def f(x):\n        def inner(y):\n            return y\n        return inner(x)\n"
    )
    (found,) = targets(submission(cell), ["f"])
    assert found.source == b"    def f(x):\n        def inner(y):\n            return y\n        return inner(x)\n"
    assert found.first_line == 3
    assert "torch" in found.others


def test_modules_and_cells_are_read_alike() -> None:
    (found,) = targets(read_content("conv.py", "# ёж\ndef f(x):\n    return x\n".encode()), ["f"])
    assert (found.unit, found.cell, found.first_line) == ("conv.py", None, 2)


def test_decorators_lie_above_the_first_line() -> None:
    found = only_target("@torch.no_grad()\n@torch.inference_mode()\ndef f(x):\n    return x\n")
    assert found.source.startswith(b"def f(x)")
    assert found.first_line == 8


def test_very_large_functions_are_left() -> None:
    long = "def f(x):\n" + "    x = x + 1\n" * 150
    wide = "def f(x):\n    return '" + "ё" * 6000 + "'\n"
    assert targets(submission(long), ["f"]) == []
    assert targets(submission(wide), ["f"]) == []
    assert len(targets(submission("def f(x):\n" + "    x = x + 1\n" * 149), ["f"])) == 1


def test_positions_are_bytes_of_the_source() -> None:
    target = only_target("def f(x):\n    s = 'ёжик'; y = x / 2\n    return y\n")
    division = next(one for one in target.nodes if isinstance(one, ast.BinOp))
    start, end = target.span(division)
    assert target.source[start:end] == b"x / 2"
    assert target.text(division) == "x / 2"
    assert target.statement_at(division) == 7


def test_the_header_of_a_loop_is_its_statement() -> None:
    target = only_target("def f(x):\n    for i in range(\n            x / 2):\n        y = x * 3\n    return y\n")
    division, product = (one for one in target.nodes if isinstance(one, ast.BinOp))
    assert (target.statement_at(division), target.statement_at(product)) == (7, 9)


def test_text_in_a_method_keeps_its_indentation() -> None:
    cell = "class A:\n    def f(self):\n        return '''\n  a'''\n"
    (found,) = targets(submission(cell), ["A"])
    constant = next(one for one in found.nodes if isinstance(one, ast.Constant))
    assert constant.value == "\n  a"
    assert found.text(constant) == "'''\n  a'''"


def test_annotations_docstrings_and_f_strings_are_not_edited() -> None:
    target = only_target('def f(x: "a / 2") -> "b":\n    """a"""\n    y: "c" = 1\n    return f"{x / 2}"\n')
    assert [one.value for one in target.nodes if isinstance(one, ast.Constant)] == [1]
    assert not [one for one in target.nodes if isinstance(one, ast.BinOp)]


def test_source_that_does_not_parse_or_is_too_deep_gives_nothing() -> None:
    assert targets(submission("def f(x:\n"), ["f"]) == []
    assert targets(submission("def f(x):\n    return " + "(" * 300 + "x" + ")" * 300 + "\n"), ["f"]) == []
    assert targets(submission("x = 1\n"), ["f"]) == []
    assert targets(submission(), []) == []


def test_imported_functions_of_other_modules_are_reached() -> None:
    helper = "def pad(x):\n    return x\n"
    entry = "from helper import pad\ndef conv(x):\n    return pad(x)\n"
    units = submission(helper, entry).units
    modules = [
        one.model_copy(update={"name": name, "cell": None})
        for one, name in zip(units, ("helper.py", "main.py"), strict=True)
    ]
    found = targets(submission().model_copy(update={"units": tuple(modules), "notebook": None}), ["conv"])
    assert names(found) == ["conv", "pad"]
