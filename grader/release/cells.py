"""The cells of a released notebook that show a public case: yours beside what should be."""

from collections.abc import Mapping
from typing import Any

from grader.release.examples import Example
from grader.release.helper import Helper, indented
from grader.release.literals import json_value, python_value
from grader.words import SENTENCES, Words


def example_code(number: int, example: Example, words: Words) -> str:
    """One example as code. The arguments stay in a dictionary: no global `x` that a solution could use by mistake."""
    title = words.say("release.example", number=number, title=example.title.of(words.lang))
    expected = f"expected = {python_value(example.expected, len('expected = '))}\n"
    given, call = _given(example)
    helped = "" if example.helper is None else _run_example(example.helper, bool(example.positional), words)
    show = "pformat({})" if _has_names(example.expected) else "{}"
    shown = (
        f"print({words.say('release.yours')!r}, {show.format(call)}, sep='\\n')\n"
        f"print({words.say('release.should_be')!r}, {show.format('expected')}, sep='\\n')\n"
    )
    code = f"{given}{expected}\n{helped}{shown}"
    imports = "".join(line for line, name in _IMPORTS.items() if name in given + expected + shown)
    return f"# {title}\n{imports}" + ("\n" if imports else "") + code


def example_data(example: Example, words: Words) -> Mapping[str, Any]:
    """One example as JSON."""
    helper = {} if example.helper is None else {"through": example.helper.driver, "source": example.helper.source}
    places = {"positional": json_value(example.positional)} if example.positional else {}
    return {
        "check": example.check,
        "title": example.title.of(words.lang),
        "entry": example.entry,
        **helper,
        **places,
        "arguments": {name: json_value(value) for name, value in example.arguments.items()},
        "expected": json_value(example.expected),
    }


_IMPORTS = {
    "from pprint import pformat\n": "pformat(",
    "from types import SimpleNamespace\n": "SimpleNamespace(",
    "import numpy as np\n": "np.",
    "import torch\n": "torch.",
}
"""The line, and what in a cell shows that it is needed."""


def _given(example: Example) -> tuple[str, str]:
    """The arguments as code, and the call with them."""
    named = "".join(f"    {name}={python_value(value, len(name) + 5)},\n" for name, value in example.arguments.items())
    given, inside = "", []
    if example.positional:
        given += f"places = {python_value(example.positional, len('places = '))}\n"
        inside.append("*places")
    if named or not example.positional:
        given += f"example = dict(\n{named})\n"
        inside.append("**example")
    if example.helper is None:
        return given, f"{example.entry}({', '.join(inside)})"
    student = ", ".join(f"{name}={name}" for name in example.helper.uses)
    return given, f"run_example(SimpleNamespace({student}), {', '.join(inside)})"


def _run_example(helper: Helper, positional: bool, words: Words) -> str:
    """A function that holds the driver, so that no name of drive.py hides one of the student's."""
    takes = "student, *places, **example" if positional else "student, **example"
    lines = [f"\ndef run_example({takes}):", f"    # {words.say('release.helper')}"]
    if helper.says:
        known = {what: f"drive.{what}" if f"drive.{what}" in SENTENCES else "drive.unknown" for what in helper.says}
        sentences = "".join(f"        {what!r}: {words.say(key)!r},\n" for what, key in known.items())
        lines += [
            f"    sentences = {{\n{sentences}    }}",
            "    student.mismatch = lambda what, **fields: ValueError(sentences[what].format(**fields))",
            "",
        ]
    return "\n".join([*lines, indented(helper.source), "", f"    return {helper.driver}({takes})\n\n\n"])


def _has_names(value: Any) -> bool:
    """Whether there is a dictionary in it: its order means nothing, so it is shown sorted."""
    if isinstance(value, tuple | list):
        return any(map(_has_names, value))
    return isinstance(value, Mapping)
