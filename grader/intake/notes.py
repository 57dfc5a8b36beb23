"""Collects what the intake changed or noticed, as keys of words.py with their fields."""

_MOST_SHOWN = 10


class Notes:
    """Notes in the order in which they were made, each once."""

    def __init__(self) -> None:
        self._notes: list[tuple[str, dict[str, str]]] = []

    def add(self, key: str, /, **fields: object) -> None:
        """Adds the sentence `intake.note.<key>`."""
        note = (f"intake.note.{key}", {name: str(value) for name, value in fields.items()})
        if note not in self._notes:
            self._notes.append(note)

    def all(self) -> tuple[tuple[str, dict[str, str]], ...]:
        """Everything noted."""
        return tuple(self._notes)


def listed(items: list[int] | list[str]) -> str:
    """`1, 2, 5`; a long list is cut and ends in `…`."""
    shown = ", ".join(str(item) for item in items[:_MOST_SHOWN])
    return shown + ", …" if len(items) > _MOST_SHOWN else shown
