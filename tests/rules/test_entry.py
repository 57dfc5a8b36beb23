"""Which definition of the entry is graded, and when the student has not begun."""

import pytest

from grader.model import Unit
from tests.rules.sources import check, entry, kinds, modules, notebook

GOOD = "def conv2d(x, w):\n    return x * w"
STUB = 'def conv2d(x, w):\n    """Convolves."""\n    raise NotImplementedError("conv2d: your code here")'


def test_the_definition_is_given_with_its_place_and_text() -> None:
    found = entry(notebook("import torch", "\n# mine\n" + GOOD))
    assert (found.unit, found.cell, found.line, found.source) == ("cell 2", 2, 2, GOOD + "\n")
    assert found.found and not found.is_stub and found.restore is None
    assert found.units_defining == (("cell 2", 2, 2),)


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "...",
        "'text'",
        "return",
        "return None",
        "raise NotImplementedError",
        "raise NotImplementedError('x')",
        "'''Doc.'''\n    pass\n    ...",
        "return ...",
        "raise NotImplemented",
    ],
)
def test_a_body_that_does_nothing_is_not_started(body: str) -> None:
    found = entry(notebook(f"def conv2d(x, w):\n    {body}"))
    assert found.is_stub and not found.found and found.syntax_fault is None


@pytest.mark.parametrize("body", ["return 0", "x = 1", "return x", "raise ValueError", "print(1)"])
def test_a_body_that_does_anything_is_started(body: str) -> None:
    assert entry(notebook(f"def conv2d(x, w):\n    {body}")).found


def test_the_starters_own_body_is_not_started_whatever_its_comments() -> None:
    starter = "import torch\ndef conv2d(x, w):\n    '''Doc.'''\n    out = None\n    # YOUR CODE HERE\n    return out\n"
    untouched = "def conv2d(x, w):\n    '''Other doc.'''\n    out = None\n    # hm\n\n    return out"
    assert entry(notebook(untouched), starter).is_stub
    assert not entry(notebook(untouched)).is_stub
    assert not entry(notebook(untouched.replace("None", "x")), starter).is_stub


def test_a_class_or_a_lambda_is_an_entry_too() -> None:
    assert entry(notebook("class conv2d:\n    def forward(self, x):\n        return x")).found
    assert entry(notebook("class conv2d(nn.Module):\n    def __init__(self):\n        pass")).is_stub
    assert entry(notebook("conv2d = lambda x, w: x * w")).found
    assert entry(notebook("conv2d = lambda *a: None")).is_stub


@pytest.mark.parametrize(
    "source",
    [
        ("if True:\n    def conv2d(x, w):\n        return x"),
        ("try:\n    def conv2d(x, w):\n        return x\nexcept E:\n    pass"),
        "with a:\n    def conv2d(x, w):\n        return x",
        "async def conv2d(x, w):\n    return x",
        "def mine(x, w):\n    return x\nconv2d = mine",
        "conv2d = Mine.apply",
        "conv2d = make()",
    ],
)
def test_definitions_in_blocks_and_by_assignment_count(source: str) -> None:
    assert entry(notebook(source)).found


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    def conv2d(self, x):\n        return x",
        "def outer():\n    def conv2d(x):\n        return x",
        "x.conv2d = 1",
        "conv2d(x, w)",
        "for i in x:\n    print(conv2d)",
    ],
)
def test_methods_inner_functions_and_calls_are_no_definitions(source: str) -> None:
    found = entry(notebook(source))
    assert not found.found and found.units_defining == ()
    assert kinds(notebook(source)) == [("missing_entry", "conv2d")]


def test_what_runs_only_as_a_script_is_no_definition_in_a_module_but_one_in_a_notebook() -> None:
    source = "if __name__ == '__main__':\n    def conv2d(x, w):\n        return x"
    assert not entry(modules(a=source)).found
    assert entry(notebook(source)).found


def test_the_last_definition_that_is_no_stub_is_graded_and_restored() -> None:
    submission = notebook(STUB, "def conv2d(x, w):\n    return 1", "import torch\n\n" + GOOD, STUB)
    found = entry(submission)
    assert (found.unit, found.line) == ("cell 3", 3)
    assert found.restore == "\n\n" + GOOD + "\n"
    (finding,) = check(submission)
    assert (finding.kind, finding.cell, finding.line) == ("duplicate", 3, 3)
    assert finding.message.startswith("conv2d is defined 4 times. The one in cell 3, line 3 is graded")


def test_a_restored_definition_keeps_its_decorators_line_numbers_and_inner_text() -> None:
    source = "x = 1\nif x:\n    @deco\n    def conv2d(x, w):\n        return '''a\n  b'''\n"
    found = entry(notebook(source, STUB))
    assert found.line == 4
    assert found.restore is not None
    assert found.restore.split("\n") == [
        "",
        "if True:",
        "    @deco",
        "    def conv2d(x, w):",
        "        return '''a",
        "  b'''",
        "",
    ]
    compile(found.restore, "x", "exec")


def test_only_stubs_mean_not_started() -> None:
    submission = notebook(STUB, STUB)
    found = entry(submission)
    assert found.is_stub and found.source is not None and found.restore is None
    assert [one.message for one in check(submission)] == ["conv2d is defined 2 times, and each time it is still empty."]


@pytest.mark.parametrize(
    "later",
    [
        "conv2d = conv2d(a, b)",
        "conv2d = 5",
        "for conv2d in a:\n    pass",
        "from torch.nn.functional import conv2d",
        "from torch.nn.functional import *",
        "del conv2d",
        "conv2d = torch.conv2d",
        "with a as conv2d:\n    pass",
    ],
)
def test_what_hides_the_students_function_later_does_not_replace_it(later: str) -> None:
    found = entry(notebook("import torch\n" + GOOD, later))
    assert (found.unit, found.line) == ("cell 1", 2)
    assert found.restore == "\n" + GOOD + "\n"


def test_a_wrapper_round_the_function_is_kept() -> None:
    found = entry(notebook("import torch\n" + GOOD, "conv2d = torch.compile(conv2d)"))
    assert (found.unit, found.restore) == ("cell 1", None)


def test_a_library_function_assigned_in_place_of_the_stub_is_what_is_graded_and_charged() -> None:
    submission = notebook(STUB, "import torch\nconv2d = torch.conv2d")
    assert entry(submission).found
    assert ("banned", "torch.nn.functional.conv2d") in kinds(submission)


def test_a_demo_that_imports_the_library_function_does_not_start_a_stub() -> None:
    assert entry(notebook(STUB, "from torch.nn.functional import conv2d")).is_stub


def test_an_entry_that_does_not_parse_is_a_fault_or_not_started() -> None:
    broken = entry(notebook("x = 1", "def conv2d(x, w):\n    return x *"))
    assert broken.syntax_fault is not None and not broken.is_stub and broken.fault_cell == 2
    unfilled = entry(notebook("def conv2d(x, w):\n    out = # YOUR CODE\n    return out"))
    assert unfilled.syntax_fault is not None and unfilled.is_stub
    assert kinds(notebook("def conv2d(x, w):\n    return x *")) == [("syntax", "cell 1")]


def test_a_stub_beside_a_definition_that_does_not_parse_is_a_fault_not_a_blank_sheet() -> None:
    found = entry(notebook(STUB, "def conv2d(x, w):\n    return x *"))
    assert found.syntax_fault is not None and not found.is_stub and found.units_defining == (("cell 1", 1, 1),)


def test_a_broken_copy_does_not_matter_beside_one_that_parses() -> None:
    found = entry(notebook(GOOD, "def conv2d(x, w):\n    return x *"))
    assert found.found and found.syntax_fault is None and found.cell == 1


def test_in_an_archive_the_module_that_writes_it_is_found_not_one_that_imports_it() -> None:
    found = entry(modules(main="from solution import conv2d\nprint(conv2d)", old__solution=GOOD, solution="\n" + GOOD))
    assert (found.unit, found.cell, found.line) == ("solution.py", None, 1)


def test_a_notebook_that_never_imports_its_helper_gets_it_imported() -> None:
    parts = modules(helper=GOOD).units
    book = notebook("x = 1")
    submission = book.model_copy(update={"units": parts + book.units, "kind": "archive"})
    found = entry(submission)
    assert (found.unit, found.restore) == ("helper.py", "from helper import conv2d\n")


def test_lines_of_a_module_written_by_a_cell_are_counted_in_the_cell() -> None:
    cell = "%%writefile solution.py\nimport torch\n" + GOOD
    found = entry(notebook(cell, "from solution import conv2d"))
    assert found.found and found.cell == 2
    assert ("cell 1", 1, 3) in found.units_defining


def test_an_empty_submission_has_no_entry() -> None:
    assert kinds(notebook()) == [("missing_entry", "conv2d")]
    assert kinds(notebook("")) == [("missing_entry", "conv2d")]


def test_source_too_deep_to_parse_is_left_out() -> None:
    unit = Unit(name="cell 1", cell=1, source="", code="-" * 100_000 + "1", fault=None)
    assert not entry(notebook().model_copy(update={"units": (unit,)})).found
