"""Small pictures of numbers: a square a number, filled above zero, open below, larger the further from it.

Readable without colour and on paper (Hinton diagrams; Hinton and Shallice 1991 used them for weights). Inline SVG, made
of numbers only; what it shows is said in its label too.
"""

import math
from collections.abc import Sequence

from markupsafe import Markup

from grader.words import Words

_STEP = 16
_LARGEST = 13.0
_SMALLEST = 2.5


def draw_numbers(rows: Sequence[Sequence[float]], words: Words) -> Markup:
    """An SVG picture of a two-dimensional slice; non-finite numbers are crosses, zeros dots."""
    height, width = len(rows), max((len(row) for row in rows), default=0)
    finite = [abs(number) for row in rows for number in row if math.isfinite(number)]
    largest = max(finite, default=0.0)
    shapes = [
        _shape(_STEP * column + _STEP / 2, _STEP * at + _STEP / 2, number, largest)
        for at, row in enumerate(rows)
        for column, number in enumerate(row)
    ]
    label = words.say("report.picture", rows=height, columns=width, largest=f"{largest:.4g}")
    size = f'width="{_STEP * width}" height="{_STEP * height}" viewBox="0 0 {_STEP * width} {_STEP * height}"'
    head = Markup('<svg class="numbers" role="img" aria-label="{}" ').format(label)
    return head + Markup(f"{size}>{''.join(shapes)}</svg>")


def _shape(x: float, y: float, number: float, largest: float) -> str:
    if not math.isfinite(number):
        arm = _LARGEST / 2
        cross = f"M{x - arm:g} {y - arm:g}l{_LARGEST:g} {_LARGEST:g}m0 {-_LARGEST:g}l{-_LARGEST:g} {_LARGEST:g}"
        return f'<path class="cross" d="{cross}"/>'
    if number == 0 or largest == 0:
        return f'<circle cx="{x:g}" cy="{y:g}" r="1"/>'
    side = max(_SMALLEST, _LARGEST * math.sqrt(abs(number) / largest))
    kind = "up" if number > 0 else "down"
    left, top = round(x - side / 2, 1), round(y - side / 2, 1)
    return f'<rect class="{kind}" x="{left:g}" y="{top:g}" width="{side:.3g}" height="{side:.3g}"/>'
