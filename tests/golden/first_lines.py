"""The first line that a student reads about each known mistake, in each language: kept as files, read by people.

python -m tests.golden.first_lines [TASK ...]     writes the files anew, after a look at what has changed
"""

import contextlib
import functools
import io
import itertools
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from rich.console import Console

from grader.authoring import MistakeSpec, TaskSpec
from grader.catalog import Catalog, default_root
from grader.compare import case_book
from grader.data import DATASETS, stand_in
from grader.grade import run_submission
from grader.model import Report
from grader.model.base import Lang
from grader.report import print_report
from grader.sandbox.fake import FakeSandbox
from grader.score import write_report
from grader.seeds import PRACTICE_SECRET
from grader.verify.mistakes import stand_in as stand_in_for
from grader.words import Words

HERE = Path(__file__).parent
CATALOG = Catalog([default_root()])
LANGS: tuple[Lang, ...] = ("en", "ru")


@functools.cache
def first_lines(task_id: str) -> dict[Lang, str]:
    """By language: each mistake of the task with what stands below the title of the first check that fails.

    A data set that would have to be downloaded is replaced by generated pictures of its shape.
    """
    spec = _unhurried(CATALOG.get(task_id))
    parts: dict[Lang, list[str]] = {lang: [] for lang in LANGS}
    with _data_for(spec):
        for mistake in spec.mistakes:
            for lang, line in _told(spec, mistake).items():
                parts[lang].append(f"{mistake.id}\n    {line}\n")
    return {lang: "\n".join(told) for lang, told in parts.items()}


def _unhurried(spec: TaskSpec) -> TaskSpec:
    """With ten times as long to train: on a busy machine the time would be up, and that be told."""
    checks = []
    for check in spec.checks:
        fit = check.fit and check.fit.model_copy(update={"budget_s": 10 * check.fit.budget_s})
        checks.append(check.model_copy(update={"fit": fit}))
    return spec.model_copy(update={"checks": tuple(checks)})


@contextlib.contextmanager
def _data_for(spec: TaskSpec) -> Iterator[None]:
    missing = [name for name in spec.data_sets if DATASETS[name].download_bytes and not DATASETS[name].package]
    former = os.environ.get("GRADER_DATA")
    with tempfile.TemporaryDirectory() as folder:
        for name in missing:  # the real ones, where they are here, would tell other lines than elsewhere
            stand_in(name, Path(folder), seed=5, train=3000, unseen=2000)
            os.environ["GRADER_DATA"] = folder
        try:
            yield
        finally:
            os.environ.pop("GRADER_DATA", None)
            if former is not None:
                os.environ["GRADER_DATA"] = former


def golden_file(spec: TaskSpec, lang: Lang) -> Path:
    """Where a task's lines are kept."""
    return HERE / "first_lines" / f"{spec.id.replace('/', '.')}.{lang}.txt"


def _told(spec: TaskSpec, mistake: MistakeSpec) -> dict[Lang, str]:
    """Run once, told in each language: a training takes its time."""
    book = case_book(spec, PRACTICE_SECRET)
    functions = {**spec.functions, mistake.of: mistake.function}
    sandbox = FakeSandbox(None, callee=partial(spec.callee, functions=functions))
    submission = stand_in_for(spec)
    found = {}
    for lang in LANGS:
        words = Words(lang)
        if lang == LANGS[0] or not spec.fit_drive:
            outcome = run_submission(submission, book, sandbox=sandbox, words=words, smallest=False)
        found[lang] = _first_line(write_report(submission, book, outcome, words, None, "fake"))
    return found


def _first_line(report: Report) -> str:
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
    for task in CATALOG.tasks:
        if len(sys.argv) > 1 and task.id not in sys.argv[1:]:
            continue
        print(task.id)
        for language, text in first_lines(task.id).items():
            file = golden_file(task, language)
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
