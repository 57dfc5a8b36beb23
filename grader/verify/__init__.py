"""Proves that tasks are fair, by running them and by reading what their author wrote."""

from grader.verify.many import load_all, verify_many
from grader.verify.prove import verify_task
from grader.verify.rows import Calibration, MistakeRow, Row, Verified, unproved

__all__ = ["Calibration", "MistakeRow", "Row", "Verified", "load_all", "unproved", "verify_many", "verify_task"]
