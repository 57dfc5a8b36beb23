"""What a known mistake that was recognised says of the statement to look for: which families of changes come first.

Only the order of the search follows from it. A mistake is known by its name, whose words say what it is about.
"""

import re
from collections.abc import Iterable

_WORDS = re.compile(r"[A-Z]?[a-z]+|\d+")
_ABOUT: dict[str, tuple[str, ...]] = {
    "padding": ("pad", "border", "edge", "circular", "zero", "outside", "frame", "around"),
    "stride": ("stride", "step", "move"),
    "dilation": ("dilat", "gap", "apart"),
    "groups": ("group", "dealt"),
    "window": ("window", "begin", "search", "corner", "place", "centre", "shift", "off", "patch", "around"),
    "output_size": ("size", "round", "ceil", "leftover", "floor", "output", "cut"),
    "axes_swapped": (
        "swap",
        "height",
        "width",
        "row",
        "column",
        "axes",
        "pair",
        "transpos",
        "square",
        "side",
        "turned",
    ),
    "axis": (
        *(
            "ax",
            "mean",
            "sum",
            "over",
            "along",
            "batch",
            "channel",
            "per",
            "each",
            "stat",
            "varian",
            "softmax",
            "whole",
        ),
        *("picture", "across", "class", "everything", "averag", "global", "together"),
    ),
    "broadcasting": ("channel", "per", "shape", "bias", "each"),
    "division": ("divi", "half", "averag", "mean", "count", "round"),
    "rounding": ("round", "ceil", "floor", "leftover"),
    "sign": ("sign", "minus", "plus", "flip", "negativ", "subtract", "inverted", "other", "way"),
    "scale": (
        *("divi", "scale", "factor", "half", "twice", "root", "square", "times", "power", "momentum", "relative"),
        *("product", "multipl", "255", "0", "norm", "double", "count", "mean", "averag", "size"),
    ),
    "term": (
        *("bias", "add", "miss", "forgotten", "without", "no", "left", "ignor", "plus", "drop", "not", "never", "only"),
        *("out", "term"),
    ),
    "accumulate": ("last", "only", "sum", "accumul", "add", "overwrit", "each", "kept", "grow"),
    "order": (
        *("before", "after", "order", "swap", "transpos", "reshap", "flat", "move", "channel", "revers", "turn", "mix"),
        *("first", "then", "view", "shuffl"),
    ),
    "eps": ("eps", "root"),
    "variance": ("varian", "biased", "unbiased", "deviation", "std", "counts"),
    "affine": ("gamma", "beta", "scale", "shift", "affine", "weight", "bias"),
    "running": ("running", "momentum", "old", "remember", "stat"),
    "mode": ("mode", "eval", "train", "frozen", "grad", "thaw", "freez", "always"),
    "comparison": ("compar", "strict", "tie", "first", "last", "maxim", "equal", "largest", "zero", "negativ", "below"),
    "condition": ("always", "never", "only", "mode", "train", "eval", "count", "ignor", "whether"),
    "bound": ("last", "end", "off", "cut", "left", "border", "window", "one", "few", "many"),
    "index": ("last", "first", "position", "place", "index", "flat", "column", "picture"),
    "name": ("swap", "from", "read", "wrong", "other", "input", "old", "another", "for"),
    "constant": ("fixed", "constant", "always", "default", "half", "momentum"),
    "dtype": ("half", "double", "float", "int", "dtype"),
    "copy": ("place", "change", "detach", "copies", "shared", "cut"),
    "activation": ("relu", "activat", "softmax", "sigmoid", "tanh", "negativ", "logarithm"),
    "layer": (
        *("layer", "conv", "norm", "dense", "block", "project", "fully", "unused", "list", "pool", "drop", "head"),
        *("linear", "kernel", "channel", "small", "wide"),
    ),
    "kernel": ("kernel", "flip", "mirror", "upside", "pair", "revers", "turn", "weight"),
    "reduction": ("mean", "sum", "max", "largest", "averag", "minim", "absolute", "value"),
    "zero_grad": ("grad", "step", "loss", "empt", "twice", "order", "optim"),
}


def families_meant(names: Iterable[str]) -> frozenset[str]:
    """Families of changes that mistakes with these names may be about; several, for words are loose."""
    words = [word.lower() for name in names for word in _WORDS.findall(name)]
    return frozenset(
        family for family, stems in _ABOUT.items() if any(word.startswith(stem) for word in words for stem in stems)
    )


_BESIDE = {"stride": ("window",), "padding": ("window",), "rounding": ("output_size", "condition")}
"""What a change of such a thing may be called as well."""


def families_of_checks(names: Iterable[str]) -> frozenset[str]:
    """Families that checks with these names are likely to be about: `dilation`, `default_stride`, `ceil_mode`."""
    found = families_meant(names)
    return found | {more for one in found for more in _BESIDE.get(one, ())}
