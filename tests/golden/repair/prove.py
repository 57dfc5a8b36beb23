"""Proves the corpus of wrong student solutions: each loses marks, and with the right statements gets full marks.

python -m tests.golden.repair.prove [TASK | FILE ...]     grades each file and its mended version, in this process
python -m tests.golden.repair.prove --process [...]       the same, each in a process of its own, as students' files are
python -m tests.golden.repair.prove --counts              the table of the README
"""

import argparse
import ast
import contextlib
import functools
import io
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from grader.authoring import TaskSpec
from grader.catalog import Catalog, default_root
from grader.compare import case_book
from grader.grade import run_submission
from grader.intake import read_submission
from grader.sandbox import Sandbox
from grader.sandbox.fake import FakeSandbox
from grader.score import Outcome
from grader.seeds import PRACTICE_SECRET
from grader.words import Words

HERE = Path(__file__).parent
KINDS = ("single", "repeated", "two", "hopeless")
STYLES = ("loops", "vectorised", "numpy", "torch", "class")
HALVES = ("tuned", "held", "fresh")
NOTHING = "(nothing)"
"""Stands for the right statement where the wrong one is too much."""
CAUSES = {
    "values",
    "shape",
    "raised",
    "non_finite",
    "wrong_type",
    "wrong_length",
    "mismatch",
    "dtype",
    "returned_nothing",
    "no_gradient",
    "input_changed",
}
OTHER_CAUSES = {"banned", "syntax", "missing_entry", "load_failed"}
_HEADER = re.compile(r"# (task|kind|style|half|wrong|places): (.*)")
_MEND = re.compile(r"# (right|insert after|or) (\d+): (.*)")
_MARK = re.compile(r"# <- (wrong here|wrong|or here)( \d)?$")
CATALOG = Catalog([default_root()])
WORDS = Words("en")


class Mend(NamedTuple):
    """One right statement: instead of the one that begins at `line`, or after it."""

    what: str
    line: int
    text: str


class Wrong(NamedTuple):
    """One file of the corpus."""

    path: Path
    source: str
    task: str
    kind: str
    style: str
    half: str
    wrong: str
    mends: tuple[Mend, ...]
    places: str = ""
    """For a hopeless file that is a right one with several mistakes: the lines of them all."""

    @property
    def marks(self) -> dict[int, str]:
        """The marked lines, and with what: `wrong`, `wrong 1`, `wrong here`, `or here`."""
        lines = enumerate(self.source.splitlines(), 1)
        return {number: "".join(found.groups("")) for number, line in lines if (found := _MARK.search(line))}


def corpus(*only: str) -> list[Wrong]:
    """The files in order, or those of some tasks and paths."""
    files = [read(path) for path in sorted(HERE.glob("*/*.py"))]
    return [file for file in files if not only or file.task in only or any(str(file.path).endswith(o) for o in only)]


def read(path: Path) -> Wrong:
    """A file with what its first lines say."""
    source = path.read_text(encoding="utf-8")
    said, mends = {}, []
    for line in source.splitlines():
        if found := _HEADER.fullmatch(line):
            said[found[1]] = found[2]
        elif found := _MEND.fullmatch(line):
            mends.append(Mend(found[1], int(found[2]), found[3]))
        else:
            break
    return Wrong(path, source, **said, mends=tuple(mends))


def mended(file: Wrong, mends: tuple[Mend, ...] | None = None) -> str:
    """The source with the right statements; without `mends` with all of those that mend at the truest place."""
    lines = file.source.splitlines()
    ends = _ends(file.source)
    before: dict[int, list[str]] = {}
    gone: set[int] = set()
    for what, line, text in mends if mends is not None else [m for m in file.mends if m.what != "or"]:
        statement = text.split("\\n")
        if what == "insert after":
            before.setdefault(ends[line] + 1, []).extend(statement)
            continue
        gone.update(range(line, ends[line] + 1))
        if text != NOTHING:
            indent = re.match(" *", lines[line - 1])[0]
            before.setdefault(line, []).extend(indent + part for part in statement)
    new = []
    for number, old in enumerate([*lines, ""], 1):
        new += before.get(number, [])
        if number not in gone:
            new.append(_MARK.sub("", old).rstrip())
    return "\n".join(new)


def _ends(source: str) -> dict[int, int]:
    """By the first line of each statement its last one; of a compound one, that of its head."""
    ends = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            end = body[0].lineno - 1 if isinstance(body, list) and body else node.end_lineno or node.lineno
            ends[node.lineno] = max(end, node.lineno)
            for other in (getattr(node, "orelse", []), getattr(node, "finalbody", [])):
                if other and isinstance(node, ast.If | ast.For | ast.While | ast.Try):
                    ends.setdefault(other[0].lineno - 1, other[0].lineno - 1)
    # elements of a list or call over several lines are marked like statements
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.expr):
            ends.setdefault(node.lineno, node.end_lineno or node.lineno)
    return ends


def grade(source: str, spec: TaskSpec, sandbox: Callable[[], contextlib.AbstractContextManager[Sandbox]]) -> Outcome:
    """What becomes of a source."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "solution.py"
        path.write_text(source, encoding="utf-8")
        submission = read_submission(path)
        with sandbox() as opened:
            return run_submission(submission, _book(spec.id), sandbox=opened, words=WORDS, smallest=False)


@functools.cache
def _book(task: str) -> Any:
    return case_book(CATALOG.get(task), PRACTICE_SECRET)


@contextlib.contextmanager
def in_this_process(source: str, spec: TaskSpec) -> Iterator[Sandbox]:
    """A sandbox that runs a source of ours here: the corpus is no stranger's code."""
    module: dict[str, Any] = {"__name__": "solution"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, "solution.py", "exec"), module)
    functions = {name: module[name] for name in spec.functions if name in module}
    yield FakeSandbox(None, callee=functools.partial(spec.callee, functions=functions))


@contextlib.contextmanager
def in_another_process() -> Iterator[Sandbox]:
    """The sandbox of level `process`."""
    from grader.sandbox.process import ProcessSandbox

    sandbox = ProcessSandbox()
    try:
        yield sandbox
    finally:
        sandbox.close()


def faults(file: Wrong, *, process: bool = False) -> list[str]:
    """What is not as it should be with a file: nothing, as a rule."""
    spec = CATALOG.get(file.task)

    def run(source: str) -> Outcome:
        return grade(source, spec, in_another_process if process else lambda: in_this_process(source, spec))

    found = list(_faults_of_form(file))
    outcome = run(file.source)
    causes = {c.cause for item in outcome.judged for _, _, c in item.cases if not c.passed}
    causes |= {item.stopped.cause for item in outcome.judged if item.stopped is not None}
    if all(item.passed for item in outcome.judged):
        found.append("gets full marks")
    elif not causes & CAUSES:
        found.append(f"fails by {', '.join(sorted(causes))} only")
    if other := causes & OTHER_CAUSES:
        found.append(f"fails by {', '.join(sorted(other))}")
    if file.kind == "hopeless":
        return found
    sources = [mended(file)]
    if file.kind == "single":
        sources += [mended(file, (mend,)) for mend in file.mends if mend.what == "or"]
    for source in sources:
        lost = [item for item in run(source).judged if not item.passed]
        for item in lost[:2]:
            why = next((f"{c.cause} {c.yours}" for _, _, c in item.cases if not c.passed), item.stopped)
            found.append(f"mended, it loses {item.check.id}: {why}")
    return found


def _faults_of_form(file: Wrong) -> Iterator[str]:
    if file.kind not in KINDS or file.style not in STYLES or file.half not in HALVES:
        yield "a word of the header is unknown"
    if file.path.parent.name != file.task.replace("/", "."):
        yield "lies in another task's folder"
    marks = file.marks
    numbers = {int(mark[-1]) for mark in marks.values() if mark[-1].isdigit()}
    if numbers != ({1, 2} if file.kind == "two" else set()):
        yield f"numbers of marks: {numbers}"
    if bool(marks) != (file.kind != "hopeless") or bool(file.mends) != bool(marks):
        yield "marks and right statements do not belong together"
    marked = {number for number, mark in marks.items() if mark.startswith("wrong")}
    if {mend.line for mend in file.mends if mend.what != "or"} - marked:
        yield "a right statement stands for a line that has no mark"
    if any(mend.line not in marks for mend in file.mends):
        yield "another right statement stands for a line that has no mark"


def counts(files: list[Wrong]) -> str:
    """Tables: tasks by kind and half, styles by kind."""
    lines = []
    for what, rows in (("Task", sorted({file.task for file in files})), ("Style", STYLES), ("Half", HALVES)):
        columns = (*KINDS, *HALVES, "all")
        lines += [f"| {what} | {' | '.join(columns)} |", "|---|" + "---|" * len(columns)]
        for row in (*rows, "all"):
            mine = [f for f in files if row in (f.task, f.style, f.half, "all")]
            count = Counter(f.kind for f in mine) + Counter(f.half for f in mine)
            cells = [*(count[kind] for kind in KINDS), *(count[half] for half in HALVES), len(mine)]
            lines.append(f"| {row} | " + " | ".join(map(str, cells)) + " |")
        lines.append("")
    return "\n".join(lines).rstrip()


def main() -> int:
    """Says what is wrong with which file; 1 where anything is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("only", nargs="*", metavar="TASK | FILE")
    parser.add_argument("--process", action="store_true")
    parser.add_argument("--counts", action="store_true")
    options = parser.parse_args()
    files = corpus(*options.only)
    if options.counts:
        print(counts(files))
        return 0
    bad = 0
    for file in files:
        found = faults(file, process=options.process)
        bad += bool(found)
        for fault in found:
            print(f"{file.path.relative_to(HERE)}: {fault}", flush=True)
    print(f"{len(files) - bad} of {len(files)} proved")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
