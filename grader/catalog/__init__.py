"""Finds and loads the course's tasks: every task.py under the given roots, frozen into data only when asked for."""

from grader.catalog.find import Catalog, Match, default_root, entry_names, hidden_of, list_ids, roots_of
from grader.catalog.regions import Region, solution_regions
from grader.catalog.starter import cut_starter

__all__ = [
    "Catalog",
    "Match",
    "Region",
    "cut_starter",
    "default_root",
    "entry_names",
    "hidden_of",
    "list_ids",
    "roots_of",
    "solution_regions",
]
