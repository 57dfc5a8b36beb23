"""Knows, line by line, whether a statement begins, in source that need not be valid Python."""

_OPEN, _CLOSE = "([{", ")]}"


class Position:
    """Where reading has come to: inside a string, inside brackets, after a backslash, or where a statement begins."""

    def __init__(self) -> None:
        self._quote = ""
        self._depth = 0
        self._joined = False

    @property
    def at_statement(self) -> bool:
        """Whether the next line begins a statement."""
        return not (self._quote or self._depth or self._joined)

    def read(self, line: str) -> None:
        """Goes on by one line of Python. A line that is none is not read: the quote of `!echo it's` is no string."""
        at = 0
        while at < len(line):
            char = line[at]
            if self._quote:
                if char == "\\":
                    at += 1
                elif line.startswith(self._quote, at):
                    at += len(self._quote) - 1
                    self._quote = ""
            elif char == "#":
                self._joined = False
                return
            elif char in "\"'":
                self._quote = char * 3 if line.startswith(char * 3, at) else char
                at += len(self._quote) - 1
            elif char in _OPEN:
                self._depth += 1
            elif char in _CLOSE:
                self._depth = max(0, self._depth - 1)
            at += 1
        continued = line.endswith("\\")
        if len(self._quote) == 1 and not continued:  # an unfinished string ends with its line
            self._quote = ""
        self._joined = continued and not self._quote
