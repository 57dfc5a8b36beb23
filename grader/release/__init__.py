"""What students receive, made from the reference and the statement so that nothing drifts: `grader release`."""

from grader.release.handout import handout, release

__all__ = ["handout", "release"]
