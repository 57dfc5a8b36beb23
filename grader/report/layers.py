"""A network's layers as a table: what it puts out, how much it learns, where it first differs from what should be."""

from grader.model import Frozen, LayerRow, LayerTable
from grader.report.printable import one_line
from grader.words import Words

_MOST_SHOWN = 60


class ShownRow(Frozen):
    """One layer in words."""

    layer: str
    shape: str
    parameters: str
    differs: bool = False


class ShownLayers(Frozen):
    """Both networks, ready to be drawn."""

    yours: tuple[ShownRow, ...]
    expected: tuple[ShownRow, ...]
    totals: tuple[str, str]
    """Parameters in all, yours and those that should be."""
    same: bool
    """Nothing differs: then the second table says nothing new."""
    lacking: str
    """The first layer that is missing; empty where none is."""


def show_layers(table: LayerTable, words: Words) -> ShownLayers:
    """The table with its first difference marked. Names of layers are the student's text."""
    lacking = "" if table.first_expected is None else _named(table.expected[table.first_expected], words)
    return ShownLayers(
        yours=_shown(table.yours, table.first_yours, words),
        expected=_shown(table.expected, table.first_expected, words),
        totals=(_total(table.yours), _total(table.expected)),
        same=table.first_yours is None and table.first_expected is None,
        lacking=lacking if table.first_yours is None else "",
    )


def _shown(rows: tuple[LayerRow, ...], first: int | None, words: Words) -> tuple[ShownRow, ...]:
    shown = tuple(
        ShownRow(
            layer=_named(row, words),
            shape=words.say("report.layers.not_reached") if row.shape is None else _sizes(row.shape),
            parameters=str(row.parameters),
            differs=at == first,
        )
        for at, row in enumerate(rows[:_MOST_SHOWN])
    )
    left = len(rows) - len(shown)
    more = words.say("report.layers.more", count=left)
    return shown if left <= 0 else (*shown, ShownRow(layer=more, shape="", parameters=""))


def _named(row: LayerRow, words: Words) -> str:
    name = one_line(row.name, 60) or words.say("report.layers.itself")
    return f"{name} ({one_line(row.kind, 40)})"


def _sizes(shape: tuple[int, ...]) -> str:
    return " × ".join(str(size) for size in shape) if shape else "1"


def _total(rows: tuple[LayerRow, ...]) -> str:
    return str(sum(row.parameters for row in rows))
