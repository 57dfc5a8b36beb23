"""The first line that a student reads about each known mistake, in each language: kept as files, read by people.

python -m tests.golden.first_lines          writes the files anew, after a look at what has changed
"""

import io
import itertools
import re
from functools import partial
from pathlib import Path

from rich.console import Console

from grader.authoring import MistakeSpec, TaskSpec
from grader.catalog import Catalog, default_root
from grader.compare import case_book
from grader.grade import run_submission
from grader.model.base import Lang
from grader.report import print_report
from grader.sandbox.fake import FakeSandbox
from grader.score import write_report
from grader.seeds import PRACTICE_SECRET
from grader.verify.mistakes import stand_in
from grader.words import Words

HERE = Path(__file__).parent
LANGS: tuple[Lang, ...] = ("en", "ru")


def first_lines(spec: TaskSpec, lang: Lang) -> str:
    """Each mistake with what stands below the title of the first check that fails."""
    parts = [f"{mistake.id}\n    {_first_line(spec, mistake, lang)}\n" for mistake in spec.mistakes]
    return "\n".join(parts)


def golden_file(spec: TaskSpec, lang: Lang) -> Path:
    """Where a task's lines are kept."""
    return HERE / "first_lines" / f"{spec.id.replace('/', '.')}.{lang}.txt"


def _first_line(spec: TaskSpec, mistake: MistakeSpec, lang: Lang) -> str:
    words, book = Words(lang), case_book(spec, PRACTICE_SECRET)
    functions = {**spec.functions, mistake.of: mistake.function}
    sandbox = FakeSandbox(None, callee=partial(spec.callee, functions=functions))
    submission = stand_in(spec)
    outcome = run_submission(submission, book, sandbox=sandbox, words=words, smallest=False)
    report = write_report(submission, book, outcome, words, None, "fake")
    screen = io.StringIO()
    print_report(report, Console(file=screen, width=2000, force_terminal=False))
    lines = screen.getvalue().splitlines()
    failed = next(check for check in report.checks if check.state == "failed")
    title = next(number for number, line in enumerate(lines) if line.rstrip().endswith(failed.title) and "/" in line)
    first = lines[title + 1]
    indent = len(first) - len(first.lstrip())
    wrapped = itertools.takewhile(lambda line: line[: indent + 1].isspace() and line.strip(), lines[title + 2 :])
    told = " ".join([first.strip(), *(line.strip() for line in wrapped)])
    # what a training reaches is not the same to the last picture on every processor
    return re.sub(r"[\d.,]+ %", "N %", told) if failed.learned else told


if __name__ == "__main__":
    for task in Catalog([default_root()]).tasks:
        print(task.id)
        for language in LANGS:
            file = golden_file(task, language)
            file.parent.mkdir(exist_ok=True)
            file.write_text(first_lines(task, language), encoding="utf-8")
