"""The hostile reader: whatever comes, it is a frame or a WireError, within its caps."""

import json
import struct
import tracemalloc

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import WireError
from grader.model import Foreign, TensorValue
from grader.sandbox import wire

CAP = 1 << 16


def frame_bytes(header: object, body: bytes = b"", *, raw: bytes | None = None) -> bytes:
    text = json.dumps(header).encode() if raw is None else raw
    return struct.pack("<4sIQ", b"GF01", len(text), len(body)) + text + body


def read_all(data: bytes, cap: int = CAP) -> wire.WireFrame | None:
    """Feeds `data` the way the session does: never more than the reader wants."""
    reader = wire.FrameReader(cap)
    while data:
        piece, data = data[: reader.wanted], data[reader.wanted :]
        frame = reader.feed(piece)
        if frame is not None:
            return frame
    return None


def returned(value: object, tensors: list[object], body: bytes) -> object:
    header = {"ended": "ok", "value": value, "gradients": [], "changed": [], "called": [], "tensors": tensors}
    frame = read_all(frame_bytes(header, body))
    assert frame is not None
    return wire.read_returned(frame).value


def test_a_tensor_comes_out_as_it_went_in() -> None:
    sent = torch.arange(6, dtype=torch.float32).reshape(2, 3)
    tensors: list[list[object]] = []
    blobs: list[bytes] = []
    node = wire.encode_value(sent, tensors, blobs)
    value = returned({**node, "type": "torch.Tensor"}, tensors, blobs[0])
    assert isinstance(value, TensorValue)
    assert torch.equal(value.data, sent)


def test_plain_values_come_out_as_they_went_in() -> None:
    nested = {"t": "tuple", "v": [{"t": "int", "v": 3}, {"t": "float", "v": "nan"}, {"t": "none"}]}
    value = returned(nested, [], b"")
    assert isinstance(value, tuple)
    assert value[0] == 3
    assert value[1] != value[1]
    assert value[2] is None


def test_what_is_no_data_is_described() -> None:
    value = returned({"t": "other", "type": "Sparse", "why": "layout sparse_coo", "shape": [2, 2]}, [], b"")
    assert value == Foreign(type_name="Sparse", why="layout sparse_coo", shape=(2, 2))


@pytest.mark.parametrize(
    "data",
    [
        b"GARBAGE!" * 4,
        struct.pack("<4sIQ", b"GF01", 1 << 31, 0),
        struct.pack("<4sIQ", b"GF01", 2, 1 << 63),
        frame_bytes([]),
        frame_bytes({"tensors": "no"}),
        frame_bytes({"tensors": [["float32", [2]]]}, b"\0" * 4),
        frame_bytes({"tensors": [["float32", [-1]]]}),
        frame_bytes({"tensors": [["float32", [1 << 62, 1 << 62]]]}),
        frame_bytes({"tensors": [["float32", [0, 1 << 39, 1 << 39]]]}),
        frame_bytes({"tensors": [["float8_e4m3fn", [1]]]}, b"\0"),
        frame_bytes({"tensors": [["float32", [True]]]}, b"\0" * 4),
        frame_bytes({"tensors": [["float32", [1] * 40]]}, b"\0" * 4),
        frame_bytes(None, raw=b'{"tensors": [], "tensors": []}'),
        frame_bytes(None, raw=b'{"tensors": [], "x": NaN}'),
        frame_bytes(None, raw=b'{"tensors": [], "x": ' + b"9" * 9000 + b"}"),
        frame_bytes(None, raw=b"[" * 100_000),
        frame_bytes(None, raw=b'{"tensors": ["\xff"]}'),
    ],
    ids=lambda data: repr(data[:60]),
)
def test_malformed_frames_are_wire_errors(data: bytes) -> None:
    with pytest.raises(WireError):
        read_all(data)


@pytest.mark.parametrize(
    "header",
    [
        {"ended": "passed"},
        {"ended": "ok", "value": None},
        {"ended": "ok", "value": {"t": "tensor", "i": 7, "type": "x"}},
        {"ended": "ok", "value": {"t": "tensor", "i": -1, "type": "x"}},
        {"ended": "ok", "value": {"t": "tensor", "i": True, "type": "x"}},
        {"ended": "ok", "value": {"t": "int", "v": True}},
        {"ended": "ok", "value": {"t": "float", "v": "one"}},
        {"ended": "ok", "value": {"t": "pickle", "v": ""}},
        {"ended": "ok", "value": {"t": "none"}, "score": 10},
        {"ended": "raised", "error": None},
        {"ended": "raised", "error": {"type": "E", "message": "m", "frames": [{"line": "1"}]}},
        {"ended": "raised", "error": {"type": "E", "message": "m", "passed": True}},
    ],
    ids=str,
)
def test_answers_that_make_no_sense_are_wire_errors(header: dict[str, object]) -> None:
    frame = read_all(frame_bytes({**header, "tensors": []}))
    assert frame is not None
    with pytest.raises(WireError):
        wire.read_returned(frame)


def test_a_bool_is_zero_or_one() -> None:
    with pytest.raises(WireError, match="bool"):
        returned({"t": "tensor", "i": 0, "type": "torch.Tensor"}, [["bool", [2]]], b"\x01\xff")


def test_lengths_are_refused_before_anything_is_allocated() -> None:
    reader = wire.FrameReader(CAP)
    tracemalloc.start()
    with pytest.raises(WireError):
        reader.feed(struct.pack("<4sIQ", b"GF01", 100, 1 << 40))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
KINDS = st.sampled_from(["none", "bool", "int", "float", "str", "list", "tuple", "dict", "tensor", "other", "x"])
NODE = st.recursive(
    st.fixed_dictionaries({"t": KINDS}, optional={"v": JSON, "i": JSON, "type": JSON, "shape": JSON, "why": JSON}),
    lambda inner: st.fixed_dictionaries({"t": KINDS, "v": st.lists(inner, max_size=3) | JSON}),
    max_leaves=6,
)


@given(st.binary(max_size=400) | st.binary(max_size=300).map(lambda tail: b"GF01" + tail))
def test_no_bytes_raise_anything_but_wire_errors(data: bytes) -> None:
    try:
        frame = read_all(data)
    except WireError:
        return
    assert frame is None or isinstance(frame.header, dict)


@settings(max_examples=300)
@given(
    st.fixed_dictionaries(
        {"tensors": st.just([["float32", [2]]]) | JSON},
        optional={
            "ended": st.sampled_from(["ok", "raised", "missing"]) | JSON,
            "value": NODE | JSON,
            "gradients": st.lists(NODE, max_size=2) | JSON,
            "changed": JSON,
            "called": JSON,
            "error": JSON
            | st.fixed_dictionaries({"type": st.text(), "message": st.text(), "frames": JSON, "cell": JSON}),
            "errors": JSON,
            "executed": JSON,
        },
    ),
    st.sampled_from([b"", b"\0" * 8]),
)
def test_no_header_raises_anything_but_wire_errors(header: dict[str, object], body: bytes) -> None:
    for read in (wire.read_returned, wire.read_opened, wire.read_tried):
        try:
            frame = read_all(frame_bytes(header, body))
            if frame is not None:
                assert read(frame) is not None
        except WireError:
            continue


@given(st.data())
def test_a_damaged_frame_is_a_frame_or_a_wire_error(data: st.DataObject) -> None:
    value = {"t": "tensor", "i": 0, "type": "torch.Tensor", "device": "cpu"}
    whole = bytearray(frame_bytes({"ended": "ok", "value": value, "tensors": [["float32", [2, 2]]]}, b"\1" * 16))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        frame = read_all(bytes(whole))
        if frame is not None:
            assert wire.read_returned(frame).ended in ("ok", "raised", "missing")
    except WireError:
        return


@pytest.mark.parametrize(
    "header",
    [
        {"found": True, "outcomes": 3},
        {"found": True, "outcomes": [3]},
        {"found": True, "outcomes": [[3]]},
        {"found": True, "outcomes": [[{"ended": "crashed"}]]},
        {"found": True, "outcomes": [[{"ended": "ok"}]]},
        {"found": True, "outcomes": [[{"ended": "ok", "value": {"t": "tensor", "i": 0}}]]},
        {"found": True, "outcomes": [[{"ended": "raised", "more": 1}]]},
        {"found": True, "outcomes": [None] * 20_001},
        {"found": True, "stopped": -1},
        {"found": True, "stopped": "1"},
        {"found": True, "kinds": [1]},
        {"found": True, "kinds": [{"x": 1}]},
        {"found": True, "kinds": [dict.fromkeys(map(str, range(501)), "int")]},
        {"found": True, "ran": [1]},
        {"found": True, "ran": [["1"]]},
        {"found": True, "ran": [[1] * 1001]},
        {"found": True, "score": 10},
    ],
)
def test_what_came_of_changes_is_read_as_strictly(header: dict[str, object]) -> None:
    frame = read_all(frame_bytes({**header, "tensors": []}))
    assert frame is not None
    with pytest.raises(WireError):
        wire.read_tried(frame)


def test_only_true_means_that_functions_were_found() -> None:
    for said, found in ((True, True), (False, False), (1, False), ("yes", False), (None, False)):
        frame = read_all(frame_bytes({"found": said, "tensors": []}))
        assert frame is not None
        assert wire.read_tried(frame).found is found
