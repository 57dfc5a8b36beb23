"""The data that walks through the rooms: frozen, no logic, units in the names."""

from grader.model.base import Frozen, Text
from grader.model.cohort import ClassResults, Cohort, Handed, Ignored, Result, Standing, Student, TaskInfo
from grader.model.comparison import Cause, Comparison
from grader.model.layers import LayerRow, LayerTable
from grader.model.learned import Form, Learned, Run
from grader.model.report import (
    CheckResult,
    CodeLine,
    Environment,
    Feedback,
    Finding,
    Location,
    Note,
    Report,
    ShownEdit,
    SubmissionInfo,
)
from grader.model.run import (
    MISMATCH,
    Edits,
    Ended,
    Foreign,
    Frame,
    Limits,
    Opened,
    Place,
    Returned,
    StudentError,
    TensorValue,
    Tried,
)
from grader.model.submission import Submission, SyntaxFault, Unit

__all__ = [
    "MISMATCH",
    "Cause",
    "CheckResult",
    "ClassResults",
    "CodeLine",
    "Cohort",
    "Comparison",
    "Edits",
    "Ended",
    "Environment",
    "Feedback",
    "Finding",
    "Foreign",
    "Form",
    "Frame",
    "Frozen",
    "Handed",
    "Ignored",
    "LayerRow",
    "LayerTable",
    "Learned",
    "Limits",
    "Location",
    "Note",
    "Opened",
    "Place",
    "Report",
    "Result",
    "Returned",
    "Run",
    "ShownEdit",
    "Standing",
    "Student",
    "StudentError",
    "Submission",
    "SubmissionInfo",
    "SyntaxFault",
    "TaskInfo",
    "TensorValue",
    "Text",
    "Tried",
    "Unit",
]
