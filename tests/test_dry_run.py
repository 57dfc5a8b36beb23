"""What a GPU would refuse is found on a machine without one, with the student's own line; right code is left alone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.catalog import Catalog
from grader.grade import grade_submission
from grader.intake import read_submission
from grader.model import Report
from grader.sandbox.jail import Jail

pytestmark = pytest.mark.jail
ROOT = Path(__file__).resolve().parents[1]
CATALOG = Catalog([ROOT / "assignments"])
HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
GOOD = """
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.bn, self.fc = nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.Linear(128, 10)
        self.register_buffer("mean", torch.full((1, 1, 1, 1), 0.5))

    def forward(self, x):
        x = x - self.mean
        return self.fc(F.max_pool2d(F.relu(self.bn(self.conv(x))), 2).flatten(1))

def build_model():
    return Net()

def train(model, images, labels, _):
    model.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(2):
        for batch in torch.randperm(len(images)).split(64):
            x, y = images[batch].to(device), labels[batch].to(device)
            optimizer.zero_grad()
            out = model(x)
            loss = F.cross_entropy(out, y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            right = (out.argmax(1) == y).float().mean().item()
"""
Try = Callable[..., Report]


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(hidden=[ROOT / "assignments", ROOT / "reference"]) as opened:
        yield opened


@pytest.fixture
def tried(tmp_path: Path, jail: Jail) -> Try:
    def run(source: str, task: str = "training/lenet_digits", *, dry: bool = True) -> Report:
        path = tmp_path / "mine.py"
        path.write_text(HEAD + source, encoding="utf-8")
        return grade_submission(read_submission(path), CATALOG.get(task), sandbox=jail, dry=dry).report

    return run


def on_a_gpu(report: Report) -> list[tuple[int | None, str]]:
    return [(finding.line, finding.message) for finding in report.findings if finding.kind == "cuda"]


def line_of(source: str, text: str) -> int:
    return next(n for n, line in enumerate((HEAD + source).splitlines(), 1) if text in line)


def test_code_that_moves_everything_is_left_alone(tried: Try) -> None:
    report = tried(GOOD)
    assert on_a_gpu(report) == []
    assert "1 of 1 calls were tried" in next(note.message for note in report.notes if note.kind == "dry_run")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('self.register_buffer("mean", torch.full((1, 1, 1, 1), 0.5))', "self.mean = torch.full((1, 1, 1, 1), 0.5)",
         "x = x - self.mean", "another on the CPU"),
        ("x = x - self.mean", "x = x + torch.zeros(len(x), 1, 8, 8)", "x = x + torch.zeros", "another on the CPU"),
        ("labels[batch].to(device)", "labels[batch].cpu()", "loss = F.cross_entropy", "another on the CPU"),
        ("losses.append(loss.item())", "losses.append(out.detach().numpy())", "out.detach().numpy()", "tensor.cpu()"),
        ("right = (", "right = (torch.arange(len(y)) == ", "right = (torch.arange", "another on the CPU"),
    ],
)  # fmt: skip
def test_a_tensor_on_the_cpu_is_reported_with_the_students_own_line(
    tried: Try, old: str, new: str, line: str, said: str
) -> None:
    source = GOOD.replace(old, new)
    if new.startswith("right"):
        source = source.replace("== out.argmax(1) == y)", "== y)")
    found = on_a_gpu(tried(source))
    assert len(found) == 1
    assert found[0][0] == line_of(source, line)
    assert said in found[0][1]


def test_what_trains_is_always_tried_and_no_score_changes(tried: Try) -> None:
    bad = GOOD.replace("x = x - self.mean", "x = x + torch.zeros(len(x), 1, 8, 8)")
    report, always = tried(bad, dry=False), tried(bad)
    assert len(on_a_gpu(report)) == 1
    assert not [note for note in report.notes if note.kind == "dry_run"]
    assert report.score == always.score > 0


def test_functions_are_tried_with_their_tensors_on_the_gpu(tried: Try) -> None:
    whole = (ROOT / "reference" / "pooling" / "avg_pool2d.py").read_text(encoding="utf-8")
    assert on_a_gpu(tried(whole, "pooling/avg_pool2d")) == []
    loops = """
def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    out = torch.zeros(1, 1)
    return out + x
"""
    found = on_a_gpu(tried(loops, "pooling/avg_pool2d"))
    assert [line for line, _ in found] == [line_of(loops, "return out + x")]
    assert on_a_gpu(tried(loops, "pooling/avg_pool2d", dry=False)) == []


def test_networks_are_made_moved_and_asked(tried: Try) -> None:
    network = (ROOT / "reference" / "architectures" / "lenet.py").read_text(encoding="utf-8")
    assert on_a_gpu(tried(network, "architectures/lenet")) == []


RNN = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.fc = nn.LSTM(8, 16, batch_first=True, bidirectional=True), nn.Linear(32, 10)

    def forward(self, x):
        out, _ = self.rnn(x[:, 0], STATE)
        return self.fc(out[:, -1])
"""
ZEROS = "torch.zeros(2, len(x), 16, device=x.device)"
LAZY = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.LazyConv2d(8, 3), nn.LazyLinear(10)
        self.mean = torch.zeros(1)

    def forward(self, x):
        x = F.relu(self.conv(x - 0))
        return self.fc(x.flatten(1))
"""
LOADER = """
    from torch.utils.data import DataLoader, TensorDataset
    import copy
    loader = DataLoader(TensorDataset(images.cpu(), labels.cpu()), batch_size=4, shuffle=True, num_workers=2)
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
        best = copy.deepcopy(model.state_dict())
        other = copy.deepcopy(model)
        other(x)
    model.load_state_dict(best)
"""


def with_network(network: str) -> str:
    start, end = GOOD.index("class Net"), GOOD.index("def build_model")
    return GOOD[:start] + network.lstrip() + "\n" + GOOD[end:]


def with_loader(loop: str) -> str:
    return GOOD[: GOOD.index("    losses = []")] + loop


@pytest.mark.parametrize(
    ("right", "old", "new", "line"),
    [
        (with_network(RNN.replace("STATE", f"({ZEROS}, {ZEROS})")), ", device=x.device", "", "out, _ = self.rnn"),
        (with_network(LAZY), "x - 0", "x - self.mean", "x - self.mean"),
        (with_loader(LOADER), "y.to(device)", "y", "F.cross_entropy"),
        (with_loader(LOADER), "other(x)", "other(x.cpu())", "self.conv(x)"),
    ],
    ids=["lstm", "lazy", "loader", "copy"],
)
def test_recurrent_and_lazy_layers_loaders_and_copies_are_tried(
    tried: Try, right: str, old: str, new: str, line: str
) -> None:
    report = tried(right)
    assert on_a_gpu(report) == []
    assert "1 of 1 calls were tried" in next(note.message for note in report.notes if note.kind == "dry_run")
    wrong = right.replace(old, new)
    if "other(x.cpu" in new:
        wrong = wrong.replace("x = x - self.mean", "x = x")
    assert [at for at, _ in on_a_gpu(tried(wrong))] == [line_of(wrong, line)]


OWN_DRY = {
    "training/loop": ("training/loop.py", "y.to(device)", "y", "loss = loss_fn("),
    "architectures/dense_vs_conv": ("architectures/dense_vs_conv.py", "", "", ""),
    "architectures/vanishing_gradient": ("architectures/vanishing_gradient.py", "", "", ""),
}


@pytest.mark.parametrize("task", OWN_DRY)
def test_tasks_of_several_steps_say_themselves_what_is_tried(tried: Try, task: str) -> None:
    file, old, new, line = OWN_DRY[task]
    source = (ROOT / "reference" / file).read_text(encoding="utf-8")
    report = tried(source, task)
    assert on_a_gpu(report) == []
    assert "1 of 1 calls were tried" in next(note.message for note in report.notes if note.kind == "dry_run")
    if old:
        wrong = source.replace(old, new)
        assert wrong != source
        assert [at for at, _ in on_a_gpu(tried(wrong, task))] == [line_of(wrong, line)]


def test_what_waits_for_numbers_ends_the_trial_and_nothing_is_said(tried: Try) -> None:
    waits = GOOD.replace("losses.append(loss.item())", "\n            while loss.item() > 0.5 and x.is_cuda: pass\n")
    report = tried(waits)
    assert on_a_gpu(report) == []
    assert "could not be tried" in next(note.message for note in report.notes if note.kind == "dry_run")


CHOSEN = {
    "flag": ("use_cuda = torch.cuda.is_available()", "torch.ones(10).cuda() if use_cuda else torch.ones(10)"),
    "class": (
        'class Config:\n    at = "cuda" if torch.cuda.is_available() else "cpu"',
        "torch.ones(10, device=Config.at)",
    ),
    "dict": ('CFG = {"at": "cuda" if torch.cuda.is_available() else "cpu"}', 'torch.ones(10).to(CFG["at"])'),
    "default": ("def ones(at=device):\n    return torch.ones(10, device=at)", "ones()"),
    "whatever name": ('gpu = "cuda" if torch.cuda.is_available() else "cpu"', "torch.ones(10, device=gpu)"),
    "default device": ('torch.set_default_device("cuda" if torch.cuda.is_available() else "cpu")', "torch.ones(10)"),
    "back on purpose": ('CPU = torch.device("cpu")', "y.new_ones(10, dtype=torch.float32).to(CPU).to(device)"),
}


@pytest.mark.parametrize("how", CHOSEN)
def test_a_device_that_was_chosen_at_load_is_no_false_alarm(tried: Try, how: str) -> None:
    at_load, weight = CHOSEN[how]
    source = GOOD.replace("class Net", f"{at_load}\n\nclass Net").replace(
        "F.cross_entropy(out, y)", f"F.cross_entropy(out, y, weight={weight})"
    )
    assert on_a_gpu(tried(source)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    def forward(self, x):", "        self.all = list(self.fc.parameters())\n\n    def forward(self, x):"),
        (
            'self.register_buffer("mean", torch.full((1, 1, 1, 1), 0.5))',
            "self.mean = torch.full((1, 1, 1, 1), 0.5)\n\n    def _apply(self, fn, recurse=True):\n"
            "        self.mean = fn(self.mean)\n        return super()._apply(fn, recurse)",
        ),
    ],
)
def test_networks_that_move_in_a_way_of_their_own_are_no_false_alarm(tried: Try, old: str, new: str) -> None:
    source = GOOD.replace(old, new)
    if "self.all" in new:
        source = source.replace("return self.fc(F.max", "return F.linear(F.max").replace(
            ".flatten(1))", ".flatten(1), self.all[0], self.all[1])"
        )
    assert on_a_gpu(tried(source)) == []
