"""The page of a whole class: one HTML file that says what came in, what was misunderstood, and whom to look at."""

from grader.classpage.page import class_page

__all__ = ["class_page"]
