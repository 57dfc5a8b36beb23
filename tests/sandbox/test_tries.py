"""Changes of a submission's functions, tried in a session: at every level that runs real code."""

from collections.abc import Callable

import pytest
import torch

from grader.authoring import Call
from grader.model import Edits, Limits, Place, Returned, Submission, Tried
from grader.sandbox import Plan, Sandbox, Session

pytestmark = pytest.mark.jail
Module = Callable[[str], tuple[Submission, Plan]]

SOURCE = "def helper(x):\n    return x + 1\n\ndef f(x, k=1):\n    y = helper(x)\n    return y * k\n"
HELPER = Place(name="helper", source=b"def helper(x):\n    return x + 1\n")
F = Place(name="f", source=b"def f(x, k=1):\n    y = helper(x)\n    return y * k\n")
X = torch.tensor([[1.0, 2.0], [3.0, 4.0]])


def edit(place: Place, number: int, old: str, new: str) -> Edits:
    """One stretch of a place's source, written anew."""
    start = place.source.index(old.encode())
    return ((number, start, start + len(old.encode()), new),)


@pytest.fixture(params=["jail", "flat", "process"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    found: Sandbox = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def attempt(sandbox: Sandbox, module: Module) -> Callable[..., Tried]:
    """Tries changes in a submission of its own."""

    def tried(source: str, places: list[Place], changes: list[Edits], *calls: Call, **how: object) -> Tried:
        with _opened(sandbox, module, source) as session:
            cases = [(call, 1) for call in calls]
            settings = {"case_s": 0.3, "seconds": 2.0, **how}
            return session.attempt(places, changes, cases, **settings)  # type: ignore[arg-type]

    return tried


def _opened(sandbox: Sandbox, module: Module, source: str) -> Session:
    submission, plan = module(source)
    return sandbox.open(submission, plan, Limits())


def values(outcome: tuple[Returned, ...] | None) -> list[list[float]]:
    assert outcome is not None
    return [one.value.data.flatten().tolist() for one in outcome]


def test_each_change_is_run_alone_and_taken_out_again(attempt: Callable[..., Tried]) -> None:
    more, less = edit(HELPER, 0, "+", "-"), edit(F, 1, "*", "+")
    tried = attempt(SOURCE, [HELPER, F], [more, less, (), (*more, *less)], Call(X, k=3))
    assert (tried.ended, tried.found, tried.stopped) == ("ok", True, None)
    minus, plus, nothing, both = tried.outcomes
    assert values(minus) == [[0.0, 3.0, 6.0, 9.0]]
    assert values(plus) == [[5.0, 6.0, 7.0, 8.0]]
    assert values(nothing) == [[6.0, 9.0, 12.0, 15.0]]
    assert values(both) == [[3.0, 4.0, 5.0, 6.0]]


def test_the_submission_is_as_before_afterwards(sandbox: Sandbox, module: Module) -> None:
    with _opened(sandbox, module, SOURCE) as session:
        session.attempt([F], [edit(F, 0, "*", "-")], [(Call(X, k=2), 1)], case_s=0.3, seconds=2.0)
        returned = session.call(Call(X, k=2), seed=1)
    assert returned.value.data.flatten().tolist() == [4.0, 6.0, 8.0, 10.0]


def test_every_case_has_inputs_of_its_own(attempt: Callable[..., Tried]) -> None:
    place = Place(name="f", source=b"def f(x, k=1):\n    x += k\n    return x\n")
    tried = attempt(
        place.source.decode(), [place], [edit(place, 0, "+= k", "-= k"), edit(place, 0, "k\n", "2\n")], Call(X)
    )
    assert [values(one) for one in tried.outcomes] == [[[0.0, 1.0, 2.0, 3.0]], [[3.0, 4.0, 5.0, 6.0]]]
    assert all(one is not None and one[0].changed_inputs == ("x",) for one in tried.outcomes)


def test_what_is_no_program_has_no_outcome(attempt: Callable[..., Tried]) -> None:
    tried = attempt(SOURCE, [F], [edit(F, 0, "return", "retrun"), edit(F, 0, "y * k", "y")], Call(X))
    assert tried.outcomes[0] is None
    assert values(tried.outcomes[1]) == [[2.0, 3.0, 4.0, 5.0]]


def test_a_change_that_hangs_is_interrupted_and_the_next_one_is_run(attempt: Callable[..., Tried]) -> None:
    hang = edit(F, 0, "y = helper(x)", "y = helper(x)\n    while True: k = k")
    tried = attempt(SOURCE, [F], [hang, edit(F, 0, "y * k", "y")], Call(X))
    hung, fine = tried.outcomes
    assert hung is not None
    assert [one.ended for one in hung] == ["timeout"]
    assert values(fine) == [[2.0, 3.0, 4.0, 5.0]]


def test_a_change_that_ends_the_process_is_named(sandbox: Sandbox, module: Module) -> None:
    if sandbox.level == "flat":
        pytest.skip("there is no fork at this level: such a change ends the session")
    with _opened(sandbox, module, SOURCE) as session:
        leave = edit(F, 0, "return y * k", "import os; os._exit(0)")
        tried = session.attempt([F], [edit(F, 0, "*", "-"), leave], [(Call(X), 1)], case_s=0.3, seconds=2.0)
        assert (tried.stopped, tried.outcomes) == (1, ())
        again = session.attempt([F], [edit(F, 0, "*", "-")], [(Call(X), 1)], case_s=0.3, seconds=2.0)
    assert values(again.outcomes[0]) == [[1.0, 2.0, 3.0, 4.0]]


def test_without_more_the_first_bad_end_is_the_last_case(attempt: Callable[..., Tried]) -> None:
    place = Place(name="f", source=b"def f(x, k=1):\n    return x / (0 if k == 1 else k) if k == 1 else x\n")
    source = "def f(x, k=1):\n    return x / (0 if k == 1 else k) if k == 1 else x\n"
    change = edit(place, 0, "x / (0", "[][0] + (0")
    short = attempt(source, [place], [change], Call(X), Call(X, k=2))
    whole = attempt(source, [place], [change], Call(X), Call(X, k=2), on=True)
    assert [one.ended for one in short.outcomes[0] or ()] == ["raised"]
    assert [one.ended for one in whole.outcomes[0] or ()] == ["raised", "ok"]


def test_with_short_what_changes_nothing_is_only_said_to_be_the_same(attempt: Callable[..., Tried]) -> None:
    tried = attempt(SOURCE, [F], [edit(F, 0, "y * k", "k * y"), edit(F, 0, "y * k", "y")], Call(X, k=2), short=True)
    same, other = tried.outcomes
    assert same is not None
    assert (same[0].same, same[0].value) == (True, None)
    assert other is not None
    assert not other[0].same


def test_methods_are_changed_in_the_objects_that_exist(attempt: Callable[..., Tried]) -> None:
    source = (
        "class Base:\n    def __init__(self):\n        self.by = 2\n\n"
        "class Net(Base):\n    def __init__(self):\n        super().__init__()\n\n"
        "    def forward(self, x):\n        return x * self.by\n\n"
        "net = Net()\n\ndef f(x, k=1):\n    return net.forward(x)\n"
    )
    place = Place(name="forward", above="class Net:", source=b"    def forward(self, x):\n        return x * self.by\n")
    start = Place(name="__init__", above="class Net:", source=b"    def __init__(self):\n        super().__init__()\n")
    tried = attempt(source, [place, start], [edit(place, 0, "*", "+"), edit(start, 1, "super()", "(super())")], Call(X))
    assert tried.found
    assert values(tried.outcomes[0]) == [[3.0, 4.0, 5.0, 6.0]]
    assert values(tried.outcomes[1]) == [[2.0, 4.0, 6.0, 8.0]]


def test_functions_that_are_not_what_runs_are_not_found(attempt: Callable[..., Tried]) -> None:
    other = Place(name="f", source=b"def f(x, k=1):\n    return x - k\n")
    assert not attempt(SOURCE, [other], [edit(other, 0, "-", "+")], Call(X)).found


def test_a_function_that_is_not_what_runs_costs_only_its_own_changes(attempt: Callable[..., Tried]) -> None:
    other = Place(name="gone", source=b"def gone(x):\n    return x - 1\n")
    tried = attempt(SOURCE, [other, F], [edit(other, 0, "-", "+"), edit(F, 1, "y * k", "y")], Call(X, k=3))
    assert tried.found
    assert tried.outcomes[0] is None
    assert values(tried.outcomes[1]) == [[2.0, 3.0, 4.0, 5.0]]


def test_what_names_hold_is_told_where_it_is_asked_for(attempt: Callable[..., Tried]) -> None:
    tried = attempt(SOURCE, [F, HELPER], [()], Call(X, k=3), look=True)
    assert tried.kinds == ({"x": "tensor2", "k": "int", "y": "tensor2"}, {"x": "tensor2"})


def test_which_lines_ran_is_told_in_the_lines_of_each_place(attempt: Callable[..., Tried]) -> None:
    source = (
        "import functools\n"
        "def kept(function):\n"
        "    return functools.wraps(function)(lambda *args, **kwargs: function(*args, **kwargs))\n"
        "@kept\n"
        "@kept\n"
        "def f(x, k=1):\n"
        "    if k > 1:\n"
        "        y = [\n"
        "            one for one in x\n"
        "        ]\n"
        "    else:\n"
        "        y = helper(x)\n"
        "    return x * k\n"
        "def helper(x):\n"
        "    return x\n"
    )
    place = Place(name="f", source="".join(source.splitlines(keepends=True)[5:13]).encode())
    helper = Place(name="helper", source="".join(source.splitlines(keepends=True)[13:]).encode())
    assert attempt(source, [place, helper], [()], Call(X, k=3), look=True).ran == ((2, 3, 4, 8), ())
    assert attempt(source, [place, helper], [()], Call(X, k=1), look=True).ran == ((2, 7, 8), (2,))


def test_lines_of_a_method_are_counted_from_its_own(attempt: Callable[..., Tried]) -> None:
    source = "class A:\n    def g(self, x):\n        y = x\n        return y\ndef f(x, k=1):\n    return A().g(x)\n"
    place = Place(name="g", above="class A:", source=b"    def g(self, x):\n        y = x\n        return y\n")
    assert attempt(source, [place], [()], Call(X), look=True).ran == ((2, 3),)


def test_lines_are_not_told_where_a_submission_takes_the_trace_away(attempt: Callable[..., Tried]) -> None:
    source = "import sys\ndef f(x, k=1):\n    sys.settrace(None)\n    return x\n"
    place = Place(name="f", source="".join(source.splitlines(keepends=True)[1:]).encode())
    assert attempt(source, [place], [()], Call(X), look=True).ran == ((),)


def test_more_than_a_frame_may_hold_comes_in_several(attempt: Callable[..., Tried]) -> None:
    place = Place(name="f", source=b"def f(x, k=1):\n    return x.repeat(300, 300) * k\n")
    changes = [edit(place, 0, "* k", f"+ {number}") for number in range(40)]
    tried = attempt(place.source.decode(), [place], changes, Call(X), case_s=2.0, seconds=20.0)
    assert tried.ended == "ok"
    assert 1 <= len(tried.outcomes) < 40
