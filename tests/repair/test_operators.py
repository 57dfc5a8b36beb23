"""Each known mistake is one rule away from the right function, whatever else is tried on the way."""

import pytest

from grader.repair.edits import Change, apply
from grader.repair.operators import FAMILIES, ORDER, changes
from grader.repair.operators.axes import plain
from grader.repair.target import Target
from tests.repair import right
from tests.repair.hostile import HOSTILE
from tests.repair.mending import FUNCTIONS, known_mistakes, mending, only_target, parsed, targets_of


@pytest.mark.parametrize("what, wrong, mended", [pytest.param(*one, id=one[0]) for one in known_mistakes()])
def test_one_rule_mends_it(what: str, wrong: str, mended: str) -> None:
    found = mending(wrong, mended)
    assert found is not None
    assert found.family in FAMILIES


def test_the_same_mistake_on_both_axes_has_one_rule() -> None:
    twins = [("h_out", "w_out"), ("stride_h", "stride_w"), ("kh", "kw"), ("H", "W"), ("height", "width")]
    twins += [("rows", "cols"), ("h_start", "w_start"), ("top", "left"), ("HH", "WW"), ("out_height", "out_width")]
    assert [plain(one) for one, _ in twins] == [plain(other) for _, other in twins]
    assert plain("h_out") == "_out"
    assert plain("stride_h") == "stride_"
    assert plain("kh") == "k"
    assert plain("weight") == "weight"


def test_a_crop_says_which_lines_it_changes() -> None:
    target = only_target("def f(x, p):\n    y = x + 1\n    return y[:, p:-p]\n")
    first = next(change for _, change in changes(target))
    assert (first.rule, first.family, first.statements) == ("crop", "padding", (8,))
    assert apply(target.source, first.edits).decode().splitlines()[-1] == "    return y[:, p:(-p or None)]"


def test_changes_are_lazy_few_and_all_different() -> None:
    for function in FUNCTIONS.values():
        for target in targets_of(function):
            found = [change for _, change in changes(target)]
            assert len(found) <= 2000
            assert len({(one.rule, one.edits) for one in found}) == len(found)
            assert all(apply(target.source, one.edits) != target.source for one in found)


def test_stages_come_in_their_order() -> None:
    target = only_target(right.CONV_NUMPY)
    stages = [stage for stage, _ in changes(target)]
    assert stages == sorted(stages)
    assert set(stages) >= {1, 2, 3, 4}


def test_no_operator_stands_in_two_stages() -> None:
    every = [operator for stage in ORDER for operator in stage]
    assert len(set(every)) == len(every)
    assert len(ORDER) == 6


def test_changed_source_nearly_always_parses() -> None:
    total = broken = 0
    for function in [*FUNCTIONS.values(), *HOSTILE]:
        for target in targets_of(function):
            for changed in _sources(target):
                total += 1
                broken += parsed(changed) is None
    assert broken <= 0.02 * total


def test_every_family_is_known_and_every_line_is_a_line_of_the_function() -> None:
    for function in FUNCTIONS.values():
        for target in targets_of(function):
            lines = range(target.first_line, target.first_line + len(target.line_text))
            for _, change in changes(target):
                assert change.family in FAMILIES
                assert change.statements
                assert all(line in lines for line in change.statements)
                assert list(change.statements) == sorted(set(change.statements))


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_source_never_raises(source: str) -> None:
    for target in targets_of(source):
        for stage in ORDER:
            for operator in stage:
                found: list[Change] = list(operator(target))
                assert all(apply(target.source, one.edits) for one in found)


def test_kinds_of_a_traced_run_are_used() -> None:
    plain_target = only_target(
        "def f(x, stride):\n    y = 2\n    for i in range(3):\n        z = x[i:i + 2]\n    return z\n"
    )
    tuples = Target(**{**_fields(plain_target), "kinds": {"stride": "tuple"}})
    texts = [edit.text for _, change in changes(tuples) for edit in change.edits]
    assert "(i * stride[0])" in texts
    assert "(i * stride)" not in texts


def test_cyrillic_before_the_place_moves_nothing() -> None:
    target = only_target("def f(x, p):\n    s = 'ёжик'; y = x[p:-p]  # середина\n    return y\n")
    first = next(change for _, change in changes(target))
    assert "s = 'ёжик'; y = x[p:(-p or None)]  # середина" in apply(target.source, first.edits).decode()


def _fields(target: Target) -> dict[str, object]:
    return {name: getattr(target, name) for name in Target.__dataclass_fields__}


def _sources(target: Target) -> list[str]:
    indented = target.source[:1] in (b" ", b"\t")
    before = "if True:\n" if indented else ""
    return [before + apply(target.source, change.edits).decode() for _, change in changes(target)]
