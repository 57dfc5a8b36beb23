"""Frames between the jail and the outside: a small JSON header and raw tensor bytes. No pickle in either direction.

    b"GF01" | header length, u32 | body length, u64 | header, UTF-8 JSON | body

The header lists the body's tensors as [dtype, shape] in order, so that offsets, overlaps and holes cannot be said.
This side is believed by nobody: the reader outside (grader/sandbox/wire.py) checks every byte again.
"""

import json
import math
import struct
from typing import Any, Protocol

import torch

MAGIC = b"GF01"
_PREAMBLE = struct.Struct("<4sIQ")
_MAX_DEPTH = 8
_MAX_NODES = 2000
_MAX_TEXT = 20_000

DTYPES = {
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
    "float32": torch.float32,
    "float64": torch.float64,
    "complex64": torch.complex64,
    "complex128": torch.complex128,
    "uint8": torch.uint8,
    "int8": torch.int8,
    "int16": torch.int16,
    "int32": torch.int32,
    "int64": torch.int64,
    "bool": torch.bool,
}
_NAMES = {dtype: name for name, dtype in DTYPES.items()}


class Channel(Protocol):
    """What frames go through: a socket, or the two pipes of a process without a jail."""

    def sendall(self, data: bytes | memoryview, /) -> None: ...

    def recv_into(self, buffer: memoryview, /) -> int: ...


class TooLarge(Exception):
    """A value that does not fit into one frame."""


def send(channel: Channel, header: dict[str, Any], blobs: list[bytes | memoryview]) -> None:
    """Writes one frame; `header["tensors"]` describes `blobs`."""
    text = json.dumps(header, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    channel.sendall(_PREAMBLE.pack(MAGIC, len(text), sum(len(blob) for blob in blobs)) + text)
    for blob in blobs:
        channel.sendall(blob)


def receive(channel: Channel) -> tuple[dict[str, Any], list[memoryview]]:
    """Reads one frame from outside; EOFError where the outside has closed."""
    magic, header_length, body_length = _PREAMBLE.unpack(_read(channel, _PREAMBLE.size))
    if magic != MAGIC:
        raise EOFError("no frame")
    header = json.loads(bytes(_read(channel, header_length)))
    body = memoryview(_read(channel, body_length))
    blobs, start = [], 0
    for name, shape in header["tensors"]:
        size = math.prod(shape) * DTYPES[name].itemsize
        blobs.append(body[start : start + size])
        start += size
    return header, blobs


def _read(channel: Channel, size: int) -> bytearray:
    buffer = bytearray(size)
    view, filled = memoryview(buffer), 0
    while filled < size:
        count = channel.recv_into(view[filled:])
        if count == 0:
            raise EOFError("the outside has closed")
        filled += count
    return buffer


def decode(node: dict[str, Any], header: dict[str, Any], blobs: list[memoryview]) -> Any:
    """The argument that `node` of a frame's value tree stands for; tensors are fresh and writable."""
    kind = node["t"]
    if kind == "tensor":
        name, shape = header["tensors"][node["i"]]
        dtype = DTYPES[name]
        if math.prod(shape) == 0:
            return torch.empty(shape, dtype=dtype)
        return torch.frombuffer(bytearray(blobs[node["i"]]), dtype=dtype).reshape(shape)
    if kind == "array":
        return decode({**node, "t": "tensor"}, header, blobs).numpy()
    if kind in ("list", "tuple"):
        items = [decode(item, header, blobs) for item in node["v"]]
        return items if kind == "list" else tuple(items)
    if kind == "dict":
        return {key: decode(item, header, blobs) for key, item in node["v"]}
    if kind == "float":
        return float(node["v"])
    return node.get("v")


class Encoder:
    """Turns one returned value into a value tree and the bytes that go with it."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.tensors: list[list[Any]] = []
        self.blobs: list[bytes | memoryview] = []
        self._size = 0
        self._nodes = 0

    @property
    def full(self) -> bool:
        """Whether half of the bytes are used: what needs more of them should begin a frame of its own."""
        return 2 * self._size > self.max_bytes

    def take(self, other: "Encoder") -> None:
        """Adds what another one holds; its tensors come behind those that are here."""
        self.tensors += other.tensors
        self.blobs += other.blobs
        self._size += other._size

    def encode(self, value: Any, depth: int = 0) -> dict[str, Any]:
        """A node for `value`; what cannot be read as data becomes {"t": "other"} with the reason."""
        self._nodes += 1
        if depth > _MAX_DEPTH or self._nodes > _MAX_NODES:
            return _other(value, "too deep" if depth > _MAX_DEPTH else "too many parts")
        if value is None:
            return {"t": "none"}
        kind = type(value)
        if kind is bool:
            return {"t": "bool", "v": value}
        if kind is int:
            return {"t": "int", "v": value} if -(2**63) <= value < 2**63 else _other(value, "beyond 64 bits")
        if kind is float:
            return {"t": "float", "v": repr(value)}
        if kind is str:
            return {"t": "str", "v": value[:_MAX_TEXT]}
        if issubclass(kind, list | tuple):
            return {
                "t": "list" if issubclass(kind, list) else "tuple",
                "v": [self.encode(item, depth + 1) for item in value],
            }
        if kind is dict and all(type(key) in (str, int) for key in value):
            return {"t": "dict", "v": [[str(key)[:200], self.encode(item, depth + 1)] for key, item in value.items()]}
        if issubclass(kind, torch.Tensor):
            with torch._C.DisableTorchFunctionSubclass():
                return self._tensor(value)
        return self._array(value)

    def _tensor(self, value: torch.Tensor) -> dict[str, Any]:
        described = {
            "type": _type_name(value),
            "dtype": str(value.dtype).removeprefix("torch."),
            "shape": [int(size) for size in value.shape] if not value.is_nested else None,
            "device": str(value.device),
        }
        why = ""
        if value.is_nested or value.layout != torch.strided:
            why = f"layout {'nested' if value.is_nested else str(value.layout).removeprefix('torch.')}"
        elif value.device.type == "meta":
            why = "device meta"
        elif value.is_quantized or value.dtype not in _NAMES:
            why = f"dtype {described['dtype']}"
        if why:
            return {"t": "other", "why": why, **described}
        size = value.numel() * value.element_size()
        if self._size + size > self.max_bytes:
            return {"t": "other", "why": "too large", **described}
        plain = value.detach().cpu().resolve_conj().resolve_neg().contiguous()
        if type(plain) is not torch.Tensor:
            plain = plain.as_subclass(torch.Tensor)
        self.blobs.append(_raw(plain, size))
        self._size += size
        self.tensors.append([_NAMES[value.dtype], described["shape"]])
        return {
            "t": "tensor",
            "i": len(self.tensors) - 1,
            "type": described["type"],
            "device": described["device"],
        }

    def _array(self, value: Any) -> dict[str, Any]:
        """A numpy array or scalar travels as a tensor that remembers what it was."""
        import sys

        numpy = sys.modules.get("numpy")
        if numpy is None or not isinstance(value, numpy.ndarray | numpy.generic):
            return _other(value, "")
        try:
            node = self._tensor(torch.from_numpy(numpy.array(value, copy=True, order="C")))
        except Exception:
            return {**_other(value, f"dtype {value.dtype}"), "dtype": str(value.dtype)[:60]}
        return {**node, "type": _type_name(value)}


def _raw(plain: torch.Tensor, size: int) -> bytes | memoryview:
    if size == 0:
        return b""
    import ctypes

    # the bytes as they lie in memory, without asking any method that a submission may have replaced
    return bytes((ctypes.c_char * size).from_address(plain.data_ptr()))


def _type_name(value: Any) -> str:
    kind = type(value)
    if kind is torch.Tensor:
        return "torch.Tensor"
    module = getattr(kind, "__module__", "")
    name = getattr(kind, "__qualname__", "object")
    return f"{name}"[:100] if module in ("builtins", "__main__", "__student__") else f"{module}.{name}"[:100]


def _other(value: Any, why: str) -> dict[str, Any]:
    return {"t": "other", "type": _type_name(value), "why": why, "dtype": "", "shape": None, "device": ""}
