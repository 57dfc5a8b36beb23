"""Bounds how long the trusted process works on one file: a net below the caps, for what they do not foresee."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN = 1.0
"""The alarm repeats: an exception raised inside a callback of C code may be dropped there."""


class Overrun(Exception):
    """The block took longer than `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"longer than {seconds:g} s")
        self.seconds = seconds


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises Overrun inside the block once `seconds` have passed; handler and timer are as before afterwards.

    Inside another timer that ends sooner, that one stays in force. Outside the main thread, and on systems without such
    a signal, nothing is bounded. A single call into C is interrupted only when it returns, so that caps on size stay
    needed.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    left, interval = signal.getitimer(signal.ITIMER_REAL)
    if 0 < left <= seconds:
        yield
        return
    armed = True

    def ring(number: int, frame: FrameType | None) -> None:
        if armed:
            raise Overrun(seconds)

    started = time.monotonic()
    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
        yield
    finally:
        armed = False  # before all else: an alarm from here on must not break off what follows
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if before is None else before)
        if left > 0:
            signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - started), 1e-3), interval)
