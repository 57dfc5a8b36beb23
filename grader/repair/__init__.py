"""Finds the statement of a wrong function that is wrong, by trying small changes of it in the jail.

    failed checks -> targets (the functions that may be edited) -> operators (changes) -> search -> confirm -> explain

It decides no score. Where nothing is confirmed, nothing is said.
"""

from grader.repair.locate import locations

__all__ = ["locations"]
