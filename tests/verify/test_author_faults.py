"""What an author gets wrong is a row with the file, the line and what to write; it never ends the whole command."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from tests.conftest import Course
from tests.test_kinds_of_tasks import FILES
from tests.verify.conftest import Spec, Verify, failed

_FORWARD = '{"bias": g.normal(4).numpy()}).through("output")'
_FILE = r"\S+/assignments/demo/layers/task\.py, line \d+: "


@pytest.mark.parametrize(
    ("file", "old", "new", "check", "said"),
    [
        ("layers/task.py", 'k=g.int(1, 3)).on("size")', 'k=g.int(1, 3)).on("sizes")', "sizes",
         _FILE + r"check sizes calls sizes; there is only forward, backward, size, Scale\. Did you mean size\?"),
        ("layers/task.py", '.through("output")', '.through("outputs")', "goes_forward",
         _FILE + r"check goes_forward calls outputs; there is only output, .* in drive\.py\. Did you mean output\?"),
        ("layers/task.py", "    drive=drive,\n", "", "goes_forward",
         _FILE + r"check goes_forward calls \.through\('output'\), but Task\(drive=\.\.\.\) is not given; write"),
        ("layers/task.py", ', {"bias": g.normal(4).numpy()}).through("output")', ').through("output")', "goes_forward",
         _FILE + r"the Call of check goes_forward does not fit output: .*'params'; write Call\(x, w, params\)\."),
        ("layers/task.py", "return Call(g.int(5, 9)", "Call(g.int(5, 9)", "sizes",
         _FILE + r"check sizes must return a Call, not NoneType; write `return Call\(\.\.\.\)`"),
        ("layers/task.py", "return Call(g.int(5, 9)", "return Call(g.integer(5, 9)", "sizes",
         _FILE + r"check sizes raises AttributeError: .*, while making case 0; mend this line\."),
        ("layers/task.py", _FORWARD, f'{_FORWARD}.gradients("x")', "goes_forward",
         _FILE + r"check goes_forward asks for \.gradients\('x'\), which is of type numpy\.ndarray; only"),
        ("layers/task.py", '.gradients("x")', '.gradients("y")', "module",
         _FILE + r"check module asks for \.gradients\('y'\), but its Call gives scaled no such argument; it gives x"),
        ("layers/drive.py", 'return {"out": module(x)}["out"]', 'return {"out": module(x)}', "module",
         _FILE + r"check module asks for \.gradients\(\.\.\.\), but the \(first\) output of the reference is no"),
        ("layers/task.py", "g.normal(3, 4).numpy(), {", "g.normal(3, 4), {", "goes_forward",
         r".*, in check goes_forward, case 0; its Call in .*task\.py, line \d+ mixes numpy arrays and torch tensors"),
        ("demo/layers.py", "return n - k + 1", "return n - k + one", "sizes",
         r"\S+/reference/demo/layers\.py, line \d+: the reference raises NameError: name 'one' is not defined, in"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_made_is_a_row_with_its_line(
    changed: Spec, verified: Verify, file: str, old: str, new: str, check: str, said: str
) -> None:
    found = failed(verified(changed(file, old, new)))
    assert re.match(said, found[f"cases of {check}"]), found
    assert all("\n" not in message and "Traceback" not in message for message in found.values())


def test_of_many_checks_with_one_fault_three_are_told(changed: Spec, verified: Verify) -> None:
    lines = "@task.check(title=T(en='A', ru='Б'), points=1, cases=1)\ndef more{0}(g):\n    return None\n\n\n"
    more = "".join(lines.format(number) for number in range(5))
    found = failed(
        verified(changed("layers/task.py", '@task.mistake(T(en="Transposed', f'{more}@task.mistake(T(en="Transposed'))
    )
    cases = {name: said for name, said in found.items() if name.startswith("cases of ")}
    assert list(cases) == ["cases of more0", "cases of more1", "cases of more2", "cases of other checks"]
    assert cases["cases of other checks"] == "the cases of more3, more4 cannot be made either"


def test_a_right_file_that_cannot_be_read_is_a_row(course: Course, verified: Verify) -> None:
    from grader.catalog import Catalog

    root = course(files={**FILES, "assignments/demo/layers/right/page.ipynb": "<html></html>"})
    found = failed(verified(Catalog([root]).get("demo/layers")))
    assert "page.ipynb" in found["right/page.ipynb gets full marks"]


def test_what_the_authors_own_code_raises_elsewhere_is_a_row(changed: Spec, verified: Verify) -> None:
    """Here a known mistake leaves the process; nothing of ours is on that line."""
    spec = changed("layers/task.py", "    return n - k\n", "    raise SystemExit(3)\n")
    found = failed(verified(spec))
    assert re.match(_FILE + "SystemExit: 3", found["it can be proved"])


@pytest.mark.jail
def test_the_other_tasks_go_on(course: Course) -> None:
    broken = {path.replace("layers", "broken"): text.replace("layers", "broken") for path, text in FILES.items()}
    task = "assignments/demo/broken/task.py"
    broken[task] = broken[task].replace('k=g.int(1, 3)).on("size")', 'k=g.int(1, 3)).on("length")')
    root = course(files={**FILES, **broken})
    junit = root.parent / "verify.xml"
    command = [sys.executable, "-m", "grader", "verify", "demo/broken", "demo/layers", "--own", "--root", str(root)]
    done = subprocess.run([*command, "--junit", str(junit)], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "demo/broken  NOT FAIR YET" in done.stdout and "demo/layers  green" in done.stdout
    assert re.search(
        r"^  FAIL cases of sizes: \S+task\.py, line 31: check sizes calls length; there is", done.stdout, re.M
    )
    assert done.stderr == ""
    suites = {suite.get("name"): suite.get("failures") for suite in ElementTree.parse(junit).getroot()}
    assert suites == {"demo/broken": "1", "demo/layers": "0"}
