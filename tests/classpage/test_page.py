"""The class page as a file: sound, self-contained, usable without seeing it, hostile to the hostile, deterministic."""

import base64
import hashlib
import itertools
import re
from pathlib import Path

import pytest

import grader.classpage
from grader.classpage import class_page
from grader.model import Feedback, Finding
from grader.model.cohort import ClassResults, Ignored, Result, Student, TaskInfo
from grader.model.report import CheckResult
from grader.words import SENTENCES, Words
from tests.classpage.made import HOSTILE, made_class, made_report
from tests.classpage.parsed import Page

ROOM = Path(grader.classpage.__file__).parent


@pytest.fixture(scope="module", params=["en", "ru"])
def html(request: pytest.FixtureRequest) -> str:
    """A class of 80 in either language, broken off."""
    return class_page(made_class(80, lang=request.param, pending=3))


def test_every_tag_is_closed_in_order_and_every_id_is_there_once(html: str) -> None:
    found = Page(html)
    assert found.errors == []
    ids = found.values("id")
    assert len(ids) == len(set(ids))
    assert {name for names in found.values("aria-labelledby") for name in names.split()} <= set(ids)
    assert {link[1:] for link in found.values("href") if link.startswith("#")} <= set(ids)


def test_nothing_is_loaded_and_nothing_runs_but_the_one_script(html: str) -> None:
    found = Page(html)
    assert found.count("script") == found.count("style") == 1
    assert found.count("link") == found.count("iframe") == found.count("form") == found.count("img") == 0
    assert [name for _, attributes in found.tags for name in attributes if name.startswith("on")] == []
    assert found.values("style") == found.values("src") == []
    assert all(link.startswith("#") or link.endswith("/report.html") for link in found.values("href"))


def test_the_policy_names_the_digests_of_what_is_there(html: str) -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="(.*?)"', html)
    policy = policy.replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    for tag in ("style", "script"):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.S)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
        assert "url(" not in text and "@import" not in text and "innerHTML" not in text and "</" not in text


def test_it_can_be_used_without_seeing_it(html: str) -> None:
    found = Page(html)
    assert found.count("main") == found.count("header") == found.count("footer") == found.count("nav") == 1
    assert found.count("table") == found.count("caption") > 4
    assert all(attributes["scope"] for tag, attributes in found.tags if tag == "th")
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    drawn = [attributes for tag, attributes in found.tags if tag == "svg"]
    assert drawn and all("aria-label" in a or a.get("aria-hidden") == "true" for a in drawn)
    assert [a["for"] for tag, a in found.tags if tag == "label"] == ["filter"]


def test_the_table_of_students_stays_a_table_though_its_rows_are_laid_out_alone(html: str) -> None:
    roles = [attributes.get("role") for _, attributes in Page(html).tags]
    assert roles.count("table") == 1 and roles.count("row") == 81
    assert roles.count("rowheader") == 80 and roles.count("cell") == 80 * (roles.count("columnheader") - 1)


def test_a_state_is_never_said_by_colour_alone() -> None:
    rows = Page(class_page(made_class(80))).tables["All students"]
    told = " ".join(cell for row in rows for cell in row)
    assert "checks pass; not: " in told and "✗" in told and "✓" in told and "○" in told
    for words in ("not started", "not graded", "late", "nothing handed in"):
        assert words in told


def test_a_russian_page_is_russian_throughout() -> None:
    found = Page(class_page(made_class(80, lang="ru", pending=3)))
    assert [a["lang"] for tag, a in found.tags if tag == "html"] == ["ru"]
    text = "".join(found.text)
    assert "Проверка не закончена" in text and "Самые частые ошибки понимания" in text
    for english in ("Checks", "Passed", "Students", "Score", "late", "graded", "Filter", "Shown", "points"):
        assert english not in text.replace("--retry-ungraded", "")


def hostile_class() -> ClassResults:
    """Everything that somebody outside could choose is an attack."""
    task = TaskInfo(id="conv2d", title="Convolution", max_score=1)
    check = CheckResult(
        id="c", title=HOSTILE, points=0, max_points=1, visibility="hidden", state="failed", cases_passed=0, cases=1,
        feedback=Feedback(cause="raised", message=HOSTILE),
    )  # fmt: skip
    known = check.model_copy(update={"feedback": Feedback(cause="values", message="", mistake=HOSTILE)})
    finding = Finding(kind="banned", name=HOSTILE, message=HOSTILE)
    common = {"task": "conv2d", "file": HOSTILE, "source": HOSTILE, "superseded": (HOSTILE,), "late": True}
    copied = tuple(range(100, 140))
    return ClassResults(
        tasks=(task,),
        students=tuple(Student(id=f"{HOSTILE}{at}", name=HOSTILE, section=HOSTILE) for at in range(4)),
        results=(
            Result(student=f"{HOSTILE}0", standing="graded", folder=f"{HOSTILE}/conv2d", seconds=1, **common,
                   fingerprints=copied, report=made_report(task, (check,), findings=(finding,))),
            Result(student=f"{HOSTILE}1", standing="graded", folder="javascript:alert(1)", seconds=1, **common,
                   fingerprints=copied, report=made_report(task, (known,))),
            Result(student=f"{HOSTILE}2", standing="ungraded", why=HOSTILE, **common),
            Result(student=f"{HOSTILE}3", standing="unreadable", why=HOSTILE, **{**common, "task": HOSTILE}),
        ),
        ignored=(Ignored(source=HOSTILE, why=HOSTILE),),
        missing=(HOSTILE,),
        unknown=(HOSTILE,),
        remarks=(HOSTILE,),
        pending=(HOSTILE,),
    )  # fmt: skip


def test_what_others_wrote_is_text_everywhere() -> None:
    html = class_page(hostile_class(), title=HOSTILE)
    found = Page(html)
    assert found.errors == [] and found.count("script") == found.count("style") == found.count("title") == 1
    assert "<script>alert" not in html and "\x1b" not in html and "\u202e" not in html
    assert html.count("&lt;script&gt;alert(1)") > 20 and "{{ 7 * 7 }}" in html and "49" not in "".join(found.text)
    assert [name for _, attributes in found.tags for name in attributes if name.startswith("on")] == []


def test_a_link_leads_to_the_folder_whatever_its_name() -> None:
    folders = {
        "smith/conv2d": "smith/conv2d/report.html",
        "Иван #7 100%/a?b": "%D0%98%D0%B2%D0%B0%D0%BD%20%237%20100%25/a%3Fb/report.html",
        "javascript:alert(1)": "javascript%3Aalert%281%29/report.html",
        "//evil.example/x": "evil.example/x/report.html",
        '"onclick="x': "%22onclick%3D%22x/report.html",
        "caf\udce9": "caf%E9/report.html",
        "../../etc": "",
        "half\ud800": "",
        "": "",
    }
    task = TaskInfo(id="t", title="T", max_score=1)
    results = ClassResults(
        tasks=(task,),
        students=(),
        results=tuple(
            Result(student=f"s{at}", task="t", standing="graded", file="f", source="f", folder=folder,
                   report=made_report(task, (), score=1))
            for at, folder in enumerate(folders)
        ),
    )  # fmt: skip
    links = [href for href, _ in Page(class_page(results)).links if not href.startswith("#")]
    assert links == [address for address in folders.values() if address]


def test_the_same_results_give_the_same_bytes() -> None:
    assert class_page(made_class(60)) == class_page(made_class(60))
    again = ClassResults.model_validate_json(made_class(60).model_dump_json())
    assert class_page(again) == class_page(made_class(60))


@pytest.mark.slow
def test_two_thousand_students_fit_into_three_megabytes() -> None:
    assert len(class_page(made_class(2000, lang="ru")).encode()) < 3_000_000


def test_a_folder_of_somebody_s_packages_does_not_bury_the_page() -> None:
    many = tuple(Ignored(source=f"node_modules/{at}.js", why="No code of ours.") for at in range(20_000))
    results = made_class(5).model_copy(update={"ignored": many, "pending": tuple(item.source for item in many)})
    found = Page(class_page(results))
    assert found.errors == [] and len(found.tables["Files that are no submissions"]) == 1001
    assert "Files that are no submissions (20000)" in "".join(found.text)
    assert "".join(found.text).count("and 19000 more") == 2


def test_a_class_of_which_nothing_is_known_is_a_page_too() -> None:
    found = Page(class_page(ClassResults(tasks=(), students=(), results=())))
    assert found.errors == [] and "no submission has been graded or read" in "".join(found.text)


def test_the_title_is_the_one_given() -> None:
    html = class_page(made_class(5), title="Свёрточные сети, весна")
    assert "<title>Свёрточные сети, весна</title>" in html and ">Свёрточные сети, весна</h1>" in html


def test_every_sentence_of_the_templates_exists_and_every_sentence_is_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in [*ROOM.rglob("*.j2"), *ROOM.rglob("*.py")])
    used = set(re.findall(r"""["'](class\.[a-z_.]+[a-z_])["']""", source))
    assert used - set(SENTENCES) == set()
    composed = ("class.cause.", "class.finding.", "class.table.")
    unused = {key for key in SENTENCES if key.startswith("class.") and not key.startswith(composed)} - used
    assert unused == set()


def test_every_cause_and_every_kind_of_finding_has_its_words() -> None:
    causes = Feedback.model_fields["cause"].annotation.__args__
    kinds = Finding.model_fields["kind"].annotation.__args__
    silent = {"none", "needs", "not_started", "fault"}
    for key in [f"class.cause.{cause}" for cause in causes if cause not in silent] + [
        f"class.finding.{kind}" for kind in kinds
    ]:
        assert Words("ru").say(key) != Words("en").say(key)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_the_page_adds_contrasts_with_what_it_stands_on(html: str, dark: bool) -> None:
    block = re.findall(r":root \{(.*?)\}", html, re.S)[int(dark)]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
    pairs = [("wait", "wait-well"), ("ink", "wait-well"), ("link", "wait-well")]
    for ink, ground in [*pairs, *itertools.product(("good", "bad", "soft", "wait", "link"), ("sheet", "well"))]:
        bright, low = sorted((luminance(found[ink]), luminance(found[ground])), reverse=True)
        assert (bright + 0.05) / (low + 0.05) >= 4.5, (ink, ground)


@pytest.mark.parametrize("file", sorted(path for path in ROOM.rglob("*") if path.suffix in (".j2", ".css", ".js")))
def test_no_template_style_or_script_is_long(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 400
