"""`grader data`: what is here and what is not, getting what is not, checking what is."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from grader.data.download import Say
from grader.data.given import damaged_given
from grader.data.prepare import prepare
from grader.data.sets import DATASETS, Dataset, dataset_of
from grader.data.sources import needs_download
from grader.data.store import Prepared, data_root, find, look
from grader.errors import UsageError


def run_data(get: Sequence[str], say: Say, *, source: Path | None, check: bool) -> int:
    """Gets, checks, or lists where neither is asked. The exit code: 1 where a check found damage."""
    for name in get:
        dataset_of(name)
    if source is not None and len(get) != 1:
        raise UsageError("--from says where the files of one data set are: name it with one --get.")
    console = Console()
    for name in get:
        _get(name, console, say, source)
    if check:
        return 0 if _check(console, say) else 1
    if not get:
        _list(console)
    return 0


def standing() -> str:
    """One line: which are here, which are made when they are needed, which are not here."""
    parts: dict[str, list[str]] = {"here": [], "made when first needed": [], "not here": []}
    for name, dataset in DATASETS.items():
        found = find(name)
        if found is not None:
            parts["here"].append(f"{name} (generated)" if found.generated else name)
        else:
            parts["not here" if needs_download(dataset) else "made when first needed"].append(name)
    return "; ".join(f"{what}: {', '.join(names)}" for what, names in parts.items() if names)


def _get(name: str, console: Console, say: Say, source: Path | None) -> None:
    found = find(name)
    if found is not None and source is None and not found.generated:
        say(f"checking {name}")
        if not _damaged(found):
            say("")
            _print(console, f"{name} is here already: {found.folder}")
            return
    made = prepare(name, say, source)
    counts = f"{made.dataset.train} pictures to train on, {made.dataset.unseen} unseen"
    say("")
    _print(console, f"{name}: {counts}, from {made.manifest.source}, in {made.folder}")


def _check(console: Console, say: Say) -> bool:
    whole = True
    for name in DATASETS:
        found, wrong = look(name)
        if found is not None:
            say(f"checking {name}")
            wrong = ", ".join(f"{file} is not what was written" for file in _damaged(found))
            say("")
        if wrong:
            whole = False
            _print(console, f"FAIL {name}: {wrong}\n     -> {DATASETS[name].get}")
        else:
            _print(console, f"ok   {name}" if found else f"-    {name}: not here")
    return whole


def _damaged(found: Prepared) -> list[str]:
    return [*found.damaged(), *damaged_given(found)]


def _list(console: Console) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("data set", "here", "size", "train", "unseen", "pictures", "classes"):
        table.add_column(column, overflow="fold")
    ways = []
    for name, dataset in DATASETS.items():
        found, wrong = look(name)
        shown = found.dataset if found else dataset
        state = ("generated" if found.generated else "yes") if found else "damaged" if wrong else "no"
        size = f"{(found.size_bytes if found else dataset.array_bytes) / 1e6:.1f} MB"
        picture = " x ".join(map(str, dataset.shape))
        table.add_row(name, state, size, str(shown.train), str(shown.unseen), picture, str(len(dataset.classes)))
        if wrong:
            ways.append(f"{name} is damaged: {wrong}")
        if found is None or found.generated:
            ways.append(f"{dataset.get}  {_how(dataset)}")
    console.print(table)
    _print(console, "\n".join([f"in {data_root()} (GRADER_DATA names another folder)", *ways]))


def _how(dataset: Dataset) -> str:
    if not needs_download(dataset):
        return "(no download; or by itself when a task needs it)"
    package = f"; none after  apt-get install {dataset.package}" if dataset.package else ""
    return f"(downloads {dataset.download_bytes / 1e6:.0f} MB{package})"


def _print(console: Console, text: str) -> None:
    console.print(text, highlight=False, soft_wrap=True, markup=False)
