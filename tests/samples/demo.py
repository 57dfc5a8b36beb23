"""`make demo`: grades every sample with the command line, shows a table and says which report to open."""

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.samples.expectations import Sample, differences, first_failure, samples

ROOT = Path(__file__).resolve().parents[2]
OUTCOMES = {"full": "full marks", "partial": "some points", "zero": "no points", "not_started": "not started"}


def main() -> None:
    """Exit 1 where a report is not what expected.toml says."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=Path("demo-out"), help="folder for the reports")
    options.add_argument("--lang", choices=["en", "ru"], default="en", help="language of the reports")
    arguments = options.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)

    console = Console(width=None if sys.stdout.isatty() else 120)
    table = Table("sample", "what it is", "expected", "score", "first thing to mend", title="Samples", show_lines=True)
    wrong, everything = 0, samples()
    for number, sample in enumerate(everything, 1):
        console.print(f"{number:2}/{len(everything)}  {sample.file} ...", end=" ", highlight=False, markup=False)
        report, said = _grade(sample, arguments.out, arguments.lang)
        console.print(_score(report), highlight=False)
        found = differences(sample, report) if report else [said]
        wrong += bool(found)
        table.add_row(*_row(sample, report, found))
    console.print(table)
    if wrong:
        console.print(f"{wrong} of {len(everything)} samples were not graded as expected.")
        raise SystemExit(1)
    first = next(sample for sample in everything if sample.open)
    console.print(f"All {len(everything)} samples were graded as expected. Every report is in {arguments.out}/.")
    console.print(f"Open this one first:  {_target(first, arguments.out, 'html')}", soft_wrap=True)


def _target(sample: Sample, out: Path, suffix: str) -> Path:
    name = re.sub(r"[^-.\w]+", "_", sample.path.stem).strip("_")
    return out / f"{name}.{suffix}"


def _grade(sample: Sample, out: Path, lang: str) -> tuple[dict[str, Any] | None, str]:
    """The report as data, or None and what the command said."""
    page, data = _target(sample, out, "html"), _target(sample, out, "json")
    data.unlink(missing_ok=True)
    command = [sys.executable, "-m", "grader", "grade", str(sample.path), "--task", sample.task]
    command += ["--json", str(data), "--html", str(page), "--lang", lang]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": path, "COLUMNS": "120"}
    )
    if not data.is_file():
        return None, f"exit code {done.returncode}: {done.stderr.strip()[-300:]}"
    return json.loads(data.read_text("utf-8")), ""


def _row(sample: Sample, report: dict[str, Any] | None, found: list[str]) -> tuple[str, ...]:
    expected = OUTCOMES[sample.outcome]
    if report is None:
        return sample.file, sample.about, expected, _score(None), f"UNEXPECTED: {found[0]}"
    feedback = first_failure(report)
    advice = feedback.get("mistake") or feedback.get("message") or "-"
    if found:
        advice = f"UNEXPECTED: {'; '.join(found)}. {advice}"
    return sample.file, sample.about, expected, _score(report), advice.split("\n")[0][:200]


def _score(report: dict[str, Any] | None) -> str:
    if report is None:
        return "no report"
    return "ungraded" if report["score"] is None else f"{report['score']:g} / {report['max_score']:g}"


if __name__ == "__main__":
    main()
