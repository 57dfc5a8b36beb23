"""Exceptions of the student's code in words; the messages are those that torch, numpy and Python really give."""

import builtins
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from grader.model import Frame, StudentError
from grader.report.raised import REASONS, environment_reason, explain_error
from grader.words import SENTENCES, Words

EN, RU = Words("en"), Words("ru")


def leaf_in_place() -> None:
    x = torch.ones(2, requires_grad=True)
    x += 1


def changed_afterwards() -> None:
    x = torch.ones(2, requires_grad=True)
    y = x.exp()
    y += 1
    y.sum().backward()


def unbound() -> Any:
    if torch.ones(1).item() == 2:
        never = 1
    return never


def none_bias(bias: Any = None) -> Any:
    return 1 + bias


def rounded_down_on_the_way() -> None:
    x = torch.ones(3, requires_grad=True)
    (x // 2).sum().backward()


PAIR: Any = (1, 2)

REAL: list[tuple[str, Callable[[], Any]]] = [
    ("cause.raised.matmul", lambda: torch.ones(2, 3) @ torch.ones(4, 5)),
    ("cause.raised.broadcast", lambda: torch.ones(2, 3) + torch.ones(2, 4)),
    ("cause.raised.assign_shape", lambda: torch.ones(2, 3).__setitem__(0, torch.ones(4))),
    ("cause.raised.channels", lambda: torch.conv2d(torch.ones(1, 3, 5, 5), torch.ones(1, 2, 3, 3))),
    ("cause.raised.join", lambda: torch.cat([torch.ones(2, 3), torch.ones(2, 4)])),
    ("cause.raised.join", lambda: torch.stack([torch.ones(2), torch.ones(3)])),
    ("cause.raised.dtype", lambda: torch.ones(2, 2) @ torch.ones(2, 2).double()),
    ("cause.raised.dtype", lambda: torch.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2).double())),
    ("cause.raised.leaf", leaf_in_place),
    ("cause.raised.inplace", changed_afterwards),
    ("cause.raised.no_graph", lambda: torch.ones(1).backward()),
    ("cause.raised.numpy_grad", lambda: torch.ones(2, requires_grad=True).numpy()),
    ("cause.raised.view", lambda: torch.ones(2, 3).t().view(6)),
    ("cause.raised.reshape", lambda: torch.ones(2, 3).reshape(4, 4)),
    ("cause.raised.unbound", unbound),
    ("cause.raised.axes", lambda: torch.ones(2)[0, 0]),
    ("cause.raised.axes", lambda: torch.ones(2).sum(dim=3)),
    ("cause.raised.axes", lambda: torch.tensor(1.0)[0]),
    ("cause.raised.index", lambda: torch.ones(2)[2]),
    ("cause.raised.index", lambda: [1, 2][5]),
    ("cause.raised.float_size", lambda: range(5 / 2)),  # type: ignore[arg-type]
    ("cause.raised.float_size", lambda: [1][0 : 1 / 2]),  # type: ignore[misc]
    ("cause.raised.float_size", lambda: list("ab")[1 / 2]),  # type: ignore[call-overload]
    ("cause.raised.float_size", lambda: torch.ones(2)[1.5]),  # type: ignore[index]
    ("cause.raised.float_size", lambda: np.ones(2)[1.5]),  # type: ignore[index]
    ("cause.raised.float_size", lambda: range(np.float64(2.5))),  # type: ignore[arg-type]
    ("cause.raised.arguments", lambda: none_bias(weight=1)),  # type: ignore[call-arg]
    ("cause.raised.arguments", lambda: none_bias(1, bias=2)),  # type: ignore[misc]
    ("cause.raised.arguments", lambda: none_bias(1, 2)),  # type: ignore[call-arg]
    ("cause.raised.none", none_bias),
    ("cause.raised.none", lambda: None.shape),  # type: ignore[attr-defined]
    ("cause.raised.none", lambda: range(None)),  # type: ignore[arg-type]
    ("cause.raised.pair", lambda: 5 // PAIR),
    ("cause.raised.pair", lambda: 5 - PAIR),
    ("cause.raised.pair", lambda: PAIR // 2),
    ("cause.raised.pair", lambda: torch.ones(2) // PAIR),
    ("cause.raised.pair", lambda: PAIR + 1),
    ("cause.raised.pair", lambda: -PAIR),
    ("cause.raised.pair", lambda: max(1, PAIR)),
    ("cause.raised.pair", lambda: PAIR * PAIR),
    ("cause.raised.pair", lambda: range(PAIR)),
    ("cause.raised.pair", lambda: torch.nn.functional.pad(torch.ones(1, 1, 2, 2), (PAIR, PAIR, 1, 1))),
    ("cause.raised.pair", lambda: torch.zeros(2, PAIR)),  # type: ignore[call-overload]
    ("cause.raised.floor_gradient", rounded_down_on_the_way),
    ("cause.raised.combination", lambda: torch.rand(torch.ones(1), torch.ones(1))),  # type: ignore[call-overload]
    ("cause.raised.combination", lambda: torch.ones(2).sum(1.5)),  # type: ignore[call-overload]
    ("cause.raised.truth", lambda: bool(torch.ones(2))),
    ("cause.raised.item", lambda: torch.ones(2).item()),
    ("cause.raised.not_tensor", lambda: torch.relu(3)),  # type: ignore[arg-type]
    ("cause.raised.name", lambda: undefined_name),  # type: ignore[name-defined]  # noqa: F821
    ("cause.raised.file", lambda: open("no such file.csv")),  # noqa: SIM115
    ("cause.raised.empty_data", lambda: torch.utils.data.DataLoader([], shuffle=True)),  # type: ignore[arg-type]
    ("cause.raised.zero_division", lambda: 1 // 0),
]


def caught(function: Callable[[], Any]) -> StudentError:
    """What the function raises, as data."""
    with pytest.raises(builtins.Exception) as raised:
        function()
    return StudentError(type=type(raised.value).__name__, message=str(raised.value))


@pytest.mark.parametrize(("key", "function"), REAL, ids=[f"{n}-{key}" for n, (key, _) in enumerate(REAL)])
def test_a_common_error_gets_one_more_sentence(key: str, function: Callable[[], Any]) -> None:
    assert explain_error(caught(function), EN).splitlines()[-1] == SENTENCES[key]


@pytest.mark.parametrize(
    ("type_name", "message", "key"),
    [
        ("AssertionError", "Torch not compiled with CUDA enabled", "cause.raised.cuda"),
        ("RuntimeError", "Found no NVIDIA driver on your system.", "cause.raised.cuda"),
        ("OutOfMemoryError", "CUDA out of memory. Tried to allocate 20.00 GiB.", "cause.raised.gpu_memory"),
        ("NotImplementedError", "", "cause.raised.not_implemented"),
        ("AssertionError", "", "cause.raised.assertion"),
        ("RecursionError", "maximum recursion depth exceeded", "cause.raised.recursion"),
        ("EOFError", "EOF when reading a line", "cause.raised.input"),
        ("SystemExit", "0", "cause.raised.exit"),
        ("SystemExit", "2", "cause.raised.options"),
        ("MemoryError", "", "cause.raised.memory"),
    ],
)
def test_an_error_that_cannot_be_provoked_here_is_known_by_its_text(type_name: str, message: str, key: str) -> None:
    assert explain_error(StudentError(type=type_name, message=message), EN).endswith(SENTENCES[key])


def test_every_reason_has_been_tried() -> None:
    tried = {key for key, _ in REAL} | {"cause.raised.cuda", "cause.raised.not_implemented", "cause.raised.assertion"}
    tried |= {f"cause.raised.{name}" for name in ("recursion", "input", "exit", "options", "memory", "gpu_memory")}
    assert {key for _, key in REASONS} == tried


@pytest.mark.parametrize("words", [EN, RU], ids=["en", "ru"])
@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("zeros() takes 1 positional argument but 2 were given", "out = torch.zeros(x, weight)"),
        ("zeros() got an unexpected keyword argument 'shape'", "out = torch.zeros(2, 3, shape=3)"),
        ("pair() missing 1 required positional argument: 'n'", "sh, sw = pair(stride)"),
    ],
)
def test_a_call_that_the_student_wrote_is_not_said_to_be_ours(message: str, line: str, words: Words) -> None:
    frame = Frame(unit="conv", line=8, function="conv2d", text=line)
    text = explain_error(StudentError(type="TypeError", message=message, frames=(frame,)), words)
    assert text.splitlines()[-1] == words.say("cause.raised.arguments_inside")


def test_a_backward_that_torch_calls_is_not_called_with_the_arguments_from_the_statement() -> None:
    message = "Mean.backward() takes 2 positional arguments but 3 were given"
    text = explain_error(StudentError(type="TypeError", message=message), EN)
    assert text.splitlines()[-1] == SENTENCES["cause.raised.arguments_inside"]


@pytest.mark.parametrize(
    "function",
    [
        lambda: list("ab")[PAIR],
        lambda: torch.ones(2)[torch.ones(2)],
        lambda: 5 - "same",  # type: ignore[operator]
        lambda: range("same"),  # type: ignore[arg-type]
        lambda: list("ab") + PAIR,
        lambda: PAIR > "a",
    ],
)
def test_an_error_that_only_looks_like_a_known_one_gets_no_reason(function: Callable[[], Any]) -> None:
    assert len(explain_error(caught(function), EN).splitlines()) == 1


def test_a_variable_called_like_a_function_outside_is_named_as_a_possible_reason() -> None:
    def shadowed() -> Any:
        half = half(3)  # type: ignore[has-type]  # noqa: F821
        return half + 1

    text = explain_error(caught(shadowed), EN)
    assert "a branch that did not run, or for a name that you also use for a function outside" in text


def test_an_error_that_nobody_knows_is_shown_without_a_guess() -> None:
    error = StudentError(type="MyError", message="odd")
    assert explain_error(error, EN) == "Your code stopped with MyError: odd"


def test_the_last_three_lines_of_the_student_s_own_are_shown() -> None:
    frames = tuple(Frame(unit="cell 3", line=line, function="f", text=f"  step({line})") for line in (1, 2, 3, 4))
    text = explain_error(StudentError(type="MyError", message="odd", frames=frames), RU)
    assert text.splitlines()[1:] == [f"ячейка 3, строка {line}:  step({line})" for line in (2, 3, 4)]


def test_a_hostile_message_is_cut_and_cleaned() -> None:
    error = StudentError(type="E\x1b[31m", message="\u202e" + "x" * 100_000, frames=())
    text = explain_error(error, EN)
    assert len(text) < 500 and "\x1b" not in text and "\u202e" not in text and "[...]" in text


@pytest.mark.parametrize(
    ("type_name", "message", "key"),
    [
        ("ModuleNotFoundError", "No module named 'cv2'", "cause.environment.module"),
        ("ImportError", "cannot import name 'imread' from 'scipy.misc'", "cause.environment.import_name"),
        ("ModuleNotFoundError", "cannot import name 'stackk' from 'torch'", "cause.environment.import_name"),
        ("AttributeError", "module 'numpy' has no attribute 'int'.\n`np.int` was", "cause.environment.removed"),
        ("AttributeError", "`np.Inf` was removed in the NumPy 2.0 release.", "cause.environment.removed"),
        ("TypeError", "only 0-dimensional arrays can be converted to Python scalars", "cause.environment.numpy_scalar"),
        ("TypeError", "only length-1 arrays can be converted to Python scalars", "cause.environment.numpy_scalar"),
        ("NameError", "name 'xrange' is not defined", "cause.environment.python2"),
        ("SyntaxError", "Missing parentheses in call to 'print'. Did you mean", "cause.environment.python2"),
        ("urllib.error.URLError", "<urlopen error [Errno -3]>", "cause.environment.network"),
        ("FileNotFoundError", "[Errno 2] No such file: '/kaggle/input/a.csv'", "cause.environment.hosted"),
    ],
)
def test_what_is_missing_here_is_told_apart_from_a_wrong_answer(type_name: str, message: str, key: str) -> None:
    reason = environment_reason(StudentError(type=type_name, message=message))
    assert reason is not None and reason[0] == key
    assert "{" not in EN.say(key, **reason[1])


@pytest.mark.parametrize("place", ["images/content/cat.jpg", "./content/cat.jpg", "/tmp/my-run/content/cat.jpg"])
def test_a_folder_of_the_student_s_own_is_not_taken_for_one_of_a_service(place: str) -> None:
    message = f"[Errno 2] No such file or directory: '{place}'"
    assert environment_reason(StudentError(type="FileNotFoundError", message=message)) is None


@pytest.mark.parametrize("function", [function for _, function in REAL])
def test_an_honest_error_is_no_matter_of_the_environment(function: Callable[[], Any]) -> None:
    assert environment_reason(caught(function)) is None
