"""Any bytes are read; what is not filled stays byte for byte."""

import codecs
import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.gradebook.sheet import Sheet, read_sheet
from tests.gradebook.conftest import fixture

CELL = st.text(st.sampled_from("ab \"',;\t\n\r=йé0."), max_size=6)
FILES = st.one_of(
    st.binary(max_size=80),
    st.text(st.sampled_from('ab,;"\r\n\té'), max_size=60).map(lambda text: text.encode()),
    st.builds(
        lambda bom, rows, end, delimiter, quoting: bom + written(rows, end, delimiter, quoting).encode(),
        st.sampled_from([b"", codecs.BOM_UTF8]),
        st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=5),
        st.sampled_from(["\n", "\r\n", "\r"]),
        st.sampled_from([",", ";", "\t"]),
        st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    ),
)


def written(rows: list[list[str]], end: str, delimiter: str, quoting: int) -> str:
    """A file as `csv` writes it."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end, delimiter=delimiter, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def values(sheet: Sheet) -> list[list[str]]:
    """All cells."""
    return [[sheet.value(at, column) for column in range(len(row))] for at, row in enumerate(sheet.rows)]


@given(FILES)
@example(codecs.BOM_UTF16_LE + b"a")
@example(codecs.BOM_UTF16_BE + "a,b\r\nц,\ud800".encode("utf-16-be", "surrogatepass"))
@example(b"\xff\xfe\xed\xa0\x80")
@example(b'"a""')
@settings(max_examples=300)
def test_filling_nothing_gives_the_same_bytes(raw: bytes) -> None:
    assert read_sheet(raw).filled({}) == raw


def test_an_emptied_line_stays_a_line() -> None:
    assert read_sheet(b",\rx\n").filled({(1, 0): ""}) == b',\r""\n'


@given(FILES, st.data())
@settings(max_examples=300)
def test_filling_one_cell_changes_that_cell_alone(raw: bytes, data: st.DataObject) -> None:
    sheet = read_sheet(raw)
    places = [(row, column) for row, spans in enumerate(sheet.rows) for column in range(len(spans))]
    if not places or not sheet.closed:
        return
    row, column = data.draw(st.sampled_from(places))
    value = data.draw(st.text(st.sampled_from("ab \"',;\t\n\r="), max_size=6))
    result = sheet.filled({(row, column): value})
    start, end = sheet.rows[row][column]
    before, behind = sheet.text[:start], sheet.text[end:]
    again = Sheet.read_as(result, sheet)
    assert again.text.startswith(before) and again.text.endswith(behind)
    expected = values(sheet)
    expected[row][column] = value
    assert values(again) == expected


@given(
    st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=5),
    st.sampled_from(
        [("\n", csv.QUOTE_ALL), ("\r", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_MINIMAL)]
    ),
)
def test_cells_say_what_the_csv_module_wrote(rows: list[list[str]], style: tuple[str, int]) -> None:
    end, quoting = style
    text = "h1,h2,h3,h4,h5,h6,h7,h8" + end + written(rows, end, ",", quoting)
    assert values(read_sheet(text.encode()))[1:] == rows


@pytest.mark.parametrize("name", ["canvas.csv", "canvas-semicolon.csv", "moodle-en.csv", "moodle-ru.csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_real_files_survive_in_every_encoding(name: str, encoding: str) -> None:
    raw = fixture(name).decode("utf-8-sig").encode(encoding, "replace")
    known = ("Student", "ID", "Section", "Идентификатор", "Полное имя", "Grade", "Оценка", "Full name")
    sheet = read_sheet(raw, known)
    assert sheet.filled({}) == raw
    assert len({len(row) for row in sheet.rows}) == 1
    assert set(sheet.header) & set(known)


def test_a_bare_cell_gets_quotes_where_it_needs_them_and_a_quoted_one_keeps_them() -> None:
    sheet = read_sheet(b'a,"b",c\r\n1,"2",3\r\n')
    assert sheet.filled({(1, 0): "x", (1, 1): "y", (1, 2): 'z,"'}) == b'a,"b",c\r\nx,"y","z,"""\r\n'


def test_what_an_old_encoding_lacks_becomes_a_question_mark() -> None:
    sheet = read_sheet("Оценка,Полное имя\r\n,Пётр\r\n".encode("cp1251"), ("Оценка", "Полное имя"))
    assert sheet.encoding == "cp1251"
    assert sheet.filled({(1, 0): "ж漢"}) == "Оценка,Полное имя\r\nж?,Пётр\r\n".encode("cp1251")


def test_a_quote_that_is_never_closed_is_noticed() -> None:
    assert not read_sheet(b'a,b\n"c,d\ne,f\n').closed


def test_a_million_characters_take_no_second_look() -> None:
    raw = b'a,b\n"' + b'x""' * 400_000
    assert read_sheet(raw).filled({}) == raw
