"""Counts as pictures: inline SVG that reads without colour, each beside its numbers or with its words."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from grader.classpage.counts import BINS, CheckCount
from grader.report.labels import points_text
from grader.words import Words

_LABELS = ("0", "<10", *(str(percent) for percent in range(10, 100, 10)), "100")
_SPOKEN = ("0 %", "<10 %", *(f"{percent}-{percent + 9} %" for percent in range(10, 100, 10)), "100 %")
_COLUMN, _HEIGHT, _ABOVE, _BELOW = 36, 120, 18, 34


def draw_scores(bins: Sequence[int], most: float, words: Words) -> Markup:
    """A bar for each share of the points, its count above and its share below."""
    bars = "; ".join(
        words.say("class.scores.bar", share=share, count=count)
        for share, count in zip(_SPOKEN, bins, strict=True)
        if count
    )
    said = words.say("class.scores.said", max=points_text(most), bars=bars)
    unit = _HEIGHT / max(1, *bins)
    bottom, width = _ABOVE + _HEIGHT, BINS * _COLUMN
    drawn = []
    for at, count in enumerate(bins):
        left, middle = at * _COLUMN, at * _COLUMN + _COLUMN / 2
        tall = max(2.0, unit * count) if count else 0
        if count:
            drawn.append(
                f'<rect x="{left + 3}" y="{bottom - tall:.1f}" width="{_COLUMN - 6}" height="{tall:.1f}"/>'
                f'<text x="{middle:g}" y="{bottom - tall - 5:.1f}">{count}</text>'
            )
        drawn.append(f'<text class="share" x="{middle:g}" y="{bottom + 14}">{_LABELS[at]}</text>')
    axis = escape(words.say("class.scores.axis"))
    return Markup(
        f'<svg class="scores" role="img" aria-label="{escape(said)}" viewBox="0 0 {width} {bottom + _BELOW}">'
        f'<path d="M0 {bottom}H{width}"/>{"".join(drawn)}'
        f'<text class="axis" x="{width - 2}" y="{bottom + _BELOW - 4}">{axis}</text></svg>'
    )


def draw_check(check: CheckCount) -> Markup:
    """Passed as a full bar, failed as a half-high one, the rest as a line; the numbers stand beside it."""
    if not check.of:
        return Markup("")
    passed, failed = 100 * check.passed / check.of, 100 * check.failed / check.of
    return Markup(
        '<svg class="rate" aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">'
        '<path d="M0 9.5H100"/>'
        f'<rect class="passed" width="{passed:.1f}" height="10"/>'
        f'<rect class="failed" x="{passed:.1f}" y="5" width="{failed:.1f}" height="5"/></svg>'
    )
