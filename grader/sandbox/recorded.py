"""What a submission returned, kept so that it can be compared again without running it.

A Recording stands around a sandbox and notes each answer under a digest of what was asked; a Replay answers from those
notes. On disk it is one safetensors file: the tensors, and a JSON text for everything else. No pickle.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import torch
from safetensors.torch import load, save

from grader.authoring.call import Call
from grader.errors import GraderFault, JailLost
from grader.model import Foreign, Limits, Opened, Returned, StudentError, Submission, TensorValue, Tried
from grader.sandbox import Plan, Sandbox, Session, Watch, wire
from grader.sandbox.devices import CPU, Device

FORMAT = "1"
MOST_BYTES = 64 << 20
"""What returns more than this is not kept: it has to be run again."""


class NotRecorded(GraderFault):
    """Something was asked that was never asked before, so that only running the submission tells."""


class Notes:
    """Everything that one submission answered, in order."""

    def __init__(self, level: str = "", device: Device = CPU) -> None:
        self.level = level
        self.device = device
        self.opened: list[Opened] = []
        self.returned: dict[str, list[Returned]] = {}
        self.folders: dict[str, str] = {}
        self.size = 0
        self.too_large = False
        self.lost = False
        """Whether the jail was lost: what is noted from the next opening on belongs to another attempt."""

    def add(self, key: str, returned: Returned) -> None:
        """Keeps one answer; once it is too much, nothing at all is kept."""
        self.size += sum(value.data.nbytes for value in _tensors([returned.value, *returned.gradients]))
        if self.size > MOST_BYTES:
            self.too_large = True
            self.returned.clear()
        if not self.too_large:
            self.returned.setdefault(key, []).append(returned)

    def clear(self) -> None:
        """Forgets all: what was noted belongs to an attempt that does not count."""
        self.opened.clear()
        self.returned.clear()
        self.folders.clear()
        self.size, self.too_large, self.lost = 0, False, False

    def pack(self) -> bytes | None:
        """As a safetensors file; None where it was too large."""
        if self.too_large:
            return None
        tensors: dict[str, torch.Tensor] = {}
        head = {
            "format": FORMAT,
            "level": self.level,
            "gpu": self.device.gpu,
            "opened": [opened.model_copy(update={"executed": None}).model_dump() for opened in self.opened],
            "folders": self.folders,
            "returned": {key: [_written(one, tensors) for one in many] for key, many in self.returned.items()},
        }
        return save(tensors, metadata={"returned": json.dumps(head, ensure_ascii=True)})

    @classmethod
    def unpack(cls, raw: bytes) -> "Notes":
        """The notes in a file that `pack` made. Raises NotRecorded where it is none, or of another format."""
        try:
            length = int.from_bytes(raw[:8], "little")
            head = json.loads(json.loads(raw[8 : 8 + length])["__metadata__"]["returned"])
            if head["format"] != FORMAT:
                raise NotRecorded(f"the returned tensors are kept in format {head['format']}, not {FORMAT}")
            tensors = load(raw)
            notes = cls(head["level"], Device(gpu=head["gpu"]))
            notes.opened = [Opened.model_validate(one) for one in head["opened"]]
            notes.folders = head["folders"]
            notes.returned = {key: [_read(one, tensors) for one in many] for key, many in head["returned"].items()}
        except NotRecorded:
            raise
        except Exception as error:  # safetensors has exceptions of its own
            raise NotRecorded(f"the returned tensors cannot be read ({type(error).__name__})") from None
        return notes


class Recording:
    """A sandbox that notes what the submissions in it answer. One for each submission."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.level = sandbox.level
        self.device = sandbox.device
        self.notes = Notes(sandbox.level, sandbox.device)

    def wait_ready(self) -> None:
        """See Sandbox.wait_ready."""
        self._sandbox.wait_ready()

    def data_folder(self, name: str, count: int | None = None) -> str:
        """See Sandbox.data_folder."""
        folder = self._sandbox.data_folder(name, count)
        self.notes.folders[f"{name}:{count}"] = folder
        return folder

    def open(self, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None = None) -> Session:
        """See Sandbox.open. After a jail that was lost the submission is run anew, and nothing from before counts."""
        if self.notes.lost:
            self.notes.clear()
        try:
            session = self._sandbox.open(submission, plan, limits, watch)
        except JailLost:
            self.notes.lost = True
            raise
        self.notes.opened.append(session.opened)
        return _RecordedSession(session, self.notes)

    def close(self) -> None:
        """The sandbox belongs to whoever made it."""


class _RecordedSession:
    def __init__(self, session: Session, notes: Notes) -> None:
        self._session = session
        self._notes = notes
        self.opened = session.opened

    def call(
        self, call: Call, seed: int, trace: bool = False, seconds: float | None = None, watch: Watch | None = None
    ) -> Returned:
        try:
            returned = self._session.call(call, seed, trace, seconds, watch)
        except JailLost:
            self._notes.lost = True
            raise
        self._notes.add(digest_of(call, seed), returned)
        return returned

    def attempt(self, *asked: Any, **more: Any) -> Tried:
        """Nothing of it is noted: what is tried is no answer of the submission."""
        return self._session.attempt(*asked, **more)

    def close(self) -> None:
        self._session.close()

    def __enter__(self) -> "_RecordedSession":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


class Replay:
    """A sandbox in which nothing runs: what was answered once is answered again.

    Raises NotRecorded for whatever was not asked then.
    """

    def __init__(self, notes: Notes, executed: bytes | None = None) -> None:
        self.level = notes.level
        self.device = notes.device
        self._notes = notes
        self._executed = executed
        self._opened = 0
        self._asked: dict[str, int] = {}

    def wait_ready(self) -> None:
        """It always is."""

    def data_folder(self, name: str, count: int | None = None) -> str:
        """Where it lay then."""
        if f"{name}:{count}" not in self._notes.folders:
            raise NotRecorded(f"the data set {name} was not used then, or so many pictures of it")
        return self._notes.folders[f"{name}:{count}"]

    def open(
        self, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None = None
    ) -> "_ReplayedSession":
        """The next loading that was noted, or the last one again."""
        if not self._notes.opened:
            raise NotRecorded("it was not run then")
        opened = self._notes.opened[min(self._opened, len(self._notes.opened) - 1)]
        self._opened += 1
        # whoever asks keeps the first that counts, and that is the one whose notebook was kept
        return _ReplayedSession(opened.model_copy(update={"executed": self._executed}), self._answer)

    def close(self) -> None:
        """Nothing to end."""

    def _answer(self, call: Call, seed: int) -> Returned:
        key = digest_of(call, seed)
        answers = self._notes.returned.get(key)
        if not answers:
            raise NotRecorded("a case is asked now that was not asked then")
        number = self._asked.get(key, 0)
        self._asked[key] = number + 1
        return answers[min(number, len(answers) - 1)]


class _ReplayedSession:
    def __init__(self, opened: Opened, answer: Callable[[Call, int], Returned]) -> None:
        self.opened = opened
        self._answer = answer

    def call(
        self, call: Call, seed: int, trace: bool = False, seconds: float | None = None, watch: Watch | None = None
    ) -> Returned:
        return self._answer(call, seed)

    def attempt(self, *_: Any, **__: Any) -> Tried:
        """Nothing runs here."""
        return Tried(ended="ok")

    def close(self) -> None:
        """Nothing to end."""

    def __enter__(self) -> "_ReplayedSession":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def digest_of(call: Call, seed: int) -> str:
    """Names a call: equal for the same function, arguments and seed, and for nothing else."""
    tensors: list[list[Any]] = []
    blobs: list[bytes] = []
    head = {
        "entry": call.entry,
        "driver": call.driver,
        "args": [wire.encode_value(value, tensors, blobs) for value in call.args],
        "kwargs": [[key, wire.encode_value(value, tensors, blobs)] for key, value in call.kwargs.items()],
        "wrt": list(call.wrt),
        "cotangent": wire.encode_value(call.cotangent, tensors, blobs),
        "seed": seed,
        "tensors": tensors,
    }
    total = hashlib.sha256(json.dumps(head, ensure_ascii=True).encode())
    for blob in blobs:
        total.update(blob)
    return total.hexdigest()[:32]


def _written(returned: Returned, tensors: dict[str, torch.Tensor]) -> dict[str, Any]:
    kept = returned.model_dump(exclude={"value", "gradients"}, exclude_defaults=True)
    value = _node(returned.value, tensors)
    return {**kept, "value": value, "gradients": [_node(gradient, tensors) for gradient in returned.gradients]}


def _read(item: dict[str, Any], tensors: Mapping[str, torch.Tensor]) -> Returned:
    error = item.get("error")
    return Returned(
        ended=item["ended"],
        value=_value(item["value"], tensors),
        gradients=tuple(_value(node, tensors) for node in item["gradients"]),
        error=None if error is None else StudentError.model_validate(error),
        changed_inputs=tuple(item.get("changed_inputs", ())),
        called=tuple(item.get("called", ())),
        wall_s=item.get("wall_s", 0.0),
        cpu_s=item.get("cpu_s", 0.0),
        memory_bytes=item.get("memory_bytes", 0),
    )


def _node(value: Any, tensors: dict[str, torch.Tensor]) -> dict[str, Any]:
    if isinstance(value, TensorValue):
        name = f"t{len(tensors)}"
        plain = value.data.contiguous()
        pairs = plain.dtype == torch.complex128  # the one dtype of ours that the format lacks
        tensors[name] = torch.view_as_real(plain).contiguous() if pairs else plain
        return {"t": "tensor", "i": name, "pairs": pairs, "type": value.type_name, "device": value.device}
    if isinstance(value, Foreign):
        return {"t": "other", "v": value.model_dump()}
    if isinstance(value, list | tuple):
        return {"t": type(value).__name__, "v": [_node(item, tensors) for item in value]}
    if isinstance(value, dict):
        return {"t": "dict", "v": [[key, _node(item, tensors)] for key, item in value.items()]}
    if isinstance(value, float):
        return {"t": "float", "v": repr(value)}
    return {"t": "plain", "v": value}


def _value(node: dict[str, Any], tensors: Mapping[str, torch.Tensor]) -> Any:
    kind, value = node["t"], node.get("v")
    if kind == "tensor":
        data = tensors[node["i"]]
        data = torch.view_as_complex(data) if node["pairs"] else data
        return TensorValue(data=data, type_name=node["type"], device=node["device"])
    if kind == "other":
        return Foreign.model_validate(value)
    if kind in ("list", "tuple"):
        items = [_value(item, tensors) for item in value or []]
        return items if kind == "list" else tuple(items)
    if kind == "dict":
        return {key: _value(item, tensors) for key, item in value or []}
    return float(value) if kind == "float" and value is not None else value


def _tensors(value: Any) -> list[TensorValue]:
    if isinstance(value, TensorValue):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [tensor for part in parts for tensor in _tensors(part)]


__all__ = ["NotRecorded", "Notes", "Recording", "Replay", "digest_of"]
