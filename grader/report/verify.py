"""`grader verify` in the terminal: what was proved, and the table mistake x check, which shows weak cases."""

from typing import Any

from rich.console import Console
from rich.table import Table


def print_verified(verified: Any, console: Console) -> None:
    """Prints one task (a grader.verify.Verified). Marks are letters, so that nothing hangs on colour."""
    console.print(f"\n[bold]{verified.task}[/bold]  {'green' if verified.ok else 'FAILED'}", highlight=False)
    for row in verified.rows:
        if row.name.startswith("mistake ") and row.ok:
            continue
        mark = "ok  " if row.ok else "FAIL"
        console.print(f"  {mark} {row.name}{': ' + row.message if row.message else ''}", highlight=False, markup=False)
    _print_mistakes(verified, console)
    if verified.calibration:
        _print_calibration(verified, console)


def _print_mistakes(verified: Any, console: Console) -> None:
    if not verified.mistakes:
        return
    table = Table(
        box=None, header_style="bold", pad_edge=False, title="mistake x check (X caught, ~ by some draws only)"
    )
    table.title_justify = "left"
    table.add_column("mistake", no_wrap=True)
    for check in verified.checks:
        table.add_column(check, justify="center")
    table.add_column("named", justify="center")
    for row in verified.mistakes:
        marks = ["X" if c in row.caught_by else "~" if c in row.sometimes else "." for c in verified.checks]
        table.add_row(row.mistake, *marks, "yes" if row.named else "no")
    console.print(table)


def _print_calibration(verified: Any, console: Console) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False, title="calibration (parts of the allowance)")
    table.title_justify = "left"
    for name in ("check", "right uses at most", "by", "nearest mistake exceeds", "by"):
        table.add_column(name)
    for item in verified.calibration:
        wrong = "other shape" if item.wrong == float("inf") else f"{item.wrong:.3g} x"
        table.add_row(item.check, f"{item.right:.3f}", item.right_by, wrong, item.wrong_by)
    console.print(table)
