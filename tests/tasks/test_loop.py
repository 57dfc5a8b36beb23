"""The training loop is a plain loop of torch's, written out; what the statement says can be seen in it."""

import importlib.util
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from grader.authoring import Gen
from grader.catalog import Catalog
from reference.training.loop import evaluate, train_epoch

ROOT = Path(__file__).resolve().parents[2]
TASK = ROOT / "assignments" / "training" / "loop"
CPU = torch.device("cpu")
STUDENT = SimpleNamespace(train_epoch=train_epoch, evaluate=evaluate)
corners = settings(max_examples=50, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def spec():
    return Catalog([ROOT / "assignments"]).get("training/loop")


@pytest.fixture(scope="module")
def drive():
    found = importlib.util.spec_from_file_location("drive_of_loop", TASK / "drive.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@corners
@given(st.integers(1, 9), st.integers(1, 4), st.integers(0, 2**31))
def test_an_epoch_is_gradient_descent_written_out(count, batch_size, seed):
    generator = torch.Generator().manual_seed(seed)
    x, y = torch.randn(count, 3, generator=generator).double(), torch.randint(0, 4, (count,), generator=generator)
    model = nn.Linear(3, 4, bias=False).double()
    weight = model.weight.detach().clone()
    losses = []
    for some, labels in zip(x.split(batch_size), y.split(batch_size), strict=True):
        softmax = (some @ weight.T).softmax(1)
        rows = torch.arange(len(labels))
        losses += (-softmax[rows, labels].log()).tolist()
        softmax[rows, labels] -= 1
        weight -= 0.7 * softmax.T @ some / len(labels)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.7)
    loader = DataLoader(TensorDataset(x, y), batch_size=batch_size)
    found = train_epoch(model, loader, optimizer, nn.CrossEntropyLoss(), CPU)
    assert found == pytest.approx(sum(losses) / count)
    torch.testing.assert_close(model.weight.detach(), weight)


@corners
@given(st.integers(1, 9), st.integers(1, 4), st.integers(0, 2**31))
def test_the_accuracy_is_that_of_all_examples_at_once(count, batch_size, seed):
    generator = torch.Generator().manual_seed(seed)
    x, y = torch.randn(count, 3, generator=generator), torch.randint(0, 3, (count,), generator=generator)
    right = sum(int(row.argmax()) == int(label) for row, label in zip(x, y, strict=True))
    batches = zip(x.split(batch_size), y.split(batch_size), strict=True)
    assert evaluate(nn.Identity(), batches, CPU) == right / count


def test_the_example_of_the_statement(drive):
    zeros, y = torch.zeros(2, 2), torch.tensor([0, 1])
    found = drive.steps(STUDENT, "shifted", (), 0, zeros, y, 1, 1.0, 1)
    assert found.pop("shift").tolist() == pytest.approx([-0.2311, 0.2311], abs=5e-5)
    assert found == {"backward_called": True, "steps": 2, "backward_before_step": True}
    assert drive.loss(STUDENT, zeros, y, 1, 1.0) == pytest.approx(1.0032, abs=5e-5)


def test_the_short_batch_of_the_statement(drive):
    x = torch.eye(2)[[0, 1, 0, 1, 0]]
    assert drive.accuracy(STUDENT, x, torch.tensor([0, 1, 0, 0, 1]), 4) == 0.6


def test_a_model_goes_from_training_to_evaluation_and_back():
    model = nn.Sequential(nn.BatchNorm1d(2), nn.Dropout(), nn.Linear(2, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    batches = [(torch.randn(4, 2), torch.tensor([0, 1, 1, 0]))]
    for _ in range(2):
        train_epoch(model, batches, optimizer, nn.CrossEntropyLoss(), CPU)
        assert model.training
        before = {name: numbers.clone() for name, numbers in model.state_dict().items()}
        assert evaluate(model, batches, CPU) == evaluate(model, batches, CPU)
        assert not model.training
        assert all(torch.equal(numbers, before[name]) for name, numbers in model.state_dict().items())


def _moves(move):
    def student(model, loader, *arguments):
        device = arguments[-1]
        for x, y in loader:
            out = model(move(x, device))
            if len(arguments) > 1:
                arguments[1](out, move(y, device))

    return SimpleNamespace(train_epoch=student, evaluate=student)


@pytest.mark.parametrize(
    ("move", "counts"),
    [
        (lambda tensor, device: tensor.to(device), True),
        (lambda tensor, device: tensor.to(device=device, non_blocking=True), True),
        (lambda tensor, device: tensor.to(str(device)), True),
        (lambda tensor, device: tensor.to(nn.Linear(1, 1).weight.device), True),
        (lambda tensor, device: tensor.to(torch.empty(0, dtype=tensor.dtype, device=device)), True),
        (lambda tensor, device: torch.as_tensor(tensor, device=device), True),
        (lambda tensor, device: tensor, False),
        (lambda tensor, device: tensor.to("cpu"), False),
        (lambda tensor, device: tensor.cpu(), False),
        (lambda tensor, device: tensor.to(tensor.dtype), False),
        (lambda tensor, device: tensor.clone().contiguous(), False),
    ],
)
def test_what_counts_as_moved_to_the_device(drive, move, counts):
    found = drive.device(_moves(move), torch.randn(6, 3), torch.tensor([0, 1, 2, 0, 1, 2]), 3)
    assert set(found.values()) == {counts}


@pytest.mark.parametrize("seed", range(20))
def test_wrong_ways_to_count_give_another_accuracy_on_every_case(spec, seed):
    """Argmax along the batch, each with each, and the number compared with the label."""
    check = next(check for check in spec.checks if check.id == "accuracy")
    for case in range(check.cases):
        x, y, size = check.make(Gen(1000 * seed + case, case)).args
        pairs = list(zip(x.split(size), y.split(size), strict=True))
        right = sum(int((some.argmax(1) == of).sum()) for some, of in pairs)
        assert 0 < right < len(y)
        assert right != sum(int((some.argmax(0) == of).sum()) for some, of in pairs)
        assert right != sum(int((some.argmax(1) == of[:, None]).sum()) for some, of in pairs)
        assert 0 < sum(int((some.amax(1) == of).sum()) for some, of in pairs) != right


@pytest.mark.parametrize("seed", range(20))
def test_no_two_numbers_of_a_row_are_equal(spec, seed):
    """So the largest is never in doubt, whichever way it is looked for."""
    for check in spec.checks:
        for case in range(check.cases):
            call = check.make(Gen(1000 * seed + case, case))
            if call.driver in ("loss", "accuracy"):
                rows = call.args[0].sort(1).values
                assert all(bool((left < right).all()) for left, right in pairwise(rows.unbind(1)))
