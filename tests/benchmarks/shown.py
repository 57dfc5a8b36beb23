"""The figures as Markdown for the README and as a picture (SVG, by hand: no library is needed for bars and a line)."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from tests.benchmarks.figures import Found, a_notebook, ratio, wishes

WHAT = {
    "ours": ("jail", "JSON and HTML reports, grades"),
    "ours_one_job": ("jail", "the same"),
    "nbgrader": ("none", "database, executed notebooks, HTML feedback"),
    "otter": ("none", "JSON results, no feedback for people"),
    "otter_api": ("none", "JSON results, no feedback for people"),
    "nbclient": ("none", "nothing, nothing is graded"),
    "cold": ("none", "nothing; the cases are run"),
}
"""How each is isolated and what it leaves."""


def markdown(found: Found, picture: str | None) -> str:
    """The part of the README that `make bench` writes."""
    parts = [_machine(found)]
    if "class" in found:
        parts.append("\n".join(_compared(found)))
    if picture:
        parts.append(f"![Seconds a notebook of each grader, and our memory over a long run]({picture})")
    rows = ["| | measured | wanted |", "|---|---:|---|"]
    for wish in wishes(found):
        wanted = f"at least {wish.least:g}{wish.unit}" if wish.least is not None else ""
        wanted = f"at most {wish.most:g}{wish.unit}" if wish.most is not None else wanted
        missed = " (missed)" if wish.holds is False else ""
        what = wish.what.replace("  ", "&emsp;", 1) if wish.what.startswith("  ") else wish.what
        rows.append(f"| {what} | {number(wish.measured, wish.digits)}{_unit(wish)} | {wanted}{missed} |")
    parts.append("\n".join(rows))
    return "\n\n".join(parts) + "\n"


def number(value: float | None, digits: int) -> str:
    """`-` where it is not known."""
    return "-" if value is None else f"{value:.{digits}f}"


def _unit(wish: Any) -> str:
    return wish.unit if wish.measured is not None else ""


def _machine(found: Found) -> str:
    machine, compared = found["machine"], found.get("class", {})
    versions = {**machine["versions"], **compared.get("versions", {})}
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    count = compared.get("rounds", 0)
    rounds = f" Medians of {count} alternating rounds." if count > 1 else " One round." if count else ""
    load = machine.get("load", 0.0)
    busy = f" Others were using the machine (load {load} before it began)." if load > 0.5 * machine["cores"] else ""
    return f"{machine['date']}, {machine['cores']} cores ({machine['cpu']}), {named}.{rounds}{busy}"


def _compared(found: Found) -> Iterator[str]:
    compared = found["class"]
    count = compared["notebooks"]
    variants = list(compared["seconds"])
    loops = " | ".join(f"loops of {variant}" for variant in variants)
    yield f"| {count} notebooks, seconds each | {loops} | times ours | isolation | writes |"
    yield "|---|" + "---:|" * (len(variants) + 1) + "---|---|"
    for role in compared["names"]:
        isolation, writes = WHAT[role]
        seconds = " | ".join(number(a_notebook(found, role, variant), 2) for variant in variants)
        yield f"| {compared['names'][role]} | {seconds} | {number(ratio(found, role), 1)} | {isolation} | {writes} |"
        if role == "nbgrader" and role not in compared["failed"]:
            alone = " | ".join(number(a_notebook(found, role, variant, "autograde"), 2) for variant in variants)
            yield f"| nbgrader without `generate_feedback` | {alone} | | none | database, executed notebooks |"
    for role, why in compared["failed"].items():
        yield f"\n{compared['names'][role]} could not be measured: {why.splitlines()[0]}"


_WIDTH, _LEFT, _BAR, _ROW = 760, 250, 13, 38
_COLOURS = ("#4477aa", "#ccbb44")


def picture(found: Found) -> str:
    """Bars for the class, and our memory over the longest run."""
    drawn: list[str] = []
    top = 30
    if "class" in found:
        drawn += _bars(found, top)
        top += _ROW * len(found["class"]["names"]) + 60
    runs = [run for run in found.get("growth", {}).get("runs", []) if len(run["samples"]) > 1]
    if runs:
        drawn += _line(runs[-1], top)
        top += 190
    style = "font-family='sans-serif' font-size='12' fill='#222222'"
    size = f"width='{_WIDTH}' height='{top}' viewBox='0 0 {_WIDTH} {top}'"
    body = "\n".join([f"<rect width='{_WIDTH}' height='{top}' fill='#ffffff'/>", *drawn])
    return f"<svg xmlns='http://www.w3.org/2000/svg' {size} {style} role='img'>\n{body}\n</svg>\n"


def _bars(found: Found, top: int) -> list[str]:
    roles, variants = list(found["class"]["names"]), list(found["class"]["seconds"])
    values = {(role, variant): a_notebook(found, role, variant) for role in roles for variant in variants}
    longest = max((value for value in values.values() if value is not None), default=1.0)
    drawn = [_text(10, top - 10, f"Seconds a notebook, {found['class']['notebooks']} notebooks, start-up included")]
    for index, variant in enumerate(variants):
        drawn.append(_box(480 + 140 * index, top - 20, 12, 12, _COLOURS[index]))
        drawn.append(_text(496 + 140 * index, top - 10, f"loops of {variant}"))
    for row, role in enumerate(roles):
        y = top + 8 + row * _ROW
        drawn.append(_text(_LEFT - 8, y + _BAR + 4, found["class"]["names"][role], "end"))
        for index, variant in enumerate(variants):
            value = values[role, variant]
            width = 0.0 if value is None else value / longest * (_WIDTH - _LEFT - 60)
            drawn.append(_box(_LEFT, y + index * _BAR, width, _BAR - 1, _COLOURS[index]))
            drawn.append(_text(_LEFT + width + 5, y + (index + 1) * _BAR - 2, number(value, 2)))
    return drawn


def _line(run: Any, top: int) -> list[str]:
    samples: Sequence[Any] = run["samples"]
    height, width = 120, _WIDTH - 130
    most_mb = max(one["mb"] for one in samples) * 1.15 or 1.0
    most_s = samples[-1]["s"] or 1.0
    points = " ".join(
        f"{80 + one['s'] / most_s * width:.1f},{top + 10 + height - one['mb'] / most_mb * height:.1f}"
        for one in samples
    )
    bottom = top + 10 + height
    return [
        _text(10, top, f"Memory of all our processes while {run['size']} modules are graded, MB"),
        f"<path d='M80,{top + 10} V{bottom} H{80 + width}' fill='none' stroke='#888888'/>",
        _text(74, top + 20, f"{most_mb:.0f}", "end"),
        _text(74, bottom, "0", "end"),
        _text(80 + width, bottom + 16, f"{most_s:.0f} s", "end"),
        f"<polyline points='{points}' fill='none' stroke='{_COLOURS[0]}' stroke-width='2'/>",
    ]


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}'>{escape(text)}</text>"


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f"<rect x='{x:.1f}' y='{y:.1f}' width='{width:.1f}' height='{height:.1f}' fill='{colour}'/>"
