"""Random functions are judged fairly: whatever an honest one draws, and whichever way it goes, it gets full marks."""

import importlib.util
import random
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torchvision import transforms

from grader.authoring import Gen
from grader.catalog import Catalog
from grader.compare import CaseBook
from grader.data import prepared_or_make
from grader.sandbox.fake import FakeSandbox
from grader.seeds import seed_of
from grader.unseen import draw_unseen
from grader.verify.mistakes import stand_in
from grader.verify.solutions import run_whole
from reference.training import augmentation as reference

ROOT = Path(__file__).resolve().parents[2]
TASK = ROOT / "assignments" / "training" / "augmentation"
RANDOM = ("shift", "flip", "brightness", "training_only")


@pytest.fixture(scope="module")
def spec():
    return Catalog([ROOT / "assignments"]).get("training/augmentation")


@pytest.fixture(scope="module")
def drive():
    found = importlib.util.spec_from_file_location("drive_of_augmentation", TASK / "drive.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize("check_id", RANDOM)
def test_the_verdict_on_an_honest_solution_never_depends_on_what_it_draws(spec, drive, check_id):
    check = next(check for check in spec.checks if check.id == check_id)
    student = SimpleNamespace(**spec.functions)
    verdicts = {}
    for secret in range(30):
        for case in range(check.cases):
            call = check.make(Gen(seed_of(b"secret %d" % secret, spec.id, check.id, case), case))
            torch.manual_seed(1000 * secret + case)
            found = getattr(drive, call.driver)(student, *call.args)
            found.pop("shape")
            assert verdicts.setdefault(case % 4, found) == found


def test_the_example_of_the_statement():
    picture = torch.tensor([[[[0.2, 0.4, 0.6], [0.3, 0.5, 0.7]]]])
    moved = {tuple(reference.random_shift(picture, 1).flatten().tolist()) for _ in range(400)}
    assert len(moved) == 9
    assert tuple(torch.tensor([0, 0, 0, 0, 0.2, 0.4]).tolist()) in moved
    assert torch.equal(reference.random_flip(picture, 1.0), picture.flip(3))
    assert torch.equal(reference.random_flip(picture, 0.0), picture)


@pytest.mark.parametrize("seed", range(3))
def test_augmentation_is_what_the_points_are_for(spec, monkeypatch, seed):
    fit = next(check.fit for check in spec.checks if check.fit is not None)
    assert _accuracy(fit, seed) > fit.full + 0.03
    monkeypatch.setattr(reference, "augment", lambda images, training: images)
    assert _accuracy(fit, seed) < fit.cutoffs[0][0] + 0.02


def _accuracy(fit, seed):
    prepared = prepared_or_make(fit.data)
    images, labels = (torch.from_numpy(part[: fit.train].copy()) for part in prepared.train())
    unseen, theirs = draw_unseen(prepared, fit, seed)
    torch.manual_seed(seed)
    model = reference.build_model()
    reference.train(model, images.float() / 255, labels.long(), "cpu")
    with torch.no_grad():
        return (model.eval()(unseen).argmax(1) == theirs).float().mean().item()


# Honest ways.


def rolled(images, most):
    """torch.roll, and what came in on the other side is wiped out."""
    rows, columns = torch.arange(images.shape[2])[:, None], torch.arange(images.shape[3])
    out = torch.empty_like(images)
    for n in range(len(images)):
        down, right = (int(torch.randint(-most, most + 1, ())) for _ in range(2))
        here = (rows >= down) & (rows < len(rows) + down) & (columns >= right) & (columns < len(columns) + right)
        out[n] = images[n].roll((down, right), (1, 2)) * here
    return out


def rounded(images, most):
    """As torchvision does it: the largest moves are rarer than the others."""
    if most == 0:
        return images
    change = transforms.RandomAffine(0, translate=(most / images.shape[3], most / images.shape[2]))
    return torch.stack([change(one) for one in images])


def gathered(images, most):
    n, c, height, width = images.shape
    moves = torch.randint(-most, most + 1, (2, n, 1))
    rows, columns = torch.arange(height) - moves[0], torch.arange(width) - moves[1]
    inside = ((rows >= 0) & (rows < height))[:, None, :, None] & ((columns >= 0) & (columns < width))[:, None, None, :]
    rows, columns = rows.clamp(0, height - 1), columns.clamp(0, width - 1)
    found = images.gather(2, rows[:, None, :, None].expand(n, c, height, width))
    return found.gather(3, columns[:, None, None, :].expand(n, c, height, width)) * inside


def flipped_in_python(images, p):
    return torch.stack([one.flip(-1) if random.random() < p else one for one in images])


def flipped_by_index(images, p):
    chosen = (torch.rand(len(images)) < p).nonzero()[:, 0]
    out = images.clone()
    out[chosen] = torch.flip(images[chosen], [3])
    return out


def brightness_in_double(images, most):
    factor = torch.rand(len(images), dtype=torch.float64) * 2 * most + 1 - most
    return (images.double() * factor.view(-1, 1, 1, 1)).clamp(0, 1).to(images.dtype)


def brightness_of_torchvision(images, most):
    return torch.stack(
        [transforms.functional.adjust_brightness(one, random.uniform(1 - most, 1 + most)) for one in images]
    )


class Augmented(nn.Module):
    """Augments in its own forward, in train mode only, and centres afterwards."""

    def __init__(self, augment):
        super().__init__()
        self.augment = augment
        self.layers = nn.Sequential(
            nn.BatchNorm2d(1), nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(),
            nn.MaxPool2d(2), nn.Flatten(), nn.Linear(512, 10),
        )  # fmt: skip

    def forward(self, x):
        return self.layers(2 * self.augment(x, self.training) - 1)


def train_alone(model, images, labels, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    held, rest = slice(0, 16), slice(16, None)
    for _ in range(60):
        model.train()
        for x, y in zip(images[rest].split(23), labels[rest].split(23), strict=True):
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            model(images[held])


@pytest.mark.parametrize(
    ("shift", "flip", "brightness", "inside"),
    [
        (rolled, flipped_in_python, brightness_in_double, False),
        (rounded, flipped_by_index, brightness_of_torchvision, False),
        (gathered, flipped_by_index, brightness_in_double, True),
    ],
)
def test_an_honest_way_gets_full_marks(spec, shift, flip, brightness, inside):
    def augment(images, training):
        return brightness(shift(images, 1), 0.2) if training else images.clone()

    own = {"random_shift": shift, "random_flip": flip, "random_brightness": brightness, "augment": augment}
    if inside:
        own |= {"build_model": lambda: Augmented(augment), "train": train_alone}
    sandbox = FakeSandbox(None, callee=partial(spec.callee, functions={**spec.functions, **own}))
    outcome = run_whole(stand_in(spec), CaseBook(spec, b"one"), sandbox)
    assert [item.check.id for item in outcome.judged if not item.passed] == []
