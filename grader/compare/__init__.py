"""What differs from what should have come out, in numbers, and which known mistake it is. Runs outside the jail."""

from grader.compare.cases import Case, CaseBook, case_book
from grader.compare.difference import compare
from grader.compare.expected import Expected, expect
from grader.compare.mistakes import name_mistakes

__all__ = ["Case", "CaseBook", "Expected", "case_book", "compare", "expect", "name_mistakes"]
