"""Makes text that others wrote safe to show: no escape sequences, no direction overrides, no lone surrogates."""

import re

_ANSI = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC: window titles, links
    r"|\x1b[@-Z\\^_]"
)
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_SHOWN = {code: f"<U+{code:04X}>" for code in (*range(0x10000), *range(0xE0000, 0xE0080)) if _UNSEEN.match(chr(code))}
"""A table: to call a function for each of millions of characters would take half a minute."""


def printable(text: str, limit: int | None = None) -> str:
    """`text` with everything that could move, hide or reorder other text made visible.

    Colour sequences are dropped; other control and direction characters become `<U+202E>`; lines end in `\\n` alone.
    Where `limit` is given, the middle is left out and a mark says so.
    """
    if limit is not None and len(text) > 8 * limit + 1000:  # bounds the work below, whatever was sent
        text = text[: 4 * limit] + text[-4 * limit :]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _ANSI.sub("", text)
    if _UNSEEN.search(text):
        text = text.translate(_SHOWN)
    return text if limit is None else shortened(text, limit)


def shortened(text: str, limit: int) -> str:
    """`text` with its middle left out where it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    head = limit * 2 // 3
    return f"{text[:head]} [...] {text[len(text) - (limit - head) :]}"


def one_line(text: str, limit: int = 160) -> str:
    """`printable` text on one line."""
    return printable(" ".join(text.split()), limit)
