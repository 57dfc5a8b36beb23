"""The HTML report: one file, no network, no script, sound structure, nothing of the student's interpreted."""

import base64
import itertools
import json
import re
from html.parser import HTMLParser

import pytest

from grader.model import Report
from grader.report.html import to_html

VOID = {"meta", "img", "br", "link", "input"}


class Page(HTMLParser):
    """A page as lists of what matters, with every tag closed in order or an error noted."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.errors: list[str] = []
        self.feed(html)
        self.close()
        self.errors += [f"never closed: {tag}" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.errors += [f"twice: {tag} {name}" for name in names if names.count(name) > 1]
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.errors.append(f"closed out of order: {tag} at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)

    def values(self, name: str) -> list[str]:
        """All values of an attribute."""
        return [attributes[name] for _, attributes in self.tags if name in attributes]

    def count(self, tag: str) -> int:
        """How many such elements there are."""
        return sum(found == tag for found, _ in self.tags)


def page(report: Report, executed: bytes | None = None) -> Page:
    """The rendered page, parsed."""
    return Page(to_html(report, executed))


def test_every_tag_is_closed_in_order_and_every_id_is_there_once(sample: Report, executed: bytes) -> None:
    found = page(sample, executed)
    assert found.errors == []
    ids = found.values("id")
    assert len(ids) == len(set(ids))
    assert set(found.values("aria-labelledby")) <= set(ids)
    assert {link[1:] for link in found.values("href") if link.startswith("#")} <= set(ids)


def test_nothing_is_loaded_and_nothing_runs(sample: Report, executed: bytes) -> None:
    found = page(sample, executed)
    assert found.count("script") == found.count("link") == found.count("iframe") == found.count("form") == 0
    assert [name for _, attributes in found.tags for name in attributes if name.startswith("on")] == []
    for link in found.values("href") + found.values("src"):
        assert link.startswith(("#", "data:image/png;base64,", "data:application/x-ipynb+json;base64,"))
    css = re.search(r"<style>(.*?)</style>", to_html(sample), re.S)
    assert css is not None and "url(" not in css[1] and "@import" not in css[1] and "<" not in css[1]


def test_the_page_s_own_policy_forbids_everything_but_its_styles_and_pictures(sample: Report) -> None:
    policies = [a["content"] for tag, a in page(sample).tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policies == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    ]


def test_headings_go_down_one_level_at_a_time(sample: Report, executed: bytes) -> None:
    levels = [int(tag[1]) for tag, _ in page(sample, executed).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_it_can_be_used_without_seeing_it(samples: dict[str, Report], executed: bytes) -> None:
    found = page(samples["mixed-en"], executed)
    assert [a["lang"] for tag, a in found.tags if tag == "html"] == ["en"]
    assert found.count("main") == found.count("header") == found.count("footer") == 1
    assert found.tags[[tag for tag, _ in found.tags].index("body") + 1] == ("a", {"class": "skip", "href": "#checks"})
    assert found.count("table") == found.count("caption") > 0
    assert all(attributes.get("alt") for tag, attributes in found.tags if tag == "img")
    assert all(attributes["scope"] for tag, attributes in found.tags if tag == "th")


def test_a_state_is_never_said_by_colour_alone(samples: dict[str, Report]) -> None:
    text = "".join(page(samples["mixed-en"]).text)
    assert text.count("Failed") == 3 and text.count("Passed") == 2 and text.count("Not run") == 1
    assert text.count("✗") == 3 and text.count("✓") == 2 and text.count("○") == 1
    assert text.count("differs:") == 4 and "≠ marks numbers that differ." in text


def test_what_a_student_wrote_is_text(samples: dict[str, Report]) -> None:
    html = to_html(samples["hostile"])
    assert "<script" not in html and "\x1b" not in html and "\u202e" not in html and "\x00" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7 * 7 }}" in html
    assert "&lt;U+202E&gt;gnp.exe" in html


def test_very_long_messages_are_cut_visibly(samples: dict[str, Report]) -> None:
    html = to_html(samples["long"])
    assert len(html) < 40_000 and "[...]" in html


def test_directions_of_writing_are_left_to_the_text(samples: dict[str, Report]) -> None:
    html = to_html(samples["right to left"])
    assert "<bdi>דנה לוי</bdi>" in html and 'dir="auto"' in html


def test_a_russian_report_is_russian_throughout(samples: dict[str, Report], executed: bytes) -> None:
    found = page(samples["mixed-ru"], executed)
    assert [a["lang"] for tag, a in found.tags if tag == "html"] == ["ru"]
    text = "".join(found.text)
    assert "Пройдено проверок: 2 из 6." in text and "ячейка 3, строка 7:" in text
    for english in ("Checks", "Hint", "points", "Notes", "Download", "Environment", "should be"):
        assert english not in text


def test_code_stands_apart_from_its_place(samples: dict[str, Report]) -> None:
    html = to_html(samples["mixed-en"])
    assert '<p>cell 3, line 7: <code dir="ltr">out = out + bias # all maps</code></p>' in html


def test_an_ungraded_report_says_that_it_is_no_zero(samples: dict[str, Report]) -> None:
    text = "".join(page(samples["ungraded"]).text)
    assert "UNGRADED" in text and "This is not a zero" in text and "0 of 12" not in text


def test_claims_are_labelled_as_what_the_submission_said_of_itself(samples: dict[str, Report]) -> None:
    text = "".join(page(samples["mixed-en"]).text)
    assert "Said by the submission's own process; shown, but never scored on its own" in text
    assert "inputs_unchanged" in text


def test_what_the_search_for_forbidden_functions_can_show_is_always_said(sample: Report) -> None:
    text = "".join(page(sample).text)
    assert "It cannot prove that none was called." in text or "Доказать, что ни одна не вызвана, нельзя." in text


def test_the_executed_notebook_is_shown_and_attached_without_its_active_parts(
    samples: dict[str, Report], executed: bytes
) -> None:
    found = page(samples["mixed-en"], executed)
    assert "tensor([[[[9., 9., 9.]]]])" in "".join(found.text)
    assert "Left out: HTML, widgets and other active output (1)." in "".join(found.text)
    link = next(a for tag, a in found.tags if tag == "a" and "download" in a)
    assert link["download"] == "Копия homework 1 (2).executed.ipynb"
    attached = base64.b64decode(link["href"].removeprefix("data:application/x-ipynb+json;base64,"))
    assert len(json.loads(attached)["cells"]) == 5 and b"<script" not in attached


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b"\xff", b"[" * 10_000])
def test_a_notebook_that_cannot_be_read_is_a_note(samples: dict[str, Report], raw: bytes) -> None:
    found = page(samples["full"], raw)
    assert "The executed notebook could not be attached" in "".join(found.text)
    assert "download" not in [name for _, attributes in found.tags for name in attributes]


def test_the_same_report_gives_the_same_file(sample: Report, executed: bytes) -> None:
    assert to_html(sample, executed) == to_html(sample, executed)


def colours(css: str, dark: bool) -> dict[str, str]:
    """The custom properties that hold a colour."""
    block = re.findall(r":root \{(.*?)\}", css, re.S)[int(dark)]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_contrasts_with_what_it_stands_on(samples: dict[str, Report], dark: bool) -> None:
    found = colours(to_html(samples["full"]), dark)
    pairs = [(ink, ground) for ink in ("ink", "soft", "link", "good", "bad", "wait", "ours")
             for ground in ("paper", "sheet", "well")]  # fmt: skip
    pairs += [("bad", "bad-well"), ("ink", "bad-well")]
    for ink, ground in pairs:
        bright, low = sorted((luminance(found[ink]), luminance(found[ground])), reverse=True)
        assert (bright + 0.05) / (low + 0.05) >= 4.5, (ink, ground)


def test_one_reason_for_many_checks_is_read_once(samples: dict[str, Report]) -> None:
    text = "".join(page(samples["not started"]).text)
    assert text.count("For the same reason as above.") == 5
