"""Folder names for ids of any kind, and names that mean the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.cohort import folder_name, folder_names
from grader.cohort.names import fold, shown, words_of

any_id = st.text(st.characters(), min_size=0, max_size=300)
odd_id = st.sampled_from(
    [
        *("", ".", "..", "../x", "con", "NUL.txt", "a/b", "a\0b", "x ", "x.", " x", "index.html", "COM¹", "~", "-rf"),
        *("ё" * 99, "é", "e\u0301", "É", "ſ", "s", "K", "\u212a"),
    ]
)


@given(st.one_of(any_id, odd_id))
def test_any_id_becomes_one_safe_name(student: str) -> None:
    name = folder_name(student)
    assert name == folder_name(student)
    assert 0 < len(name.encode()) <= 120
    assert name == unicodedata.normalize("NFC", name)
    assert not set(name) & set('/\\:*?"<>|\0\n\r\t')
    assert name[0] not in ".- ~" and name[-1] not in ". "
    assert name.partition(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


@given(st.lists(st.one_of(any_id, odd_id), unique=True, max_size=8))
def test_different_ids_never_share_a_folder_even_where_case_is_ignored(ids: list[str]) -> None:
    names = [folder_name(student, ids) for student in ids]
    assert len({name.casefold() for name in names}) == len(ids)
    assert names == [folder_name(student, reversed(ids)) for student in ids]
    assert folder_names(ids) == dict(zip(ids, names, strict=True))


@pytest.mark.parametrize(
    "student", ["smith", "Анна Иванова", "王小明", "o'brien-lee", "j.smith", "a_12345", "a@b.example"]
)
def test_ordinary_ids_stay_as_they_are(student: str) -> None:
    assert folder_name(student, [student, "else"]) == student


def test_nobody_can_choose_a_name_to_meet_another_s_folder() -> None:
    victim = folder_name("a/b")
    assert victim.startswith("a_b-")
    assert folder_name(victim) != victim
    assert folder_name(victim.upper()).casefold() != victim.casefold()
    assert folder_name("grades.csv") != "grades.csv"


def test_letters_are_compared_without_case_accents_and_apostrophes() -> None:
    assert fold("Ёлкина") == fold("ЕЛКИНА")
    assert words_of("O'Brien-Łee, José_hw1") == ("obrien", "łee", "jose", "hw1")
    assert shown("a\tb\udcff") == "a\\x09b\\xff"
