"""What is said of each network of tests/golden/networks in each task that trains, under several secrets.

    python -m tests.benchmarks.symptoms [--secrets N] [--first K] [--task ID ...] [--network NAME ...]

Prints a table network x task: the symptoms named, first the most telling one; `!` where the first is not the one that
tests/golden/trained.py expects, and where an honest network is told anything but that it may be trained for longer.
Ends with 1 where there is a `!`.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as the command does, before torch is imported


def main() -> int:
    """Grades all of them, a line for each as it comes, then the table."""
    from grader.sandbox.jail import Jail
    from tests.golden.trained import HONEST, NAMED, ROOT, TASKS, graded, prepare_stand_ins

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--secrets", type=int, default=3, help="how many secrets (default 3)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first secret (default 0)")
    parser.add_argument("--task", action="append", help="a task that trains; repeatable")
    parser.add_argument("--network", action="append", help="a file of tests/golden/networks; repeatable")
    options = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        os.environ["GRADER_DATA"] = place
        prepare_stand_ins(Path(place))
        with Jail(hidden=[ROOT / "assignments", ROOT / "reference"]) as jail:
            for name in options.network or (*NAMED, *HONEST):
                for task in options.task or TASKS:
                    for number in range(options.first, options.first + options.secrets):
                        check = graded(name, task, Path(place), jail, secret=b"symptoms %d" % number)
                        learned = check.learned
                        told = () if learned is None else learned.symptoms
                        right = set(told) <= {"short"} if name in HONEST else told[:1] == (NAMED[name],)
                        wrong += not right
                        accuracy = "-" if learned is None else f"{learned.accuracy:.3f}"
                        known = "-" if learned is None else f"{learned.runs[0].train_accuracy or 0:.3f}"
                        seconds = 0.0 if learned is None else learned.runs[0].wall_s
                        print(
                            f"{name:30} {task.removeprefix('training/'):13} {accuracy} {known} {seconds:5.1f} s  "
                            f"{'' if right else '! '}{', '.join(told) or '-'}"
                            + ("" if learned is not None else f"  {check.feedback.message[:300]}"),
                            flush=True,
                        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
