"""Says why a piece of source does not parse, and whether that is a mistake, an unfilled template or Python 2."""

import ast
import re
import warnings
from functools import lru_cache

from grader.intake.newer import python_needed
from grader.model import SyntaxFault
from grader.syntax import children
from grader.words import Words

_MARK = re.compile(
    r"your\s+(?:code|answer|solution|implementation)|(?:code|implementation)\s+(?:goes\s+)?here|\bto\s?do\b|fill\s+(?:in|me|this|the)"
    r"|ваш[аеу]?\s+(?:код|решени|ответ|реализаци)|код\s+здесь|допи(?:ши|сат)|напи(?:ши|сат)|запол(?:ни|нит)|реализу(?:й|ем)"
    r"|реализовать|вставь|впи(?:ши|сат)|^\W*(?:implement|complete)\b|<\s*ваш|<\s*your",
    re.IGNORECASE,
)
_SLOT = re.compile(
    r"(?<!\w)_{3,}(?!\w)"
    r"|<[^<>=]*\b(?:код|code|ответ|answer|todo|здесь|here)\b[^<>=]*>"
    r"|[=(,\[]\s*(?:\.{3}|…)\s*\S|…|\?{3,}",
    re.IGNORECASE,
)
_PYTHON2 = re.compile(
    r"^\s*print\s+(?![=.,)])\S|\bexec\s+[\"'\w]|\braise\s+\w+\s*,\s*\S|\bexcept\s+[\w.]+\s*,\s*\w+\s*:|`[^`]+`|\w\s*<>\s*\w"
    r"|\b0\d+\b|\b\d+[lL]\b|(?<!\w)ur[\"']|\bprint\s*>>"
)
_NO_BODY = "expected an indented block"
_MAX_TEXT = 200


def parses(code: str) -> bool:
    """Whether `code` is Python that could be compiled on its own, `await` outside functions included."""
    return _error(code) is None


def find_fault(code: str, source: str, words: Words) -> SyntaxFault | None:
    """Why `code` does not parse; None where it does. `source` is what the student wrote, line for line."""
    error = _error(code)
    if error is None:
        return None
    if not isinstance(error, SyntaxError):
        key = "nul_in_code" if "\0" in code else "nested_code"
        return SyntaxFault(message=words.say(f"intake.fault.{key}"), line=1, text=_line(source, 1))
    count = source.count("\n") + 1
    line = min(max(error.lineno or 1, 1), count)
    message = (error.msg or "invalid syntax")[:300]
    around = _around(source.split("\n"), line, message)
    placeholder = _is_placeholder(around, message, _line(source, line))
    needed = "" if placeholder else python_needed(_line(source, line), message)
    return SyntaxFault(
        message=message,
        line=line,
        text=_line(source, line),
        placeholder=placeholder,
        python2=not placeholder and not needed and _is_python2(source, line, message),
        newer=needed,
    )


@lru_cache(maxsize=64)
def _error(code: str) -> Exception | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a student's string is no concern of ours
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        return error.with_traceback(None)  # it is kept, and all callers would be with it
    return _misplaced(tree)


def _misplaced(tree: ast.Module) -> SyntaxError | None:
    """`return`, `break` and the like outside of what they belong to: parsed, but refused by the compiler.

    The compiler itself is not asked: nested `finally` blocks make it write code of exponential size.
    """
    todo: list[tuple[ast.AST, bool, bool]] = [(node, False, False) for node in reversed(tree.body)]
    while todo:
        node, in_function, in_loop = todo.pop()
        wrong = ""
        if not in_function and isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom)):
            wrong = "'return' outside function" if isinstance(node, ast.Return) else "'yield' outside function"
        elif not in_loop and isinstance(node, (ast.Break, ast.Continue)):
            wrong = "'break' outside loop" if isinstance(node, ast.Break) else "'continue' not properly in loop"
        if wrong:
            error = SyntaxError(wrong)
            error.lineno = getattr(node, "lineno", 1)
            return error
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            in_function, in_loop = True, False
        elif isinstance(node, ast.ClassDef):
            in_function, in_loop = False, False
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            todo += [(child, in_function, in_loop) for child in reversed(node.orelse)]
            todo += [(child, in_function, True) for child in reversed(node.body)]
            continue
        todo += [(child, in_function, in_loop) for child in reversed(children(node))]
    return None


def _around(lines: list[str], line: int, message: str) -> list[str]:
    """The lines that may hold the unfilled slot: the one Python names, and, where a block is missing, all from its
    header on. Python names the line after an unfinished one, so the one before belongs to it."""
    header = re.search(r"on line (\d+)", message)
    first = int(header[1]) if message.startswith(_NO_BODY) and header else max(1, line - 1)
    return lines[first - 1 : line]


def _is_placeholder(around: list[str], message: str, text: str) -> bool:
    if message.startswith(_NO_BODY):
        if re.match(r"\s*(?:async\s+def|def|class)\b", around[0]):
            return True  # a header with nothing but comments below it: nothing was written
        return any(_MARK.search(line) for line in around if line.lstrip().startswith("#"))
    code, _, comment = text.partition("#")
    if _MARK.search(comment) and re.search(r"(?:[=(,\[+*/:-]|\breturn|\bin|\bif)\s*$", code):
        return True
    before = around[0] if len(around) > 1 else ""
    code, _, comment = before.partition("#")
    if _MARK.search(comment) and re.search(r"[=(,\[+*/-]\s*$", code):
        return True
    return bool(_SLOT.search(text) or (re.search(r"<[^<>=]*>", text) and _MARK.search(text)))


def _is_python2(source: str, line: int, message: str) -> bool:
    if message.startswith("Missing parentheses in call to"):
        return True
    return bool(_PYTHON2.search(_line(source, line)))


def _line(source: str, line: int) -> str:
    return source.split("\n")[line - 1][:_MAX_TEXT]
