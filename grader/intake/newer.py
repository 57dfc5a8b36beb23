"""Whether code that this Python cannot read is code of a later one: a matter of the environment, not of the student."""

import re
import sys

_GENERICS = re.compile(r"\s*(?:async\s+)?def\s+\w+\s*\[|\s*class\s+\w+\s*\[|\s*type\s+\w+\s*(?:\[.*\])?\s*=")
_NESTED_QUOTES = re.compile(r"""(?i)\b(?:f|rf|fr)(["'])(?:(?!\1)[^{])*\{(?:(?!\1)[^{}])*\1(?:(?!\1)[^{}])*\1[^{}]*\}""")
_TEMPLATE = re.compile(r"""(?i)(?:^|[^\w"'])(?:t|rt|tr)["']""")
_BARE_EXCEPT = re.compile(r"\s*except\s+[\w.]+\s*(?:,\s*[\w.]*[A-Z]\w*\s*)+:")
"""`except ValueError, TypeError:` (PEP 758); with a small letter, `except ValueError, e:`, it is Python 2."""
_TOLD = re.compile(r"f-string expression part cannot include|f-string: .*cannot include")


def python_needed(line: str, message: str) -> str:
    """The first Python that knows what stands in `line`, which this one refuses with `message`; "" where none does.

    Generics (PEP 695) and free f-strings (PEP 701) came with 3.12, template strings (PEP 750) and
    `except A, B:` (PEP 758) with 3.14.
    """
    if sys.version_info < (3, 12) and (
        _GENERICS.match(line)
        or _TOLD.search(message)
        or (message.startswith("f-string") and _NESTED_QUOTES.search(line))
    ):
        return "3.12"
    if sys.version_info < (3, 14) and (_TEMPLATE.search(line) or _BARE_EXCEPT.match(line)):
        return "3.14"
    return ""
