"""The ways in which a training may be handed in: a whole notebook, trained weights, answers alone."""

import io
import json
import pickle
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from grader.authoring import Fit
from grader.catalog import Catalog
from grader.data import prepared_or_make
from grader.errors import TaskError
from grader.grade import grade_file, grade_submission
from grader.intake import read_submission
from grader.model import CheckResult, Report
from grader.sandbox.jail import Jail
from grader.seeds import PRACTICE_SECRET, seed_of
from grader.unseen import draw_unseen

ROOT = Path(__file__).resolve().parents[1]
MODES = ROOT / "tests" / "fixtures" / "modes"
SPEC = Catalog([MODES / "assignments"]).get("course/modes")
DIGITS = Catalog([ROOT / "assignments"]).get("training/lenet_digits")
SOURCE = (MODES / "reference" / "course" / "modes.py").read_text(encoding="utf-8")
UNSAFE = SOURCE.replace("weights_only=True", "weights_only=False")
SAFETENSORS = SOURCE.replace(
    "torch.load(path, map_location=device, weights_only=True)",
    "__import__('safetensors.torch').torch.load_file(path)",
)
TRAINS_ITSELF = """
import numpy as np
images = torch.from_numpy(np.load("/data/digits/images.npy").copy()).float() / 255
labels = torch.from_numpy(np.load("/data/digits/labels.npy").astype("int64"))
net = nn.Sequential(nn.Flatten(), nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(10):
    for batch in torch.randperm(len(images)).split(64):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(2 * images[batch] - 1), labels[batch]).backward()
        optimizer.step()
"""
HEAD = "import torch\nfrom torch import nn\n"


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(hidden=[ROOT / "assignments", ROOT / "reference", ROOT / "tests"]) as opened:
        yield opened


Grade = Callable[[str, bytes], Report]


@pytest.fixture
def grade(tmp_path: Path, jail: Jail) -> Grade:
    def run(name: str, content: bytes) -> Report:
        (tmp_path / name).write_bytes(content)
        return grade_file(tmp_path / name, SPEC, sandbox=jail)

    return run


def accuracy_check(report: Report) -> CheckResult:
    return next(check for check in report.checks if check.id == "accuracy")


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return packed.getvalue()


def notebook(*cells: str) -> bytes:
    made = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "execution_count": None, "outputs": [], "source": cell}
        for n, cell in enumerate(cells)
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.fixture(scope="module")
def trained() -> torch.nn.Module:
    names: dict[str, object] = {}
    exec(SOURCE, names)
    prepared = prepared_or_make("digits")
    assert prepared is not None
    images, labels = prepared.train()
    torch.manual_seed(0)
    model = names["build_model"]()  # type: ignore[operator]
    names["train"](
        model, torch.from_numpy(images.copy()).float() / 255, torch.from_numpy(labels.astype("int64")), "cpu"
    )  # type: ignore[operator]
    return model.eval()  # type: ignore[no-any-return]


def weights(model: torch.nn.Module) -> bytes:
    file = io.BytesIO()
    torch.save(model.state_dict(), file)
    return file.getvalue()


def logits(model: torch.nn.Module) -> torch.Tensor:
    assert SPEC.checks[0].fit is not None
    prepared = prepared_or_make("digits")
    assert prepared is not None
    images, _ = draw_unseen(prepared, SPEC.checks[0].fit, seed_of(PRACTICE_SECRET, SPEC.id, "accuracy", 0))
    with torch.no_grad():
        return model(images)  # type: ignore[no-any-return]


def npz(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


@pytest.mark.parametrize("form", ["module", "notebook"])
def test_a_file_that_trains_while_it_runs_is_asked_for_its_model(form: str, grade: Grade) -> None:
    code = HEAD + TRAINS_ITSELF + "model = nn.Sequential(net)\npredict = lambda images: net(2 * images - 1)\n"
    report = grade("own.py", code.encode()) if form == "module" else grade("own.ipynb", notebook(HEAD, code))
    check = accuracy_check(report)
    assert check.state == "passed"
    assert check.learned is not None
    assert check.learned.form == "whole"
    assert "trained its network by itself" in check.feedback.message
    assert not [finding for finding in report.findings if finding.kind == "missing_entry"]


@pytest.mark.parametrize("form", ["module", "notebook"])
def test_it_is_said_how_far_a_file_is_that_trains_while_it_runs(form: str, tmp_path: Path, jail: Jail) -> None:
    waits = "import time\nuntil = time.monotonic() + 2.5\nwhile time.monotonic() < until:\n    pass\n"
    code = HEAD + IN_ORDER + f"model = net\nprint('epoch', 1, flush=True)\n{waits}"
    file = tmp_path / ("own.py" if form == "module" else "own.ipynb")
    file.write_bytes(code.encode() if form == "module" else notebook(HEAD, code))
    said: list[str] = []
    grade_submission(read_submission(file), SPEC, sandbox=jail, say=said.append)
    limit = f"{SPEC.limits.setup_s:g}"
    shown = [line for line in said if line.startswith("the file is running")]
    assert any(line.endswith(f" of at most {limit} s; epoch 1") for line in shown), said


def test_without_predict_its_model_is_asked_as_it_is(grade: Grade) -> None:
    source = HEAD + TRAINS_ITSELF.replace("2 * images[batch] - 1", "255 * images[batch]") + "model = net\n"
    check = accuracy_check(grade("own.py", source.encode()))
    assert check.learned is not None
    assert check.learned.form == "whole"
    assert check.learned.symptoms[0] == "normalised"
    assert "255" in str(check.feedback.mistake)


def test_a_whole_notebook_without_the_predict_that_is_asked_for_still_has_its_model_judged(
    tmp_path: Path, jail: Jail
) -> None:
    def predict(model: object, images: object, device: object) -> None: ...

    changed = {"functions": {**SPEC.functions, "predict": predict}, "digest": "another task"}
    spec = SPEC.model_copy(update=changed)
    source = HEAD + TRAINS_ITSELF.replace("2 * images[batch] - 1", "images[batch]") + "model = net\n"
    (tmp_path / "own.ipynb").write_bytes(notebook(source))
    check = accuracy_check(grade_file(tmp_path / "own.ipynb", spec, sandbox=jail))
    assert check.state == "passed", check.feedback.message


OWN_TRAIN = "def train(epochs):\n    return epochs\n"
IN_ORDER = TRAINS_ITSELF.replace("2 * images[batch] - 1", "images[batch]")


@pytest.mark.parametrize(
    "end",
    [
        OWN_TRAIN + "model = net\n",
        "def train(model, device, loader, optimizer, epoch):\n    return epoch\nmodel = net\n",
        "",  # the only network that there is
        "model = net.half()\n",
        "model = net.double()\n",
        "model = net\ndef predict(img):\n    return net(img[None])[0].argmax().item()\n",
        "model = net\ndef predict(model, loader):\n    return [model(x) for x, _ in loader]\n",
        "def predict(images, model):\n    return model(images)\n",
        "def predict(images):\n    return [int(one) for one in net(images).argmax(1)]\n",
        "def predict(images):\n    return net(images).argmax(1).float()[:, None]\n",
        "def predict(images):\n    return net(images).detach().numpy()\n",
    ],
)
def test_whole_files_as_people_write_them(end: str, grade: Grade) -> None:
    check = accuracy_check(grade("own.py", (HEAD + IN_ORDER + end).encode()))
    assert check.state == "passed", check.feedback.message
    assert check.learned is not None
    assert check.learned.form == "whole"


def test_a_notebook_with_bars_and_plots_has_trained_its_network(grade: Grade) -> None:
    loop = IN_ORDER.replace("range(10)", "tqdm(range(10))")
    cells = (HEAD + "from tqdm.notebook import tqdm\nimport matplotlib.pyplot as plt\n%matplotlib inline\n", loop)
    shows = ("fig, ax = plt.subplots(figsize=(4, 3))\nax.plot([1, 2])\nplt.show()\nmodel = net\n",)
    check = accuracy_check(grade("own.ipynb", notebook(*cells, *shows)))
    assert check.state == "passed", check.feedback.message
    assert check.learned is not None
    assert check.learned.form == "whole"


def test_a_notebook_may_train_on_load_digits(grade: Grade) -> None:
    reads = "from sklearn.datasets import load_digits\nbunch = load_digits()\n"
    reads += "images = torch.tensor(bunch.images).float()[:, None] / 16\nlabels = torch.tensor(bunch.target)\n"
    loop = IN_ORDER[IN_ORDER.index("net = ") :]
    check = accuracy_check(grade("own.ipynb", notebook(HEAD + reads, loop, "model = net")))
    assert check.state == "passed", check.feedback.message


@pytest.mark.parametrize(
    ("cells", "symptom", "said"),
    [
        (("net_of = lambda: net\nrates = undefined", IN_ORDER), "", "trained its network by itself"),
        (
            (IN_ORDER.partition("for _")[0], "losses = 1 / 0\n" + "for _" + IN_ORDER.partition("for _")[2]),
            "untrained",
            "No cell has trained this network: cell 3 stopped with ZeroDivisionError: division by zero. The network",
        ),
        (
            (IN_ORDER.replace("range(10)", "range(2)") + "raise ValueError('no')", "model = net"),
            "broken_off",
            "broke off: cell 2 stopped with ValueError: no. The network was asked as it was then.",
        ),
    ],
    ids=["another cell", "before it trained", "while it trained"],
)
def test_a_notebook_whose_training_failed_is_told_which_cell(
    cells: tuple[str, ...], symptom: str, said: str, grade: Grade
) -> None:
    check = accuracy_check(grade("own.ipynb", notebook(HEAD, *cells)))
    assert check.learned is not None
    told = f"{check.feedback.mistake} {check.feedback.message}"
    assert said in told
    assert symptom == "" or check.learned.symptoms[0] == symptom
    assert (symptom == "") == ("by itself" in told)


def test_a_clock_that_was_stopped_inside_is_looked_at_outside(tmp_path: Path, jail: Jail) -> None:
    check = SPEC.checks[0]
    assert check.fit is not None
    fit = check.fit.model_copy(update={"budget_s": 1.0, "late_counts": False})
    limits = SPEC.limits.model_copy(update={"total_s": 99.0})  # another case book than the task's own
    spec = SPEC.model_copy(update={"checks": (check.model_copy(update={"fit": fit}),), "limits": limits})
    stops = "import signal, time\nsignal.setitimer(signal.ITIMER_REAL, 0)\nuntil = time.monotonic() + 5\n"
    stops += "while time.monotonic() < until:\n    pass\n"
    body = "".join(f"    {line}\n" for line in stops.splitlines())
    (tmp_path / "slow.py").write_text(SOURCE.replace("    optimizer = ", body + "    optimizer = "), encoding="utf-8")
    found = accuracy_check(grade_file(tmp_path / "slow.py", spec, sandbox=jail))
    assert (found.state, found.points) == ("failed", 0)
    assert found.feedback.cause == "timeout"


def test_a_file_with_neither_train_nor_model_is_told_so(grade: Grade) -> None:
    check = accuracy_check(grade("own.py", b"x = 1\n"))
    assert check.state == "failed"
    assert "neither a network called model nor a function predict(images)" in check.feedback.message


@pytest.mark.parametrize("suffix", ["pt", "pth"])
def test_trained_weights_are_loaded_by_the_students_code(suffix: str, grade: Grade, trained: torch.nn.Module) -> None:
    report = grade("net.zip", zipped(net_dot_py=SOURCE.encode(), **{f"w__best_dot_{suffix}": weights(trained)}))
    check = accuracy_check(report)
    assert check.state == "passed"
    assert check.learned is not None
    assert (check.learned.form, check.learned.source) == ("checkpoint", f"best.{suffix}")


def test_weights_as_safetensors(grade: Grade, trained: torch.nn.Module) -> None:
    from safetensors.torch import save

    report = grade("net.zip", zipped(net_dot_py=SAFETENSORS.encode(), a_dot_safetensors=save(trained.state_dict())))
    assert accuracy_check(report).state == "passed"


def test_a_network_that_was_pickled_whole_finds_its_class(grade: Grade) -> None:
    import sys
    import types

    source = SOURCE.replace("weights_only=True", "weights_only=False").replace(
        "    model.load_state_dict(torch.load(path, map_location=device, weights_only=False))\n    return model\n",
        "    return torch.load(path, weights_only=False)\n",
    )
    source += "\n\nclass Own(nn.Linear):\n    def forward(self, x):\n        return super().forward(x.flatten(1))\n"
    made = types.ModuleType("__main__")
    exec(source, made.__dict__)
    made.Own.__module__ = "__main__"
    former, sys.modules["__main__"] = sys.modules["__main__"], made
    try:
        file = io.BytesIO()
        torch.save(made.Own(64, 10), file)
    finally:
        sys.modules["__main__"] = former
    check = accuracy_check(grade("net.zip", zipped(net_dot_py=source.encode(), w_dot_pth=file.getvalue())))
    assert check.learned is not None, check.feedback.message
    assert check.learned.form == "checkpoint"


class Payload:
    """Runs a command when it is unpickled."""

    def __reduce__(self) -> object:
        return (exec, ("import os\nprint(os.listdir('/'))\nopen('/data/digits/labels.npy', 'wb')",))


def test_a_checkpoint_with_a_payload_harms_nothing_and_earns_nothing(grade: Grade) -> None:
    prepared = prepared_or_make("digits")
    assert prepared is not None
    before = prepared.damaged()
    report = grade("net.zip", zipped(net_dot_py=UNSAFE.encode(), w_dot_pt=pickle.dumps(Payload())))
    check = accuracy_check(report)
    assert (check.state, check.points) == ("failed", 0)
    assert prepared.damaged() == before == []


@pytest.mark.parametrize(
    ("extra", "said"),
    [({}, "No trained weights"), ({"a_dot_pt": b"1", "b_dot_pt": b"2"}, "several files of weights")],
)
def test_no_weights_or_too_many_are_said(extra: dict[str, bytes], said: str, grade: Grade) -> None:
    source = SOURCE.replace("def train(", "def other(").encode()
    check = accuracy_check(grade("net.zip", zipped(net_dot_py=source, **extra)))
    assert check.state == "failed"
    assert said in check.feedback.message


def test_without_weights_the_same_code_is_trained(grade: Grade) -> None:
    check = accuracy_check(grade("net.py", SOURCE.encode()))
    assert check.learned is not None
    assert check.learned.form == "train"


@pytest.mark.parametrize("modes", [("checkpoint",), ("predictions",)])
def test_a_task_without_training_is_proved_by_training(modes: tuple[str, ...], jail: Jail) -> None:
    from grader.verify.prove import verify_task

    check = SPEC.checks[0]
    assert check.fit is not None
    changed = check.model_copy(update={"fit": check.fit.model_copy(update={"modes": modes})})
    found = verify_task(SPEC.model_copy(update={"checks": (changed,)}), jail)
    assert [row.name for row in found.rows if not row.ok] == ["alternative solutions"]
    assert found.mistakes[0].caught_by == ("accuracy",)


@pytest.mark.parametrize(
    "wrong",
    [
        {"shift": -1},
        {"budget_s": float("inf")},
        {"train": 0},
        {"noise": float("nan")},
        {"parameters": 0},
        {"modes": ()},
    ],
)
def test_a_fit_of_nonsense_is_refused_where_it_is_written(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Fit(data="digits", cutoffs=((0.5, 0.0), (0.9, 1.0)), **wrong)  # type: ignore[arg-type]


def test_a_task_that_takes_weights_asks_for_load_model() -> None:
    from grader.authoring import T, Task, Tolerance

    def build_model() -> None: ...

    def train(model: object, images: object, labels: object, device: object) -> None: ...

    task = Task(
        title=T(en="a", ru="b"), lesson=T(en="a", ru="b"), entry="build_model", reference=build_model, also=(train,),
        tolerance=Tolerance.exact(),
    )  # fmt: skip
    fit = Fit(data="digits", modes=("checkpoint",), cutoffs=((0.5, 0.0), (0.9, 1.0)))
    with pytest.raises(TaskError, match=r"load_model\(path, device\)"):
        task.fit("accuracy", fit, title=T(en="a", ru="b"), points=1)
