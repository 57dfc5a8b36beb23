"""The report in a terminal: no line too long, nothing said by colour alone, nothing of the student's interpreted."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from grader.model import Report
from grader.report.summary import summarise
from grader.report.terminal import print_report


def printed(report: Report, width: int = 80, encoding: str = "utf-8", **options: bool) -> str:
    """What a console of that width shows."""
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, errors="strict" if encoding == "utf-8" else "replace")
    print_report(report, Console(file=file, width=width, **options))
    file.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_window(sample: Report, width: int) -> None:
    assert max(cell_len(line) for line in printed(sample, width).splitlines()) <= min(width, 100)


def test_piped_output_holds_no_escape_codes(sample: Report) -> None:
    text = printed(sample)
    assert "\x1b" not in text and "\u202e" not in text


def test_even_a_colour_terminal_gets_only_our_own_escape_codes(samples: dict[str, Report]) -> None:
    text = printed(samples["hostile"], force_terminal=True)
    assert "\x1b[31mred" not in text and "[bold]x[/bold]" in text and "<U+202E>" in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_every_state_is_a_word(samples: dict[str, Report], width: int) -> None:
    text = printed(samples["mixed-en"], width)
    assert text.count("FAIL") == 3 and text.count("PASS") == 2 and text.count("NOT RUN") == 1
    assert "5 of 12 points" in text


def test_a_console_without_unicode_gets_plain_symbols(samples: dict[str, Report]) -> None:
    text = printed(samples["full"], encoding="ascii").replace("????? homework", "")
    assert "+ PASS" in text and "?" not in text


def test_message_mistake_hint_and_call_are_there(samples: dict[str, Report]) -> None:
    text = " ".join(printed(samples["mixed-en"], 200).split())
    assert "2 of 9 numbers are wrong." in text
    assert "What it looks like: You flipped the kernel" in text
    assert "Hint: Output height is" in text
    assert "Call: conv2d(x: 2x3x5x8, weight: 4x3x3x2, bias: 4, stride=2, padding=(1, 0))" in text
    assert "cell 3, line 7: out = out + bias # all maps" in text


def test_forbidden_functions_come_with_what_the_search_can_and_cannot_show(samples: dict[str, Report]) -> None:
    assert "It cannot prove that none was called." in " ".join(printed(samples["mixed-en"]).split())
    assert "prove" not in printed(samples["full"])


def test_russian_reports_are_russian_throughout(samples: dict[str, Report]) -> None:
    text = printed(samples["mixed-ru"], 100)
    assert "НЕ ЗАЧТЕНО" in text and "НЕ ПРОВЕРЕНО" in text and "Подсказка" in text and "Hint" not in text


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("full", "PASS 12/12"),
        ("mixed-en", "PART 5/12"),
        ("mixed-ru", "ЧАСТИЧНО 5/12"),
        ("zero", "FAIL 0/1"),
        ("not started", "NOT STARTED 0/12"),
        ("ungraded", "UNGRADED"),
        ("fault", "UNGRADED"),
    ],
)
def test_a_report_in_one_line(samples: dict[str, Report], name: str, line: str) -> None:
    assert summarise(samples[name]) == line
