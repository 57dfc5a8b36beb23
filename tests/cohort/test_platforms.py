"""Downloads of Moodle, Canvas, nbgrader and GitHub Classroom, as their sources name the files."""

from datetime import UTC, datetime
from pathlib import Path

from grader.cohort import content, newest, read_cohort
from tests.cohort.folders import BOOK, build, by_student, ids, only, pack, reasons

MOODLE = (
    "Anna Ivanova_12345_assignsubmission_file_/hw1.ipynb",
    "Иван Петров_12346_assignsubmission_file/решение.ipynb",
    "王小明_12347_assignsubmission_file_/hw1.py",
    "王小明_12347_assignsubmission_onlinetext_/onlinetext.html",
)


def test_moodle_unpacked_and_as_the_one_zip_are_the_same_class(tmp_path: Path) -> None:
    unpacked = read_cohort(build(tmp_path / "unpacked", *MOODLE))
    packed = read_cohort(pack(tmp_path / "CNN-hw1-77.zip", *MOODLE))
    inside = read_cohort(pack(tmp_path / "folder" / "CNN-hw1-77.zip", *MOODLE).parent)
    for cohort in (unpacked, packed, inside):
        assert cohort.layout == "moodle"
        assert by_student(cohort) == {
            "Anna Ivanova_12345": ["hw1.ipynb"],
            "Иван Петров_12346": ["решение.ipynb"],
            "王小明_12347": ["hw1.py"],
        }
        assert [content(one)[1] for one in cohort.handed][:2] == [BOOK, BOOK]
        (text,) = cohort.ignored
        assert "onlinetext" in text.source and "beside what was handed in" in text.why
    assert packed.handed[0].source == "CNN-hw1-77.zip!Anna Ivanova_12345_assignsubmission_file_/hw1.ipynb"
    assert packed.students[0].name == "Anna Ivanova"
    assert packed.students[0].aliases == ("12345", "Participant 12345")


def test_a_download_that_lies_beside_its_unpacked_folder_is_read_once(tmp_path: Path) -> None:
    pack(tmp_path / "a" / "hw.zip", *MOODLE)
    cohort = read_cohort(build(tmp_path / "a", *(f"hw/{name}" for name in MOODLE)))
    assert len(cohort.handed) == 3
    assert reasons(cohort)["hw.zip"].startswith("the archive of the folder beside it")
    pack(tmp_path / "b" / "x.zip", "ann/a.ipynb", "bob/b.ipynb")
    assert ids(read_cohort(build(tmp_path / "b", "x/ann/a.ipynb", "x/bob/b.ipynb"))) == ["ann", "bob"]


def test_moodle_without_folders_blind_and_with_groups(tmp_path: Path) -> None:
    cohort = read_cohort(
        build(
            tmp_path,
            "Participant_501_assignsubmission_file_hw_1.ipynb",
            "Участник_502_assignsubmission_file_hw1.ipynb",
            "Team 7_88_assignsubmission_file_/sub/model.ipynb",
            "Default group_assignsubmission_file_/hw1.ipynb",
        )
    )
    assert by_student(cohort) == {
        "Default group": ["hw1.ipynb"],
        "Participant_501": ["hw_1.ipynb"],
        "Team 7_88": ["model.ipynb"],
        "Участник_502": ["hw1.ipynb"],
    }


def test_canvas_says_who_is_late_and_which_is_newer(tmp_path: Path) -> None:
    cohort = read_cohort(
        build(
            tmp_path,
            "ivanovaanna_12345_678900_hw1.ipynb",
            "ivanovaanna_LATE_12345_678910_hw1-2.ipynb",
            "group1_222_678920_hw1.ipynb",
            "петровиван_333_678930_дз 1.ipynb",
            "anon_Ab3xY_678940_hw1.ipynb",
            "LATE_anon_Qw9zZ_678950_hw1.ipynb",
            "smithjohn_444_text.html",
            "smithjohn_LATE_445_link.html",
        )
    )
    assert cohort.layout == "canvas"
    assert by_student(cohort) == {
        "anon_Qw9zZ": ["hw1.ipynb"],
        "anon_Ab3xY": ["hw1.ipynb"],
        "group1_222": ["hw1.ipynb"],
        "ivanovaanna_12345": ["hw1.ipynb", "hw1-2.ipynb"],
        "петровиван_333": ["дз 1.ipynb"],
        "smithjohn_444": ["text.html"],
        "smithjohn_445": ["link.html"],
    }
    anna = [one for one in cohort.handed if one.student == "ivanovaanna_12345"]
    best, older = newest(anna)
    assert (best.file, best.late, best.version) == ("hw1-2.ipynb", True, 2)
    assert [one.file for one in older] == ["hw1.ipynb"]
    assert next(student for student in cohort.students if student.id == "group1_222").aliases == ("222",)


def test_canvas_numbers_attachments_upwards_whatever_the_suffix_says(tmp_path: Path) -> None:
    names = ("ann_100_5001_hw-1.ipynb", "ann_100_5900_hw.ipynb", "bob_101_5002_hw.ipynb")
    handed = read_cohort(pack(tmp_path / "cnn_submissions.zip", *names)).handed
    best, _ = newest([one for one in handed if one.student == "ann_100"])
    assert best.file == "hw.ipynb"


def test_modules_of_a_canvas_student_that_import_one_another_are_one(tmp_path: Path) -> None:
    root = build(tmp_path, "ann_100_5001_model.py", "ann_100_5002_train.py", "bob_101_5003_train.py")
    (root / "ann_100_5002_train.py").write_text("from model import Net\n")
    cohort = read_cohort(root)
    ann = [one for one in cohort.handed if one.student == "ann_100"]
    assert len(ann) == 1
    assert [name for name, _ in ann[0].parts] == ["model.py", "train.py"]


def test_modules_that_canvas_renamed_on_the_second_try_are_imported_by_their_own_names(tmp_path: Path) -> None:
    root = build(
        tmp_path, "ann_100_5001_net.py", "ann_100_5008_net-1.py", "ann_100_5009_main-1.py", "bob_101_5003_a.py"
    )
    (root / "ann_100_5009_main-1.py").write_text("from net import Net\n")
    cohort = read_cohort(root)
    best, older = newest([one for one in cohort.handed if one.student == "ann_100"])
    assert dict(best.parts) == {"main.py": "ann_100_5009_main-1.py", "net.py": "ann_100_5008_net-1.py"}
    assert [one.file for one in older] == ["5001_net.py"]


def test_nbgrader_from_the_course_from_submitted_and_from_inbound(tmp_path: Path) -> None:
    course = build(
        tmp_path / "course",
        "submitted/bitdiddle/ps1/problem1.ipynb",
        "submitted/bitdiddle/ps1/problem2.ipynb",
        "submitted/hacker/ps1/problem1.ipynb",
        "submitted/hacker/ps2/problem1.ipynb",
        "source/ps1/problem1.ipynb",
        "autograded/hacker/ps1/problem1.ipynb",
        "gradebook.db",
    )
    stamp = course / "submitted" / "hacker" / "ps1" / "timestamp.txt"
    stamp.write_text("2015-02-02 15:58:23.948203 America/New_York")
    for root in (course, course / "submitted"):
        cohort = read_cohort(root)
        assert cohort.layout == "nbgrader"
        assert [(one.student, one.task, one.file) for one in cohort.handed] == [
            ("bitdiddle", "ps1", "problem1.ipynb"),
            ("bitdiddle", "ps1", "problem2.ipynb"),
            ("hacker", "ps1", "problem1.ipynb"),
            ("hacker", "ps2", "problem1.ipynb"),
        ]
        assert cohort.handed[2].when == datetime(2015, 2, 2, 20, 58, 23, 948203, UTC)
    assert "nbgrader's own files" in reasons(read_cohort(course)).values()
    inbound = build(
        tmp_path / "inbound",
        "ann+b+ps1+2024-03-01 10:00:00.000000 UTC/a.ipynb",
        "ann+b+ps1+2024-03-02 10:00:00.000000 UTC/a.ipynb",
    )
    cohort = read_cohort(inbound)
    assert ids(cohort) == ["ann+b"]
    assert newest(cohort.handed)[0].when == datetime(2024, 3, 2, 10, tzinfo=UTC)


def test_clones_of_github_classroom_are_named_by_login(tmp_path: Path) -> None:
    names = [
        f"hw1-{user}/{file}"
        for user in ("anna-k", "petrov", "petrov-1")
        for file in (".git/HEAD", "README.md", "conv.ipynb", ".github/classroom/autograding.json")
    ]
    here = read_cohort(build(tmp_path / "a" / "hw1-submissions", *names))
    above = read_cohort(tmp_path / "a")
    elsewhere = read_cohort(build(tmp_path / "clones", *names))
    for cohort in (here, above, elsewhere):
        assert cohort.layout == "classroom"
        assert ids(cohort) == ["anna-k", "petrov", "petrov-1"]
        assert {one.task for one in cohort.handed} == {"hw1"}
        assert any(source.endswith("/.git and 2 more") for source in reasons(cohort))


def test_several_classroom_folders_and_what_lies_beside_the_clones(tmp_path: Path) -> None:
    names = [f"{slug}-submissions/{slug}-ann/{file}" for slug in ("conv", "pool") for file in (".git/x", "hw.ipynb")]
    cohort = read_cohort(build(tmp_path, *names, "conv-submissions/extra.ipynb", "grades.csv"))
    assert [(one.student, one.task) for one in cohort.handed if one.student == "ann"] == [
        ("ann", "conv"),
        ("ann", "pool"),
    ]
    assert "grades.csv" in reasons(cohort)
    assert any(one.source == "conv-submissions/extra.ipynb" for one in cohort.handed)


def test_zips_of_students_stay_whole(tmp_path: Path) -> None:
    flat = tmp_path / "flat"
    for name in ("smith.zip", "petrov.zip"):
        pack(flat / name, "project/model.py", "project/main.py")
    cohort = read_cohort(flat)
    assert by_student(cohort) == {"petrov": ["petrov.zip"], "smith": ["smith.zip"]}
    pack(tmp_path / "folders" / "smith" / "hw.zip", "a.py", "b.py")
    assert only(read_cohort(tmp_path / "folders")).file == "hw.zip"


def test_an_outer_zip_with_a_folder_or_a_file_of_each_is_a_class(tmp_path: Path) -> None:
    folders = read_cohort(pack(tmp_path / "1.zip", "hw1/smith/hw.ipynb", "hw1/petrov/hw.ipynb", "__MACOSX/hw1/._x"))
    assert by_student(folders) == {"petrov": ["hw.ipynb"], "smith": ["hw.ipynb"]}
    flat = read_cohort(pack(tmp_path / "2" / "all.zip", *(f"{name}.ipynb" for name in "abcd")).parent)
    assert ids(flat) == ["a", "b", "c", "d"]
    assert content(flat.handed[0]) == ("a.ipynb", BOOK)
