"""Findings on the source alone: the entry's definitions, banned calls under any name, code that hides what it calls."""

from grader.rules.entry import EntrySource, find_entry
from grader.rules.findings import Searched, search, search_all

__all__ = ["EntrySource", "Searched", "find_entry", "search", "search_all"]
