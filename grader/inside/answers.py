"""Reads answers that were handed in themselves, a .npz or .csv file, in the jail. Sent in as text, after fit.py."""

import csv
import os
from typing import Any

import numpy
import torch

_HANDED_IN = "/tmp/student"


def fit_predictions(student: Any, path: str, count: int, classes: int) -> Any:
    """(count, classes) numbers or (count,) classes, read from a .npz or .csv file that was handed in."""
    path = os.path.join(_HANDED_IN, path)
    try:
        found = _from_npz(path) if path.lower().endswith(".npz") else _from_csv(path, count)
    except _Unreadable as error:
        raise student.mismatch("predictions", why=str(error).replace("|", "/")) from None
    except Exception as error:
        raise student.mismatch("predictions", why=f"{type(error).__name__}: {error}".replace("|", "/")) from None
    if found.ndim == 2 and found.shape[1] == 1:
        found = found[:, 0]
    if found.ndim == 1:
        told = found.astype(numpy.float64)
        if not bool(((told == numpy.round(told)) & (told >= 0) & (told < classes)).all()):
            one_based = told.size > 0 and (told.min(), told.max()) == (1, classes)
            why = f"; these run from 1 to {classes}: subtract 1" if one_based else ""
            raise student.mismatch("predictions", why=f"a class is a whole number from 0 to {classes - 1}{why}")
    if found.shape not in ((count,), (count, classes)):
        raise student.mismatch("predictions_shape", yours=found.shape, count=count, classes=classes)
    return torch.from_numpy(numpy.ascontiguousarray(found, numpy.int64 if found.ndim == 1 else numpy.float64))


class _Unreadable(Exception):
    """Why a file of predictions makes no sense."""


_MOST_CSV_BYTES = 16 << 20
_ORDERED = ("ids", "id", "index")
"""An array of one of these names orders the others, as such a column of a table does."""
_NAMED = ("logits", "predictions", "classes", "labels", "arr_0")


def _from_npz(path: str) -> Any:
    with numpy.load(path, allow_pickle=False) as arrays:
        names = [name for name in _NAMED if name in arrays.files] or list(arrays.files)
        if not names:
            raise _Unreadable("it holds no array")
        if len(names) > 1 and not set(names) & set(_NAMED):
            raise _Unreadable(f"it holds several arrays ({', '.join(names)[:100]}); name one of them predictions")
        found = numpy.array(arrays[names[0]])
        ids = next((numpy.array(arrays[name]) for name in _ORDERED if name in arrays.files), None)
    if not (numpy.issubdtype(found.dtype, numpy.integer) or numpy.issubdtype(found.dtype, numpy.floating)):
        raise _Unreadable(f"its array holds {found.dtype}, not numbers")
    if ids is None or names[0] in _ORDERED:
        return found
    ids = ids.reshape(-1)
    if ids.dtype.kind not in "iuf" or found.shape[:1] != ids.shape or not _counts(ids):
        raise _Unreadable("its ids do not count the pictures, each once; leave them out if they order nothing")
    return found[numpy.argsort(ids)]


def _from_csv(path: str, count: int) -> Any:
    """A row a picture: its class, or a number for each class; a column that counts the rows orders them."""
    if os.path.getsize(path) > _MOST_CSV_BYTES:
        raise _Unreadable(f"it has more than {_MOST_CSV_BYTES >> 20} MB; hand in a number or two a picture, or a .npz")
    with open(path, "rb") as raw:
        start = raw.read(2)
    wide = start in (b"\xff\xfe", b"\xfe\xff")
    # only numbers are read: the names of columns may be in whatever encoding Excel has for them
    with open(path, encoding="utf-16" if wide else "utf-8-sig", errors="replace", newline="") as file:
        lines = file.read().splitlines()
    if lines and lines[0].strip().lower().startswith("sep="):
        lines = lines[1:]  # as Excel writes
    top = lines[0] if lines else ""
    separator = next((mark for mark in (";", "\t", "|") if mark in top), "," if "," in top else " ")
    rows = [row for row in csv.reader(lines, delimiter=separator, skipinitialspace=True) if any(map(str.strip, row))]
    rows = [row[:-1] if row[-1].strip() == "" else row for row in rows]
    if rows and not all(_is_number(cell) for cell in rows[0]):
        rows = rows[1:]  # the names of the columns
    elif len(rows) == count + 1 and rows[0] == [str(at) for at in range(len(rows[0]))]:
        rows = rows[1:]  # pandas counts its columns
    elif len(rows) == count + 1 and rows[0] == ["", *(str(at) for at in range(len(rows[0]) - 1))]:
        rows = rows[1:]
    if not rows:
        raise _Unreadable("it holds no row of numbers")
    columns = {len(row) for row in rows}
    if len(columns) > 1:
        raise _Unreadable(f"its rows have {min(columns)} to {max(columns)} columns")
    for number, row in enumerate(rows, 1):
        for cell in row:
            if not _is_number(cell):
                raise _Unreadable(f"row {number} holds {cell[:40]!r}, which is no number")
    found = numpy.array([[float(cell.replace(",", ".")) for cell in row] for row in rows])
    return _without_ids(found)


def _without_ids(found: Any) -> Any:
    """The rows in the order of a first or last column that counts them, from whatever number on, without it."""
    if found.shape[0] < 2 or found.shape[1] < 2:
        return found
    for at in (0, -1):
        if _counts(found[:, at]):
            return numpy.delete(found[numpy.argsort(found[:, at])], at, axis=1)
    return found


def _counts(ids: Any) -> bool:
    """Whether these are whole numbers, each once and none left out, from whatever number on."""
    start = ids.min() if len(ids) else 0.5
    return bool(start == numpy.round(start)) and sorted(ids.tolist()) == [start + number for number in range(len(ids))]


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True
