"""What a student may call files in order to be taken for somebody else, or to turn the class into something else."""

import zipfile
from pathlib import Path

from grader.cohort import newest, read_cohort
from grader.model import Cohort
from tests.cohort.folders import BOOK, build, by_student, ids, pack, with_roster


def counts(cohort: Cohort, student: str) -> str:
    """The source of what counts for a student."""
    return newest([one for one in cohort.handed if one.student == student])[0].source


def test_one_name_like_moodles_turns_no_class_of_folders_into_moodles(tmp_path: Path) -> None:
    names = ["anna/hw.py", "boris/hw.py", "vera/hw.py"]
    cohort = read_cohort(build(tmp_path, *names, "mallory/anna_assignsubmission_file_hw (2).py"))
    assert cohort.layout == "folders"
    assert ids(cohort) == ["anna", "boris", "mallory", "vera"]
    assert counts(cohort, "anna") == "anna/hw.py"


def test_names_within_somebodys_moodle_folder_are_their_own(tmp_path: Path) -> None:
    names = [f"{who}_{number}_assignsubmission_file_/hw.py" for number, who in enumerate(("Anna", "Boris", "Mallory"))]
    cohort = read_cohort(
        build(tmp_path, *names, "Mallory_2_assignsubmission_file_/Anna_0_assignsubmission_file_/hw.py")
    )
    assert cohort.layout == "moodle"
    assert counts(cohort, "Anna_0") == "Anna_0_assignsubmission_file_/hw.py"
    assert len(by_student(cohort)["Anna_0"]) == 1


def test_a_time_stamp_of_one_student_makes_no_nbgrader(tmp_path: Path) -> None:
    cohort = read_cohort(build(tmp_path, "anna/hw.py", "boris/hw.py", "vera/hw.py", "mallory/x/timestamp.txt"))
    assert cohort.layout == "folders"


def test_a_folder_submitted_within_a_students_own_is_their_own(tmp_path: Path) -> None:
    names = ["submitted/anna/ps1/hw.ipynb", "submitted/mallory/ps1/submitted/anna/ps1/hw.ipynb"]
    for root in (build(tmp_path, *names), tmp_path / "submitted"):
        cohort = read_cohort(root)
        assert cohort.layout == "nbgrader"
        assert counts(cohort, "anna").endswith("anna/ps1/hw.ipynb")
        assert "mallory" not in counts(cohort, "anna")


def test_a_login_that_ends_in_a_number_is_somebodys_own(tmp_path: Path) -> None:
    names = [f"hw1-{user}/{file}" for user in ("anna", "anna-1", "boris") for file in (".git/HEAD", "hw.ipynb")]
    cohort = read_cohort(build(tmp_path / "hw1-submissions", *names))
    assert ids(cohort) == ["anna", "anna-1", "boris"]
    assert any("anna-1 may be anna again" in remark for remark in cohort.remarks)


def test_a_zip_among_peoples_files_is_somebodys_whatever_it_holds(tmp_path: Path) -> None:
    root = build(tmp_path, "101_assignsubmission_file_hw.py", "103_assignsubmission_file_hw.py")
    pack(root / "102.zip", "101_assignsubmission_file_/hw (2).py")
    cohort = read_cohort(root)
    assert not any(one.source.startswith("102.zip!") for one in cohort.handed)


def test_a_group_folder_takes_nobodys_place_who_has_a_folder(tmp_path: Path) -> None:
    table = "id,name\n1,Anna Berg\n2,Boris Ray\n"
    names = ["Anna Berg/hw.py", "Boris Ray/hw.py", "stranger/anna_berg_v9.py", "stranger/boris_ray_v9.py"]
    cohort = with_roster(tmp_path, table, *names)
    assert counts(cohort, "1") == "Anna Berg/hw.py"
    assert counts(cohort, "2") == "Boris Ray/hw.py"


def test_a_canvas_number_with_anothers_name_is_nobodys(tmp_path: Path) -> None:
    table = 'Student,ID,SIS User ID\n"Berg, Anna",101,s1\n"Ray, Boris",102,s2\n'
    names = ["berganna_101_9001_hw.py", "rayboris_102_9002_hw.py", "rayboris_101_9003_hw.py"]
    cohort = with_roster(tmp_path, table, *names)
    assert [one.file for one in cohort.handed if one.source.startswith("rayboris_101")] == ["hw.py"]
    assert counts(cohort, "s1") == "berganna_101_9001_hw.py"


def test_an_environment_in_a_students_own_folder_hides_nothing_of_theirs(tmp_path: Path) -> None:
    names = ["anna/pyvenv.cfg", "anna/hw.py", "anna/lib/python3/site-packages/torch/nn.py", "boris/hw.py"]
    cohort = read_cohort(build(tmp_path, *names))
    assert by_student(cohort) == {"anna": ["hw.py"], "boris": ["hw.py"]}


def test_a_text_that_was_typed_in_is_handed_in(tmp_path: Path) -> None:
    moodle = ["Anna_1_assignsubmission_file_/hw.py", "Boris_2_assignsubmission_onlinetext_/onlinetext.html"]
    assert by_student(read_cohort(build(tmp_path / "m", *moodle)))["Boris_2"] == ["onlinetext.html"]
    canvas = ["berganna_101_9001_hw.py", "rayboris_102_text.html"]
    assert by_student(read_cohort(build(tmp_path / "c", *canvas)))["rayboris_102"] == ["text.html"]
    both = [*moodle, "Anna_1_assignsubmission_onlinetext_/onlinetext.html"]
    assert by_student(read_cohort(build(tmp_path / "b", *both)))["Anna_1"] == ["hw.py"]


def test_results_of_an_earlier_run_are_nobodys_work(tmp_path: Path) -> None:
    build(tmp_path, "anna/hw.py", "boris/hw.py", "results/anna/conv2d/submission.py", "results/.grader/format")
    cohort = read_cohort(tmp_path)
    assert ids(cohort) == ["anna", "boris"]
    assert any(one.source == "results" for one in cohort.ignored)


def test_an_archive_of_one_class_alone_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for who in ("Anna_1", "Boris_2"):
            archive.writestr(f"{who}_assignsubmission_file_/hw.ipynb", BOOK)
    assert ids(read_cohort(tmp_path)) == ["Anna_1", "Boris_2"]


def test_an_archive_of_a_class_among_peoples_files_is_doubted_aloud(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for who in ("Anna_1", "Boris_2", "Vera_3"):
            archive.writestr(f"{who}_assignsubmission_file_/hw.ipynb", BOOK)
    (tmp_path / "latecomer.ipynb").write_bytes(BOOK)
    assert any("all.zip looks like a whole class" in remark for remark in read_cohort(tmp_path).remarks)


def test_one_of_a_group_with_a_folder_of_their_own_takes_nobody_elses_file_away(tmp_path: Path) -> None:
    table = "id,name\n1,Anna Berg\n2,Boris Ray\n3,Vera Lin\n"
    group = ["Group A/anna_berg.ipynb", "Group A/boris_ray.ipynb", "Group A/vera_lin.ipynb"]
    cohort = with_roster(tmp_path, table, *group, "Anna Berg/fixed.ipynb")
    assert cohort.missing == ()
    assert (counts(cohort, "2"), counts(cohort, "3")) == ("Group A/boris_ray.ipynb", "Group A/vera_lin.ipynb")


def test_an_environment_beside_somebodys_files_hides_nothing_of_theirs_at_any_depth(tmp_path: Path) -> None:
    names = [f"hw1/petrov/{name}" for name in ("conv2d.ipynb", "pyvenv.cfg", "lib/python3/site-packages/a.py")]
    cohort = read_cohort(build(tmp_path, *names, "hw1/anna/conv2d.ipynb", "env/pyvenv.cfg", "env/lib/b.py"))
    assert not any("env" in one.student for one in cohort.handed)
    assert {one.file for one in cohort.handed} == {"conv2d.ipynb"}
    assert len(cohort.handed) == 2
