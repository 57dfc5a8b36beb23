"""Flat folders and one folder a student: who is who by names alone."""

import os
from pathlib import Path

import pytest

from grader.cohort import content, newest, read_cohort
from grader.errors import UsageError
from tests.cohort.folders import BOOK, build, by_student, ids, only, reasons, with_roster


def test_the_stem_is_the_student(tmp_path: Path) -> None:
    cohort = read_cohort(build(tmp_path, "smith.ipynb", "Анна Иванова.ipynb", "王小明.py", "o'brien-lee.zip"))
    assert cohort.layout == "flat"
    assert ids(cohort) == ["o'brien-lee", "smith", "Анна Иванова", "王小明"]
    assert cohort.unknown == cohort.missing == ()


def test_what_all_names_share_and_what_names_the_task_is_no_part_of_the_id(tmp_path: Path) -> None:
    shared = read_cohort(
        build(tmp_path / "a", "cnn24_ann_final.ipynb", "cnn24_bob lee_final.ipynb", "cnn24_x_final.py")
    )
    assert ids(shared) == ["ann", "bob lee", "x"]
    assert any("in common" in remark for remark in shared.remarks)
    mixed = build(tmp_path / "b", "hw1_smith.ipynb", "anna_ivanova_hw1.ipynb", "дз 2 Петров.ipynb", "li_max_pool2d.py")
    cohort = read_cohort(mixed, tasks=["pooling/max_pool2d", "convolution/conv2d"])
    assert by_student(cohort).keys() == {"smith", "anna_ivanova", "Петров", "li"}
    assert [one.task for one in cohort.handed if one.student == "li"] == ["pooling/max_pool2d"]


def test_two_tasks_of_one_student_are_two_submissions(tmp_path: Path) -> None:
    names = ("smith_conv2d.ipynb", "smith_max_pool2d.ipynb", "Smith_output_size.py")
    cohort = read_cohort(build(tmp_path, *names), tasks=["c/conv2d", "p/max_pool2d", "c/output_size"])
    assert len(ids(cohort)) == 1
    assert {one.task for one in cohort.handed} == {"c/conv2d", "p/max_pool2d", "c/output_size"}


def test_copies_are_versions_only_where_that_is_safe(tmp_path: Path) -> None:
    cohort = read_cohort(
        build(
            tmp_path / "a", "smith.ipynb", "smith (1).ipynb", "smith (2).ipynb", "li.ipynb", "li - Copy.ipynb", "ё.py"
        )
    )
    assert ids(cohort) == ["li", "smith", "ё"]
    best, older = newest([one for one in cohort.handed if one.student == "smith"])
    assert (best.file, [one.file for one in older]) == ("smith (2).ipynb", ["smith (1).ipynb", "smith.ipynb"])
    assert any("smith (1).ipynb is taken for a copy" in remark for remark in cohort.remarks)
    browsers = read_cohort(build(tmp_path / "b", "hw1.ipynb", "hw1 (1).ipynb", "hw1 (2).ipynb"))
    assert len(ids(browsers)) == 3


def test_a_course_s_own_files_are_nobody_s(tmp_path: Path) -> None:
    files = ("smith.ipynb", "README.md", "roster.csv", "hw1.pdf", "index.html", "x.yml", "li.csv")
    cohort = read_cohort(build(tmp_path, *files))
    assert ids(cohort) == ["li", "smith"]
    assert set(reasons(cohort)) == {"README.md", "roster.csv", "hw1.pdf", "index.html", "x.yml"}


def test_whoever_handed_in_a_wrong_kind_is_heard_of(tmp_path: Path) -> None:
    names = ("a/hw.docx", "b/scan.pdf", "b/photo.png", "c/hw.ipynb.txt", "d/work.rar", "e/photo.png", "f/notes.txt")
    cohort = read_cohort(build(tmp_path, *names, "g/"))
    assert by_student(cohort) == {
        "a": ["hw.docx"],
        "b": ["scan.pdf"],
        "c": ["hw.ipynb.txt"],
        "d": ["work.rar"],
        "e": ["photo.png"],
        "f": ["notes.txt"],
    }
    assert reasons(cohort).keys() == {"b/photo.png", "g"}
    flat = read_cohort(build(tmp_path / "flat", "smith.docx", "li.pdf", "x.ipynb.txt", "y.rar", "петров", "z.html"))
    assert ids(flat) == ["li", "smith", "x", "y", "z", "петров"]


def test_one_folder_a_student_with_what_editors_and_systems_leave(tmp_path: Path) -> None:
    noise = [
        f"s{n}/{what}"
        for n in range(40)
        for what in (".ipynb_checkpoints/hw.ipynb", ".DS_Store", ".git/x", "venv/a.py")
    ]
    root = build(tmp_path, *noise, *(f"s{n}/hw.ipynb" for n in range(40)), "__MACOSX/s1/._hw.ipynb", "s1/~$hw.docx")
    build(root, "s2/env/pyvenv.cfg", "s2/env/lib/a.py")
    cohort = read_cohort(root)
    assert cohort.layout == "folders"
    assert len(cohort.students) == len(cohort.handed) == 40
    assert len(cohort.ignored) < 8
    assert "s0/.git and 39 more" in reasons(cohort)


def test_several_files_are_several_submissions(tmp_path: Path) -> None:
    root = build(
        tmp_path, "smith/conv2d.ipynb", "smith/pool.ipynb", "smith/a.py", "smith/b.py", "smith/hw.zip", "li/x.py"
    )
    assert by_student(read_cohort(root))["smith"] == ["a.py", "b.py", "conv2d.ipynb", "hw.zip", "pool.ipynb"]


def test_modules_that_import_one_another_become_one_zip_equal_for_equal_content(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        root = build(
            tmp_path / name,
            "smith/README.md",
            "smith/src/blocks.py",
            "smith/src/lone.py",
            "smith/src/weights.pt",
            "li/a.py",
        )
        (root / "smith/src/net.py").write_text("import torch\nfrom blocks import Block\n")
        (root / "smith/hw.ipynb").write_bytes(BOOK)
        found.append(read_cohort(root))
        os.utime(root / "smith/src/net.py", (1, 1))
    smith = [one for one in found[0].handed if one.student == "smith"]
    assert [one.file for one in smith] == ["hw.ipynb", "src.zip", "lone.py"]
    bundle = smith[1]
    assert bundle.source == "smith/src/"
    assert [name for name, _ in bundle.parts] == ["blocks.py", "net.py", "weights.pt"]
    twin = next(one for one in found[1].handed if one.parts)
    assert content(bundle) == content(twin)


def test_packages_and_the_notebook_that_uses_them_stay_together(tmp_path: Path) -> None:
    root = build(tmp_path, "ann/mynet/__init__.py", "ann/mynet/layers.py", "bob/hw.ipynb")
    (root / "ann/mynet/model.py").write_text("from .layers import conv2d\n")
    (root / "ann/hw.ipynb").write_text('{"cells": [{"source": ["import torch\\n", "from mynet.model import Net"]}]}')
    cohort = read_cohort(root)
    ann = next(one for one in cohort.handed if one.student == "ann")
    assert [name for name, _ in ann.parts] == ["hw.ipynb", "mynet/__init__.py", "mynet/layers.py", "mynet/model.py"]


def test_modules_may_have_names_in_any_script(tmp_path: Path) -> None:
    root = build(tmp_path, "ann/слои.py", "bob/hw.ipynb")
    (root / "ann/сеть.py").write_text("from слои import Свёртка\n", encoding="utf-8")
    (one,) = [one for one in read_cohort(root).handed if one.student == "ann"]
    assert [name for name, _ in one.parts] == ["сеть.py", "слои.py"]


def test_weights_beside_the_only_module_belong_to_it(tmp_path: Path) -> None:
    one = read_cohort(build(tmp_path, "ann/model.py", "ann/net.safetensors", "bob/hw.ipynb")).handed[0]
    assert [name for name, _ in one.parts] == ["model.py", "net.safetensors"]


def test_folders_called_like_assignments_hold_the_class_each(tmp_path: Path) -> None:
    flat = read_cohort(build(tmp_path / "a", "week1/ann.ipynb", "week1/bob.ipynb", "week2/ann.ipynb"))
    assert by_student(flat) == {"ann": ["ann.ipynb", "ann.ipynb"], "bob": ["bob.ipynb"]}
    names = ("conv2d/ann/hw.ipynb", "conv2d/bob/hw.ipynb", "lenet/ann/hw.ipynb")
    folders = read_cohort(build(tmp_path / "b", *names), tasks=["c/conv2d", "a/lenet"])
    assert [(one.student, one.task) for one in folders.handed] == [
        ("ann", "c/conv2d"),
        ("ann", "a/lenet"),
        ("bob", "c/conv2d"),
    ]
    assert ids(read_cohort(build(tmp_path / "c", "hw1/ann.ipynb", "hw1/bob.ipynb"))) == ["ann", "bob"]


def test_what_all_folders_share_is_no_part_of_the_id(tmp_path: Path) -> None:
    cohort = read_cohort(build(tmp_path, "hw1-ann/x.ipynb", "hw1-bob lee/x.ipynb", "hw1-cid/x.ipynb"))
    assert ids(cohort) == ["ann", "bob lee", "cid"]


def test_numbered_versions_are_one_student_s_even_without_the_first(tmp_path: Path) -> None:
    cohort = read_cohort(build(tmp_path, "ann_v1.ipynb", "ann_v2.ipynb", "bob.ipynb"))
    assert ids(cohort) == ["ann", "bob"]
    assert newest(cohort.handed[:2])[0].file == "ann_v2.ipynb"


def test_pictures_and_weights_in_folders_of_their_own_are_no_second_submission(tmp_path: Path) -> None:
    names = ("ann/hw.ipynb", "ann/images/a.png", "ann/weights/w.pt", "bob/conv2d/hw.docx", "bob/lenet/lenet.py")
    cohort = read_cohort(build(tmp_path, *names), tasks=["c/conv2d", "a/lenet"])
    ann, docx, lenet = cohort.handed
    assert [name for name, _ in ann.parts] == ["hw.ipynb", "images/a.png", "weights/w.pt"]
    assert (docx.file, docx.task) == ("hw.docx", "c/conv2d")
    assert (lenet.file, lenet.task) == ("lenet.py", "a/lenet")


def test_folders_that_only_wrap_the_class_are_seen_through(tmp_path: Path) -> None:
    build(tmp_path, "cohort/hw1/ann/hw.ipynb", "cohort/hw1/bob/hw.ipynb", "__MACOSX/x")
    assert ids(read_cohort(tmp_path)) == ["ann", "bob"]
    assert ids(read_cohort(build(tmp_path / "one", "ann/hw.ipynb", "ann/pool.ipynb"))) == ["ann"]


def test_results_inside_the_folder_are_left_out(tmp_path: Path) -> None:
    root = build(tmp_path / "class", "ann/hw.ipynb", "results/ann/conv2d/executed.ipynb", "bob.ipynb")
    cohort = read_cohort(root, leave_out=[root / "results"])
    assert by_student(cohort) == {"ann": ["hw.ipynb"], "bob": ["bob.ipynb"]}
    assert reasons(cohort)["results"] == "left out as asked"
    (tmp_path / "elsewhere").mkdir()
    (root / "out").symlink_to(tmp_path / "elsewhere")
    assert ids(read_cohort(root, leave_out=[root / "results", root / "out"])) == ["ann", "bob"]


def test_a_layout_can_be_asked_for(tmp_path: Path) -> None:
    root = build(tmp_path, "ann/ps1/hw.ipynb", "bob/ps1/hw.ipynb")
    assert [one.task for one in read_cohort(root, layout="nbgrader").handed] == ["ps1", "ps1"]
    assert read_cohort(root, layout="folders").layout == "folders"
    odd = build(tmp_path / "odd", "x_1_2_hw.ipynb")
    assert ids(read_cohort(odd, layout="canvas")) == ["x_1"]
    assert read_cohort(odd).layout == "flat"
    with pytest.raises(UsageError, match="the layouts are auto, flat"):
        read_cohort(root, layout="dropbox")


def test_an_unusable_folder_is_said_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.zip").write_bytes(b"no zip")
    for name, said in (("none", "no such folder"), ("empty", "is empty"), ("a.zip", "no zip archive")):
        with pytest.raises(UsageError, match=said):
            read_cohort(tmp_path / name)


def test_groups_of_the_roster_s_people_are_no_students(tmp_path: Path) -> None:
    table = "id,name\n1001,Ann Lee\n1002,Bob Ray\n1003,Cid Moe\n"
    cohort = with_roster(tmp_path, table, "group A/ann_lee.ipynb", "group A/bob_ray.ipynb", "1003/hw.ipynb")
    assert by_student(cohort) == {"1001": ["ann_lee.ipynb"], "1002": ["bob_ray.ipynb"], "1003": ["hw.ipynb"]}


def test_only_one_file_is_a_class_of_one(tmp_path: Path) -> None:
    assert only(read_cohort(build(tmp_path, "smith.ipynb"))).student == "smith"


def test_one_name_in_two_spellings_is_one_person_and_that_is_said(tmp_path: Path) -> None:
    cohort = read_cohort(build(tmp_path, "Anna_hw1.ipynb", "anna_hw2.ipynb", "boris_hw1.ipynb"))
    assert len({one.student.casefold() for one in cohort.handed}) == len(ids(cohort)) == 2
    assert any("taken for" in remark for remark in cohort.remarks)
