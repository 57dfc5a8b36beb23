"""What each sample's report must say, and where a report differs from it."""

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parent


class Sample(NamedTuple):
    """One sample submission."""

    file: str
    task: str
    about: str
    outcome: str
    """`full`, `partial`, `zero`, `not_started`."""
    cause: str | None = None
    """Of the first check that failed."""
    mistake: str | None = None
    """A word of the known mistake that some check must name (in English)."""
    open: bool = False
    """The report to look at first."""

    @property
    def path(self) -> Path:
        """The submission itself."""
        return FOLDER / "submissions" / self.file


def samples() -> list[Sample]:
    """All samples in the order of expected.toml."""
    return [Sample(**entry) for entry in tomllib.loads((FOLDER / "expected.toml").read_text("utf-8"))["sample"]]


def outcome(report: dict[str, Any]) -> str:
    """The report's outcome in one word."""
    if report["state"] != "graded":
        return str(report["state"])
    if not report["started"]:
        return "not_started"
    if not report["score"]:
        return "zero"
    return "full" if report["score"] == report["max_score"] else "partial"


def first_failure(report: dict[str, Any]) -> dict[str, Any]:
    """The feedback of the first check that did not pass; empty where all passed."""
    return next((check["feedback"] for check in report["checks"] if check["state"] != "passed"), {})


def differences(sample: Sample, report: dict[str, Any]) -> list[str]:
    """Each way in which `report` is not what the sample's report must be; empty where it is right."""
    found = []
    if report["task"] != sample.task:
        found.append(f"graded for {report['task']}, not for {sample.task}")
    if outcome(report) != sample.outcome:
        found.append(f"{outcome(report)}, not {sample.outcome}")
    cause = first_failure(report).get("cause")
    if sample.cause not in {None, cause}:
        found.append(f"first cause {cause}, not {sample.cause}")
    named = [check["feedback"]["mistake"] or "" for check in report["checks"]]
    if sample.mistake and report["lang"] == "en" and not any(sample.mistake in text.lower() for text in named):
        found.append(f"no mistake named that speaks of `{sample.mistake}`")
    return found
