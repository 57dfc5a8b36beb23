"""What happened when a submission ran. Written by the sandbox room, read by everyone.

Everything in here except `ended`, `wall_s`, `cpu_s` and `memory_bytes` was said by the student's process: a claim.
"""

from typing import Any, Literal

from grader.model.base import Frozen

Ended = Literal["ok", "raised", "missing", "timeout", "memory", "output", "crashed", "fault"]
"""How a step ended. `raised`: the student's code raised; `missing`: no such entry; `timeout`, `memory`, `output`:
a limit, measured outside; `crashed`: the process died or sent bytes that make no sense; `fault`: ours, ungraded."""


class Limits(Frozen):
    """What one submission may use. Measured and enforced outside, or by the kernel."""

    setup_s: float = 120.0
    """Wall seconds for importing the module or running the whole notebook (cells beyond four fifths are not run)."""
    cell_s: float = 20.0
    """Wall seconds for one notebook cell; a cell that overruns is interrupted and the next one runs."""
    call_s: float = 10.0
    """Wall seconds for one call of the entry."""
    total_s: float = 300.0
    """Wall seconds for the whole submission, restarts after a crash included."""
    memory_bytes: int = 2 << 30
    """Private and shared memory of all its processes together."""
    processes: int = 64
    """Processes and threads alive at once."""
    output_bytes: int = 64 << 20
    """Bytes on stdout and stderr together, before it is stopped."""
    result_bytes: int = 64 << 20
    """Bytes of one returned value, or of the executed notebook."""
    disk_bytes: int = 256 << 20
    """Size of its private /tmp and of its /dev/shm, each."""
    inodes: int = 20_000
    """Files in each of them."""


class Frame(Frozen):
    """One line of a student's traceback; frames of libraries and of the grader are left out."""

    unit: str
    """`cell 3` or a module's name."""
    line: int
    function: str
    text: str


MISMATCH = "<mismatch>"
"""The type of an error that a driver of ours has raised: its message names a sentence and that sentence's fields."""


class StudentError(Frozen):
    """An exception of the student's code, as the student's process described it."""

    type: str
    message: str
    frames: tuple[Frame, ...] = ()
    cell: int | None = None
    """The notebook cell in which it was raised, while the notebook ran."""


class TensorValue(Frozen):
    """A tensor that came out of the jail as raw bytes."""

    data: Any
    """A plain CPU torch.Tensor of ours, built from the bytes."""
    type_name: str
    """`torch.Tensor`, a subclass's name, or `numpy.ndarray`: a claim."""
    device: str = "cpu"
    """A claim."""


class Foreign(Frozen):
    """A returned value that is no number, text, container or dense tensor: only its description came out."""

    type_name: str
    why: str = ""
    """Why it was not read: `sparse layout`, `dtype float8_e4m3fn`, `meta device`, `too deep`."""
    dtype: str = ""
    shape: tuple[int, ...] | None = None


class Opened(Frozen):
    """The submission has been imported, or its notebook has run."""

    ended: Ended
    errors: tuple[StudentError, ...] = ()
    """Exceptions while it loaded: one a failing cell, or the import's."""
    executed: bytes | None = None
    """The executed notebook, untrusted JSON."""
    wall_s: float = 0.0


class Place(Frozen):
    """One function or method of a submission that changes are tried in."""

    name: str
    """Its own name, without that of its class."""
    above: str = ""
    """What its lines need above them to be a program: `class Net:`, `if True:` where they are indented."""
    source: bytes
    """Its lines, from `def` on."""


Edits = tuple[tuple[int, int, int, str], ...]
"""(number of the place, first byte, byte after the last, what stands there instead): one change to be tried."""


class Returned(Frozen):
    """What one call gave back."""

    ended: Ended
    value: Any = None
    """None, bool, int, float, str, list, tuple, dict, TensorValue or Foreign."""
    gradients: tuple[Any, ...] = ()
    """One TensorValue or None for each name in the call's `wrt`."""
    error: StudentError | None = None
    same: bool = False
    """For a change that was tried: whether nothing came out otherwise than without it."""
    changed_inputs: tuple[str, ...] = ()
    """Arguments whose contents were not what went in: a claim."""
    called: tuple[str, ...] = ()
    """Library functions that were called, where the call was traced: a claim."""
    wall_s: float = 0.0
    cpu_s: float = 0.0
    memory_bytes: int = 0


class Tried(Frozen):
    """What came of changes, in their order, as far as they were tried. A claim, as all that comes back."""

    ended: Ended
    found: bool = False
    """Whether any of the places was found in what runs."""
    outcomes: tuple[tuple[Returned, ...] | None, ...] = ()
    """For each change the cases up to the first that did not end well; None where it is no program.

    A case that ended `ok` with `same` set came to what it comes to without a change.
    """
    stopped: int | None = None
    """The number of the change that ended the process; there are no outcomes then."""
    kinds: tuple[dict[str, str], ...] = ()
    """For each place what its names held when it returned, where that was asked for: `int`, `tensor4`."""
    ran: tuple[tuple[int, ...], ...] = ()
    """For each place the lines of its source, from 1, that ran then; none where that is not known."""
