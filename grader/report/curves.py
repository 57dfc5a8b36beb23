"""The training of a network as pictures: the loss from step to step, and what a number of points an accuracy is worth.

Inline SVG: no script, no network, readable without colour; each has its words.
"""

import math
from collections.abc import Sequence

from markupsafe import Markup, escape

from grader.model import Learned
from grader.report.learned import percent
from grader.words import Words

_WIDTH, _HEIGHT = 420, 160
_LEFT, _BELOW, _ABOVE = 44, 22, 8


def draw_losses(losses: Sequence[float], words: Words) -> Markup:
    """The loss at each step that was noted, with its running mean; nothing where there are too few."""
    finite = [loss for loss in losses if math.isfinite(loss)]
    if len(finite) < 3:
        return Markup("")
    low, high = min(0.0, min(finite)), _upper(finite)
    said = words.say("fit.curve", first=f"{finite[0]:.3g}", last=f"{finite[-1]:.3g}", least=f"{min(finite):.3g}")
    points = _points(finite, low, high)
    smooth = _points(_running_mean(finite), low, high)
    return _picture(
        said,
        f'<polyline class="thin" points="{points}"/><polyline class="thick" points="{smooth}"/>'
        + _axis(low, high, words.say("fit.curve.steps")),
    )


def draw_worth(learned: Learned, words: Words) -> Markup:
    """The share of the points by accuracy, with the accuracy that was reached and its interval."""
    known = [(0.0, 0.0), *((accuracy, share) for accuracy, share in learned.cutoffs), (1.0, 1.0)]
    if learned.cutoffs[0][1] > 0:
        known.insert(1, (learned.cutoffs[0][0], 0.0))
    left = min(max(0.0, learned.cutoffs[0][0] - 0.1), max(0.0, learned.low - 0.02))

    def place(accuracy: float, share: float) -> str:
        x = _LEFT + (_WIDTH - _LEFT - 8) * (min(max(accuracy, left), 1.0) - left) / (1.0 - left)
        return f"{x:.1f},{_ABOVE + (_HEIGHT - _ABOVE - _BELOW) * (1 - share):.1f}"

    line = " ".join(place(accuracy, share) for accuracy, share in known)
    from_x, to_x = place(learned.low, 0).split(",")[0], place(learned.high, 0).split(",")[0]
    at_x = place(learned.accuracy, 0).split(",")[0]
    bottom = _HEIGHT - _BELOW
    said = words.say(
        "fit.worth", accuracy=percent(learned.accuracy), low=percent(learned.low), high=percent(learned.high)
    )
    return _picture(
        said,
        f'<rect class="span" x="{from_x}" y="{_ABOVE}" width="{max(1.0, float(to_x) - float(from_x)):.1f}" '
        f'height="{bottom - _ABOVE}"/><polyline class="thick" points="{line}"/>'
        f'<line class="mark" x1="{at_x}" x2="{at_x}" y1="{_ABOVE}" y2="{bottom}"/>'
        f'<text x="{_LEFT}" y="{_HEIGHT - 6}">{percent(left)} %</text>'
        f'<text x="{_WIDTH - 8}" y="{_HEIGHT - 6}" text-anchor="end">100 %</text>'
        f'<text x="{_LEFT - 6}" y="{_ABOVE + 10}" text-anchor="end">100 %</text>'
        f'<text x="{_LEFT - 6}" y="{bottom}" text-anchor="end">0</text>',
    )


def _upper(values: Sequence[float]) -> float:
    """The highest value, but for a first few that would flatten all others."""
    ordered = sorted(values)
    return max(ordered[int(0.98 * (len(ordered) - 1))] * 1.1, min(0.0, ordered[0]) + 1e-9)


def _running_mean(values: Sequence[float]) -> list[float]:
    width = max(1, len(values) // 20)
    return [sum(values[max(0, at - width) : at + 1]) / (at + 1 - max(0, at - width)) for at in range(len(values))]


def _points(values: Sequence[float], low: float, high: float) -> str:
    height, width = _HEIGHT - _ABOVE - _BELOW, _WIDTH - _LEFT - 8
    found = []
    for at, value in enumerate(values):
        x = _LEFT + width * at / (len(values) - 1)
        y = _ABOVE + height * (1 - (min(value, high) - low) / (high - low))
        found.append(f"{x:.1f},{y:.1f}")
    return " ".join(found)


def _axis(low: float, high: float, name: str) -> str:
    bottom = _HEIGHT - _BELOW
    return (
        f'<text x="{_LEFT - 6}" y="{_ABOVE + 10}" text-anchor="end">{high:.2g}</text>'
        f'<text x="{_LEFT - 6}" y="{bottom}" text-anchor="end">{low:.2g}</text>'
        f'<text x="{_WIDTH - 8}" y="{_HEIGHT - 6}" text-anchor="end">{escape(name)}</text>'
    )


def _picture(said: str, inner: str) -> Markup:
    bottom = _HEIGHT - _BELOW
    frame = f'<path class="frame" d="M{_LEFT} {_ABOVE}V{bottom}H{_WIDTH - 8}"/>'
    return Markup(
        f'<svg class="curve" role="img" aria-label="{escape(said)}" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}">{frame}{inner}</svg>'
    )
