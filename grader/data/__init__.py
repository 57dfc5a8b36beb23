"""Data sets of training tasks: prepared once, checked, and split into what the jail may see and what it may not."""

from grader.data.given import ORDER, given_folder, given_roots
from grader.data.prepare import prepare, prepared_or_make, unavailable
from grader.data.pretend import stand_in
from grader.data.sets import DATASETS, Dataset, missing_advice
from grader.data.store import Prepared, data_root, find, hidden_paths

__all__ = [
    "DATASETS",
    "ORDER",
    "Dataset",
    "Prepared",
    "data_root",
    "find",
    "given_folder",
    "given_roots",
    "hidden_paths",
    "missing_advice",
    "prepare",
    "prepared_or_make",
    "stand_in",
    "unavailable",
]
