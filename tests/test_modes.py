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

from grader.authoring import Fit
from grader.catalog import Catalog
from grader.data import prepared_or_make
from grader.errors import SubmissionError, TaskError
from grader.grade import grade_file
from grader.model import CheckResult, Report
from grader.release import release
from grader.sandbox.jail import Jail
from grader.seeds import PRACTICE_SECRET, seed_of
from grader.training import draw_unseen

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

    spec = SPEC.model_copy(update={"functions": {**SPEC.functions, "predict": predict}})
    source = HEAD + TRAINS_ITSELF.replace("2 * images[batch] - 1", "images[batch]") + "model = net\n"
    (tmp_path / "own.ipynb").write_bytes(notebook(source))
    check = accuracy_check(grade_file(tmp_path / "own.ipynb", spec, sandbox=jail))
    assert check.state == "passed", check.feedback.message


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


def table(rows: list[list[object]], mark: str = ",") -> bytes:
    return "\n".join(mark.join(str(cell) for cell in row) for row in rows).encode()


@pytest.mark.parametrize("form", ["logits", "classes", "ids", "shuffled ids", "semicolons", "in a zip", "floats"])
def test_answers_alone_in_the_usual_forms(form: str, grade: Grade, trained: torch.nn.Module) -> None:
    out = logits(trained)
    told = out.argmax(1).tolist()
    rows = [[number, label] for number, label in enumerate(told)]
    files = {
        "logits": ("a.npz", npz(logits=out.numpy())),
        "classes": ("a.csv", table([[label] for label in told])),
        "ids": ("a.csv", table([["id", "label"], *rows])),
        "shuffled ids": ("a.csv", table([["id", "label"], *reversed(rows)])),
        "semicolons": ("a.csv", b"\xef\xbb\xbf" + table([["n", "label"], *rows], ";")),
        "in a zip": ("a.zip", zipped(answers_dot_npz=npz(arr_0=np.array(told)))),
        "floats": ("a.npz", npz(predictions=np.array(told, dtype=np.float32)[:, None])),
    }
    report = grade(*files[form])
    check = accuracy_check(report)
    assert check.state == "passed", check.feedback.message
    assert check.learned is not None
    assert check.learned.form == "predictions"
    assert report.findings == ()
    right = int((out.argmax(1) == unseen_labels()).sum())
    assert round(check.learned.accuracy * check.learned.unseen) == right


def unseen_labels() -> torch.Tensor:
    assert SPEC.checks[0].fit is not None
    prepared = prepared_or_make("digits")
    assert prepared is not None
    return draw_unseen(prepared, SPEC.checks[0].fit, seed_of(PRACTICE_SECRET, SPEC.id, "accuracy", 0))[1]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"label\n1\n2\n", "shape (2,); it should be (300,)"),
        ("a.csv", b"label\ncat\n", "no number"),
        ("a.csv", b"1,2\n3\n", "1 to 2 columns"),
        ("a.npz", b"PK\x03\x04 no archive", "could not be read"),
        ("a.csv", b"\xff\xfe\x00", "could not be read"),
    ],
)
def test_answers_that_make_no_sense_are_told_why(name: str, content: bytes, said: str, grade: Grade) -> None:
    check = accuracy_check(grade(name, content))
    assert (check.state, check.points) == ("failed", 0)
    assert said in check.feedback.message


def test_an_array_of_objects_is_not_unpickled(grade: Grade) -> None:
    file = io.BytesIO()
    np.savez(file, predictions=np.array([Payload(), 1], dtype=object))
    check = accuracy_check(grade("a.npz", file.getvalue()))
    assert check.state == "failed"
    assert "could not be read" in check.feedback.message


def test_answers_for_a_task_that_takes_code_are_refused(tmp_path: Path, jail: Jail) -> None:
    (tmp_path / "a.csv").write_text("1\n", encoding="utf-8")
    with pytest.raises(SubmissionError, match="this task is about code"):
        grade_file(tmp_path / "a.csv", DIGITS, sandbox=jail)


def test_the_released_pictures_are_those_that_are_asked_about_and_differ_by_secret(tmp_path: Path) -> None:
    mine = [
        release(SPEC, tmp_path / name, secret=secret) for name, secret in (("a", PRACTICE_SECRET), ("b", b"s" * 32))
    ]
    first, second = (np.load(paths[-1])["images"] for paths in mine)
    assert first.shape == (300, 1, 8, 8)
    assert not np.array_equal(first, second)
    assert SPEC.checks[0].fit is not None
    prepared = prepared_or_make("digits")
    assert prepared is not None
    drawn, _ = draw_unseen(prepared, SPEC.checks[0].fit, seed_of(PRACTICE_SECRET, SPEC.id, "accuracy", 0))
    assert np.array_equal(first, drawn.numpy())
    assert all("label" not in name for path in mine[0] if path.suffix == ".npz" for name in np.load(path).files)


def test_a_task_that_takes_weights_asks_for_load_model() -> None:
    from grader.authoring import T, Task, Tolerance

    def build_model() -> None: ...

    task = Task(
        title=T(en="a", ru="b"), lesson=T(en="a", ru="b"), entry="build_model", reference=build_model,
        tolerance=Tolerance.exact(),
    )  # fmt: skip
    fit = Fit(data="digits", modes=("checkpoint",), cutoffs=((0.5, 0.0), (0.9, 1.0)))
    with pytest.raises(TaskError, match=r"load_model\(path, device\)"):
        task.fit("accuracy", fit, title=T(en="a", ru="b"), points=1)
