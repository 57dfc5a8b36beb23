"""What differs from what should have come out, in numbers, and which known mistake it is. Runs outside the jail."""

from grader.compare.cases import Case, CaseBook, case_book
from grader.compare.close import closeness
from grader.compare.difference import compare
from grader.compare.expected import Expected, expect
from grader.compare.layers import layer_table, read_layers
from grader.compare.mistakes import Known, name_mistakes
from grader.compare.pairs import Pair, pairs_of
from grader.compare.smallest import Smallest, find_smallest

__all__ = [
    "Case",
    "CaseBook",
    "Expected",
    "Known",
    "Pair",
    "Smallest",
    "case_book",
    "closeness",
    "compare",
    "expect",
    "find_smallest",
    "layer_table",
    "name_mistakes",
    "pairs_of",
    "read_layers",
]
