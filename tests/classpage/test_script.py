"""The table's script, run in a browser where there is one: sorts, filters, and is what the policy lets run."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from grader.classpage import class_page
from grader.model.cohort import ClassResults
from tests.classpage.made import made_class

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no chromium to run the page's script in")

ASK = """
const told = {};
const wait = () => new Promise((go) => setTimeout(go, 200));
const heads = () => Array.from(document.querySelectorAll("#all thead th"));
const press = (at) => heads()[at].querySelector("button").click();
const column = (at) => Array.from(document.querySelectorAll("#all tbody tr"))
  .filter((row) => !row.hidden).map((row) => row.cells[at].textContent.trim());
const type = async (text) => {
  const box = document.getElementById("filter");
  box.value = text;
  box.dispatchEvent(new Event("input"));
  await wait();
};
(async () => { ASKED })().catch((error) => { told.error = String(error); }).finally(() => {
  const out = document.createElement("pre");
  out.id = "told";
  out.textContent = JSON.stringify(told);
  document.body.append(out);
});
"""


def ask(results: ClassResults, asked: str, folder: Path) -> dict[str, Any]:
    """What `told` holds after the page has run `asked`; only here the policy gives way to a second script."""
    html = class_page(results)
    html = re.sub(r'<meta http-equiv="Content-Security-Policy".*?>', "", html)
    script = ASK.replace("ASKED", asked)
    return json.loads(_element(_run(html.replace("</body>", f"<script>{script}</script></body>"), folder), "told"))


def _run(html: str, folder: Path) -> str:
    """The document as the browser leaves it."""
    file = folder / "index.html"
    file.write_text(html, encoding="utf-8")
    assert BROWSER is not None
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
        "--disable-dev-shm-usage", f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=20000", "--dump-dom",
        file.as_uri(),
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def _element(dom: str, key: str) -> str:
    found = re.search(rf'<pre id="{key}">(.*?)</pre>', dom, re.S)
    assert found, "the page's script did not come to its end"
    return found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_the_policy_lets_the_page_s_own_script_run(tmp_path: Path) -> None:
    dom = _run(class_page(made_class(5)), tmp_path)
    assert '<div id="tools" role="search">' in dom and dom.count('<button type="button">') == 6


def test_a_click_sorts_up_then_down_then_as_it_was(tmp_path: Path) -> None:
    asked = """
      told.at = heads().findIndex((head) => head.textContent.startsWith("Total"));
      told.before = column(told.at);
      press(told.at); told.up = column(told.at); told.says = heads()[told.at].getAttribute("aria-sort");
      press(told.at); told.down = column(told.at); told.then = heads()[told.at].getAttribute("aria-sort");
      press(told.at); told.again = column(told.at); told.last = heads()[told.at].getAttribute("aria-sort");
    """
    told = ask(made_class(60), asked, tmp_path)
    numbers = sorted(float(text.removesuffix(" *")) for text in told["before"] if text)
    nothing = [""] * (60 - len(numbers))
    assert nothing, "somebody handed in nothing: they stand at the end either way"

    def values(texts: list[str]) -> list[float | str]:
        return [float(text.removesuffix(" *")) if text else "" for text in texts]

    assert values(told["up"]) == [*numbers, *nothing] and told["says"] == "ascending"
    assert values(told["down"]) == [*numbers[::-1], *nothing] and told["then"] == "descending"
    assert told["again"] == told["before"] and told["last"] is None


def test_names_are_sorted_as_a_reader_would(tmp_path: Path) -> None:
    results = made_class(3)
    names = ("Петров 10", "Ёлкин", "Петров 9")
    students = tuple(
        student.model_copy(update={"name": name}) for student, name in zip(results.students, names, strict=True)
    )
    told = ask(results.model_copy(update={"students": students}), "press(0); told.names = column(0);", tmp_path)
    assert [name.partition(" s1")[0] for name in told["names"]] == ["Ёлкин", "Петров 9", "Петров 10"]


def test_the_filter_finds_every_word_whatever_the_case_and_the_accents(tmp_path: Path) -> None:
    asked = """
      const count = () => document.getElementById("shown").textContent;
      await type("ёЛКИН"); told.with = column(0); told.count = count();
      await type("елкин"); told.without = column(0);
      await type("not graded"); told.ungraded = column(0).length;
      await type("nobody at all"); told.none = count();
      await type(""); told.all = count();
      location.hash = "";
      await type("nobody"); location.hash = "s3"; await wait(); told.jumped = count();
    """
    results = made_class(80)
    told = ask(results, asked, tmp_path)
    named = [student.name for student in results.students if "Ёлкин" in student.name]
    assert named and len(told["with"]) == len(named) == int(told["count"]) and told["without"] == told["with"]
    assert told["ungraded"] == len({r.student for r in results.results if r.standing == "ungraded"}) > 0
    assert told["none"] == "0" and told["all"] == "80" and told["jumped"] == "80"


def test_a_name_that_is_a_script_stays_a_name_while_the_table_is_sorted_and_filtered(tmp_path: Path) -> None:
    attack = "<img src=x onerror=\"document.title='gone'\"><script>document.title='gone'</script>"
    results = made_class(4)
    students = tuple(student.model_copy(update={"name": attack, "section": attack}) for student in results.students)
    asked = "press(0); press(1); await type('onerror'); told.rows = column(0).length; told.title = document.title;"
    told = ask(results.model_copy(update={"students": students}), asked, tmp_path)
    assert told == {"rows": 4, "title": "Results of the class"}
