"""What can be seen of a task without any submission: statements against signatures, translations, points, handout."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator

from grader.authoring import TaskSpec
from grader.catalog.docstrings import untranslated
from grader.compare.faults import line_of
from grader.errors import TaskError
from grader.model import Text
from grader.release import handout
from grader.verify.rows import Row

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_CODE = re.compile(r"`[^`]*`|\b\w+\s*=\s*\S+|\b\w+_\w+\b|\b[A-Za-z]+[\d.-]\S*")
"""What is the same in every language: `code`, padding="same", ceil_mode, conv2d, ResNet-18."""
_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_ROW = re.compile(r"^\|", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def prove_written(spec: TaskSpec) -> Iterator[Row]:
    """One row for each thing that an author forgets in the text."""
    for name, found in (
        ("statements show the signature", _signatures(spec)),
        ("statements agree with one another", _statements(spec)),
        ("every sentence is in both languages", _translations(spec)),
        ("points add up", _points(spec)),
        ("the handout can be made", _handout(spec)),
    ):
        yield Row(task=spec.id, name=name, ok=not found, message="; ".join(found))


def _signatures(spec: TaskSpec) -> list[str]:
    """Each function or class stands in both statements as students are to write it."""
    found = []
    for lang in ("en", "ru"):
        text = " ".join(spec.statement(lang).split())
        for name, function in spec.functions.items():
            wanted = signature_text(name, function)
            shown = re.findall(rf"\b{name}(\((?:[^()]|\([^()]*\))*\))", text)
            if not any(_same_parameters(one, wanted.removeprefix(name)) for one in shown):
                found.append(f"statement.{lang}.md lacks `{wanted}`; write `def {wanted}: ...` in a block of code")
    return found


def _same_parameters(one: str, other: str) -> bool:
    """Whether two parameter lists mean the same: 1e-5 is 1e-05."""
    try:
        trees = [ast.parse(f"def f{text}: ...").body[0] for text in (one, other)]
    except SyntaxError:
        return False
    return ast.dump(trees[0]) == ast.dump(trees[1])


def signature_text(name: str, function: Callable[..., object]) -> str:
    """`conv2d(x, weight, bias=None)`; of a class what its constructor takes."""
    signature = inspect.signature(function)
    plain = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in signature.parameters.values()]
    return f"{name}{signature.replace(parameters=plain, return_annotation=inspect.Signature.empty)}".replace("'", '"')


def _statements(spec: TaskSpec) -> list[str]:
    """The same headings, tables and code in number; Russian in the Russian one."""
    english, russian = spec.statement("en"), spec.statement("ru")
    found = []
    for what, pattern in (("headings", _HEADING), ("rows of tables", _ROW), ("blocks of code", _FENCED)):
        counts = [len(pattern.findall(text)) for text in (english, russian)]
        if counts[0] != counts[1]:
            found.append(f"statement.en.md has {counts[0]} {what}, statement.ru.md has {counts[1]}")
    shown = [_defined(text) for text in (english, russian)]
    for mine, theirs, lang, other in ((*shown, "en", "ru"), (*reversed(shown), "ru", "en")):
        found += [
            f"statement.{lang}.md shows `{line}` in a block of code, statement.{other}.md does not; write it in both"
            for line in mine
            if line not in theirs
        ]
    if not _CYRILLIC.search(russian):
        found.append("statement.ru.md holds no Russian")
    if _CYRILLIC.search(_FENCED.sub("", english)):
        found.append("statement.en.md holds Russian")
    return found


_DEFINED = re.compile(r"^[ \t]*((?:def|class)\s+\w+\s*(?:\((?:[^()]|\([^()]*\))*\))?)", re.MULTILINE)


def _defined(text: str) -> list[str]:
    """`def f(x, y)` and `class A` as the blocks of code show them, each on one line."""
    return [" ".join(line.split()) for block in _FENCED.findall(text) for line in _DEFINED.findall(block)]


def _translations(spec: TaskSpec) -> list[str]:
    file = spec.folder / "task.py"
    texts = [(f"{file}: title", spec.title), (f"{file}: lesson", spec.lesson)]
    for check in spec.checks:
        place = line_of(check.make, spec)
        texts += [(f"{place}: title of {check.id}", check.title)]
        texts += [(f"{place}: hint of {check.id}", check.hint)] if check.hint else []
    texts += [(f"{line_of(mistake.function, spec)}: mistake {mistake.id}", mistake.text) for mistake in spec.mistakes]
    found = [f"{where}: {fault}" for where, text in texts if (fault := _fault(text))]
    return found + untranslated(spec.starter, spec.folder, "ru")


def _fault(text: Text) -> str:
    if not text.en.strip() or not text.ru.strip():
        return f"empty in {'English' if text.ru.strip() else 'Russian'}; write T(en=..., ru=...)"
    if _CYRILLIC.search(text.en):
        return "Russian letters in the English"
    words = _CODE.sub("", text.ru)
    if re.search(r"[A-Za-z]{3,}", words) and not _CYRILLIC.search(text.ru):
        return "not translated"
    return ""


def _points(spec: TaskSpec) -> list[str]:
    total = round(spec.max_score, 6)
    return [] if total == int(total) else [f"they add up to {total:g}; let the sum be a whole number"]


def _handout(spec: TaskSpec) -> list[str]:
    """What `grader release` would say; the languages differ in nothing that can go wrong."""
    try:
        handout(spec, "en")
    except TaskError as error:
        return [str(error)]
    return []
