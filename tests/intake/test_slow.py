"""Small files that are made to be slow: each is cut to a known amount of work, or refused."""

import json
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.intake import archive, limits, magics, read_submission
from grader.intake.magics import neutralise


def refusal(path: Path) -> str:
    with pytest.raises(SubmissionError) as refused:
        read_submission(path)
    return str(refused.value)


def notebook(path: Path, *sources: str) -> Path:
    cells = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "outputs": [], "execution_count": None, "source": text}
        for n, text in enumerate(sources)
    ]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path


def test_blanks_without_an_assignment_are_no_magic() -> None:
    source = "a" + " " * 500_000 + "b"
    assert neutralise(source, notebook=False).lines == ()


@pytest.mark.parametrize(
    ("line", "plain"),
    [("a = !ls", "a = []  # !ls"), ("a[0]  =%pwd", "a[0] = []  # %pwd"), ("a == !b", None), ("= !ls", None)],
)
def test_both_sides_of_an_assigned_command_are_looked_at(line: str, plain: str | None) -> None:
    code = neutralise(line, notebook=True).code
    assert code == (line if plain is None else plain)


def test_stacked_cell_magics_are_searched_to_a_bound() -> None:
    code = neutralise("%%time\n" * 30 + "x = 1", notebook=True).code.split("\n")
    assert code[: limits.STACKED_MAGICS] == ["# %%time"] * limits.STACKED_MAGICS
    assert code[limits.STACKED_MAGICS] == "pass  # %%time"
    assert code[-1] == "x = 1"


def test_a_line_with_many_calls_of_get_ipython_is_commented_once() -> None:
    calls = "get_ipython().x();" * 50 + "\nget_ipython().run('''a\n'''); get_ipython().y()\nz = 1"
    neutral = neutralise(calls, notebook=False)
    assert neutral.code.count("pass  # ") == 2
    assert (neutral.lines, neutral.code.split("\n")[3]) == ((1, 2, 3), "z = 1")


def test_commands_are_made_into_python_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAGIC_LINES", 3)
    seen = []
    parses = magics.parses
    monkeypatch.setattr(magics, "parses", lambda code: seen.append(code) or parses(code))
    neutral = neutralise("a=!b\n" * 50, notebook=True)
    assert neutral.lines == (1, 2, 3)
    assert len(seen) <= 5


@pytest.mark.parametrize("source", ["-1\n" * 100_001, "x;" * 100_001, "x=[" + "1," * 150_001 + "]"])
def test_more_statements_or_tokens_than_coursework_has_are_not_parsed(tmp_path: Path, monkeypatch, source) -> None:
    def parse(*_: object, **__: object) -> None:
        raise AssertionError("parsed")

    (tmp_path / "a.py").write_text(source)
    with monkeypatch.context() as patched:
        patched.setattr("ast.parse", parse)
        found = refusal(tmp_path / "a.py"), refusal(notebook(tmp_path / "a.ipynb", "", source))
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as handle:
            handle.writestr("a.py", source[: len(source) // 2])
            handle.writestr("b.py", source[len(source) // 2 - 10 :])
        found = (*found, refusal(tmp_path / "a.zip"))
    assert all("more code than a solution needs" in one for one in found)


def test_long_strings_and_rules_of_dashes_are_few_tokens(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"x = '{'a' * 400_000}'\n# {'-' * 400_000}\n")
    assert read_submission(tmp_path / "a.py").units[0].fault is None


def test_the_modules_of_an_archive_are_bounded_together(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as handle:
        for number in range(3):
            handle.writestr(f"m{number}.py", "#" * 700_000)
    assert "more than 2 million characters" in refusal(tmp_path / "a.zip")


def damaged(path: Path, count: int, size: int) -> Path:
    """A zip of `count` members with wrong checksums and a sound module."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as handle:
        for number in range(count):
            handle.writestr(f"f{number}.bin", bytes(size))
        handle.writestr("a.py", "x = 1")
        good = struct.pack("<L", handle.infolist()[0].CRC)
    path.write_bytes(path.read_bytes().replace(good, b"\1\2\3\4"))
    return path


def test_damaged_members_count_towards_the_unpacked_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = damaged(tmp_path / "a.zip", 3, 200_000)
    assert len(read_submission(path).units) == 1
    monkeypatch.setattr(limits, "ARCHIVE_BYTES", 500_000)
    assert "unpacks to more than" in refusal(path)


def test_damaged_members_count_towards_the_number_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    reads = archive._read
    monkeypatch.setattr(archive, "_read", lambda *given: opened.append(1) or reads(*given))
    monkeypatch.setattr(limits, "ARCHIVE_FILES", 5)
    assert "more than 5 files" in refusal(damaged(tmp_path / "a.zip", 9, 10))
    assert len(opened) == 5


def test_cells_are_counted_before_anything_is_made_of_them(tmp_path: Path) -> None:
    for name, document in (
        ("new.ipynb", {"cells": [{}] * 300_000, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}),
        ("old.ipynb", {"worksheets": [{"cells": [{}] * 300_000}], "nbformat": 3, "nbformat_minor": 0, "metadata": {}}),
    ):
        path = tmp_path / name
        path.write_text(json.dumps(document))
        tracemalloc.start()
        try:
            assert "300000 cells" in refusal(path)
            assert tracemalloc.get_traced_memory()[1] < 100 << 20
        finally:
            tracemalloc.stop()


def test_a_notebook_in_an_archive_is_no_larger_than_one_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ipynb", "{" + " " * limits.FILE_BYTES["notebook"] + "}")
    assert "at most 34 MB are read" in refusal(path)


def test_one_wide_character_does_not_quadruple_a_large_notebook(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(limits, "JSON_WIDE_BYTES", 1000)
    path = notebook(tmp_path / "a.ipynb", "x = 1 # \N{GRINNING FACE}" + " " * 2000)
    path.write_text(json.dumps(json.loads(path.read_text()), ensure_ascii=False), encoding="utf-8")
    (unit,) = read_submission(path).units
    assert unit.source.strip() == "x = 1 # \N{REPLACEMENT CHARACTER}"
