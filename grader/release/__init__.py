"""What students receive, made from the reference and the statement so that nothing drifts: `grader release`."""

from grader.release.handout import release
from grader.release.starter import starter_source

__all__ = ["release", "starter_source"]
