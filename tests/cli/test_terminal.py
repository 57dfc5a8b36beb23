"""What somebody sees who sits at a terminal: the line that says what is being done makes way for the result."""

import os
import pty
import subprocess
import sys

SHOWN = """
from rich.console import Console
from grader.cli import _working

with _working() as say:
    say("reading one.py")
    say("")
    Console().print("THE REPORT")
    say("reading two.py")
    say("")
    Console().print("ANOTHER ONE")
"""
_ERASED = b"\r\x1b[1A\x1b[2K"


def test_the_line_of_progress_is_erased_before_anything_is_printed() -> None:
    shown = _at_a_terminal(SHOWN)
    for line, result in ((b"reading one.py", b"THE REPORT"), (b"reading two.py", b"ANOTHER ONE")):
        before, _, after = shown.partition(result)
        assert before.endswith(_ERASED), before[-80:]
        assert line in before
        assert line not in after


def _at_a_terminal(program: str) -> bytes:
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", program], stdout=theirs, stderr=theirs, stdin=theirs) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
        assert process.wait() == 0, shown
    os.close(ours)
    return shown
