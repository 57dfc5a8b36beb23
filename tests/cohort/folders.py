"""Builds folders and zips as platforms hand them out."""

import zipfile
from pathlib import Path

from grader.cohort import read_cohort
from grader.model import Cohort, Handed

BOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def build(root: Path, *names: str) -> Path:
    """Files with these names below `root`; a name that ends in `/` is a folder."""
    for name in names:
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(BOOK if name.endswith(".ipynb") else b"x = 1\n")
    return root


def pack(path: Path, *names: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, BOOK if name.endswith(".ipynb") else b"x = 1\n")
    return path


def ids(cohort: Cohort) -> list[str]:
    return [student.id for student in cohort.students]


def by_student(cohort: Cohort) -> dict[str, list[str]]:
    """Names of files, by student."""
    found: dict[str, list[str]] = {}
    for one in cohort.handed:
        found.setdefault(one.student, []).append(one.file)
    return found


def only(cohort: Cohort) -> Handed:
    (one,) = cohort.handed
    return one


def reasons(cohort: Cohort) -> dict[str, str]:
    return {one.source: one.why for one in cohort.ignored}


def with_roster(root: Path, table: str, *names: str, encoding: str = "utf-8") -> Cohort:
    roster = root / "people" / "roster.csv"
    roster.parent.mkdir(parents=True)
    roster.write_bytes(table.encode(encoding))
    return read_cohort(build(root / "class", *names), roster)
