"""The backbone is the one that its script made, and whoever freezes in another honest way gets full marks."""

import hashlib
import importlib.util
import types
from functools import partial
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from grader.catalog import Catalog
from grader.compare import CaseBook
from grader.sandbox.fake import FakeSandbox
from grader.verify.mistakes import stand_in
from grader.verify.solutions import run_whole
from reference.training import transfer as reference

ROOT = Path(__file__).resolve().parents[2]
TASK = ROOT / "assignments" / "training" / "transfer"
SUMS = {
    "backbone.safetensors": "9a9c4c5828eec09b650b734e18bd9726ba5fcf36f96fe542b2daaf6d07778491",
    "pictures.safetensors": "eaf16fd684ae97c339e1279bbd62667f8e859e0b3004528fc51a32e39ffc4222",
}


@pytest.fixture(scope="module")
def spec():
    return Catalog([ROOT / "assignments"]).get("training/transfer")


@pytest.fixture(scope="module")
def pretrain():
    found = importlib.util.spec_from_file_location("pretrain_of_transfer", TASK / "pretrain.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", SUMS)
def test_the_files_are_those_that_the_script_made(name):
    assert hashlib.sha256((TASK / name).read_bytes()).hexdigest() == SUMS[name]


def test_the_backbone_fits_its_network_and_is_small(pretrain):
    weights = pretrain.read(pretrain.BACKBONE)
    assert pretrain.BACKBONE.stat().st_size <= 60_000
    assert weights["mean"].shape == weights["std"].shape == (1,)
    inner = {name.removeprefix("features."): one for name, one in weights.items() if name.startswith("features.")}
    pretrain.features().load_state_dict(inner)


def test_a_file_that_is_written_is_read_as_it_was(pretrain, tmp_path):
    tensors = {"a": torch.randn(2, 3), "b": torch.tensor(7), "c": torch.arange(5, dtype=torch.uint8)}
    pretrain.write(tmp_path / "some.safetensors", tensors)
    found = pretrain.read(tmp_path / "some.safetensors")
    assert found.keys() == tensors.keys()
    assert all(torch.equal(found[name], one) and found[name].dtype == one.dtype for name, one in tensors.items())


def test_the_pictures_are_of_classes_that_the_backbone_has_not_learned(pretrain):
    pictures = pretrain.read(pretrain.PICTURES)
    assert pictures["images"].shape == (5 * pretrain.EACH, 1, 28, 28)
    assert pictures["images"].dtype == torch.uint8
    assert pictures["labels"].bincount().tolist() == [pretrain.EACH] * 5
    assert not set(pretrain.LEARNED) & set(pretrain.NEW)


def test_a_new_head_on_the_backbone_tells_the_new_classes(pretrain):
    weights, pictures = pretrain.read(pretrain.BACKBONE), pretrain.read(pretrain.PICTURES)
    torch.manual_seed(0)
    model = reference.Network(pretrain.features(), nn.Linear(128, 5), weights["mean"], weights["std"])
    inner = {name.removeprefix("features."): one for name, one in weights.items() if name.startswith("features.")}
    model.features.load_state_dict(inner)
    order = torch.arange(len(pictures["labels"])).reshape(5, -1).T.flatten()  # the classes in turn
    images, labels = pictures["images"][order], pictures["labels"][order]
    reference.transfer(model, 5, images[:40], labels[:40], 0.05, 10, 20)
    with torch.no_grad():
        told = model.eval()(reference.preprocess(images[40:], model.mean, model.std)).argmax(1)
    assert (told == labels[40:]).float().mean() > 0.8


# Honest ways that look like mistakes.


def train_of_the_model_overridden(model):
    reference.freeze(model)

    def train(self, mode=True):
        nn.Module.train(self, mode)
        self.features.eval()
        return self

    model.train = types.MethodType(train, model)


def train_of_every_norm_switched_off(model):
    model.requires_grad_(False)
    for layer in model.features.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eval()
            layer.train = lambda mode=True, layer=layer: layer


def plain_loop(model, x, labels, optimizer, batch_size, epochs):
    """No eval() in the loop: freeze has seen to it."""
    for _ in range(epochs):
        model.train()
        for at in range(0, len(x), batch_size):
            loss = F.cross_entropy(model(x[at : at + batch_size]), labels[at : at + batch_size])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def features_without_a_graph(model, x, labels, optimizer, batch_size, epochs):
    model.eval()
    model.head.train()
    for _ in range(epochs):
        for at in range(0, len(x), batch_size):
            with torch.no_grad():
                features = model.features(x[at : at + batch_size])
            optimizer.zero_grad()
            F.cross_entropy(model.head(features), labels[at : at + batch_size]).backward()
            optimizer.step()


def kept_in_the_network(model, classes):
    model.requires_grad_(False)
    model.add_module("head", nn.Linear(in_features=model.head.weight.size(1), out_features=classes))


def own_transfer(freeze, replace_head, fine_tune):
    """transfer of a student's file, where it calls the student's own functions."""

    def transfer(model, classes, images, labels, lr, batch_size, epochs):
        freeze(model)
        replace_head(model, classes)
        x = reference.preprocess(images, model.mean, model.std)
        fine_tune(model, x, labels, reference.make_optimizer(model, lr), batch_size, epochs)

    return transfer


@pytest.mark.parametrize("secret", [b"one", b"two"])
@pytest.mark.parametrize(
    ("freeze", "replace_head", "fine_tune"),
    [
        (train_of_the_model_overridden, kept_in_the_network, plain_loop),
        (train_of_every_norm_switched_off, reference.replace_head, plain_loop),
        (reference.freeze, kept_in_the_network, features_without_a_graph),
    ],
)
def test_an_honest_way_gets_full_marks(spec, secret, freeze, replace_head, fine_tune):
    own = {"freeze": freeze, "replace_head": replace_head, "fine_tune": fine_tune}
    functions = {**spec.functions, **own, "transfer": own_transfer(**own)}
    sandbox = FakeSandbox(None, callee=partial(spec.callee, functions=functions))
    outcome = run_whole(stand_in(spec), CaseBook(spec, secret), sandbox)
    assert [item.check.id for item in outcome.judged if not item.passed] == []
