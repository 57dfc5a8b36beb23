"""Reads a submitted .ipynb, .py or .zip into a Submission. Nothing in it is ever executed or written to disk."""

from grader.intake.read import read_content, read_submission

__all__ = ["read_content", "read_submission"]
