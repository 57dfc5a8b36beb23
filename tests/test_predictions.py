"""Answers that are handed in alone: the forms in which people write them, and what makes no sense."""

import ast
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from grader.data import prepared_or_make
from grader.errors import SubmissionError
from grader.grade import grade_file
from grader.intake import read_submission
from grader.model import Report
from grader.model.base import Lang
from grader.release import release
from grader.release.handout import handout
from grader.sandbox.jail import Jail
from grader.seeds import PRACTICE_SECRET, seed_of
from grader.unseen import draw_unseen
from tests.test_modes import DIGITS, SPEC, Payload, accuracy_check, grade, jail, logits, npz, trained, zipped

__all__ = ["grade", "jail", "trained"]
Grade = Callable[[str, bytes], Report]


def table(rows: list[list[object]], mark: str = ",") -> bytes:
    return "\n".join(mark.join(str(cell) for cell in row) for row in rows).encode()


@pytest.mark.parametrize(
    "form",
    [
        *("logits", "classes", "ids", "shuffled ids", "semicolons", "in a zip", "floats"),
        *("ids from 60000", "ids last", "logits with ids last", "ids in an array"),
        *("pandas series", "pandas frame", "excel", "utf-16", "savetxt", "beside code", "excel in cp1251"),
    ],
)
def test_answers_alone_in_the_usual_forms(form: str, grade: Grade, trained: torch.nn.Module) -> None:
    out = logits(trained)
    told = out.argmax(1).tolist()
    rows = [[number, label] for number, label in enumerate(told)]
    files = {
        "logits": ("a.npz", npz(logits=out.numpy())),
        "classes": ("a.csv", table([[label] for label in told])),
        "ids": ("a.csv", table([["id", "label"], *rows])),
        "shuffled ids": ("a.csv", table([["id", "label"], *reversed(rows)])),
        "ids from 60000": ("a.csv", table([["id", "label"], *([60000 + n, label] for n, label in reversed(rows))])),
        "ids last": ("a.csv", table([["label", "id"], *([label, 1 + n] for n, label in reversed(rows))])),
        "logits with ids last": ("a.csv", table([[*row, 7 + n] for n, row in enumerate(out.tolist())])),
        "ids in an array": ("a.npz", npz(ids=np.arange(len(told))[::-1], predictions=np.array(told[::-1]))),
        "semicolons": ("a.csv", b"\xef\xbb\xbf" + table([["n", "label"], *rows], ";")),
        "in a zip": ("a.zip", zipped(answers_dot_npz=npz(arr_0=np.array(told)))),
        "pandas series": ("a.csv", table([[0], *([label] for label in told)])),
        "pandas frame": ("a.csv", table([list(range(10)), *out.tolist()])),
        "excel": ("a.csv", b"sep=;\r\n" + table(rows, ";").replace(b"\n", b"\r\n")),
        "excel in cp1251": ("a.csv", table([["номер", "класс"], *rows], ";").decode().encode("cp1251")),
        "utf-16": ("a.csv", table([["id", "label"], *rows]).decode().encode("utf-16")),
        "savetxt": ("a.csv", table(out.tolist(), " ")),
        "beside code": ("a.zip", zipped(a_dot_csv=table(rows), notes_dot_py=b"x = 1\n")),
        "floats": ("a.npz", npz(predictions=np.array(told, dtype=np.float32)[:, None])),
    }
    report = grade(*files[form])
    check = accuracy_check(report)
    assert check.state == "passed", check.feedback.message
    assert check.learned is not None
    assert check.learned.form == "predictions"
    assert form == "beside code" or report.findings == ()
    right = int((out.argmax(1) == unseen_labels()).sum())
    assert round(check.learned.accuracy * check.learned.unseen) == right


def unseen_labels() -> torch.Tensor:
    assert SPEC.checks[0].fit is not None
    prepared = prepared_or_make("digits")
    assert prepared is not None
    return draw_unseen(prepared, SPEC.checks[0].fit, seed_of(PRACTICE_SECRET, SPEC.id, "accuracy", 0))[1]


def test_ids_in_an_array_that_count_nothing_are_said_and_not_passed_over(
    grade: Grade, trained: torch.nn.Module
) -> None:
    told = logits(trained).argmax(1).numpy()
    ids = np.arange(len(told))
    ids[5] = 4
    check = accuracy_check(grade("a.npz", npz(ids=ids, predictions=told)))
    assert check.state == "failed"
    assert "its ids do not count the pictures" in check.feedback.message
    # what only happens to be there: torch's max() gives values and indices
    check = accuracy_check(grade("a.npz", npz(indices=told, values=told * 0.5, predictions=told)))
    assert check.state == "passed", check.feedback.message


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"label\n1\n2\n", "shape (2,); it should be (300,)"),
        ("a.csv", b"label\ncat\n", "no number"),
        ("a.csv", b"1,2\n3\n", "1 to 2 columns"),
        ("a.csv", b"label\n" + b"3.7\n" * 300, "a whole number from 0 to 9"),
        ("a.csv", b"label\n" + b"".join(b"%d\n" % (1 + n % 10) for n in range(300)), "from 1 to 10: subtract 1"),
        ("a.csv", b"id,label\n" + b"".join(b"%d,1\n" % (2 * n) for n in range(300)), "shape (300, 2)"),
        ("a.csv", b"label\n" + b"nan\n" * 300, "a whole number from 0 to 9"),
        ("a.csv", b"label\n" + b"a|why=b\n" * 300, "row 1 holds 'a"),
        ("a.npz", b"PK\x03\x04 no archive", "could not be read"),
        ("a.csv", b"\xff\xfe\x00", "could not be read"),
    ],
)
def test_answers_that_make_no_sense_are_told_why(name: str, content: bytes, said: str, grade: Grade) -> None:
    check = accuracy_check(grade(name, content))
    assert (check.state, check.points) == ("failed", 0)
    assert said in check.feedback.message


@pytest.mark.parametrize(
    ("symptom", "change", "said"),
    [
        ("nan", lambda out: (-out).log(), "before they are written to the file"),
        ("one_class", lambda out: torch.eye(10)[torch.full((300,), 4)], "is given the same class, 4"),
        ("chance", lambda out: out.roll(1, 0), "in the order of the pictures that were handed out"),
        ("linear", lambda out: torch.where(torch.arange(300)[:, None] % 3 > 0, out, out.roll(1, 0)),
         "the answers are no better"),
    ],
)  # fmt: skip
def test_answers_alone_are_told_what_they_show_and_nothing_of_a_training(
    symptom: str, change: Callable[[torch.Tensor], torch.Tensor], said: str, grade: Grade, trained: torch.nn.Module
) -> None:
    check = accuracy_check(grade("a.npz", npz(logits=change(logits(trained)).numpy())))
    assert check.learned is not None
    assert check.learned.symptoms == (symptom,)
    told = f"{check.feedback.message} {check.feedback.mistake}"
    assert said in told
    assert not [word for word in ("learning rate", "training", "ReLU", "epoch") if word in told]


def test_probabilities_are_as_good_as_answers(grade: Grade, trained: torch.nn.Module) -> None:
    check = accuracy_check(grade("a.npz", npz(probabilities=logits(trained).softmax(1).numpy())))
    assert check.state == "passed"
    assert check.learned is not None
    assert check.learned.symptoms == ()


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_handout_names_all_that_may_be_handed_in(lang: Lang, tmp_path: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in release(SPEC, tmp_path, lang) if path.suffix != ".npz"]
    notebook, module = texts[:2]
    for text in (notebook, module):
        assert "grader check modes.zip --root DIR" in text
        assert "grader check modes.answers.csv --task course/modes --root DIR" in text
        assert "modes.accuracy.npz" in text
        assert ".safetensors" in text
    ast.parse(module)
    assert not [text for text in handout(DIGITS, lang).values() if "--task" in text or ".zip" in text]


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


@pytest.mark.parametrize("name", ["answers.npy", "weights.pt", "answers.tsv"])
def test_a_file_of_another_kind_is_told_what_predictions_and_weights_are_handed_in_as(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(b"\x93NUMPY")
    with pytest.raises(SubmissionError, match=r"\.npz or \.csv file.*weights go into a \.zip"):
        read_submission(tmp_path / name)


def test_a_table_that_is_too_large_is_told_how_to_be_smaller(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(70 << 20)
    with pytest.raises(SubmissionError, match="a class for each picture") as refused:
        read_submission(tmp_path / "a.csv")
    assert "outputs" not in str(refused.value)
