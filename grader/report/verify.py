"""`grader verify` in the terminal: what was proved, and the table mistake x check, which shows weak cases."""

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table


def print_verified(verified: Any, console: Console) -> None:
    """Prints one task (a grader.verify.Verified). Marks are letters, so that nothing hangs on colour."""
    console.print(f"\n[bold]{verified.task}[/bold]  {'green' if verified.ok else 'NOT FAIR YET'}", highlight=False)
    for row in verified.rows:
        if row.name.startswith("mistake ") and row.ok:
            continue
        mark = "ok  " if row.ok else "FAIL"
        console.print(f"  {mark} {row.name}{': ' + row.message if row.message else ''}", highlight=False, markup=False)
    _print_mistakes(verified, console)
    if verified.idle_cases:
        console.print(f"\n  cases that no mistake fails: {', '.join(verified.idle_cases)}", highlight=False)
    if verified.calibration:
        _print_calibration(verified, console)


def _print_mistakes(verified: Any, console: Console) -> None:
    if not verified.mistakes:
        return
    console.print("\n  mistake x check: X caught, ~ by some draws only", highlight=False)
    table = Table(box=None, header_style="bold", pad_edge=True)
    table.add_column("mistake", no_wrap=True)
    for number, _ in enumerate(verified.checks, 1):
        table.add_column(str(number), justify="center")
    table.add_column("named", justify="center")
    for row in verified.mistakes:
        marks = ["X" if c in row.caught_by else "~" if c in row.sometimes else "." for c in verified.checks]
        table.add_row(row.mistake, *marks, "yes" if row.named else "no")
    console.print(table)
    legend = "  ".join(f"{number} {check}" for number, check in enumerate(verified.checks, 1))
    console.print(Padding(legend, (0, 0, 0, 2)), highlight=False)


def _print_calibration(verified: Any, console: Console) -> None:
    title = "calibration, in parts of the allowance (inf: another shape, or nothing is allowed)"
    console.print(f"\n  {title}", highlight=False)
    table = Table(box=None, header_style="bold", pad_edge=True)
    table.add_column("check", no_wrap=True)
    table.add_column("right, at most", justify="right")
    table.add_column("by")
    table.add_column("mistake, at least", justify="right")
    table.add_column("by")
    for item in verified.calibration:
        table.add_row(item.check, f"{item.right:.3f}", item.right_by, f"{item.wrong:.3g}", item.wrong_by)
    console.print(table)
