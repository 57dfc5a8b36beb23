"""The starter in another language than English: its docstrings come from `docstrings.<lang>.py` beside the task."""

import ast
from pathlib import Path

from grader.errors import TaskError

_Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def docstrings_file(folder: Path, lang: str) -> Path:
    """Where a task's docstrings in `lang` stand; tasks may do without."""
    return folder / f"docstrings.{lang}.py"


def translate_starter(starter: str, folder: Path, lang: str, your_code: str) -> str:
    """The starter with its docstrings in `lang` and `your_code` (a sentence with `{name}`) where something is to be
    written. Docstrings that are not translated stay as they are. Raises TaskError where the file does not parse.
    """
    file = docstrings_file(folder, lang)
    translated = _docstrings(file.read_text(encoding="utf-8"), file) if file.is_file() else {}
    lines = starter.splitlines()
    for name, node in sorted(_documented(ast.parse(starter)).items(), key=lambda item: -item[1].lineno):
        text = translated.get(name)
        if text is not None:
            lines[node.lineno - 1 : node.end_lineno] = _written(text, node.col_offset)
    text = "\n".join(lines) + "\n"
    for name in _names(ast.parse(starter)):
        text = text.replace(f'"{name}: your code here"', f'"{your_code.format(name=name)}"')
    return text


def untranslated(starter: str, folder: Path, lang: str) -> list[str]:
    """What does not agree between the starter's docstrings and those in `lang`; nothing where there is no such file."""
    file = docstrings_file(folder, lang)
    if not file.is_file():
        return []
    theirs, ours = _docstrings(file.read_text(encoding="utf-8"), file), _documented(ast.parse(starter))
    missing = [f"{file.name} has no docstring of {name}" for name in ours if name not in theirs]
    return missing + [
        f"{file.name} has {name}, the starter has no such docstring" for name in theirs if name not in ours
    ]


def _docstrings(source: str, file: Path) -> dict[str, str]:
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise TaskError(f"{file}, line {error.lineno}: this does not parse: {error.msg}.") from None
    return {name: str(node.value) for name, node in _documented(tree).items()}


def _documented(tree: ast.Module) -> dict[str, ast.Constant]:
    """The docstrings of functions, classes and methods by dotted name."""
    found = {}
    for name, node in _definitions(tree, ""):
        first = node.body[0]
        if ast.get_docstring(node, clean=False) is not None and isinstance(first, ast.Expr):
            assert isinstance(first.value, ast.Constant)
            found[name] = first.value
    return found


def _names(tree: ast.Module) -> list[str]:
    return [name for name, _ in _definitions(tree, "")]


def _definitions(node: ast.AST, prefix: str) -> list[tuple[str, _Documented]]:
    found: list[tuple[str, _Documented]] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _Documented):
            found += [(f"{prefix}{child.name}", child), *_definitions(child, f"{prefix}{child.name}.")]
    return found


def _written(text: str, indent: int) -> list[str]:
    """A docstring as source, its first line at `indent`; further lines as they stand in the file of docstrings."""
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return (" " * indent + f'"""{escaped}"""').split("\n")
