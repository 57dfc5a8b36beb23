"""What can be seen of a task without running it: statements against signatures, translations, points."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator

from grader.authoring import TaskSpec
from grader.model import Text
from grader.verify.rows import Row

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_CODE = re.compile(r"`[^`]*`|\b\w+\s*=\s*\S+|\b\w+_\w+\b|\b[A-Za-z]+[\d.-]\S*")
"""What is the same in every language: `code`, padding="same", ceil_mode, conv2d, ResNet-18."""
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def prove_written(spec: TaskSpec) -> Iterator[Row]:
    """One row for each thing that an author forgets in the text."""
    for name, found in (
        ("statements show the signature", _signatures(spec)),
        ("statements agree with one another", _statements(spec)),
        ("every sentence is in both languages", _translations(spec)),
        ("points add up", _points(spec)),
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
                found.append(f"statement.{lang}.md lacks `{wanted}`")
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
    for what, pattern in (("headings", r"^#+ "), ("rows of tables", r"^\|"), ("blocks of code", r"^```")):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (english, russian)]
        if counts[0] != counts[1]:
            found.append(f"statement.en.md has {counts[0]} {what}, statement.ru.md has {counts[1]}")
    if not _CYRILLIC.search(russian):
        found.append("statement.ru.md holds no Russian")
    if _CYRILLIC.search(_FENCED.sub("", english)):
        found.append("statement.en.md holds Russian")
    return found


def _translations(spec: TaskSpec) -> list[str]:
    texts = [("title", spec.title), ("lesson", spec.lesson)]
    for check in spec.checks:
        texts += [(f"title of {check.id}", check.title)]
        texts += [(f"hint of {check.id}", check.hint)] if check.hint else []
    texts += [(f"mistake {mistake.id}", mistake.text) for mistake in spec.mistakes]
    return [f"{where}: {fault}" for where, text in texts if (fault := _fault(text))]


def _fault(text: Text) -> str:
    if not text.en.strip() or not text.ru.strip():
        return "empty in one language"
    if _CYRILLIC.search(text.en):
        return "Russian letters in the English"
    words = _CODE.sub("", text.ru)
    if re.search(r"[A-Za-z]{3,}", words) and not _CYRILLIC.search(text.ru):
        return "not translated"
    return ""


def _points(spec: TaskSpec) -> list[str]:
    total = round(spec.max_score, 6)
    return [] if total == int(total) else [f"they add up to {total:g}; let the sum be a whole number"]
