"""Understands a folder, or one zip, of a whole class's submissions; opens files as bytes and executes nothing."""

from grader.cohort.content import content
from grader.cohort.names import fold, folder_name, folder_names
from grader.cohort.read import LAYOUTS, newest, read_cohort

__all__ = ["LAYOUTS", "content", "fold", "folder_name", "folder_names", "newest", "read_cohort"]
