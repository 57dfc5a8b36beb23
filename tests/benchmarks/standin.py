"""Stands in for `grader batch` until it is there: a loop over warm jails that writes JSON and HTML reports."""

import argparse
import subprocess
import sys
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--task")
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--part", type=int)
    options = parser.parse_args()
    if options.part is None and options.jobs > 1:
        started = [subprocess.Popen([*sys.orig_argv, "--part", str(part)]) for part in range(options.jobs)]
        if any(list(map(subprocess.Popen.wait, started))):
            sys.exit(2)
        return
    from grader.sandbox.jail import Jail
    from grader.single import hidden_of, roots_of

    roots = roots_of(())
    with Jail(lasting=True, hidden=hidden_of(roots), beside=[roots[0].parent]) as jail:
        from grader.catalog import Catalog
        from grader.grade import grade_submission
        from grader.intake import read_submission
        from grader.report.html import to_html
        from grader.report.json import to_json
        from grader.report.save import save

        spec = Catalog(roots).get(options.task)
        for file in sorted(options.folder.glob("*/*"))[options.part or 0 :: options.jobs]:
            place = options.out / file.parent.name
            if (place / "report.html").exists():
                continue
            place.mkdir(parents=True, exist_ok=True)
            graded = grade_submission(read_submission(file), spec, sandbox=jail)
            save(place / "report.json", to_json(graded.report))
            save(place / "report.html", to_html(graded.report, graded.executed))


if __name__ == "__main__":
    main()
