"""Proves that tasks are fair, by running them and by reading what their author wrote."""

from grader.verify.many import verify_many
from grader.verify.prove import Calibration, MistakeRow, Verified, verify_task
from grader.verify.rows import Row

__all__ = ["Calibration", "MistakeRow", "Row", "Verified", "verify_many", "verify_task"]
