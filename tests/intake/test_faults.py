"""Why a cell does not parse: a mistake, an unfilled slot, Python 2, or a later Python."""

import sys

import pytest

from grader.intake.faults import find_fault
from grader.words import Words

ENGLISH = Words("en")


@pytest.mark.parametrize(
    "source",
    [
        "x = # YOUR CODE",
        "x = # your code here",
        "x = <Ваш код здесь>",
        "x = <YOUR CODE HERE>",
        ("def f(x):\n    # ваш код\n"),
        "for i in x:\n    # TODO\nprint(1)",
        "x = conv( # допишите\ny = 1",
        "x = ____ ____",
        "def f(...):\n    pass",
        "def conv2d(x, w):\n\ny = 1",
        "class Net(nn.Module):\n    # напишите сами\n",
        "y = f(x,  # ваш код здесь",
    ],
)
def test_an_unfilled_slot_is_no_mistake(source: str) -> None:
    fault = find_fault(source, source, ENGLISH)
    assert fault is not None and fault.placeholder and not fault.python2


@pytest.mark.parametrize(
    "source",
    [
        "print x",
        "print 'a'",
        'print "%d" % 3',
        "exec 'x = 1'",
        "raise ValueError, 'x'",
        "`x`",
        "if a <> b:\n    pass",
        "x = 010",
        "x = 10L",
        "x = ur'a'",
        "try:\n    x()\nexcept E, e:\n    pass",
    ],
)
def test_python_2_is_recognised(source: str) -> None:
    fault = find_fault(source, source, ENGLISH)
    assert fault is not None and fault.python2 and not fault.placeholder


@pytest.mark.parametrize(
    "source",
    [
        "x = (1,",
        "if x\n    y",
        "Это просто текст",
        "return 5",
        "for x in y:\nz = 1",
        "x = = 3  # ваш код выше",
        "break",
        "# YOUR CODE\nx = = 3",
        "def f(:",
        "yield 3",
        "a b c ... d",
    ],
)
def test_other_faults_are_plain_mistakes(source: str) -> None:
    fault = find_fault(source, source, ENGLISH)
    assert fault is not None and not fault.placeholder and not fault.python2


def test_the_place_is_the_students_own_line() -> None:
    fault = find_fault("x = 1\npass  # !a\ny = = 2", "x = 1\n!a\ny = = 2", ENGLISH)
    assert fault is not None
    assert (fault.line, fault.text, fault.message) == (3, "y = = 2", "invalid syntax")


@pytest.mark.parametrize(
    "source", ["x = 1", "await x", "async with a: pass", ("def f():\n    return 1"), "x = ...", "'\\d'"]
)
def test_code_that_runs_has_no_fault(source: str) -> None:
    assert find_fault(source, source, ENGLISH) is None


def test_source_that_exhausts_pythons_parser_is_a_fault_like_any_other() -> None:
    for source in ("-" * 100_000 + "1", "1" + "+1" * 100_000, "x\0", "(" * 1000):
        fault = find_fault(source, source, ENGLISH)
        assert fault is not None and fault.line == 1 and len(fault.text) <= 200


def test_nested_finally_blocks_cost_nothing() -> None:
    source = (
        "".join("  " * n + ("try:\n") + "  " * (n + 1) + ("x\n") + "  " * n + ("finally:\n") for n in range(30))
        + "  " * 31
        + "x"
    )
    assert find_fault(source, source, ENGLISH) is None


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads it")
@pytest.mark.parametrize(
    "source",
    [
        "def f[T](x: T) -> T:\n    return x",
        "class Box[T]:\n    pass",
        "type Pair = tuple[int, int]",
        "type Pair[T] = tuple[T, T]",
        'x = f"{d["a"]}"',
        "print(f'{d['a']} and more')",
        "x = f'{\"\\\\n\".join(a)}'",
    ],
)
def test_code_of_a_later_python_is_recognised(source: str) -> None:
    fault = find_fault(source, source, ENGLISH)
    assert fault is not None and fault.newer == "3.12" and not fault.python2 and not fault.placeholder


@pytest.mark.parametrize(
    "source", ["def f(x:\n    return x", "x = f'{a'", 'x = f"{a["', "type = 3 +", "print(at'x')", "x = 'it's'"]
)
def test_a_plain_mistake_is_not_taken_for_a_later_python(source: str) -> None:
    fault = find_fault(source, source, ENGLISH)
    assert fault is not None and not fault.newer
