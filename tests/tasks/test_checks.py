"""The checks of the three tasks: they catch every known mistake and pass every honest way, whatever the secret."""

import itertools
import json
import runpy
from pathlib import Path

import pytest
import torch

from grader.authoring import Call, Gen, TaskSpec
from grader.catalog import Catalog
from grader.seeds import seed_of

ROOT = Path(__file__).resolve().parents[2]
CATALOG = Catalog([ROOT / "assignments"])
IDS = ("convolution/conv2d", "pooling/avg_pool2d", "pooling/max_pool2d")
SOLUTIONS = [(task_id, file) for task_id in IDS for file in CATALOG.get(task_id).right_files]
SECRETS = [b"a secret of the course, number %d" % number for number in range(20)]


def drawn(spec: TaskSpec, secret: bytes) -> list[tuple[str, Call]]:
    """Every hidden case with its check's id."""
    return [
        (check.id, check.make(Gen(seed_of(secret, spec.id, check.id, case), case)))
        for check in spec.checks
        for case in range(check.cases)
    ]


def everything(spec: TaskSpec, secret: bytes) -> list[tuple[str, Call]]:
    return [(check.id, call) for check in spec.checks for call in check.public] + drawn(spec, secret)


def parts(value):
    return value if isinstance(value, tuple) else (value,)


def returned(function, call):
    """The returned tensors, or the name of what was raised."""
    try:
        return parts(function(*call.args, **call.kwargs))
    except Exception as error:
        return type(error).__name__


def same(left, right):
    if isinstance(left, str) or isinstance(right, str):
        return left == right
    pairs = list(zip(left, right, strict=True))
    return all(a.shape == b.shape and torch.allclose(a, b, rtol=1e-4, atol=1e-4) for a, b in pairs)


@pytest.mark.parametrize("task_id", IDS)
def test_a_task_has_ten_points_and_speaks_both_languages(task_id):
    spec = CATALOG.get(task_id)
    assert spec.max_score == 10
    texts = [spec.title, spec.lesson, *(m.text for m in spec.mistakes), *(c.hint for c in spec.checks)]
    assert all(any("а" <= letter.lower() <= "я" for letter in text.ru) for text in texts)
    assert not any("а" <= letter.lower() <= "я" for text in texts for letter in text.en)


@pytest.mark.parametrize("task_id", IDS)
def test_no_drawn_picture_is_square_and_no_output_either(task_id):
    spec = CATALOG.get(task_id)
    for secret, (check, call) in ((s, drawn_case) for s in SECRETS for drawn_case in drawn(spec, s)):
        x, (out, *_) = call.args[0], parts(spec.reference(*call.args, **call.kwargs))
        assert x.shape[2] != x.shape[3], (secret, check)
        assert out.shape[2] != out.shape[3], (secret, check)


@pytest.mark.parametrize("task_id", IDS)
def test_every_mistake_is_caught_and_told_from_the_others_for_every_secret(task_id):
    spec = CATALOG.get(task_id)
    for secret in SECRETS:
        missed = {mistake.id for mistake in spec.mistakes}
        alike = set(itertools.combinations(sorted(missed), 2))
        for _, call in everything(spec, secret):
            right = returned(spec.reference, call)
            assert not isinstance(right, str), right
            undecided = missed.union(*alike)
            wrong = {
                mistake.id: returned(mistake.function, call) for mistake in spec.mistakes if mistake.id in undecided
            }
            missed -= {name for name in missed if not same(wrong[name], right)}
            alike -= {(one, two) for one, two in alike if not same(wrong[one], wrong[two])}
        assert not missed, secret
        assert not alike, secret


@pytest.mark.parametrize("task_id", IDS)
def test_every_check_catches_a_mistake(task_id):
    spec = CATALOG.get(task_id)
    caught = {
        check
        for check, call in drawn(spec, SECRETS[0])
        for mistake in spec.mistakes
        if not same(returned(mistake.function, call), returned(spec.reference, call))
    }
    assert caught == {check.id for check in spec.checks}


def load(file: Path, entry: str):
    """The function that a student's file defines; magics of a notebook are dropped."""
    if file.suffix == ".py":
        return runpy.run_path(str(file))[entry]
    namespace: dict = {}
    for cell in json.loads(file.read_text())["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(line for line in cell["source"] if not line.startswith("%"))
            exec(compile(source, str(file), "exec"), namespace)
    return namespace[entry]


def leaves(call: Call, dtype: torch.dtype) -> Call:
    """The same call on fresh tensors of `dtype`, all of which ask for a gradient."""
    return call.map(lambda tensor: tensor.detach().to(dtype).requires_grad_())


def gradients(output, call):
    tensors = [value for value in (*call.args, *call.kwargs.values()) if isinstance(value, torch.Tensor)]
    cotangent = torch.randn(output.shape, generator=torch.Generator().manual_seed(1)).to(output.dtype)
    return torch.autograd.grad(output, tensors, cotangent)


@pytest.mark.parametrize(("task_id", "file"), SOLUTIONS, ids=[f"{task_id}/{file.name}" for task_id, file in SOLUTIONS])
def test_an_honest_solution_agrees_with_the_reference(task_id, file):
    spec = CATALOG.get(task_id)
    function = load(file, spec.entry)
    for _, call in (case for secret in SECRETS[:2] for case in everything(spec, secret)):
        exact, theirs = leaves(call, torch.float64), leaves(call, torch.float32)
        right = parts(spec.reference(*exact.args, **exact.kwargs))
        answer = parts(function(*theirs.args, **theirs.kwargs))
        for ours, other in zip(right, answer, strict=True):
            if spec.entry == "max_pool2d":
                assert torch.equal(ours, other.to(ours.dtype))
            else:
                torch.testing.assert_close(other.double(), ours, rtol=1e-4, atol=1e-4)
        for ours, other in zip(gradients(right[0], exact), gradients(answer[0], theirs), strict=True):
            torch.testing.assert_close(other.double(), ours, rtol=1e-4, atol=1e-4)


def test_there_are_four_modules_and_a_notebook_for_each_task():
    for task_id in IDS:
        mine = CATALOG.get(task_id).right_files
        assert sum(file.suffix == ".py" for file in mine) >= 4
        assert sum(file.suffix == ".ipynb" for file in mine) == 1
