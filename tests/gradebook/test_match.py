"""Who a row is: by id before address before name, and nobody where two people would do."""

from grader.gradebook.match import Matched, Person, match, name_key
from grader.model import Student

ANNA = Student(id="s-1", name="Anna Berg", email="anna@x.edu", aliases=("1001",))
PETER = Student(id="s-2", name="Пётр Иванов", email="PIvanov@x.edu")
TWIN = Student(id="s-3", name="Anna Berg", email="berg2@x.edu")


def found(matched: Matched) -> dict[int, str]:
    """Ids by row."""
    return {row: student.id for row, student in matched.found.items()}


def test_ids_addresses_and_names_lead_to_the_student() -> None:
    rows = {
        1: Person(ids=("1001",), name="Somebody Else"),
        2: Person(email="pivanov@x.edu"),
    }
    assert found(match(rows, (ANNA, PETER))) == {1: "s-1", 2: "s-2"}
    assert found(match({1: Person(name="Иванов, Петр")}, (ANNA, PETER))) == {1: "s-2"}
    assert found(match({1: Person(ids=("7", "pivanov@other.edu"))}, (ANNA, PETER))) == {1: "s-2"}


def test_an_id_decides_between_namesakes() -> None:
    rows = {1: Person(ids=("s-3",), name="Berg, Anna"), 2: Person(ids=("1001",), name="Berg, Anna")}
    assert found(match(rows, (ANNA, TWIN))) == {1: "s-3", 2: "s-1"}


def test_a_name_that_two_people_have_is_ambiguous() -> None:
    matched = match({1: Person(name="Anna Berg")}, (ANNA, TWIN))
    assert not matched.found
    assert matched.ambiguous == {1: "it could be Anna Berg (s-1) or Anna Berg (s-3)"}


def test_two_rows_that_could_be_one_person_get_nothing() -> None:
    matched = match({1: Person(name="Anna Berg"), 2: Person(name="berg anna")}, (ANNA,))
    assert not matched.found and sorted(matched.ambiguous) == [1, 2]


def test_a_namesake_beside_a_row_with_the_id_is_somebody_unknown() -> None:
    matched = match({1: Person(ids=("1001",), name="Anna Berg"), 2: Person(ids=("77",), name="Anna Berg")}, (ANNA,))
    assert found(matched) == {1: "s-1"} and matched.unknown == (2,)


def test_ids_that_say_two_people_are_ambiguous() -> None:
    assert sorted(match({1: Person(ids=("1001", "s-2"))}, (ANNA, PETER)).ambiguous) == [1]


def test_an_id_against_the_name_beside_it_is_ambiguous() -> None:
    matched = match({1: Person(ids=("1001",), name="Иванов, Пётр")}, (ANNA, PETER))
    assert matched.ambiguous == {
        1: "its number or address says Anna Berg (s-1), its name Пётр Иванов (s-2)",
    }


def test_empty_cells_match_nobody() -> None:
    nobody = Student(id="s-9")
    assert match({1: Person(), 2: Person(ids=("", " "), name=" ", email="")}, (nobody, ANNA)).unknown == (1, 2)


def test_names_are_equal_in_either_order_and_in_any_script() -> None:
    assert name_key("Berg, Anna") == name_key("ANNA  berg") != name_key("Anna")
    assert name_key("Семёнов Пётр") == name_key("Петр СЕМЕНОВ")
    assert name_key("דנה לוי") == name_key("לוי, דנה")
    assert name_key("  -, ") == ""


def test_a_name_with_a_part_more_is_found_last_and_said() -> None:
    full = Student(id="s-4", name="Иванов Пётр Сергеевич")
    matched = match({1: Person(name="Иванов, Пётр"), 2: Person(name="Berg, Anna Maria")}, (full, ANNA))
    assert found(matched) == {1: "s-4", 2: "s-1"} and matched.by_part == (1, 2)
    assert match({1: Person(name="Иванов, Пётр")}, (full, PETER)).by_part == ()
    assert match({1: Person(name="Иванов")}, (full,)).unknown == (1,)


def test_a_part_of_a_name_that_fits_two_people_is_ambiguous() -> None:
    brothers = (Student(id="s-5", name="Иванов Пётр Сергеевич"), Student(id="s-6", name="Иванов Пётр Олегович"))
    assert sorted(match({1: Person(name="Пётр Иванов")}, brothers).ambiguous) == [1]


def test_the_whole_name_is_worth_more_than_a_part() -> None:
    full = Student(id="s-4", name="Anna Maria Berg")
    matched = match({1: Person(name="Berg, Anna"), 2: Person(name="Berg, Anna Maria")}, (full,))
    assert found(matched) == {2: "s-4"} and matched.unknown == (1,)
