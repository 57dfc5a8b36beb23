"""Which cell or line is said to have broken a training off."""

import pytest

from grader.compare import stopped
from grader.compare.stopped import broken_off, stopped_early
from grader.inside import absent
from grader.model import Frame, StudentError, Unit

TRAINS = "for x, y in batches:\n    loss(net(x), y).backward()\n    optimizer.step()"
ERROR = StudentError(type="ValueError", message="no")


def cell(number: int, code: str) -> Unit:
    return Unit(name=f"cell {number}", cell=number, source=code, code=code, fault=None)


CELLS = (cell(1, "import torch"), cell(2, "batches = load()"), cell(3, TRAINS), cell(4, "plot(losses)"))


@pytest.mark.parametrize(
    ("trained", "failed", "said"),
    [
        (True, (), None),
        (True, (4,), None),
        (True, (3,), ("broken_off", 3)),
        (True, (2, 3), ("broken_off", 3)),
        (False, (), None),
        (False, (2,), ("untrained", 2)),
        (False, (2, 3), ("untrained", 3)),
    ],
)
def test_the_cell_that_trains_is_named_before_others(
    trained: bool, failed: tuple[int, ...], said: tuple[str, int] | None
) -> None:
    errors = [ERROR.model_copy(update={"cell": number}) for number in failed]
    found = broken_off({"trained": trained}, errors, CELLS)
    assert [(key, fields["cell"], fields["error"]) for key, fields in found] == (
        [] if said is None else [(*said, "ValueError: no")]
    )


@pytest.mark.parametrize(("line", "said"), [(2, ["broken_off"]), (5, [])])
def test_what_fails_in_a_module_after_its_training_broke_nothing_off(line: int, said: list[str]) -> None:
    code = f"batches = load()\n{TRAINS}\nplot(losses)"
    unit = Unit(name="own.py", cell=None, source=code, code=code, fault=None)
    frame = Frame(unit="own.py", line=line, function="<module>", text="")
    found = broken_off({"trained": True}, [ERROR.model_copy(update={"frames": (frame,)})], [unit])
    assert [key for key, _ in found] == said


def test_only_text_is_believed_of_what_stopped_train() -> None:
    assert stopped_early({"stopped": None}) == stopped_early({"stopped": 3}) == stopped_early({}) == ()
    assert stopped_early({"stopped": "SystemExit: 0"}) == (("left", {}),)
    assert stopped_early({"stopped": "OSError: x"}) == (("stopped", {"error": "OSError: x"}),)


def test_a_package_that_is_missing_breaks_off_only_the_statement_that_wants_it() -> None:
    code = f"from google.colab import drive\ndrive.mount('/content/drive')\n{TRAINS}\nimport seaborn_of_old\n"
    unit = Unit(name="whole.py", cell=None, source=code, code=code, fault=None)
    for line, said in ((1, []), (2, []), (4, ["broken_off"])):
        frame = Frame(unit="whole.py", line=line, function="<module>", text="")
        error = StudentError(type="ModuleNotFoundError", message="No module named 'google'", frames=(frame,))
        assert [key for key, _ in broken_off({"trained": True}, [error], [unit])] == said


def test_both_sides_of_the_boundary_know_the_same_errors_of_the_environment() -> None:
    assert stopped.ENVIRONMENT.pattern == absent.ENVIRONMENT.pattern
    assert stopped.ENVIRONMENT.flags == absent.ENVIRONMENT.flags
