"""Whatever the bytes: a Submission or a SubmissionError, nothing else."""

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import nbformat
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.authoring import BanSpec
from grader.errors import SubmissionError
from grader.intake import read_submission
from grader.rules import search
from grader.words import Words

BANS = (BanSpec(pattern="torch.conv2d", checks=("a",)),)
FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LINES = st.lists(
    st.sampled_from(
        [
            "def conv2d(x):",
            "    return torch.conv2d(x)",
            "import torch",
            "%cd",
            "!ls",
            "x = !a",
            "'''",
            "(",
            ")",
            "\\",
            "class A:",
            "    conv2d = f",
            "global x",
            "from . import *",
            "from .. import conv2d",
            "conv2d = conv2d(conv2d)",
            "pass",
            "",
            "\0",
            "\ud800",
            "for conv2d in x: pass",
            "lambda: (yield)",
            "match x:",
            "    case {'a': b, **conv2d}: pass",
            "del conv2d",
            "print 1",
            "@conv2d",
            "x[getattr(torch, 'a' + x)]",
            "try:",
            "except* conv2d as torch:",
            "if __name__ == '__main__':",
            "[x := 1 for x in y]",
        ]
    ),
    max_size=12,
).map("\n".join)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda one: st.lists(one, max_size=3), max_leaves=4
)


def outcome(name: str, raw: bytes) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(raw)
        try:
            submission = read_submission(path)
        except SubmissionError as refused:
            assert str(refused)
            return None
    submission.model_copy(update={"data": {}}).model_dump_json()
    assert search(submission, "conv2d", BANS, Words("ru")).entry.entry == "conv2d"
    return submission


@FEW
@given(st.sampled_from(["a.ipynb", "a.py", "a.zip"]), st.binary(max_size=300))
@example("a.zip", b"PK\x05\x06" + b"\0" * 18)
@example("a.zip", b"PK\x05\x06" + b"\xff" * 18)
@example("a.py", b"# coding: undefined\nx")
@example("a.py", b"# coding: utf-7\n+")
@example("a.ipynb", b'{"cells": [{"cell_type": "code", "source": "\\ud800"}]}')
def test_any_bytes_are_read_or_refused(name: str, raw: bytes) -> None:
    outcome(name, raw)


def cells() -> st.SearchStrategy[Any]:
    good = st.fixed_dictionaries(
        {"cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | JUNK},
        optional={
            "source": LINES | st.lists(LINES, max_size=3) | JUNK,
            "input": LINES | JUNK,
            "metadata": st.just({}) | JUNK,
            "outputs": st.lists(
                st.fixed_dictionaries({"output_type": st.sampled_from(["error", "pyerr"]) | JUNK}), max_size=2
            )
            | JUNK,
            "execution_count": st.integers() | JUNK,
            "prompt_number": st.integers() | JUNK,
            "id": st.sampled_from(["a", "b", "", "ж"]) | JUNK,
            "level": st.integers() | JUNK,
            "attachments": st.dictionaries(
                st.text(max_size=3), st.dictionaries(st.sampled_from(["image/png", "x"]), JUNK, max_size=2)
            ),
        },
    )
    return st.lists(good | JUNK, max_size=4)


@FEW
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "cells": cells(),
            "worksheets": st.lists(st.fixed_dictionaries({"cells": cells()}) | JUNK, max_size=2),
            "nbformat": st.sampled_from([3, 4]) | JUNK,
            "nbformat_minor": st.integers(0, 5) | JUNK,
            "metadata": st.fixed_dictionaries({}, optional={"kernelspec": JUNK, "language_info": JUNK, "grader": JUNK})
            | JUNK,
        },
    )
)
def test_any_notebook_is_read_valid_or_refused(document: Any) -> None:
    submission = outcome("a.ipynb", json.dumps(document).encode())
    if submission is not None:
        nbformat.validate(nbformat.reads(submission.notebook, as_version=4))


@FEW
@given(LINES)
def test_any_module_is_read_or_refused(source: str) -> None:
    outcome("a.py", source.encode("utf-8", "surrogatepass"))


@FEW
@given(
    st.dictionaries(
        st.sampled_from(["a.py", "b/a.py", "b/__init__.py", "../a", "c.ipynb", "d.zip"])
        | st.text(min_size=1, max_size=6),
        LINES,
        max_size=4,
    ),
    st.binary(max_size=3),
    st.integers(0, 400),
)
def test_any_archive_is_read_or_refused(members: dict[str, str], junk: bytes, at: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as handle:
        for name, content in members.items():
            try:
                handle.writestr(name, content.encode("utf-8", "surrogatepass"))
            except (UnicodeEncodeError, IndexError):  # a lone surrogate or a NUL is no name of a zip's member
                continue
    raw = bytearray(buffer.getvalue())
    at %= len(raw)
    raw[at : at + len(junk)] = junk
    outcome("a.zip", bytes(raw))
