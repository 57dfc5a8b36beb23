"""One unit of work and what comes of it, as data that travels between processes and machines: JSON and bytes."""

import json
import struct
from collections.abc import Mapping
from typing import Any, Literal

from grader.errors import GraderFault
from grader.model import Frozen, Report
from grader.model.base import Lang

_SIZES = struct.Struct("<II")


class Look(Frozen):
    """Read one file without running it: which task is it for?"""

    kind: Literal["look"] = "look"
    name: str
    sha256: str
    content: bytes


class Seen(Frozen):
    """What a file says of itself."""

    kind: Literal["seen"] = "seen"
    sha256: str
    embedded: str | None = None
    """The task that a released file names."""
    names: tuple[str, ...] = ()
    """What it defines."""
    refused: str = ""
    """Why it cannot be read, in words; empty where it can."""
    passing: bool = False
    """Whether another look may see more: this one took too long, or was lost."""


class Job(Frozen):
    """Grade one submission for one task."""

    kind: Literal["job"] = "job"
    student: str
    task: str
    task_digest: str
    """The task as whoever asks knows it: elsewhere it may be another."""
    name: str
    """The file's name."""
    sha256: str
    content: bytes
    lang: Lang = "en"
    dry: bool = False
    hints: float = 0.0
    """Seconds a failing function for the search for the statement that is wrong; 0: none."""
    teacher: bool = False
    """Whether the report says what was changed there."""


class Done(Frozen):
    """A job, done: graded, or ungraded for a reason of ours, or not readable."""

    kind: Literal["done"] = "done"
    standing: Literal["graded", "ungraded", "unreadable"]
    why: str = ""
    report: Report | None = None
    html: str = ""
    executed: bytes | None = None
    returned: bytes | None = None
    """What the submission returned, see grader.sandbox.recorded."""
    seconds: float = 0.0
    fingerprints: tuple[int, ...] = ()
    again: bool = False
    """Whether another attempt may end better: a jail or a process was lost."""


class Limit(Frozen):
    """Said before a job begins: after so many seconds whoever waits for it may take it for hung."""

    kind: Literal["limit"] = "limit"
    seconds: float


class Setup(Frozen):
    """What a worker is told first."""

    kind: Literal["setup"] = "setup"
    roots: tuple[str, ...]
    """Folders of tasks; empty text stands for the built-in ones, wherever the worker has them."""
    secret: bytes
    gpu: int | None = None
    gpu_demanded: bool = False
    """Whether training on the CPU instead is no answer."""
    gpu_missing: bool = False
    """Whether one would have been taken if there were one."""
    hidden: tuple[str, ...] = ()
    """Folders and files that no jail may show."""
    beside: tuple[str, ...] = ()
    """Those that it need not show; see grader.sandbox.jail.Jail."""
    preload: tuple[str, ...] = ()
    """What jails have imported before submissions need it: less to wait for, where nobody needs it."""
    isolation: str | None = None
    """The level that is asked for."""
    accept_no_sandbox: bool = False


class Ready(Frozen):
    """A worker has come up."""

    kind: Literal["ready"] = "ready"
    pid: int


class Jailed(Frozen):
    """The jail is there: what a worker is told before its first job."""

    kind: Literal["jailed"] = "jailed"
    level: str
    level_said: Mapping[str, str] = {}
    """By language: what a report must say of the level beside its name."""
    shared: bool = False
    """Whether the socket of a template comes behind this message."""


class Course(Frozen):
    """Load these tasks: what do they ask for?"""

    kind: Literal["course"] = "course"
    ids: tuple[str, ...]


class Soon(Frozen):
    """Jobs of these tasks will come: get ready for them. Not answered."""

    kind: Literal["soon"] = "soon"
    ids: tuple[str, ...]


class TaskFacts(Frozen):
    """What the rest of a run needs to know of a task."""

    id: str
    titles: dict[str, str]
    max_score: float
    digest: str
    trains: bool
    hints: bool = True
    """Whether the wrong statement is looked for; not in an exam."""
    fits: tuple[str, ...] = ()
    """Checks that train: a wrong statement is not looked for behind those."""
    starter: tuple[int, ...] = ()
    """Fingerprints of what was handed out, see grader.similar."""
    fault: str = ""
    """Why it cannot be loaded, or for want of which data it cannot be graded; else empty."""


class CourseFacts(Frozen):
    """The tasks that were asked for."""

    kind: Literal["course_facts"] = "course_facts"
    tasks: tuple[TaskFacts, ...]


class Say(Frozen):
    """How far long work is."""

    kind: Literal["say"] = "say"
    text: str


Message = Look | Seen | Job | Done | Limit | Setup | Ready | Jailed | Course | Soon | CourseFacts | Say
_KINDS: dict[str, type[Message]] = {
    "look": Look,
    "seen": Seen,
    "job": Job,
    "done": Done,
    "limit": Limit,
    "setup": Setup,
    "ready": Ready,
    "jailed": Jailed,
    "course": Course,
    "soon": Soon,
    "course_facts": CourseFacts,
    "say": Say,
}
_BYTES = ("content", "executed", "returned", "secret")


def pack(message: Message) -> bytes:
    """Head (JSON) and the fields that are bytes, each with its length before it."""
    blobs = {name: getattr(message, name) for name in _BYTES if getattr(message, name, None) is not None}
    head = message.model_dump(mode="json", exclude=set(_BYTES))
    head["_bytes"] = {name: len(blob) for name, blob in blobs.items()}
    text = json.dumps(head, ensure_ascii=True).encode()
    return b"".join([_SIZES.pack(len(text), sum(map(len, blobs.values()))), text, *blobs.values()])


def unpack(raw: bytes) -> Message:
    """The message in `raw`. Raises GraderFault where it is none of this version."""
    try:
        length, _ = _SIZES.unpack_from(raw)
        head: dict[str, Any] = json.loads(raw[_SIZES.size : _SIZES.size + length])
        place = _SIZES.size + length
        for name, size in head.pop("_bytes").items():
            head[name] = raw[place : place + size]
            place += size
        return _KINDS[head["kind"]].model_validate(head)
    except Exception as error:
        raise GraderFault(f"A worker of another version answered, or none of ours ({type(error).__name__}).") from None
