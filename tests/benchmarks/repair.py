"""How often the wrong statement of a wrong function is found: over the corpus in tests/golden/repair.

    python -m tests.benchmarks.repair [TASK | FILE ...] [--every N] [--half tuned|held|fresh] [--seconds S]
                                      [--more N] [--list]

Each file is run in the jail as `grader grade` does, then the search gets its seconds. Of every hint it is judged:

right    all lines that it names are marked in the file as wrong statements (or as where they may be mended as well)
near     the change is right on all that was tried, at lines that nobody marked
wrong    with --more N: the repaired function is wrong on one of N further random cases of a check it was said to mend

Hopeless files must get no hint but at lines that really are wrong. Prints a table and, last, one line of JSON.
"""

import argparse
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from typing import Any, NamedTuple

from grader.compare import case_book, compare
from grader.grade import run_submission
from grader.intake import read_submission
from grader.sandbox import Plan
from grader.sandbox.choose import open_sandbox
from grader.seeds import PRACTICE_SECRET
from grader.words import Words
from tests.golden.repair.prove import CATALOG, HALVES, KINDS, Wrong, corpus, in_this_process

WORDS = Words("en")
VERDICTS = ("right", "near", "none")
_FIRST_FURTHER = 10_000
"""Draws from this number on are nobody's cases."""


class Looked(NamedTuple):
    """What came of one file."""

    file: Wrong
    verdict: str
    """right, near, none; for a hopeless file right means that the line really is wrong."""
    seconds: float
    """From the failed checks to the answer."""
    lines: tuple[int, ...]
    families: tuple[str, ...]
    fresh: int
    edits: tuple[tuple[int, str, str], ...]
    more: int = 0
    """Further random cases that the repaired function was tried on, all checks together."""
    more_wrong: int = 0
    """Those on which it is wrong."""


def look(file: Wrong, sandbox: Any, seconds: float, more: int = 0) -> Looked:
    """Grades one file without and with the search, for the difference in time."""
    spec = CATALOG.get(file.task)
    book = case_book(spec, PRACTICE_SECRET)
    submission = read_submission(file.path, "en")
    took = []

    def timed(*arguments: Any, **named: Any) -> Any:
        start = time.monotonic()
        try:
            return found(*arguments, **named)
        finally:
            took.append(time.monotonic() - start)

    from grader import grade

    found = grade.locations
    grade.locations = timed  # type: ignore[assignment]
    try:
        outcome = run_submission(submission, book, sandbox=sandbox, words=WORDS, hints=seconds, teacher=True)
    finally:
        grade.locations = found
    found_in = [(item.check.id, item.location) for item in outcome.judged if item.location is not None]
    located = [item.location for item in outcome.judged if item.location is not None]
    lines = tuple(sorted({line for one in located for line in one.lines}))
    allowed = set(file.marks) | {int(one) for one in file.places.split()}
    verdict = "none" if not lines else "right" if set(lines) <= allowed else "near"
    looked = Looked(
        file,
        verdict,
        sum(took),
        lines,
        tuple(dict.fromkeys(one.family for one in located)),
        max((one.fresh for one in located), default=0),
        tuple(dict.fromkeys((edit.line, edit.before, edit.after) for one in located for edit in one.edits)),
    )
    if more and found_in:
        done, wrong = tried_on(looked, found_in, more)
        looked = looked._replace(more=done, more_wrong=wrong)
    return looked


def tried_on(one: Looked, located: list[tuple[str, Any]], count: int) -> tuple[int, int]:
    """(cases, wrong ones) of the repaired source on further draws of the checks that each repair is said to mend."""
    spec = CATALOG.get(one.file.task)
    book = case_book(spec, PRACTICE_SECRET)
    done = wrong = 0
    by_edits: dict[tuple[Any, ...], list[str]] = {}
    for check_id, location in located:
        by_edits.setdefault(location.edits, []).append(check_id)
    for edits, checks in by_edits.items():
        lines = one.file.source.splitlines()
        for edit in sorted(edits, key=lambda edit: -edit.line):
            before = edit.before.split("\n") if edit.before else []
            lines[edit.line - 1 : edit.line - 1 + len(before)] = edit.after.split("\n") if edit.after else []
        with in_this_process("\n".join(lines) + "\n", spec) as sandbox:
            session = sandbox.open(None, Plan.of_task(spec), spec.limits)  # type: ignore[arg-type]
            chosen = [check for check in spec.checks if check.id in checks]
            for number in range(_FIRST_FURTHER, _FIRST_FURTHER + max(1, count // len(chosen))):
                for check in chosen:
                    case = book.drawn(check, number)
                    done += 1
                    wrong += not compare(book.expected(case), session.call(case.call, case.seed)).passed
    return done, wrong


def main(arguments: list[str] | None = None) -> int:
    """Measures and prints."""
    options = _options(arguments)
    files = [one for one in corpus(*options.only) if options.half in (None, one.half)][:: options.every]
    found: list[Looked] = []
    with open_sandbox("ns") as sandbox:
        sandbox.wait_ready()
        for number, file in enumerate(files, 1):
            one = look(file, sandbox, options.seconds, options.more)
            found.append(one)
            name = f"{file.path.parent.name}/{file.path.stem}"
            print(f"[{number}/{len(files)}] {one.verdict:5} {one.seconds:5.2f} s  {name}", file=sys.stderr, flush=True)
            if one.more_wrong:
                print(f"    the repair is wrong on {one.more_wrong} of {one.more} further cases", file=sys.stderr)
            if options.list and (one.verdict != "right") != (file.kind == "hopeless" and one.verdict == "none"):
                marks = " ".join(map(str, file.marks)) or file.places
                print(f"    {file.kind}: {file.wrong}\n    marked {marks}; said {one.lines} {one.families} {one.fresh}")
                for line, before, after in one.edits:
                    print(f"    {line}: {before.strip()}  ->  {after.strip()}")
    print(_table(found))
    print(json.dumps(_figures(found)))
    return 0


def _table(found: list[Looked]) -> str:
    rows = ["| half | kind | files | right statement | other statement | no hint |", "|---|---|---|---|---|---|"]
    for half in HALVES:
        for kind in KINDS:
            some = [one for one in found if (one.file.half, one.file.kind) == (half, kind)]
            count = Counter(one.verdict for one in some)
            if some:
                shares = [f"{count[verdict]} ({100 * count[verdict] / len(some):.0f} %)" for verdict in VERDICTS]
                rows.append(f"| {half} | {kind} | {len(some)} | {' | '.join(shares)} |")
    return "\n".join(rows)


def _figures(found: list[Looked]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    by: dict[tuple[str, str], list[Looked]] = defaultdict(list)
    for one in found:
        by[one.file.half, one.file.kind].append(one)
    for (half, kind), some in by.items():
        for verdict in VERDICTS:
            figures[f"{half}_{kind}_{verdict}"] = sum(one.verdict == verdict for one in some)
    figures["repairs_tried_on_more"] = sum(one.more > 0 for one in found)
    figures["repairs_wrong_on_more"] = sum(one.more_wrong > 0 for one in found)
    told = [one.seconds for one in found if one.verdict != "none"]
    figures["median_s_to_the_hint"] = round(statistics.median(told), 2) if told else None
    figures["longest_s"] = round(max((one.seconds for one in found), default=0.0), 2)
    return figures


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("only", nargs="*", help="tasks or files of the corpus (default: all)")
    parser.add_argument("--every", type=int, default=1, help="only each N-th file")
    parser.add_argument("--half", choices=HALVES, help="only one half")
    parser.add_argument("--seconds", type=float, default=3.0, help="for each failing function (default 3)")
    parser.add_argument("--more", type=int, default=0, help="try each repair on so many further random cases")
    parser.add_argument("--list", action="store_true", help="show what was not found, or found elsewhere")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
