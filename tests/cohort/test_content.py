"""Bytes of what was handed in, and entries that cannot be read: each is somebody's or is told."""

import hashlib
import io
import json
import os
import sys
import zipfile
from pathlib import Path

import pytest

from grader.cohort import content, read_cohort
from grader.cohort.content import MOST_BYTES
from grader.errors import SubmissionError
from grader.intake import read_submission
from grader.model import Handed
from tests.cohort.folders import BOOK, build, by_student, ids, pack, reasons


def refusal(handed: Handed) -> str:
    with pytest.raises(SubmissionError) as refused:
        content(handed)
    return str(refused.value)


def one_of(root: Path, student: str) -> Handed:
    return next(one for one in read_cohort(root).handed if one.student == student)


def test_links_pipes_and_forbidden_files_are_their_students_and_say_so(tmp_path: Path) -> None:
    (tmp_path / "secret.ipynb").write_text("somebody else's")
    root = build(tmp_path / "class", "ann.ipynb", "closed/hw.ipynb", "zero.ipynb")
    (root / "link.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (root / "broken.ipynb").symlink_to(tmp_path / "nowhere")
    (root / "linked").symlink_to(tmp_path)
    (root / "zero.ipynb").write_bytes(b"")
    os.mkfifo(root / "pipe.ipynb")
    (root / "folder" / "hw.ipynb").mkdir(parents=True)
    (root / "closed").chmod(0)
    try:
        cohort = read_cohort(root)
    finally:
        (root / "closed").chmod(0o700)
    handed = {one.student: one for one in cohort.handed}
    assert handed.keys() == {"ann", "broken", "closed", "link", "linked", "pipe", "zero"}
    assert "is a link" in refusal(handed["link"])
    assert "is a link" in refusal(handed["broken"])
    assert "is a link" in refusal(handed["linked"])
    assert "not an ordinary file" in refusal(handed["pipe"])
    assert content(handed["zero"]) == ("zero.ipynb", b"")
    assert "folder/hw.ipynb" in reasons(cohort)


def test_too_much_is_refused_by_size_and_while_unpacking(tmp_path: Path) -> None:
    root = build(tmp_path, "ann.ipynb")
    with (root / "ann.ipynb").open("wb") as handle:
        handle.truncate(MOST_BYTES + 1)
    assert "MB are read" in refusal(one_of(root, "ann"))
    bomb = tmp_path / "bomb" / "all.zip"
    bomb.parent.mkdir()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("ann/hw.ipynb", "w") as member:
        for _ in range(65):
            member.write(bytes(1 << 20))
    with zipfile.ZipFile(bomb, "a") as archive:
        archive.writestr("bob/hw.ipynb", BOOK)
    raw = bytearray(bomb.read_bytes())
    at = raw.find(b"PK\x01\x02") + 24
    raw[at : at + 4] = (10).to_bytes(4, "little")  # it claims to be small
    bomb.write_bytes(raw)
    assert refusal(one_of(bomb, "ann"))
    assert content(one_of(bomb, "bob"))[1] == BOOK


def test_members_with_evil_names_never_become_paths(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in (
            "../../evil.ipynb",
            "/etc/evil.ipynb",
            "C:/evil.ipynb",
            "a/../../evil.ipynb",
            "ann/hw.ipynb",
            "bob/x.py",
        ):
            archive.writestr(name, BOOK)
        link = zipfile.ZipInfo("eve/hw.ipynb")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    cohort = read_cohort(path)
    assert by_student(cohort).keys() == {"ann", "bob", "eve"}
    assert sum(why == "its name leads out of the archive" for why in reasons(cohort).values()) == 4
    assert "is a link" in refusal(cohort.handed[2])


def test_names_of_old_zips_are_read_as_they_were_typed(tmp_path: Path) -> None:
    path = pack(tmp_path / "all.zip", "aaaaaa/hw.ipynb", "bob/hw.ipynb")
    raw = path.read_bytes().replace(b"aaaaaa", "Петров".encode("cp866"))
    path.write_bytes(raw)
    cohort = read_cohort(path)
    assert ids(cohort) == ["bob", "Петров"]
    assert content(cohort.handed[1])[1] == BOOK


def test_linked_modules_inside_an_archive_are_one_submission(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ann/net.py", "import blocks\n")
        archive.writestr("ann/blocks.py", "x = 1\n")
        archive.writestr("bob/hw.ipynb", BOOK)
    name, raw = content(one_of(path, "ann"))
    assert name == "ann.zip"
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.namelist() == ["blocks.py", "net.py"]
        assert archive.getinfo("net.py").date_time == (1980, 1, 1, 0, 0, 0)
    folder = build(tmp_path / "class", "bob/hw.ipynb", "ann/blocks.py")
    (folder / "ann" / "net.py").write_text("import blocks\n")
    assert hashlib.sha256(content(one_of(folder, "ann"))[1]).digest() == hashlib.sha256(raw).digest()


def test_names_that_are_no_text_can_be_printed_and_sent(tmp_path: Path) -> None:
    build(tmp_path, "ann.ipynb", "new\nline.ipynb", "rtl\u202egnp.ipynb")
    for name in (b"\xcf\xe5\xf2\xf0\xee\xe2.ipynb", b"\xff/hw.py", b"\xff/net.py"):
        path = os.fsencode(tmp_path) + b"/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as handle:
            handle.write(b"import hw\n" if name.endswith(b"net.py") else BOOK)
    cohort = read_cohort(tmp_path)
    assert "\\xcf\\xe5\\xf2\\xf0\\xee\\xe2" in ids(cohort)
    assert "new\\x0aline" in ids(cohort)
    for one in cohort.handed:
        assert content(one)[1]
        assert one.source.isprintable()
    assert json.loads(cohort.model_dump_json())["layout"] == "folders"


def test_composed_and_decomposed_letters_are_the_same_student(tmp_path: Path) -> None:
    build(tmp_path, "Зоя_й.ipynb".replace("й", "и\u0306"), "Зоя_й.py")
    assert ids(read_cohort(tmp_path)) == ["Зоя_й"]


def test_no_file_is_opened_where_names_say_it_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr("grader.cohort.linked.head", opened)
    for number in range(300):
        (tmp_path / f"student {number}_hw1.ipynb").write_bytes(BOOK)
        (tmp_path / f"folder{number}").mkdir()
        (tmp_path / f"folder{number}" / "hw.ipynb").write_bytes(BOOK)
    cohort = read_cohort(tmp_path)
    assert len(cohort.handed) == len(cohort.students) == 600


def test_the_room_starts_without_torch() -> None:
    import subprocess

    code = "import sys, grader.cohort; sys.exit(', '.join({'torch', 'nbformat'} & set(sys.modules)) or 0)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_modules_written_to_keep_a_reader_busy_do_not(tmp_path: Path) -> None:
    root = build(tmp_path, "ann/a.py", "ann/b.py", "ann/c.py", "ann/hw.ipynb")
    (root / "ann/a.py").write_bytes(b"from " + b"." * 900_000)
    (root / "ann/b.py").write_bytes(b"from" + b" " * 900_000 + b"\nimport " + b"a" * 900_000)
    (root / "ann/hw.ipynb").write_bytes(b'"' + b" " * 900_000 + b'"%' * 900_000)
    assert len(read_cohort(root).handed) == 4


def test_what_is_handed_over_is_what_the_reader_reads(tmp_path: Path) -> None:
    root = build(tmp_path / "class", "ann/net/__init__.py", "ann/net/layers.py", "bob/hw.ipynb", "cid/hw.docx")
    (root / "ann/net/model.py").write_text("from net.layers import x\n")
    (root / "ann/main.py").write_text("from net import model\n")
    cohort = read_cohort(root)
    read = {}
    for one in cohort.handed[:2]:
        name, raw = content(one)
        (tmp_path / name).write_bytes(raw)
        read[one.student] = read_submission(tmp_path / name)
    assert [unit.name for unit in read["ann"].units] == ["main.py", "net/__init__.py", "net/layers.py", "net/model.py"]
    assert read["bob"].kind == "notebook"
    name, raw = content(cohort.handed[2])
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(SubmissionError, match="does not end in"):
        read_submission(tmp_path / name)
