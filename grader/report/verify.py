"""`grader verify` in the terminal: what was proved, and the table mistake x check, which shows weak cases."""

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

_WIDE = 400
"""Columns where the output is no terminal: nothing is cut or broken there."""


def verify_console() -> Console:
    """The terminal as it is; a file or a pipe as wide as need be."""
    console = Console()
    return console if console.is_terminal else Console(width=_WIDE)


def print_verified(verified: Any, console: Console) -> None:
    """Prints one task (a grader.verify.Verified). Marks are letters, so that nothing hangs on colour."""
    console.print(f"\n[bold]{verified.task}[/bold]  {_state(verified)}", highlight=False)
    for row in verified.rows:
        if row.name.startswith("mistake ") and row.ok:
            continue
        mark = "ok  " if row.ok else "FAIL"
        first, *more = f"{row.name}{': ' + row.message if row.message else ''}".splitlines()
        text = "\n".join([f"  {mark} {first}", *(f"         {line}" for line in more)])
        console.print(text, highlight=False, markup=False, soft_wrap=not console.is_terminal)
    _print_mistakes(verified, console)
    if verified.idle_cases:
        console.print(f"\n  cases that no mistake fails: {', '.join(verified.idle_cases)}", highlight=False)
    if verified.calibration:
        _print_calibration(verified, console)
    _print_cutoffs(verified, console)


def _state(verified: Any) -> str:
    if verified.unavailable:
        return "unavailable"
    return "green" if verified.ok else "NOT FAIR YET"


def _print_cutoffs(verified: Any, console: Console) -> None:
    for found in verified.cutoffs:
        reached = ", ".join(f"{100 * accuracy:.1f}" for accuracy in found.reached)
        lines = [
            f"accuracy of the reference in {found.check}, a training a seed: {reached} %",
            f"  spread with its intervals  {100 * found.low:.1f} to {100 * found.high:.1f} %",
            f"  cutoffs                    {_shares(found.cutoffs)}",
            f"  proposed                   {_shares(found.proposed)}",
            f"  a linear classifier        {100 * found.linear:.1f} %",
        ]
        console.print("\n" + "\n".join(f"  {line}" for line in lines), highlight=False, markup=False, soft_wrap=True)


def _shares(cutoffs: Any) -> str:
    return "  ".join(f"{100 * accuracy:g} % -> {share:g}" for accuracy, share in cutoffs)


def _print_mistakes(verified: Any, console: Console) -> None:
    if not verified.mistakes:
        return
    of = verified.secrets
    console.print(f"\n  mistake x check: X caught, ~n under n of {of} secrets only", highlight=False)
    table = Table(box=None, header_style="bold", pad_edge=True)
    table.add_column("mistake", overflow="fold")
    for number, _ in enumerate(verified.checks, 1):
        table.add_column(str(number), justify="center", no_wrap=True)
    table.add_column("named", justify="center", no_wrap=True)
    for row in verified.mistakes:
        some = {check: f"~{count}" for check, count in row.sometimes}
        marks = ["X" if check in row.caught_by else some.get(check, ".") for check in verified.checks]
        table.add_row(row.mistake, *marks, "yes" if row.named else "no")
    console.print(table)
    legend = "  ".join(f"{number} {check}" for number, check in enumerate(verified.checks, 1))
    console.print(Padding(legend, (0, 0, 0, 2), expand=False), highlight=False)


def _print_calibration(verified: Any, console: Console) -> None:
    title = "calibration, in parts of the allowance (inf: another shape, or nothing is allowed)"
    console.print(f"\n  {title}", highlight=False)
    table = Table(box=None, header_style="bold", pad_edge=True)
    table.add_column("check", overflow="fold")
    table.add_column("right, at most", justify="right")
    table.add_column("by", overflow="fold")
    table.add_column("mistake, at least", justify="right")
    table.add_column("by", overflow="fold")
    for item in verified.calibration:
        table.add_row(item.check, f"{item.right:.3f}", item.right_by, f"{item.wrong:.3g}", item.wrong_by)
    console.print(table)
