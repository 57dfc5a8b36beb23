"""What is shown in full is returned by a session of its own: one that has seen no hidden input can carry none out."""

from collections.abc import Callable
from typing import Any

from grader.authoring import Call
from grader.compare import CaseBook, find_smallest, layer_table, read_layers
from grader.model import Comparison, LayerRow, LayerTable, Returned, TensorValue
from grader.sandbox.runner import Runner
from grader.score import Judged

_MOST_SMALLEST = 3
_SMALLEST_S = 4.0
_LOADS_QUICKLY_S = 10.0


def ask_afresh(judged: list[Judged], book: CaseBook, runner: Runner) -> tuple[list[Judged], LayerTable | None]:
    """The same, the first wrong ones with the smallest case found, public ones as they are; and a network's layers.

    A submission that takes long to load is not loaded again for it.
    """
    wrong = [item.first_wrong for item in judged if item.stopped is None and item.first_wrong is not None]
    if not wrong or runner.opened is None or runner.opened.wall_s > _LOADS_QUICKLY_S:
        return judged, None
    runner.renew()
    return _with_smallest(judged, book, runner), _layer_table(wrong[0][0].call, book, runner)


def _with_smallest(judged: list[Judged], book: CaseBook, runner: Runner) -> list[Judged]:

    def run(call: Call, seed: int) -> Returned:
        opened = runner.open()
        if opened.ended != "ok":
            return Returned(ended=opened.ended)
        return lightened(runner.call(call, seed, trace=False))

    looked_for = 0
    done = []
    for item in judged:
        wrong = item.first_wrong if item.stopped is None else None
        if wrong is None or runner.out_of_time:
            done.append(item)
        elif wrong[0].public:
            done.append(item.model_copy(update={"cases": _returned_afresh(item, wrong, run)}))
        elif looked_for == _MOST_SMALLEST:
            done.append(item)
        else:
            looked_for += 1
            found = find_smallest(book, item.check, wrong[2], run, _SMALLEST_S)
            done.append(item.model_copy(update={"smallest": found}))
    return done


def _returned_afresh(
    item: Judged, wrong: tuple[Any, Returned, Comparison], run: Callable[[Call, int], Returned]
) -> tuple[tuple[Any, Returned, Comparison], ...]:
    """The check's cases with what the public one that is shown returns to a process that has seen no other."""
    again = run(wrong[0].call, wrong[0].seed)
    shown = again if again.ended == wrong[1].ended else wrong[1].model_copy(update={"value": None})
    return tuple((case, shown, found) if case is wrong[0] else (case, one, found) for case, one, found in item.cases)


def _layer_table(call: Call, book: CaseBook, runner: Runner) -> LayerTable | None:
    """The layers of the network that a wrong case builds, beside ours."""
    if book.spec.layers is None or runner.out_of_time or runner.open().ended != "ok":
        return None
    layers = ask_layers(book, call, runner)
    return None if layers is None else layer_table(*layers)


def ask_layers(book: CaseBook, call: Call, runner: Runner) -> tuple[tuple[LayerRow, ...], tuple[LayerRow, ...]] | None:
    """The student's layers and ours, for the network that a case builds; None where they cannot be listed."""
    if book.spec.layers is None:
        return None
    asked = book.spec.layers(call)
    returned = runner.call(asked, 0, trace=False)
    yours = read_layers(returned.value) if returned.ended == "ok" else None
    ours = read_layers(book.spec.callee(asked)(*asked.args, **asked.kwargs))
    return None if yours is None or ours is None else (yours, ours)


_KEPT_BYTES = 4 << 20


def lightened(returned: Returned) -> Returned:
    """Without a value too large to be any case's answer: fifty of them would be our memory, not the jail's."""
    size = sum(value.data.nbytes for value in _tensors(returned.value))
    return returned if size <= _KEPT_BYTES else returned.model_copy(update={"value": None, "gradients": ()})


def _tensors(value: Any) -> list[TensorValue]:
    if isinstance(value, TensorValue):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [tensor for part in parts for tensor in _tensors(part)]
