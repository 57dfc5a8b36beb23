"""Lists of people in the forms that teachers and platforms save, and how files find their people."""

from pathlib import Path

import pytest

from grader.cohort import read_cohort
from grader.errors import UsageError
from tests.cohort.folders import build, by_student, with_roster

SIMPLE = "id,name,email,section\n1001,Anna Ivanova,a.ivanova@uni.example,A\n1002,Bob Ray,bob@uni.example,B\n"


def test_people_are_found_by_id_name_in_any_order_address_and_family_name(tmp_path: Path) -> None:
    for number, file in enumerate(
        ("1001.ipynb", "hw1_ivanova-anna.ipynb", "AnnaIvanova_hw1.ipynb", "a.ivanova@uni.example.ipynb", "a.ivanova.py",
         "ivanova.ipynb", "Ivanova A.ipynb", "ÁNNA_IVANOVA (3).ipynb", "1001_conv2d.ipynb")
    ):  # fmt: skip
        cohort = with_roster(tmp_path / str(number), SIMPLE, file)
        assert by_student(cohort) == {"1001": [file]}, file
        assert (cohort.missing, cohort.unknown) == (("1002",), ())


def test_who_is_missing_and_who_is_unknown(tmp_path: Path) -> None:
    cohort = with_roster(tmp_path, SIMPLE, "bob.ipynb", "stranger.ipynb")
    assert [student.id for student in cohort.students] == ["1001", "1002", "stranger"]
    assert cohort.students[0].section == "A"
    assert (cohort.missing, cohort.unknown) == (("1001",), ("stranger",))


def test_namesakes_are_not_guessed(tmp_path: Path) -> None:
    table = "id,first name,last name\n1,Anna,Ivanova\n2,Olga,Ivanova\n3,Anna,Petrova\n"
    cohort = with_roster(tmp_path, table, "ivanova.ipynb", "ivanova_olga.ipynb", "petrova.ipynb")
    assert by_student(cohort) == {"2": ["ivanova_olga.ipynb"], "3": ["petrova.ipynb"], "ivanova": ["ivanova.ipynb"]}
    assert cohort.unknown == ("ivanova",)
    assert any(remark.startswith("ivanova: several people") for remark in cohort.remarks)


def test_a_family_name_alone_is_said_to_be_a_guess_and_another_first_name_is_none(tmp_path: Path) -> None:
    table = "id,first name,last name\n1001,Anna,Ivanova\n1002,Bob,Ray\n"
    files = ("ivanova_final.ipynb", "ray_maria.ipynb", "ivanova_b.ipynb", "1001_bob_ray.ipynb")
    cohort = with_roster(tmp_path, table, *files)
    assert by_student(cohort)["1001"] == ["ivanova_final.ipynb"]
    assert cohort.missing == ("1002",)
    assert set(cohort.unknown) == {"ray_maria", "ivanova_b", "1001_bob_ray"}
    assert "ivanova_final: taken for Ivanova Anna, the only one on the roster with that name." in cohort.remarks
    assert any(remark.startswith("1001_bob_ray: several") for remark in cohort.remarks)


def test_dates_are_no_ids(tmp_path: Path) -> None:
    cohort = with_roster(tmp_path, "id,name\n20241201,Ann Lee\n777,Bob Ray\n", "bob_ray_2024_12_01.ipynb")
    assert by_student(cohort) == {"777": ["bob_ray_2024_12_01.ipynb"]}


def test_the_worksheet_of_another_moodle_assignment_does_not_mix_people_up(tmp_path: Path) -> None:
    table = "Identifier,Full name,ID number\nParticipant 5,Ann Lee,a1\nParticipant 6,Bob Ray,b2\n"
    files = ("Bob Ray_5_assignsubmission_file_/hw.ipynb", "Eve Moe_6_assignsubmission_file_/hw.ipynb")
    cohort = with_roster(tmp_path, table, *files)
    assert by_student(cohort).keys() == {"b2", "Eve Moe_6"}
    assert cohort.missing == ("a1",)


def test_first_names_of_people_with_a_known_family_name_do_not_decide(tmp_path: Path) -> None:
    table = "id,first name,last name\n11,Anna,Ivanova\n12,Olga,Petrova\n"
    assert with_roster(tmp_path, table, "anna.ipynb").unknown == ("anna",)


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ";"), ("utf-8-sig", ","), ("utf-16", "\t"), ("cp1251", ";"), ("utf-16-le", ";")],
)
def test_russian_tables_in_every_encoding_excel_has(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [
        ["Группа", "Фамилия", "Имя", "Отчество", "Логин", "Адрес электронной почты"],
        ["БКТ-21", "Ёлкина", "Анна", "Сергеевна", "aelkina", "elkina@uni.example"],
        ["БКТ-22", "Щукин", "Пётр", "", "pshchukin", ""],
    ]
    table = "\r\n".join(separator.join(row) for row in rows)
    cohort = with_roster(tmp_path, table, "Елкина_Анна_дз1.ipynb", "петр щукин.ipynb", encoding=encoding)
    assert by_student(cohort).keys() == {"aelkina", "pshchukin"}
    assert cohort.students[0].name == "Ёлкина Анна Сергеевна"
    assert cohort.students[1].section == "БКТ-22"
    assert any("read as cp1251" in remark for remark in cohort.remarks) == (encoding == "cp1251")


def test_western_letters_are_not_read_as_russian(tmp_path: Path) -> None:
    cohort = with_roster(
        tmp_path, "id;name\n10;Jürgen Müller\n11;Zoë Brontë\n", "muller_jurgen.ipynb", encoding="cp1252"
    )
    assert cohort.students[0].name == "Jürgen Müller"
    assert by_student(cohort) == {"10": ["muller_jurgen.ipynb"]}


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Conv (4314282),Current Score\n"
    ",,,,,Manual Posting,(read only)\n"
    "    Points Possible,,,,,100,(read only)\n"
    '"Ivanova, Anna",12345,S001,aivanova,"Section A and Section B",,\n'
    '"Ray, Bob",1002,S002,bray@uni.example,Section A,,\n'
    '"Student, Test",99,,bbbc6740f0b946af,Section A,,\n'
)


def test_canvas_s_gradebook_finds_canvas_s_files(tmp_path: Path) -> None:
    files = ("ivanovaanna_LATE_12345_678910_hw1-2.ipynb", "team4_1002_678911_hw1.ipynb", "lee_777_678912_hw1.ipynb")
    cohort = with_roster(tmp_path, CANVAS, *files)
    assert by_student(cohort).keys() == {"S001", "S002", "lee_777"}
    anna, bob, _ = cohort.students
    assert (anna.name, anna.aliases, anna.section) == (
        "Ivanova, Anna",
        ("aivanova", "12345"),
        "Section A and Section B",
    )
    assert bob.email == "bray@uni.example"
    assert cohort.unknown == ("lee_777",)
    assert any("test student" in remark for remark in cohort.remarks)
    assert not any("row 2" in remark or "row 3" in remark for remark in cohort.remarks)


def test_moodle_s_worksheet_finds_moodle_s_folders_blind_or_not(tmp_path: Path) -> None:
    seen = (
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade\n"
        "Participant 12345,Anna Ivanova,anna@uni.example,Submitted for grading,,100\n"
        "Participant 12346,Anna Ivanova,anna2@uni.example,Submitted for grading,,100\n"
    )
    files = ("Anna Ivanova_12346_assignsubmission_file_/hw.ipynb", "Anna Ivanova_12345_assignsubmission_file_/hw.ipynb")
    cohort = with_roster(tmp_path / "seen", seen, *files)
    assert by_student(cohort).keys() == {"anna@uni.example", "anna2@uni.example"}
    assert cohort.students[0].aliases == ("Participant 12345", "12345")
    blind = with_roster(
        tmp_path / "blind",
        "Identifier,Status,Grade\nParticipant 501,Submitted,\nParticipant 502,No submission,\n",
        "Participant_501_assignsubmission_file_/hw.ipynb",
    )
    assert by_student(blind).keys() == {"Participant 501"}
    assert blind.missing == ("Participant 502",)


def test_moodle_s_participants_and_names_that_speak_against_a_number(tmp_path: Path) -> None:
    table = (
        '"First name",Surname,"ID number","Email address",Groups\n'
        "Anna,Ivanova,12346,anna@uni.example,G1\n"
        "Bob,Ray,20,bob@uni.example,G1\n"
    )
    cohort = with_roster(
        tmp_path,
        table,
        "Bob Ray_12346_assignsubmission_file_/hw.ipynb",
        "Eve Moe_20_assignsubmission_file_/hw.ipynb",
    )
    assert by_student(cohort) == {"20": ["hw.ipynb"], "Eve Moe_20": ["hw.ipynb"]}
    assert cohort.missing == ("12346",)


def test_github_classroom_s_roster(tmp_path: Path) -> None:
    table = '"identifier","github_username","github_id","name"\n"anna@uni.example","anna-k","77",""\n"bob","","",""\n'
    names = ("hw-anna-k/.git/x", "hw-anna-k/a.ipynb", "hw-eve/.git/x", "hw-eve/a.ipynb")
    cohort = with_roster(tmp_path, table, *names)
    assert cohort.missing == ("bob",)
    assert cohort.unknown == ("eve",)


def test_bad_rows_are_told_by_number(tmp_path: Path) -> None:
    table = 'id,name\n1,Ann Lee\n\n1,Bob Ray\n,\n,"Cid Moe"\n4,Dan Po,extra,cells\n'
    cohort = with_roster(tmp_path, table, "1.ipynb")
    assert [student.id for student in cohort.students] == ["1", "Cid Moe", "4"]
    said = [remark for remark in cohort.remarks if remark.startswith("roster")]
    assert [remark.partition(":")[0] for remark in said] == [f"roster, row {number}" for number in (3, 4, 5, 7)]
    assert "stands in row 2 already" in said[1]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no column"),
        (b"a,b\n1,2\n", "it says: a, b"),
        (b"PK\x03\x04xxx", "spreadsheet"),
        (b"id,name\n", "names nobody"),
    ],
)
def test_an_unusable_roster_is_said_with_what_to_do(tmp_path: Path, raw: bytes, said: str) -> None:
    root = build(tmp_path / "class", "a.ipynb")
    (tmp_path / "r.csv").write_bytes(raw)
    with pytest.raises(UsageError, match=said):
        read_cohort(root, tmp_path / "r.csv")
    with pytest.raises(UsageError, match="cannot be read"):
        read_cohort(root, tmp_path / "none.csv")


def test_a_quote_that_is_never_closed_is_told(tmp_path: Path) -> None:
    cohort = with_roster(tmp_path, 'id,name\n1,"Ann Lee\n2,Bob Ray\n3,Cid Moe\n', "1.ipynb")
    assert any(remark.startswith("roster, row 2: a cell goes over several lines") for remark in cohort.remarks)


def test_a_roster_inside_the_folder_is_no_submission(tmp_path: Path) -> None:
    root = build(tmp_path, "1001.ipynb", "people.csv")
    (root / "people.csv").write_text(SIMPLE)
    cohort = read_cohort(root, root / "people.csv")
    assert by_student(cohort) == {"1001": ["1001.ipynb"]}
