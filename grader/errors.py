"""Our exceptions. What a student does wrong is data, never one of these.

GraderError
  + UsageError       the command cannot mean anything: an unknown task, an unreadable secret (exit 2)
  + TaskError        the assignment is wrong: which file, what, what to write instead (exit 3)
  + SubmissionError  the file cannot be opened at all: not a notebook, too large (exit 3)
  + GraderFault      we failed: no namespaces, disk full, worker lost; ungraded, may be retried (exit 3)
      + JailLost     the warm process that submissions are forked from is gone: start it again, try once more
      + WireError    bytes that are no frame; the sandbox turns it into the verdict `crashed`
"""


class GraderError(Exception):
    """Anything this package raises on purpose; its text is written for the person who reads it."""

    exit_code = 3


class UsageError(GraderError):
    """The command line asks for something that does not exist."""

    exit_code = 2


class TaskError(GraderError):
    """The assignment itself is wrong; the text names the file and what to write instead."""


class SubmissionError(GraderError):
    """The submitted file cannot be opened at all; the text says why and what to hand in instead."""


class GraderFault(GraderError):
    """We failed: the submission stays ungraded and may be retried."""


class JailLost(GraderFault):
    """The process that submissions are forked from ended under one; no student's code can bring that about."""


class WireError(GraderError):
    """Bytes from the jail that are no frame. Never leaves the sandbox room."""
