"""Runs one small function of ours in a jail: nothing less proves that it works, or that it can use a GPU."""

from grader.authoring.call import Call
from grader.model import Limits, Returned, Submission, Unit
from grader.sandbox import Plan, Sandbox

_GPU = "import torch\ndef answer(x):\n    return int(torch.ones(x, device='cuda:0').sum().item())\n"
_ASKED = 42


def ask(sandbox: Sandbox, source: str, x: int) -> Returned:
    """What answer(x) of `source` returns there. Raises GraderFault where the sandbox cannot be started."""
    unit = Unit(name="probe.py", cell=None, source=source, code=source, fault=None)
    submission = Submission(file="probe.py", sha256="", kind="module", units=(unit,))
    limits = Limits(call_s=60.0)  # a first look at a GPU takes seconds
    with sandbox.open(submission, Plan(entry="answer", parameters=("x",), load=("probe.py",)), limits) as session:
        return session.call(Call(x), seed=0)


def gpu_fault(sandbox: Sandbox) -> str:
    """Why a computation on the GPU fails there; nothing where it works."""
    returned = ask(sandbox, _GPU, _ASKED)
    if returned.value == _ASKED:
        return ""
    return f"{returned.error.type}: {returned.error.message}"[:200] if returned.error else returned.ended
