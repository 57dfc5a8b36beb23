"""One thing that was proved of a task, or not."""

from grader.model import Frozen


class Row(Frozen):
    """A proof; `message` says what to mend where it is not `ok`."""

    task: str
    name: str
    ok: bool
    message: str = ""
    seconds: float = 0.0
