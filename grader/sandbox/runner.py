"""Keeps a session open for the checks, and opens it again after a check that killed it, within the total time."""

import re
import time
from collections.abc import Sequence
from typing import Any

from grader.authoring import Call
from grader.model import Edits, Limits, Opened, Place, Returned, Submission, Tried
from grader.sandbox import Plan, Sandbox, Session, Watch

_KERNELS = re.compile(
    r"ipywidgets|interact|tqdm\.(?:notebook|auto)|async|await|ipykernel|IPython(?!\.display)|get_ipython|display_id"
    r"|clear_output|matplotlib|%%|\binput\s*\("
)
"""What only a kernel does, or does in another way than a shell."""
_WITHOUT_KERNELS = ("flat", "process")
"""Levels at which there is none: nothing would be another at a second time."""
_WORTHWHILE_S = 20.0
_CUT_SHORT = ("CellTimeout", "CellNotRun")


def needs_kernel(submission: Submission) -> bool:
    """Whether a notebook mentions what Jupyter's kernel does in a way of its own: widgets, running event loops."""
    return submission.notebook is None or _KERNELS.search(submission.notebook) is not None


def _is_clean(opened: Opened) -> bool:
    """Whether a shell without a kernel ran everything without an error; what took long is believed all the same."""
    cut_short = any(error.type in _CUT_SHORT for error in opened.errors)
    long = opened.wall_s > _WORTHWHILE_S and not cut_short
    return opened.ended == "ok" and (not opened.errors or long)


class Runner:
    """One submission's sessions. A hang or a crash costs the check in which it happened, not the others."""

    def __init__(
        self, sandbox: Sandbox, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None = None
    ) -> None:
        self._watch = watch
        self._sandbox = sandbox
        self._submission = submission
        kernel = sandbox.level in _WITHOUT_KERNELS or bool(plan.fit) or needs_kernel(submission)
        self._plan = plan.model_copy(update={"kernel": kernel})
        self._limits = limits
        self._deadline = float("inf")
        self._began = 0.0
        self._session: Session | None = None
        self._failed: Opened | None = None
        self.opened: Opened | None = None
        """How the first loading went; its executed notebook is the one that is shown."""
        self.device = sandbox.device.inside
        """Where networks are trained, as the submission is told."""
        self.units = submission.units
        self.data = submission.data
        """The files that were handed in beside the code."""
        self.answers_only = submission.kind == "predictions"
        """Whether no code was handed in at all."""
        self.defined = plan.defined
        """Those of the task's functions that the source defines."""
        self.contained = sandbox.level != "process"
        """Whether what is tried runs in a jail: a changed statement may do what its author never meant."""
        self.layers: dict[str, Any] = {}
        """What it said of its networks' layers, by what makes the network; None where it did not list them."""

    @property
    def out_of_time(self) -> bool:
        """Whether the submission has used all its time."""
        return time.monotonic() >= self._deadline

    def open(self) -> Opened:
        """A live session, opened again where the last one has died; a loading that failed is not tried again."""
        if self._failed is not None:
            return self._failed
        if self._session is None:
            self._session = self._load()
            if not self._plan.kernel and not _is_clean(self._session.opened):
                self._close()  # the shell alone may be why: what counts then is what a kernel makes of it
                self._deadline += time.monotonic() - self._began
                self._plan = self._plan.model_copy(update={"kernel": True})
                self._session = self._load()
            self.opened = self.opened or self._session.opened
            if self._session.opened.ended != "ok":
                self._failed = self._session.opened
                self._close()
                return self._failed
        return self._session.opened

    def _load(self) -> Session:
        began = time.monotonic()
        self._sandbox.wait_ready()  # our own start is not the student's time, nor is one again after a crash
        self._began = time.monotonic()
        self._deadline += self._began - began
        self._deadline = min(self._deadline, self._began + self._limits.total_s)
        limits = self._limits.model_copy(update={"total_s": max(1.0, self._deadline - self._began)})
        session = self._sandbox.open(self._submission, self._plan, limits, self._watch)
        # nor is what passed until the submission was sent: a child that was lost, a template that was started again
        ours = max(0.0, time.monotonic() - self._began - session.opened.wall_s)
        self._began += ours
        self._deadline += ours
        return session

    def call(
        self, call: Call, seed: int, *, trace: bool, seconds: float | None = None, watch: Watch | None = None
    ) -> Returned:
        """One call in the open session, for at most `seconds` (else the limit of a call). See Session.call."""
        assert self._session is not None
        returned = self._session.call(call, seed, trace=trace, seconds=seconds, watch=watch)
        if returned.ended not in ("ok", "raised", "missing"):
            self._close()
        return returned

    def attempt(
        self,
        places: Sequence[Place],
        changes: Sequence[Edits],
        cases: Sequence[tuple[Call, int]],
        *,
        case_s: float,
        seconds: float,
        look: bool = False,
        short: bool = False,
        on: bool = False,
    ) -> Tried:
        """Tries changes in the open session, which ends with one that kills it. See Session.attempt."""
        assert self._session is not None
        tried = self._session.attempt(
            places, changes, cases, case_s=case_s, seconds=seconds, look=look, short=short, on=on
        )
        if tried.ended != "ok":
            self._close()
        return tried

    def data_folder(self, name: str, count: int | None) -> str:
        """Where the submission finds the first `count` training pictures of a data set; all where it is None."""
        return self._sandbox.data_folder(name, count)

    def renew(self) -> None:
        """Ends the session; the next one has not seen a case yet."""
        self._close()

    def _close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def __enter__(self) -> "Runner":
        return self

    def __exit__(self, *_: Any) -> None:
        self._close()
