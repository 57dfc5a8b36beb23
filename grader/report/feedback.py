"""Turns a Comparison into the sentences that a student reads: what was seen, what should be, where, what is allowed."""

import math
import platform
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from grader.model import Cause, Comparison, Foreign, Frame, Returned, StudentError, TensorValue
from grader.report.printable import one_line
from grader.report.raised import environment_reason, explain_error, frame_text
from grader.report.shapes import explain_shape
from grader.words import Words


def explain(comparison: Comparison, returned: Returned, words: Words) -> str:
    """The sentences for one case; empty where it passes. Lines are separated by `\\n`.

    Beside what the fields of Comparison say of themselves, a few causes read `expected` and `yours` so:
    `needs`: `expected` is the title of the check that has to pass first; `banned`: `yours` is the name that was used;
    `missing_entry`, `not_started`: `expected` is the entry's name; `timeout`, `out_of_time`, `memory`, `output`:
    `allowed` is the limit in seconds or bytes; `input_changed`: `yours` names the arguments (else `returned` does);
    `environment`, `load_failed`, `raised`: the error is `returned.error`; `syntax`: `returned.error` has the line.
    All of them are optional: what is not known is not said. Raises nothing, whatever the values are.
    """
    sentence = _BY_CAUSE[comparison.cause](comparison, returned, words)
    place = _where(comparison.where, words)
    return f"{place}{sentence}" if place and comparison.cause in _ABOUT_A_VALUE else sentence


def explain_note(key: str, words: Words) -> str:
    """The sentence for one of `Comparison.notes`: something harmless that is worth knowing."""
    return words.say(f"cause.note.{key}")


def number_text(value: Any, other: Any = None) -> str:
    """A number short enough to read, with as many digits as tell it from `other`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return one_line(str(value), 60)
    if isinstance(value, int):
        return str(value) if abs(value) < 10**15 else f"{value:.6e}"
    for digits in (6, 9, 12, 17):
        text = f"{value:.{digits}g}"
        if not isinstance(other, float) or value == other or text != f"{other:.{digits}g}":
            return text
    return text


def type_text(value: Any) -> str:
    """What kind of thing was returned: the name that the student would use for it."""
    if isinstance(value, TensorValue | Foreign):
        return one_line(value.type_name, 80)
    return "None" if value is None else type(value).__name__


def _where(where: str, words: Words) -> str:
    kind, _, rest = where.partition(" ")
    if kind == "output" and rest:
        return words.say("cause.where.output", number=one_line(rest, 40))
    if where.startswith("gradient of "):
        return words.say("cause.where.gradient", name=one_line(where.removeprefix("gradient of "), 80))
    return f"{one_line(where, 80)}: " if where else ""


def _nothing(comparison: Comparison, returned: Returned, words: Words) -> str:
    return ""


def _fixed(key: str) -> Callable[[Comparison, Returned, Words], str]:
    def sentence(comparison: Comparison, returned: Returned, words: Words) -> str:
        return words.say(key)

    return sentence


def _named(with_name: str, without: str, field: str) -> Callable[[Comparison, Returned, Words], str]:
    """A sentence about the name in `comparison.<field>`, and the one to use where there is none."""

    def sentence(comparison: Comparison, returned: Returned, words: Words) -> str:
        name = getattr(comparison, field)
        if not name:
            return words.say(without)
        if isinstance(name, list | tuple):
            name = ", ".join(str(item) for item in name)
        return words.say(with_name, name=one_line(str(name), 200))

    return sentence


def _not_started(comparison: Comparison, returned: Returned, words: Words) -> str:
    if returned.error is None:
        return _named("cause.not_started", "cause.not_started.unknown", "expected")(comparison, returned, words)
    slot = words.say("cause.not_started.slot", name=one_line(str(comparison.expected or ""), 200))
    return "\n".join([slot, *(frame_text(frame, words) for frame in returned.error.frames[-1:])])


def _timeout(comparison: Comparison, returned: Returned, words: Words) -> str:
    """Of a call, or of loading the file, which calls nothing."""
    if comparison.where == "loading" and comparison.allowed is not None:
        return words.say("cause.timeout.loading", limit=f"{comparison.allowed:.6g}")
    if comparison.where == "training" and comparison.allowed is not None:
        return words.say("fit.too_long", limit=f"{comparison.allowed:.6g}")
    return _limit("cause.timeout", "cause.timeout.unknown")(comparison, returned, words)


def _limit(with_limit: str, without: str, unit: float = 1.0) -> Callable[[Comparison, Returned, Words], str]:
    def sentence(comparison: Comparison, returned: Returned, words: Words) -> str:
        if comparison.allowed is None:
            return words.say(without)
        return words.say(with_limit, limit=f"{comparison.allowed / unit:.6g}")

    return sentence


def _raised(comparison: Comparison, returned: Returned, words: Words) -> str:
    return explain_error(returned.error, words) if returned.error else words.say("cause.raised.unknown")


def _load_failed(comparison: Comparison, returned: Returned, words: Words) -> str:
    if returned.error is None:
        return words.say("cause.load_failed")
    return words.say("cause.load_failed") + "\n" + explain_error(returned.error, words)


def _mismatch(comparison: Comparison, returned: Returned, words: Words) -> str:
    """The sentence that the driver named; its fields were said inside the jail, so whatever is odd is left unsaid."""
    what, *said = str(comparison.expected or "").split("|")
    fields = {name: one_line(value, 100) for name, _, value in (part.partition("=") for part in said)}
    error = returned.error if what == "no_network" else None
    try:
        told = words.say(f"drive.{what}", **{"": "", **fields})  # with a field at least, none is ever shown unfilled
    except (KeyError, IndexError):
        return words.say("drive.unknown")
    return told if error is None else f"{told}\n{explain_error(error, words)}"


def _syntax(comparison: Comparison, returned: Returned, words: Words) -> str:
    error = returned.error
    if error is None:
        return words.say("cause.syntax", version=_version())
    lines = [words.say("cause.syntax.because", version=_version(), message=one_line(error.message or error.type, 200))]
    return "\n".join([*lines, *(frame_text(frame, words) for frame in error.frames[-1:])])


def _version() -> str:
    return ".".join(platform.python_version_tuple()[:2])


def _environment(comparison: Comparison, returned: Returned, words: Words) -> str:
    error = returned.error or StudentError(type="", message=str(comparison.yours or ""))
    reason = environment_reason(error)
    if reason is None and comparison.yours == "python2":
        reason = ("cause.environment.python2", {})
    if reason is None and comparison.yours == "newer":
        fields = {"needed": str(comparison.expected), "version": _version()}
        reason = ("cause.environment.newer", fields)
    key, fields = reason or ("cause.environment", {})
    frames: tuple[Frame, ...] = error.frames[-1:]
    seen = [one_line(f"{error.type}: {error.message}", 300)] if error.type else []
    return "\n".join([words.say(key, **fields), *seen, *(frame_text(frame, words) for frame in frames)])


def _crashed(comparison: Comparison, returned: Returned, words: Words) -> str:
    if returned.error is None:
        return words.say("cause.crashed")
    return words.say("cause.crashed") + "\n" + explain_error(returned.error, words)


def _parameters(comparison: Comparison, returned: Returned, words: Words) -> str:
    return words.say("fit.parameters", yours=comparison.yours, most=comparison.expected)


def _epochs(comparison: Comparison, returned: Returned, words: Words) -> str:
    return words.say("fit.epochs", yours=comparison.yours, most=comparison.expected)


def _returned_nothing(comparison: Comparison, returned: Returned, words: Words) -> str:
    if comparison.where:  # other parts came back, so there is a return
        return words.say("cause.returned_nothing.part", expected=one_line(str(comparison.expected), 80))
    return words.say("cause.returned_nothing")


def _wrong_type(comparison: Comparison, returned: Returned, words: Words) -> str:
    yours, _, _ = one_line(str(comparison.yours or type_text(returned.value)), 80).partition(" (")
    expected = str(comparison.expected or "torch.Tensor")
    several = re.fullmatch(r"tuple \((\d+)\)", expected)
    if several and comparison.where:
        return words.say("cause.wrong_type.part", yours=_sized(comparison.yours or yours, words), count=several[1])
    if several:
        return words.say("cause.wrong_type.several", yours=_sized(comparison.yours or yours, words), count=several[1])
    sentence = words.say("cause.wrong_type", yours=_sized(comparison.yours or yours, words), expected=expected)
    advice = _TYPE_ADVICE.get(yours.rsplit(".", 1)[-1])
    return f"{sentence} {words.say(advice)}" if advice and "ensor" in expected else sentence


def _sized(name: Any, words: Words) -> str:
    """`list (3)` in words."""
    sized = re.fullmatch(r"(\w+) \((\d+)\)", str(name))
    return words.say("cause.wrong_type.sized", type=sized[1], count=sized[2]) if sized else one_line(str(name), 80)


def _wrong_length(comparison: Comparison, returned: Returned, words: Words) -> str:
    return words.say("cause.wrong_length", yours=comparison.yours, expected=comparison.expected)


def _order(comparison: Comparison, returned: Returned, words: Words) -> str:
    order = comparison.yours if isinstance(comparison.yours, list | tuple) else ()
    return words.say("cause.order", order=", ".join(one_line(str(at), 20) for at in order) or "?")


def _no_data(comparison: Comparison, returned: Returned, words: Words) -> str:
    yours = comparison.yours
    why = yours.why or yours.type_name if isinstance(yours, Foreign) else str(yours or "")
    sentence = words.say("cause.no_data", why=one_line(why, 80)) if why else words.say("cause.no_data.unknown")
    advice = next((key for part, key in _NO_DATA_ADVICE if part in why), None)
    return f"{sentence} {words.say(advice)}" if advice else sentence


def _shape(comparison: Comparison, returned: Returned, words: Words) -> str:
    yours, expected = comparison.yours, comparison.expected
    if not (_is_shape(yours) and _is_shape(expected)):
        return words.say("cause.shape", yours=one_line(str(yours), 80), expected=one_line(str(expected), 80))
    return explain_shape(yours, expected, words)


def _is_shape(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(size, int) for size in value)


def _dtype(comparison: Comparison, returned: Returned, words: Words) -> str:
    yours, expected = (
        one_line(str(name), 40).removeprefix("torch.") for name in (comparison.yours, comparison.expected)
    )
    sentence = words.say("cause.dtype", yours=yours, expected=expected)
    if "float8" in yours:
        advice = "cause.no_data.float8"
    elif yours in ("float16", "bfloat16") and expected in ("float32", "float64"):
        advice = "cause.dtype.half"
    elif "float" in expected and not ("float" in yours or "complex" in yours):
        advice = "cause.dtype.whole"
    elif "int" in expected and "float" in yours:
        advice = "cause.dtype.index"
    else:
        return sentence
    return f"{sentence} {words.say(advice, yours=yours)}"


def _device(comparison: Comparison, returned: Returned, words: Words) -> str:
    return words.say(
        "cause.device", yours=one_line(str(comparison.yours), 40), expected=one_line(str(comparison.expected), 40)
    )


def _non_finite(comparison: Comparison, returned: Returned, words: Words) -> str:
    yours, expected = number_text(comparison.yours), number_text(comparison.expected)
    reason = words.say("cause.non_finite.nan" if yours == "nan" else "cause.non_finite.inf")
    if comparison.elements <= 1:
        return words.say("cause.values.single", yours=yours, expected=expected) + " " + reason
    sentence = words.say("cause.non_finite", yours=yours, wrong=comparison.wrong_elements, elements=comparison.elements)
    if comparison.index:
        place = words.say("cause.non_finite.first", index=_index(comparison.index))
        if isinstance(comparison.expected, int | float):
            place = words.say(
                "cause.non_finite.first_expected",
                index=_index(comparison.index),
                expected=expected,
            )
        sentence += " " + place
    if "rest_right" in comparison.notes:
        sentence += " " + words.say("cause.non_finite.rest_right")
    return f"{sentence} {reason}"


def _values(comparison: Comparison, returned: Returned, words: Words) -> str:
    yours, expected = comparison.yours, comparison.expected
    many = comparison.elements > 1
    key = "cause.values.all" if many and comparison.wrong_elements == comparison.elements else "cause.values"
    sentences = []
    if many:
        sentences.append(words.say(key, wrong=comparison.wrong_elements, elements=comparison.elements))
    fields = {"yours": number_text(yours, expected), "expected": number_text(expected, yours)}
    if comparison.index and many:
        sentences.append(words.say("cause.values.worst", index=_index(comparison.index), **fields))
    else:
        sentences.append(words.say("cause.values.single", **fields))
    difference, allowed = comparison.difference, comparison.allowed
    if difference is not None and allowed is not None and math.isfinite(difference):
        if allowed == 0:
            sentences.append(words.say("cause.values.exact", difference=_positional(difference, 3)))
        else:
            sentences.append(
                words.say(
                    "cause.values.allowed", difference=_positional(difference, 3), allowed=_positional(allowed, 2)
                )
            )
    return " ".join(sentences)


def _positional(number: float, digits: int) -> str:
    """`0.000014` rather than `1.4e-05`, where that stays short."""
    text = f"{number:.{digits}g}"
    return format(Decimal(text), "f") if 1e-7 <= abs(number) < 1e9 else text


def _index(index: tuple[int, ...]) -> str:
    return f"[{', '.join(str(at) for at in index)}]"


def _no_gradient(comparison: Comparison, returned: Returned, words: Words) -> str:
    if returned.error is not None:
        return words.say("cause.no_gradient") + "\n" + explain_error(returned.error, words)
    return words.say("cause.no_gradient")


def _input_changed(comparison: Comparison, returned: Returned, words: Words) -> str:
    names = comparison.yours or returned.changed_inputs
    if isinstance(names, list | tuple):
        names = ", ".join(str(name) for name in names)
    if not isinstance(names, str) or not names:
        return words.say("cause.input_changed.unknown")
    return words.say("cause.input_changed", names=one_line(names, 120))


_MIB = float(1 << 20)

_BY_CAUSE: dict[Cause, Callable[[Comparison, Returned, Words], str]] = {
    "none": _nothing,
    "not_started": _not_started,
    "missing_entry": _named("cause.missing_entry", "cause.missing_entry.unknown", "expected"),
    "syntax": _syntax,
    "load_failed": _load_failed,
    "banned": _named("cause.banned", "cause.banned.unknown", "yours"),
    "other_form": _named("cause.other_form", "cause.other_form.answers", "expected"),
    "needs": _named("cause.needs", "cause.needs.unknown", "expected"),
    "raised": _raised,
    "mismatch": _mismatch,
    "timeout": _timeout,
    "memory": _limit("cause.memory", "cause.memory.unknown", _MIB),
    "output": _limit("cause.output", "cause.output.unknown", _MIB),
    "crashed": _crashed,
    "out_of_time": _limit("cause.out_of_time", "cause.out_of_time.unknown"),
    "returned_nothing": _returned_nothing,
    "wrong_type": _wrong_type,
    "wrong_length": _wrong_length,
    "order": _order,
    "no_data": _no_data,
    "shape": _shape,
    "dtype": _dtype,
    "device": _device,
    "non_finite": _non_finite,
    "values": _values,
    "no_gradient": _no_gradient,
    "accuracy": _fixed("cause.accuracy"),
    "parameters": _parameters,
    "epochs": _epochs,
    "input_changed": _input_changed,
    "environment": _environment,
    "fault": _fixed("cause.fault"),
}

_ABOUT_A_VALUE: frozenset[Cause] = frozenset(
    ("wrong_type", "wrong_length", "no_data", "shape", "dtype", "device", "non_finite", "values", "no_gradient",
     "returned_nothing")
)  # fmt: skip
"""Causes whose sentence begins with the part of the value that it is about."""

_TYPE_ADVICE = {
    "list": "cause.wrong_type.list",
    "tuple": "cause.wrong_type.tuple",
    "ndarray": "cause.wrong_type.ndarray",
    "float": "cause.wrong_type.number",
    "int": "cause.wrong_type.number",
    "bool": "cause.wrong_type.number",
    "generator": "cause.wrong_type.generator",
    "coroutine": "cause.wrong_type.coroutine",
    "NoneType": "cause.returned_nothing",
    "None": "cause.returned_nothing",
    "Conv2d": "cause.wrong_type.layer",
    "MaxPool2d": "cause.wrong_type.layer",
    "AvgPool2d": "cause.wrong_type.layer",
    "function": "cause.wrong_type.function",
    "method": "cause.wrong_type.function",
    "type": "cause.wrong_type.function",
}

_NO_DATA_ADVICE = (
    ("sparse", "cause.no_data.sparse"),
    ("meta", "cause.no_data.meta"),
    ("float8", "cause.no_data.float8"),
)
