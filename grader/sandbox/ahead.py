"""Sandboxes without a template: a fresh process for each submission, the next one started ahead of time."""

from abc import ABC, abstractmethod
from typing import Any, Generic, Protocol, Self, TypeVar


class Waiting(Protocol):
    """A process that waits for a submission."""

    def wait_ready(self) -> None:
        """Blocks until it has imported all. Raises GraderFault."""
        ...

    def close(self) -> None:
        """Ends it. Idempotent."""
        ...


Process = TypeVar("Process", bound=Waiting)


class Ahead(ABC, Generic[Process]):
    """Keeps the next process; those that were taken belong to their sessions."""

    _next: Process | None = None

    @abstractmethod
    def _start(self) -> Process:
        """Starts a process; it gets ready in the background."""

    def wait_ready(self) -> None:
        """Blocks until a process has imported all. Raises GraderFault, with what to do, where it cannot start."""
        if self._next is None:
            self._next = self._start()
        try:
            self._next.wait_ready()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Ends the process that waits. A later open starts another."""
        if self._next is not None:
            self._next.close()
            self._next = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
