"""What the jail costs a training: the same one inside and outside, alternating, same threads, in one run.

    python tests/benchmarks/training.py [--rounds N] [--task ID ...]

Inside, the reference is trained as a submission is; outside, the same file in a process of its own. Wall time of
train() and memory beyond the imports, both as seen from outside. Prints a table and, last, one line of JSON.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as the command does, before torch is imported

ROOT = Path(__file__).resolve().parents[2]
TASKS = ("training/lenet_digits", "training/fashion_cnn")
ORDER = 20251
OUTSIDE = """
import sys, time
import numpy, torch, torchvision, torch._dynamo
torch.set_num_threads(1)
sys.path.insert(0, sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
names = {}
exec(compile(open(sys.argv[2]).read(), sys.argv[2], "exec"), names)
torch.manual_seed(int(sys.argv[5]))
images, labels = (numpy.load(f"{sys.argv[3]}/{kind}.npy", mmap_mode="r") for kind in ("images", "labels"))
order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(int(sys.argv[6])))
chosen = order[: int(sys.argv[4])].numpy()
x, y = torch.from_numpy(images[chosen]).float() / 255, torch.from_numpy(labels[chosen].astype(numpy.int64))
model = names["build_model"]()
start = time.monotonic()
names["train"](model, x, y, "cpu")
print(time.monotonic() - start, flush=True)
sys.stdin.readline()
"""


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each training (default 5)")
    parser.add_argument("--task", action="append", help="a task that trains; repeatable")
    options = parser.parse_args()
    table = Table(box=None, header_style="bold")
    for column in ("training", "outside s", "inside s", "time ratio", "outside MB", "inside MB", "memory ratio"):
        table.add_column(column, justify="left" if column == "training" else "right", no_wrap=True)
    ratios = {}
    for task in options.task or TASKS:
        outside, inside = measure(task, options.rounds)
        times = [statistics.median(one[0] for one in side) for side in (outside, inside)]
        memory = [statistics.median(one[1] for one in side) / 1e6 for side in (outside, inside)]
        # a ratio a round: what drifts from round to round drifts on both sides
        time_ratio = statistics.median(ours[0] / theirs[0] for theirs, ours in zip(outside, inside, strict=True))
        memory_ratio = memory[1] / memory[0]
        table.add_row(
            task,
            *(f"{one:.2f}" for one in times),
            f"{time_ratio:.3f}",
            *(f"{one:.0f}" for one in memory),
            f"{memory_ratio:.3f}",
        )
        ratios[task] = {"time": round(time_ratio, 3), "memory": round(memory_ratio, 3)}
    Console().print(table)
    print(json.dumps(ratios))


def measure(task: str, rounds: int) -> tuple[list[tuple[float, int]], list[tuple[float, int]]]:
    """(seconds of train(), peak bytes) a round: outside, inside."""
    from grader.catalog import Catalog
    from grader.sandbox.jail import Jail

    spec = Catalog([ROOT / "assignments"]).get(task)
    outside, inside = [], []
    with Jail(hidden=[]) as jail:
        for number in range(rounds + 1):
            one, two = train_outside(spec, number), train_inside(spec, jail, number)
            if number:  # the first warms up files and templates
                outside.append(one)
                inside.append(two)
    return outside, inside


def train_inside(spec, jail, seed):
    """One training as a submission's: what the jail's own clock says of train(), and the peak that the watch saw."""
    from grader.authoring import Call
    from grader.intake import read_submission
    from grader.sandbox import Plan
    from grader.training import _GRACE_S

    fit, count = fit_of(spec)
    submission = read_submission(spec.reference_file)
    plan = Plan.of_task(spec, (submission.units[0].name,))
    folder = jail.data_folder(fit.data, fit.train)
    with jail.open(submission, plan, spec.limits) as session:
        call = Call(folder, count, ORDER, fit.budget_s, "cpu").through("fit_train")
        returned = session.call(call, seed, seconds=fit.budget_s + _GRACE_S)
    assert returned.ended == "ok", returned
    return returned.value["seconds"], returned.memory_bytes


def train_outside(spec, seed):
    """The same file, trained in a process without a jail."""
    from grader.data import prepared_or_make
    from grader.sandbox.watch import MemoryWatch

    fit, count = fit_of(spec)
    folder = prepared_or_make(fit.data).train_folder
    command = [sys.executable, "-c", OUTSIDE, str(ROOT), str(spec.reference_file), str(folder), str(count), str(seed)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([*command, str(ORDER)], **pipes) as process:
        assert process.stdout.readline() == "ready\n"
        watch, peak = MemoryWatch(process.pid), 0
        process.stdin.write("\n")
        process.stdin.flush()
        os.set_blocking(process.stdout.fileno(), False)
        while not (said := process.stdout.readline()):
            peak = max(peak, watch.used(1 << 62))
            time.sleep(0.05)
        process.kill()
    return float(said), peak


def fit_of(spec):
    """Its check of training, and how many pictures it hands out."""
    from grader.data import prepared_or_make

    fit = next(check.fit for check in spec.checks if check.fit is not None)
    return fit, min(fit.train or 10**9, prepared_or_make(fit.data).dataset.train)


if __name__ == "__main__":
    main()
