"""What only shows how a training goes is not missed where its package is not installed."""

import sys
from collections.abc import Iterator

import pytest
import torch

from grader.authoring import Call
from grader.inside import standins
from grader.inside.standins import Bar, Inert
from grader.model import Limits
from grader.sandbox.jail import Jail
from tests.sandbox.conftest import Module
from tests.sandbox.test_jail import _notebook


@pytest.fixture
def offered() -> Iterator[None]:
    before, loaded = list(sys.meta_path), set(sys.modules)
    standins.offer()
    yield
    sys.meta_path[:] = before
    for name in set(sys.modules) - loaded:
        del sys.modules[name]


def test_a_bar_passes_on_what_it_is_given() -> None:
    bar = Bar([3, 1, 2], desc="epochs", leave=False, ncols=80)
    assert list(bar) == [3, 1, 2]
    assert (len(bar), bar.n, bar.total) == (3, 3, 3)
    assert list(Bar(iter("ab"), total=2)) == ["a", "b"]
    assert list(enumerate(Bar(range(2)))) == [(0, 0), (1, 1)]
    assert list(reversed(Bar([1, 2]))) == [2, 1]


def test_a_bar_is_moved_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar(total=10) as bar:
        bar.update(4)
        bar.update()
        bar.set_description("epoch 1")
        bar.set_postfix(loss=0.5)
        bar.set_postfix({"loss": 0.25})
        bar.refresh()
        Bar.write("epoch 1 done")
    bar.close()
    assert (bar.n, bar.desc, bar.postfix) == (5, "epoch 1", {"loss": 0.25})
    assert capsys.readouterr().out == "epoch 1 done\n"


@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize(
    "source",
    [
        "from tqdm import tqdm, trange\nassert list(trange(2)) == list(tqdm(range(2)))",
        "from tqdm.auto import tqdm\nassert list(tqdm('ab')) == ['a', 'b']",
        "import tqdm\nassert list(tqdm.tqdm([1])) == [1]",
        "from tqdm.notebook import tqdm, tnrange",
        "import wandb\nwith wandb.init(config={'lr': 0.5}) as run:"
        "\n    wandb.config.update({'n': 3}, allow_val_change=True)"
        "\n    assert (wandb.config.lr, run.config['n'], wandb.config.get('m')) == (0.5, 3, None)"
        "\n    wandb.watch(3); run.log({'loss': 1}); wandb.Image([1]); run.summary['best'] = 1\nwandb.finish()",
        "from tqdm.contrib import tenumerate\nassert list(tenumerate('a')) == [(0, 'a')]",
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1]); fig.savefig('x'); plt.show()",
        "import matplotlib.pyplot as plt\nfig, axes = plt.subplots(2, 2)\nassert axes.shape == (2, 2)",
        "import matplotlib.pyplot as plt\nfig, (a, b) = plt.subplots(1, 2, figsize=(8, 4))\na.imshow(0), b.hist([1])",
        "import matplotlib.pyplot as p\nn, bins, patches = p.hist([1])\nline, = p.plot([1])\nlow, high = p.ylim()",
        "import matplotlib.pyplot as plt\nfig = plt.figure()\na, b = fig.subplots(1, 2)\nc = fig.add_subplot(1, 2, 1)",
        "import matplotlib; matplotlib.use('Agg')\nimport matplotlib.pyplot as plt\nplt.rcParams.update({'x': 1})",
        "import matplotlib.pyplot as plt\nfor one in plt.bar([1], [2]): plt.text(one.get_x() + one.get_width() / 2, 1)",
        "from matplotlib.colors import ListedColormap\nfrom matplotlib import cm\ncm.jet(0.5), ListedColormap(['r'])",
        "import seaborn as sns; sns.set_theme(); sns.heatmap([[1]], annot=True)",
        "from torch.utils.tensorboard import SummaryWriter\nSummaryWriter('runs').add_scalar('loss', 0.5, 1)",
        "import matplotlib.pyplot as plt\ndef draw(ax: plt.Axes) -> plt.Figure | None: ...\nisinstance(1, plt.Figure)",
    ],
)
def test_ways_in_which_bars_and_plots_are_used(source: str) -> None:
    exec(source, {})


def test_what_draws_is_no_number() -> None:
    for use in (float, int, lambda one: one >= 0.0, torch.tensor):
        with pytest.raises((TypeError, ValueError, RuntimeError)):
            use(Inert())


@pytest.mark.usefixtures("offered")
def test_other_packages_stay_missing() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        exec("import no_such_package", {})


OWN = "def f(x, k=1):\n    import tqdm\n    return x * tqdm.TIMES\n"


@pytest.mark.jail
def test_a_file_of_the_students_own_comes_first(jail: Jail, module: Module, limits: Limits) -> None:
    submission, plan = module(OWN)
    submission = submission.model_copy(update={"data": {"tqdm.py": b"TIMES = 3\n"}})
    with jail.open(submission, plan, limits) as session:
        assert torch.equal(session.call(Call(torch.ones(2)), seed=1).value.data, torch.full((2,), 3.0))


@pytest.mark.jail
@pytest.mark.parametrize("form", ["module", "notebook"])
def test_nothing_is_told_of_a_plot_that_is_not_drawn(jail: Jail, module: Module, limits: Limits, form: str) -> None:
    source = (
        "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\ndef f(x, k=1):\n    plt.plot(x)\n    return x\n"
    )
    submission, plan = module(source) if form == "module" else _notebook(source)
    with jail.open(submission, plan, limits) as session:
        assert session.opened.errors == ()
        assert torch.equal(session.call(Call(torch.ones(2)), seed=1).value.data, torch.ones(2))
