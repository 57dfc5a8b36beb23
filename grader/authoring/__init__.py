"""All that a task.py imports: describe a task as data, its checks as functions that make one case each."""

from grader.authoring.call import Call
from grader.authoring.fit import Fit
from grader.authoring.gen import Gen
from grader.authoring.spec import BanSpec, CheckSpec, Mismatch, MistakeSpec, TaskSpec
from grader.authoring.task import Ban, Task
from grader.authoring.tolerance import Tolerance
from grader.model import Limits
from grader.model import Text as T

__all__ = [
    "Ban",
    "BanSpec",
    "Call",
    "CheckSpec",
    "Fit",
    "Gen",
    "Limits",
    "Mismatch",
    "MistakeSpec",
    "T",
    "Task",
    "TaskSpec",
    "Tolerance",
]
