"""A call in words: shapes and plain arguments, never a tensor's contents."""

from collections.abc import Sequence
from typing import Any

from grader.report.printable import one_line
from grader.words import Words

_MOST_NAMED = 4
_MOST_ITEMS = 4


def describe_call(entry: str, call: Any, parameter_names: Sequence[str], words: Words) -> str:
    """`conv2d(x: 2x3x5x8, weight: 4x3x3x2, stride=2)`; `call` is an authoring.Call, of `entry` where it names no other.

    Nothing of torch is needed: whatever has a `shape` is taken for a tensor. A hidden input's numbers never show.
    """
    named = [(parameter_names[at] if at < len(parameter_names) else "", arg) for at, arg in enumerate(call.args)]
    named += list(call.kwargs.items())
    driver = getattr(call, "driver", None)
    entry = getattr(call, "entry", None) or entry
    if driver is not None:
        entry, named = _driven(entry, named, words)
    text = f"{entry}({', '.join(_argument(name, value, words) for name, value in named)})"
    wrt = getattr(call, "wrt", ())
    return text + words.say("report.call.gradients", names=", ".join(wrt)) if wrt else text


_UNSHOWN = ("seed", "layout")
"""Of a driver: a seed would tell hidden weights, and a layout is long."""


def _driven(entry: str, named: list[tuple[str, Any]], words: Words) -> tuple[str, list[tuple[str, Any]]]:
    """What a driver calls: `LeNet(10)` on the rest of its arguments, where the first two are a class and its own."""
    shown = [(name, value) for name, value in named if name not in _UNSHOWN]
    if [name for name, _ in shown[:2]] != ["name", "args"]:
        return entry, shown
    made, given = shown[0][1], shown[1][1]
    inner = [("", value) for value in given] if isinstance(given, list | tuple) else list(dict(given).items())
    return f"{made}({', '.join(_argument(name, value, words) for name, value in inner)})", shown[2:]


def _argument(name: str, value: Any, words: Words) -> str:
    shown = _value(value, words)
    if not name:
        return shown
    return f"{name}: {shown}" if _has_tensor(value) else f"{name}={shown}"


def _has_tensor(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_tensor(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(_has_tensor(item) for item in value)
    return hasattr(value, "shape")


def _value(value: Any, words: Words) -> str:
    if hasattr(value, "shape"):
        return _tensor(value, words)
    if isinstance(value, dict) and _has_tensor(value):
        shown = [f"{key}: {_value(item, words)}" for key, item in list(value.items())[:_MOST_NAMED]]
        return "{" + ", ".join([*shown, *(["…"] if len(value) > _MOST_NAMED else [])]) + "}"
    if isinstance(value, list | tuple):
        shown = [_value(item, words) for item in value[:_MOST_ITEMS]]
        inner = ", ".join([*shown, *(["…"] if len(value) > _MOST_ITEMS else [])])
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return one_line(repr(value), 60)


def _tensor(value: Any, words: Words) -> str:
    text = "x".join(str(int(size)) for size in value.shape) or words.say("report.call.scalar")
    dtype = str(getattr(value, "dtype", "")).removeprefix("torch.")
    if dtype not in ("", "float32"):
        text += f" {dtype}"
    contiguous = getattr(value, "is_contiguous", None)
    if callable(contiguous) and not contiguous():
        text += " " + words.say("report.call.noncontiguous")
    return text
