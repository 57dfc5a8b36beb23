"""The part of drive.py that one driver needs, as one indented block."""

from grader.release.helper import helper_of, indented

DRIVE = '''"""Drivers."""

import math
import torch

SCALE = 2
# why it is unused
OTHER = 3


def scaled(student, x):
    return torch.mul(student.f(x), SCALE)


def by_name(student, name, x):
    return getattr(student, name)(x)


def counted(student, x):
    global SCALE
    SCALE += 1
    return student.f(x)


def spoken(student, x):
    raise student.mismatch("parts" if x else "other", name="f")
'''


def test_a_helper_holds_what_the_driver_reads() -> None:
    helper = helper_of(DRIVE, "scaled", ("f", "g"))
    assert helper is not None
    assert helper.source == (
        "import torch\n\nSCALE = 2\n\ndef scaled(student, x):\n    return torch.mul(student.f(x), SCALE)"
    )
    assert (helper.uses, helper.says) == (("f",), ())


def test_functions_called_by_a_computed_name_may_be_any() -> None:
    helper = helper_of(DRIVE, "by_name", ("f", "g"))
    assert helper is not None
    assert helper.uses == ("f", "g")


def test_a_driver_that_changes_a_global_cannot_stand_alone() -> None:
    assert helper_of(DRIVE, "counted", ("f",)) is None


def test_a_sentence_that_is_computed_is_the_unknown_one() -> None:
    helper = helper_of(DRIVE, "spoken", ("f",))
    assert helper is not None
    assert helper.says == ("unknown",)


def test_docstrings_are_indented_and_other_text_is_not() -> None:
    source = 'def f():\n    """One.\n\n    Two.\n    """\n    return """a\nb"""'
    assert indented(source) == ('    def f():\n        """One.\n\n        Two.\n        """\n        return """a\nb"""')
