"""The executed notebook is untrusted: what is safe survives, all else is dropped and counted."""

import base64
import json
import struct
import zlib
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report import sanitise
from grader.report.png import rebuilt_png
from grader.report.printable import printable
from grader.report.sanitise import sanitise_notebook, to_ipynb


def chunk(name: bytes, data: bytes) -> bytes:
    """One PNG chunk."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 3, height: int = 2, extra: bytes = b"") -> bytes:
    """A sound greyscale PNG; `extra` goes between header and data."""
    rows = b"".join(b"\x00" + bytes(80 * (x % 3) for x in range(width)) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def notebook(*cells: dict[str, Any]) -> bytes:
    """An executed notebook as raw JSON."""
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def code(source: Any, *outputs: Any) -> dict[str, Any]:
    """A code cell."""
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": {}, "execution_count": 1}


def display(**data: Any) -> dict[str, Any]:
    """A display output; `image_png` stands for `image/png`."""
    return {"output_type": "display_data", "data": {k.replace("_", "/", 1): v for k, v in data.items()}, "metadata": {}}


def stream(text: Any) -> dict[str, Any]:
    """What was printed."""
    return {"output_type": "stream", "name": "stdout", "text": text}


def encoded(raw: bytes) -> str:
    """base64 with line breaks, as nbformat stores it."""
    return base64.encodebytes(raw).decode()


def test_sources_text_errors_and_pictures_survive() -> None:
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[0;31mE\x1b[0m: v"]}
    raw = notebook(
        {"cell_type": "markdown", "source": ["# A\n", "b"]},
        code("x = 1", stream(["a\n", "b\n"]), display(image_png=encoded(png())), error),
    )
    clean = sanitise_notebook(raw)
    assert clean.problem is None and clean.dropped == ()
    assert [(cell.kind, cell.number, cell.source) for cell in clean.cells] == [
        ("markdown", 1, "# A\nb"),
        ("code", 1, "x = 1"),
    ]
    assert [(output.kind, output.text) for output in clean.cells[1].outputs] == [
        ("text", "a\nb\n"),
        ("image", ""),
        ("error", "E: v"),
    ]
    assert base64.b64decode(clean.cells[1].outputs[1].png) == png()


@pytest.mark.parametrize(
    "active",
    [
        {"text/html": "<script>alert(1)</script>"},
        {"application/javascript": "alert(1)"},
        {"image/svg+xml": "<svg onload=alert(1)>"},
        {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}},
        {"text/latex": "$$\\href{javascript:alert(1)}{x}$$"},
        {"image/jpeg": "/9j/"},
    ],
)
def test_active_output_is_dropped_and_its_plain_text_kept(active: dict[str, Any]) -> None:
    output = {"output_type": "display_data", "data": active | {"text/plain": "plain"}, "metadata": {"x": active}}
    clean = sanitise_notebook(notebook(code("", output)))
    assert clean.dropped == (("rich", 1),)
    assert [output.text for output in clean.cells[0].outputs] == ["plain"]
    assert "alert" not in to_ipynb(clean)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"cells": [], "cells": []}', "not_json"),
        (b'{"cells": [' + b"9" * 10_000 + b"]}", "not_json"),
        (b"[]", "not_notebook"),
        (b'"cells"', "not_notebook"),
        (b'{"cells": {}}', "not_notebook"),
        (b'{"worksheets": []}', "not_notebook"),
        (b"[" + b"{}," * 3_000_001, "too_large"),
        (b"{" * 1_000_001, "too_large"),
    ],
    ids=range(11),
)
def test_what_is_no_notebook_is_said_and_not_raised(raw: bytes, problem: str) -> None:
    clean = sanitise_notebook(raw)
    assert clean.problem == problem and clean.cells == ()


def test_a_file_over_the_limit_is_not_even_parsed() -> None:
    assert sanitise_notebook(notebook(code("x")), max_bytes=10).problem == "too_large"


@pytest.mark.parametrize(
    "cell",
    [None, 1, "x", [], {}, {"cell_type": "code"}, {"cell_type": "code", "source": 3},
     {"cell_type": ["code"], "source": ""}, {"cell_type": "evil", "source": ""},
     {"cell_type": "code", "source": ["a", 1]}],
    ids=range(10),
)  # fmt: skip
def test_a_malformed_cell_is_left_out_and_counted(cell: Any) -> None:
    clean = sanitise_notebook(notebook(cell, code("x")))
    assert clean.dropped == (("malformed", 1),) and [cell.source for cell in clean.cells] == ["x"]


@pytest.mark.parametrize(
    "output",
    [None, 1, {}, {"output_type": "stream"}, {"output_type": "stream", "text": {"a": 1}}, {"output_type": "evil"},
     {"output_type": "display_data", "data": []}, {"output_type": {}, "data": {}}],
    ids=range(8),
)  # fmt: skip
def test_a_malformed_output_is_left_out_and_counted(output: Any) -> None:
    clean = sanitise_notebook(notebook(code("x", output, stream("y"))))
    assert clean.dropped == (("malformed", 1),)
    assert [output.text for output in clean.cells[0].outputs] == ["y"]


def test_control_and_direction_characters_become_visible() -> None:
    clean = sanitise_notebook(notebook(code("a\u202eb", stream("\x1b]0;title\x07c\x00d\u2066\ud800"))))
    assert clean.cells[0].source == "a<U+202E>b"
    assert clean.cells[0].outputs[0].text == "c<U+0000>d<U+2066><U+D800>"


def test_long_text_is_cut_with_a_mark() -> None:
    clean = sanitise_notebook(notebook(code("x", stream("y" * 500_000))))
    text = clean.cells[0].outputs[0].text
    assert len(text) < 21_000 and "[...]" in text and clean.dropped == (("text", 1),)


def test_all_text_together_is_bounded() -> None:
    cells = [code("x" * 40_000, *[stream("y" * 19_000)] * 20) for _ in range(20)]
    clean = sanitise_notebook(notebook(*cells))
    assert len(to_ipynb(clean)) < 3_600_000 and dict(clean.dropped)["text"] > 0


def test_cells_outputs_and_pictures_are_counted_and_capped() -> None:
    picture = display(image_png=encoded(png()))
    clean = sanitise_notebook(notebook(code("x", *[picture] * 61), code("y", picture), *[code("z")] * 600))
    assert dict(clean.dropped) == {"cells": 102, "outputs": 1, "image": 1}
    assert len(clean.cells) == 500 and len(clean.cells[0].outputs) == 60


def sized(width: int, height: int) -> bytes:
    """A header that claims this size."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))


GOOD = png()
REST = chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"GIF89a" + GOOD,
        GOOD[:-1],
        GOOD[:40] + b"\x00" + GOOD[41:],
        GOOD[:8] + chunk(b"IDAT", b"") + GOOD[8:],
        GOOD[:8] + sized(20_000, 2) + REST,
        GOOD[:8] + sized(9_000, 9_000) + REST,
        GOOD[:8] + chunk(b"IHDR", b"short") + REST,
        GOOD[:8] + chunk(b"IHDR", GOOD[16:29]) + chunk(b"IEND", b""),
        GOOD[:8] + b"\xff\xff\xff\xff" + GOOD[12:],
        b"<svg onload=alert(1)>",
    ],
    ids=range(11),
)  # fmt: skip
def test_a_picture_that_is_no_sound_png_is_dropped(raw: bytes) -> None:
    clean = sanitise_notebook(notebook(code("x", display(image_png=encoded(raw)))))
    assert clean.cells[0].outputs == () and clean.dropped == (("image", 1),)


@pytest.mark.parametrize("value", [None, 3, ["a", 3], {"a": "b"}, "not base64!", "\u0660" * 8])
def test_a_picture_that_is_no_base64_is_dropped(value: Any) -> None:
    clean = sanitise_notebook(notebook(code("x", display(image_png=value, text_plain="fig"))))
    assert [output.text for output in clean.cells[0].outputs] == ["fig"] and clean.dropped == (("image", 1),)


def test_text_and_trailing_bytes_of_a_png_are_taken_out() -> None:
    hidden = png(extra=chunk(b"tEXt", b"Comment\x00<script>") + chunk(b"iCCP", b"x")) + b"PK\x03\x04"
    assert rebuilt_png(hidden) == png()


def test_what_is_attached_is_a_notebook_that_others_can_open() -> None:
    raw = notebook(
        {"cell_type": "markdown", "source": "a", "attachments": {"x.svg": {}}},
        {"cell_type": "raw", "source": "b"},
        code("x", stream("y"), display(image_png=encoded(png()))),
    )
    document = to_ipynb(sanitise_notebook(raw))
    nbformat.validate(nbformat.reads(document, as_version=4))
    assert [cell["source"] for cell in json.loads(document)["cells"]] == ["a", "b", "x"]


def test_an_odd_number_in_metadata_does_not_cost_the_whole_notebook() -> None:
    raw = b'{"cells": [{"cell_type": "code", "source": "x", "metadata": {"v": NaN}, "outputs": []}]}'
    assert [cell.source for cell in sanitise_notebook(raw).cells] == ["x"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["cell_type", "source", "outputs", "output_type", "data", "text", "image/png", "text/plain",
                         "traceback", "x"]) , inner, max_size=5),
    max_leaves=20,
)  # fmt: skip
cells = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown", "raw"]) | anything, "source": st.text() | anything},
    optional={
        "outputs": anything
        | st.lists(
            st.fixed_dictionaries(
                {"output_type": st.sampled_from(["stream", "error", "display_data", "execute_result"])},
                optional={"data": anything, "text": st.text() | anything, "traceback": anything, "ename": anything},
            )
        )
    },
)


@given(st.lists(cells | anything, max_size=6))
def test_no_json_makes_it_raise_or_leaves_anything_unsafe(found: list[Any]) -> None:
    clean = sanitise_notebook(notebook(*found))
    assert clean.problem is None
    for cell in clean.cells:
        for text in (cell.source, *(output.text for output in cell.outputs)):
            assert printable(text) == text
    nbformat.validate(nbformat.reads(to_ipynb(clean), as_version=4))


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    assert sanitise_notebook(raw).problem is not None
    assert rebuilt_png(b"\x89PNG\r\n\x1a\n" + raw) is None or len(raw) > 40


@given(st.text(), st.integers(0, 40))
def test_printable_text_is_printable_for_good_and_keeps_its_limit(text: str, limit: int) -> None:
    assert printable(printable(text)) == printable(text)
    assert len(printable(text, limit)) <= limit + len(" [...] ")
    assert "\x1b" not in printable(text)


def test_only_the_ends_of_a_long_output_are_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned: list[int] = []
    monkeypatch.setattr(sanitise, "printable", lambda text: cleaned.append(len(text)) or printable(text))
    output = {"output_type": "stream", "text": "\x7f" * 10**6}
    found = sanitise_notebook(notebook(code("", *[output] * 3)))
    assert found.problem is None
    assert [len(one.text) for one in found.cells[0].outputs] == [20_007] * 3
    assert max(cleaned) <= 8 * 20_000
    assert found.dropped == (("text", 3),)


def test_nothing_is_cleaned_once_the_budget_of_text_is_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned: list[str] = []
    monkeypatch.setattr(sanitise, "printable", lambda text: cleaned.append(text) or printable(text))
    monkeypatch.setattr(sanitise, "_MAX_ALL_TEXT", 10)
    found = sanitise_notebook(notebook(code("x" * 10, {"output_type": "stream", "text": "\x7f" * 10**6}), code("y")))
    assert cleaned == ["x" * 10]
    assert [(cell.source, cell.outputs) for cell in found.cells] == [("x" * 10, ()), ("", ())]
    assert found.dropped == (("text", 2),)
