"""The report as JSON: the contract that scripts rely on. Its schema is in schema.py."""

import json
import math
import re
from typing import Any

from pydantic import BaseModel

from grader.model import Report

_SURROGATES = re.compile("[\ud800-\udfff]")


def to_json(report: Report) -> str:
    """Keys in the order of the model (`claims` and `timings` by name), indented, not escaped to ASCII.

    Numbers that JSON does not have become the strings `nan`, `inf` and `-inf`. Equal reports give equal text.
    """
    document = _plain(report)
    for free in ("claims", "timings"):
        document[free] = dict(sorted(document[free].items()))
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, dict):
        return {_plain(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, str):  # a lone surrogate cannot be written as UTF-8
        return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
    return value
