"""Puts texts on disk: JSON that people can read, all files or none, each whole."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.errors import GraderFault, UsageError


def json_text(value: Mapping[str, Any]) -> str:
    """JSON with a line for each row of numbers, and with a notebook's line breaks where Jupyter puts them."""
    return _lines(value, "") + "\n"


def _lines(value: Any, indent: str) -> str:
    inner = indent + " "
    if isinstance(value, dict) and value:
        rows = [f"{inner}{json.dumps(key)}: {_lines(item, inner)}" for key, item in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(item, dict | list | str) for item in value):
        rows = [inner + _lines(item, inner) for item in value]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def write_all(out: Path, contents: Mapping[str, str | bytes], force: bool) -> tuple[Path, ...]:
    """All files or, where something is in the way, none; each appears whole, by rename."""
    there = [name for name in contents if (out / name).exists()]
    if there and not force:
        raise UsageError(
            f"{out} already holds {', '.join(there)}. Choose another folder, or replace them with --force."
        )
    waiting: list[tuple[Path, Path]] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            handle, path = tempfile.mkstemp(prefix=f".{name}.", dir=out)
            waiting.append((Path(path), out / name))
            with os.fdopen(handle, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
            Path(path).chmod(0o644)
        for temporary, final in waiting:
            temporary.replace(final)
    except OSError as error:
        raise GraderFault(f"{error.filename or out} cannot be written: {error.strerror or error}.") from None
    finally:
        for temporary, _ in waiting:
            temporary.unlink(missing_ok=True)
    return tuple(final for _, final in waiting)
