"""Every sentence exists in both languages, with the same fields, and is used by its right name."""

import ast
import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import grader
from grader.words import SENTENCES, Words

PACKAGE = Path(grader.__file__).parent
KEY = re.compile(r"[a-z]+(\.[a-z0-9_]+)+")
BEGINNING = re.compile(r"[a-z]+\.([a-z0-9_]+\.)*")


def russian() -> dict[str, str]:
    """English -> Russian, as the file has it."""
    with (PACKAGE / "locale" / "ru.po").open("rb") as handle:
        return {str(message.id): str(message.string) for message in read_po(handle) if message.id}


def fields(sentence: str) -> set[str]:
    """Names between braces."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def said() -> list[tuple[str, str, bool]]:
    """(file, key or the beginning of one, whether it is whole) for each `say(...)` in the package."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name) and node.args):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if name != "say":
                continue
            begun = {
                piece for whole in ast.walk(node.args[0]) if isinstance(whole, ast.JoinedStr) for piece in whole.values
            }
            for key in ast.walk(node.args[0]):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    whole = key not in begun
                    if (KEY if whole else BEGINNING).fullmatch(key.value):
                        found.append((path.name, key.value, whole))
    return found


def test_every_sentence_has_a_russian_translation() -> None:
    known = russian()
    assert [key for key, english in SENTENCES.items() if not known.get(english, "").strip()] == []


def test_a_translation_has_the_fields_of_its_original() -> None:
    known = russian()
    assert [key for key, english in SENTENCES.items() if fields(known.get(english, english)) != fields(english)] == []


def test_the_translations_have_no_orphans() -> None:
    assert sorted(set(russian()) - set(SENTENCES.values())) == []


def test_fields_are_plain_names() -> None:
    named = {name for sentence in SENTENCES.values() for name in fields(sentence)}
    assert [name for name in named if not name.isidentifier()] == []


def test_every_key_that_is_said_exists() -> None:
    used = said()
    assert len(used) > 100
    wrong = [
        (file, key)
        for file, key, whole in used
        if (key not in SENTENCES if whole else not any(known.startswith(key) for known in SENTENCES))
    ]
    assert wrong == []


def test_every_string_of_the_package_that_looks_like_a_cause_or_report_key_exists() -> None:
    constants = {
        node.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    templates = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.j2"))
    keys = {text for text in constants if KEY.fullmatch(text) and text.startswith(("cause.", "report."))}
    keys |= set(re.findall(r"""["'](report\.[a-z0-9_.]+)["']""", templates))
    keys -= {"report.html.j2", "report.schema.json", "report.html", "report.json"}
    assert sorted(keys - set(SENTENCES)) == []
    mine = {key for key in SENTENCES if key.startswith(("cause.", "report."))}
    assert sorted(mine - keys - {"cause.note.subclass", "cause.note.float64"}) == []


def test_no_sentence_blames() -> None:
    blame = (
        "fail to ",
        "stupid",
        "obviously",
        "of course",
        "simply",
        "cheat",
        "you should have",
        "очевидно",
        "просто ",
    )
    texts = [*SENTENCES.values(), *russian().values()]
    assert [text for text in texts if any(word in text.lower() for word in blame)] == []


def test_an_unknown_key_is_our_bug_and_raises() -> None:
    with pytest.raises(KeyError):
        Words("en").say("cause.no.such.key")


def test_a_sentence_is_said_in_the_language_asked_for() -> None:
    assert Words("en").say("report.points", points=1, max=2) == "1 of 2 points"
    assert Words("ru").say("report.points", points=1, max=2) == "1 из 2 баллов"


def test_braces_in_what_a_student_wrote_are_left_alone() -> None:
    text = Words("en").say("cause.raised", type="KeyError", message="{0.__class__} {x}")
    assert text == "Your code stopped with KeyError: {0.__class__} {x}"
