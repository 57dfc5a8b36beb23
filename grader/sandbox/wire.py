"""The hostile reader: every byte from the jail is checked here before it means anything.

It trusts nothing: lengths are capped before a byte is kept, JSON is refused with duplicate keys, NaN constants, deep
nesting or unknown fields, and a tensor exists only if its dtype is on a fixed list and its bytes fit its shape.
Whatever comes, the only exception is WireError. The format is described in grader/inside/wire.py.
"""

import itertools
import json
import math
import struct
from typing import Any

from grader.errors import WireError
from grader.model import Foreign, Opened, Returned, StudentError, TensorValue, Tried
from grader.model.run import Frame as CodeFrame

MAGIC = b"GF01"
_PREAMBLE = struct.Struct("<4sIQ")
MAX_HEADER_BYTES = 1 << 20
_MAX_DEPTH = 12
_MAX_TEXT = 20_000
_MAX_TENSORS = 1000
_MAX_RANK = 16
_MOST_OUTCOMES = 20_000
_MAX_SIZE = 2**40

_ITEM_BYTES = {
    "float16": 2,
    "bfloat16": 2,
    "float32": 4,
    "float64": 8,
    "complex64": 8,
    "complex128": 16,
    "uint8": 1,
    "int8": 1,
    "int16": 2,
    "int32": 4,
    "int64": 8,
    "bool": 1,
}


class WireFrame:
    """One frame that is well formed: its header, and its body still as bytes."""

    def __init__(self, header: dict[str, Any], tensors: list[tuple[str, tuple[int, ...]]], body: bytearray) -> None:
        self.header = header
        self.tensors = tensors
        self.body = body
        self._taken: set[int] = set()
        self._starts = list(itertools.accumulate((_bytes_of(*entry) for entry in tensors), initial=0))

    def take(self, index: Any) -> int:
        """`index`, where no other part of the value has that tensor: bytes are copied once, not once a mention."""
        if type(index) is not int or not 0 <= index < len(self.tensors) or index in self._taken:
            raise WireError("no such tensor, or one that is taken")
        self._taken.add(index)
        return index

    def blob(self, index: int) -> memoryview:
        """The bytes of tensor `index`."""
        return memoryview(self.body)[self._starts[index] : self._starts[index + 1]]


class FrameReader:
    """Collects bytes as they come and gives back whole frames; keeps no more than one frame within its caps."""

    def __init__(self, max_body_bytes: int) -> None:
        self._max_body_bytes = max_body_bytes
        self._buffer = bytearray()

    @property
    def wanted(self) -> int:
        """How many bytes may be fed now at most; never more than what the current part of the frame still lacks."""
        need = self._need()
        return max(1, min(1 << 20, need - len(self._buffer)))

    def feed(self, data: bytes) -> WireFrame | None:
        """Adds bytes; returns the frame once it is whole. Raises WireError as soon as it cannot become one."""
        self._buffer += data
        if len(self._buffer) < self._need():
            return None
        if len(self._buffer) > self._need():
            raise WireError("more bytes than one frame")
        _, header_length, _ = _PREAMBLE.unpack_from(self._buffer)
        start = _PREAMBLE.size + header_length
        header = _parse_header(bytes(self._buffer[_PREAMBLE.size : start]))
        tensors = _tensor_list(header.pop("tensors", None))
        body = self._buffer[start:]
        if sum(_bytes_of(*entry) for entry in tensors) != len(body):
            raise WireError("the tensors do not fill the body")
        self._buffer = bytearray()
        return WireFrame(header, tensors, body)

    def _need(self) -> int:
        if len(self._buffer) < _PREAMBLE.size:
            return _PREAMBLE.size
        magic, header_length, body_length = _PREAMBLE.unpack_from(self._buffer)
        if magic != MAGIC:
            raise WireError("no frame begins like this")
        if header_length > MAX_HEADER_BYTES or body_length > self._max_body_bytes:
            raise WireError("frame too large")
        return int(_PREAMBLE.size + header_length + body_length)


def pack(header: dict[str, Any], blobs: list[bytes]) -> bytes:
    """One frame of ours, on its way in."""
    text = json.dumps(header, ensure_ascii=False, allow_nan=False).encode()
    return b"".join([_PREAMBLE.pack(MAGIC, len(text), sum(map(len, blobs))), text, *blobs])


def encode_value(value: Any, tensors: list[list[Any]], blobs: list[bytes]) -> dict[str, Any]:
    """The value-tree node of one argument; tensors are appended to `tensors` and `blobs`."""
    import torch

    if isinstance(value, torch.Tensor):
        plain = value.detach().cpu().contiguous()
        tensors.append([str(plain.dtype).removeprefix("torch."), list(plain.shape)])
        blobs.append(bytes(plain.view(-1).view(torch.uint8).numpy()) if plain.numel() else b"")
        return {"t": "tensor", "i": len(tensors) - 1}
    if type(value).__module__ == "numpy":
        node = encode_value(torch.from_numpy(value), tensors, blobs)
        return {**node, "t": "array"}
    if value is None:
        return {"t": "none"}
    if isinstance(value, bool | int | str):
        return {"t": type(value).__name__, "v": value}
    if isinstance(value, float):
        return {"t": "float", "v": repr(value)}
    if isinstance(value, list | tuple):
        kind = "list" if isinstance(value, list) else "tuple"
        return {"t": kind, "v": [encode_value(item, tensors, blobs) for item in value]}
    if isinstance(value, dict):
        return {"t": "dict", "v": [[str(k), encode_value(v, tensors, blobs)] for k, v in value.items()]}
    raise TypeError(f"a case cannot pass a {type(value).__name__} to the student's function")


def read_opened(frame: WireFrame) -> Opened:
    """What the child says about loading the submission."""
    header = _Fields(frame.header, {"kind", "id", "errors", "executed"})
    errors = tuple(_error(item) for item in header.items("errors", 100))
    executed = frame.header.get("executed")
    if executed is None:
        return Opened(ended="ok", errors=errors)
    if executed != 0 or isinstance(executed, bool) or [t[0] for t in frame.tensors] != ["uint8"]:
        raise WireError("the executed notebook is not where it should be")
    return Opened(ended="ok", errors=errors, executed=bytes(frame.blob(0)))


def read_tried(frame: WireFrame) -> Tried:
    """What the child says came of changes."""
    header = _Fields(frame.header, {"kind", "id", "found", "stopped", "outcomes", "kinds", "ran"})
    stopped = frame.header.get("stopped")
    return Tried(
        ended="ok",
        found=frame.header.get("found") is True,
        stopped=None if stopped is None else _size(stopped),
        outcomes=tuple(
            None if one is None else tuple(_outcome(case, frame) for case in _list(one, 1000))
            for one in header.items("outcomes", _MOST_OUTCOMES)
        ),
        kinds=tuple(_kinds(one) for one in header.items("kinds", 100)),
        ran=tuple(tuple(_size(line) for line in _list(one, 1000)) for one in header.items("ran", 100)),
    )


def _outcome(item: Any, frame: WireFrame) -> Returned:
    fields = _Fields(item, {"ended", "value", "gradients", "changed"})
    ended = fields.text("ended", 20)
    if ended == "same":
        return Returned(ended="ok", same=True)
    if ended in ("raised", "timeout"):
        return Returned(ended="raised" if ended == "raised" else "timeout")
    if ended != "ok":
        raise WireError("no such end")
    return Returned(
        ended="ok",
        value=_value(item.get("value"), frame),
        gradients=tuple(_value(one, frame) for one in fields.items("gradients", 20)),
        changed_inputs=tuple(_text(one, 100) for one in fields.items("changed", 50)),
    )


def _kinds(item: Any) -> dict[str, str]:
    if not isinstance(item, dict) or len(item) > 500:
        raise WireError("no kinds")
    return {_text(name, 100): _text(kind, 20) for name, kind in item.items()}


def read_returned(frame: WireFrame) -> Returned:
    """What the child says about one call."""
    allowed = {"kind", "id", "ended", "value", "gradients", "error", "changed", "called"}
    header = _Fields(frame.header, allowed)
    ended = header.text("ended", 20)
    if ended == "ok":
        return Returned(
            ended="ok",
            value=_value(frame.header.get("value"), frame),
            gradients=tuple(_value(item, frame) for item in header.items("gradients", 20)),
            changed_inputs=tuple(_text(item, 100) for item in header.items("changed", 50)),
            called=tuple(_text(item, 200) for item in header.items("called", 500)),
        )
    if ended == "raised":
        return Returned(ended="raised", error=_error(frame.header.get("error")))
    if ended == "missing":
        return Returned(ended="missing", value=_value(frame.header.get("value"), frame))
    raise WireError("no such end")


def _value(node: Any, frame: WireFrame, depth: int = 0) -> Any:
    if depth > _MAX_DEPTH or not isinstance(node, dict):
        raise WireError("no value")
    kind = node.get("t")
    if kind == "none":
        return None
    if kind == "str":
        return _text(node.get("v"), _MAX_TEXT)
    if kind in ("bool", "int"):
        value = node.get("v")
        if not isinstance(value, int) or type(value).__name__ != kind or not -(2**63) <= value < 2**63:
            raise WireError(f"no {kind}")
        return value
    if kind == "float":
        try:
            return float(_text(node.get("v"), 40))
        except ValueError:
            raise WireError("no float") from None
    if kind in ("list", "tuple"):
        items = [_value(item, frame, depth + 1) for item in _list(node.get("v"), 5000)]
        return items if kind == "list" else tuple(items)
    if kind == "dict":
        pairs = [_list(pair, 2) for pair in _list(node.get("v"), 5000)]
        if any(len(pair) != 2 for pair in pairs):
            raise WireError("no dict")
        return {_text(pair[0], 200): _value(pair[1], frame, depth + 1) for pair in pairs}
    if kind == "tensor":
        return TensorValue(
            data=_tensor(frame, frame.take(node.get("i"))),
            type_name=_text(node.get("type"), 200),
            device=_text(node.get("device", "cpu"), 50),
        )
    if kind == "other":
        shape = node.get("shape")
        if shape is not None:
            shape = tuple(_size(size) for size in _list(shape, _MAX_RANK))
        return Foreign(
            type_name=_text(node.get("type"), 200),
            why=_text(node.get("why", ""), 200),
            dtype=_text(node.get("dtype", ""), 50),
            shape=shape,
        )
    raise WireError("no such kind of value")


def _tensor(frame: WireFrame, index: int) -> Any:
    import torch

    name, shape = frame.tensors[index]
    blob = frame.blob(index)
    dtype = getattr(torch, name)
    if blob.nbytes == 0:
        return torch.empty(shape, dtype=dtype)
    own = bytearray(blob)  # a copy: what we keep must be aligned and must not hold the whole frame
    if name == "bool" and int(torch.frombuffer(own, dtype=torch.uint8).max()) > 1:
        raise WireError("a bool is 0 or 1")
    return torch.frombuffer(own, dtype=dtype).reshape(shape)


def _error(item: Any) -> StudentError:
    fields = _Fields(item, {"type", "message", "frames", "cell"})
    frames = []
    for entry in fields.items("frames", 50):
        frame = _Fields(entry, {"unit", "line", "function", "text"})
        frames.append(
            CodeFrame(
                unit=frame.text("unit", 300),
                line=_size(entry.get("line")),
                function=frame.text("function", 200),
                text=frame.text("text", 400),
            )
        )
    cell = item.get("cell")
    return StudentError(
        type=fields.text("type", 200),
        message=fields.text("message", 4000),
        frames=tuple(frames),
        cell=None if cell is None else _size(cell),
    )


class _Fields:
    """A JSON object with no field beyond the allowed ones."""

    def __init__(self, item: Any, allowed: set[str]) -> None:
        if not isinstance(item, dict) or not set(item) <= allowed:
            raise WireError("unexpected fields")
        self._item = item

    def text(self, name: str, longest: int) -> str:
        return _text(self._item.get(name), longest)

    def items(self, name: str, most: int) -> list[Any]:
        return _list(self._item.get(name, []), most)


def _text(item: Any, longest: int) -> str:
    if not isinstance(item, str) or len(item) > longest * 2:
        raise WireError("no text")
    # lone surrogates would break whoever encodes the text later
    return item[:longest].encode("utf-8", "replace").decode()


def _list(item: Any, most: int) -> list[Any]:
    if not isinstance(item, list) or len(item) > most:
        raise WireError("no list")
    return item


def _size(item: Any) -> int:
    if type(item) is not int or not 0 <= item < _MAX_SIZE:
        raise WireError("no size")
    return item


def _bytes_of(dtype: str, shape: tuple[int, ...]) -> int:
    return math.prod(shape) * _ITEM_BYTES[dtype]


def _tensor_list(item: Any) -> list[tuple[str, tuple[int, ...]]]:
    tensors = []
    for entry in _list(item, _MAX_TENSORS):
        if not isinstance(entry, list) or len(entry) != 2 or not isinstance(entry[0], str):
            raise WireError("no tensor entry")
        if entry[0] not in _ITEM_BYTES:
            raise WireError("no such dtype")
        shape = tuple(_size(size) for size in _list(entry[1], _MAX_RANK))
        if math.prod(max(1, size) for size in shape) >= _MAX_SIZE:
            raise WireError(
                "no shape that a tensor can have"
            )  # (0, 2**39, 2**39) has no byte, but strides that overflow
        tensors.append((entry[0], shape))
    return tensors


def _parse_header(raw: bytes) -> dict[str, Any]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            raise WireError("a key twice")
        return result

    def constant(name: str) -> Any:
        raise WireError(f"{name} is no JSON")

    try:
        header = json.loads(raw.decode(), object_pairs_hook=unique, parse_constant=constant)
    except (ValueError, RecursionError):
        raise WireError("the header is no JSON") from None
    if not isinstance(header, dict):
        raise WireError("the header is no object")
    return header
