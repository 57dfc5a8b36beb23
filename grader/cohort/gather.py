"""From one student's files to what was handed in: each notebook, module, archive, or modules that belong together."""

import re
from collections import defaultdict
from pathlib import Path

from grader.cohort.linked import linked
from grader.cohort.listing import Left
from grader.cohort.names import words_of
from grader.cohort.pieces import TASK_WORD, Piece, split_copy, split_name
from grader.model import Handed

CODE = (".ipynb", ".py", ".zip")
_BY_BROWSERS = (".txt", ".json")
_ANSWERS = (".npz", ".csv")
_WEIGHTS = (".pt", ".pth", ".pth.tar", ".pt.tar", ".safetensors", ".ckpt")
_DOCUMENTS = (
    *(".rar", ".7z", ".tar", ".gz", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".bz2", ".xz"),
    *(".docx", ".doc", ".odt", ".rtf", ".pdf", ".html", ".htm", ".txt", ".md", ".tex"),
)
_NEVER_ALONE = re.compile(
    r"readme.*|licen[cs]e.*|requirements.*\.txt|environment\.ya?ml|makefile|dockerfile|pyproject\.toml|setup\.cfg"
    r"|timestamp\.txt|.*\.(?:yml|yaml|toml|cfg|ini|lock)",
    re.IGNORECASE,
)
_OF_THE_COURSE = {
    "statement",
    "instructions",
    "rubric",
    "syllabus",
    "index",
    "report",
    "условие",
    "критерии",
    "инструкция",
}
_NO_SOLUTION = re.compile(r"(?:setup|conftest|__init__|test_.*|.*_test|autograder.*)\.py", re.IGNORECASE)
_PREDICTIONS = re.compile(r"(?:pred|answer|submission|предск|ответ).*", re.IGNORECASE)
_AT_MOST = 1_001
"""Files that belong together; one more than is read, so that the reader says that it is too many."""


def handed_in(student: str, areas: list[list[Piece]], left: Left) -> list[Handed]:
    """What `student` handed in; what is none of it goes to `left` with a reason.

    A student of whom there is anything at all is heard of: where there is neither notebook nor module nor archive, for
    a task or at all, the file that looks most like a submission is handed over, so that the reader says to the student
    what is wrong with it.
    """
    handed: list[Handed] = []
    others: list[Piece] = []
    for pieces in areas:
        found, rest = _in_area(student, pieces, left)
        handed += found
        others += rest
    tasks = sorted({piece.task for piece in others if piece.task} - {one.task for one in handed if one.task})
    wanted: list[str | None] = [*tasks] or ([] if handed else [None])
    for task in wanted:
        best = min((piece for piece in others if piece.task == task), key=_unlike, default=None)
        if best is not None:
            handed.append(_one(student, best, [best]))
            others.remove(best)
    _leave(others, left)
    return sorted(handed, key=lambda one: one.source)


def _in_area(student: str, pieces: list[Piece], left: Left) -> tuple[list[Handed], list[Piece]]:
    """(what was handed in among `pieces` of one area, the rest)."""
    books = [piece for piece in pieces if kind_of(piece.name) == ".ipynb"]
    modules = [piece for piece in pieces if kind_of(piece.name) == ".py"]
    archives = [piece for piece in pieces if kind_of(piece.name) == ".zip"]
    rest = [piece for piece in pieces if kind_of(piece.name) not in CODE]
    together = _together(books, modules, rest)
    whole = {id(piece) for piece in together}
    alone = [piece for piece in (*books, *modules, *archives) if id(piece) not in whole]
    if together or any(not _NO_SOLUTION.fullmatch(piece.name) for piece in alone):
        for piece in alone:
            if _NO_SOLUTION.fullmatch(piece.name):
                left.noise(piece.entry.source, "tests and packaging")
        alone = [piece for piece in alone if not _NO_SOLUTION.fullmatch(piece.name)]
    handed = [_one(student, piece, alone) for piece in alone]
    if together:
        handed.append(_bundle(student, together))
    others = [piece for piece in rest if id(piece) not in whole]
    answers = [piece for piece in others if kind_of(piece.name) in _ANSWERS]
    if handed:
        answers = [piece for piece in answers if _PREDICTIONS.fullmatch(piece.name)]
    handed += [_one(student, piece, answers) for piece in answers]
    taken = {id(piece) for piece in answers}
    return handed, [piece for piece in others if id(piece) not in taken]


def kind_of(name: str) -> str:
    """The suffix that decides how a file is read: `hw.ipynb.txt`, as browsers save it, is a notebook."""
    lower = split_name(name)[1].lower()
    for added in _BY_BROWSERS:
        if lower.endswith(added) and lower != added:
            return lower.removesuffix(added)
    return lower


def looks_handed_in(name: str) -> bool:
    """Whether a file of this name may be somebody's submission, though of a wrong kind, rather than a course's file."""
    kind = kind_of(name)
    if kind in CODE:
        return True
    documents = [suffix for suffix in _DOCUMENTS if suffix not in (".txt", ".md")]
    words = words_of(split_name(name)[0])
    course = all(word.isdigit() or TASK_WORD.fullmatch(word) or word in _OF_THE_COURSE for word in words)
    return not course and not _NEVER_ALONE.fullmatch(name) and kind in (*_ANSWERS, *documents, "")


def _one(student: str, piece: Piece, beside: list[Piece]) -> Handed:
    version = piece.version
    if not version:
        base, number = split_copy(split_name(piece.name)[0])
        if number and any(
            split_name(other.name)[0] == base for other in beside if other.inner[:-1] == piece.inner[:-1]
        ):
            version = number
    return Handed(
        student=student,
        task=piece.task,
        file=piece.name,
        source=piece.entry.source,
        path=piece.entry.path,
        member=piece.entry.member,
        late=piece.late,
        when=piece.when,
        version=version,
    )


def _together(books: list[Piece], modules: list[Piece], rest: list[Piece]) -> list[Piece]:
    """The files that are one submission: modules that import one another, the one notebook that imports them, weights
    beside the only code there is, and data that lies around; none where every file stands for itself."""
    core = linked(books, modules)
    weights = [piece for piece in rest if piece.name.lower().endswith(_WEIGHTS) and piece.entry.kind == "file"]
    if not core:
        code = [piece for piece in (*books, *modules) if not _NO_SOLUTION.fullmatch(piece.name)]
        if not weights or len(code) != 1 or code[0].entry.kind != "file":
            return []
        core = code
    data = [piece for piece in rest if piece.entry.kind == "file" and kind_of(piece.name) not in _DOCUMENTS[:11]]
    return [*core, *(piece for piece in data if not _NEVER_ALONE.fullmatch(piece.name))]


def _bundle(student: str, pieces: list[Piece]) -> Handed:
    code = [piece for piece in pieces if kind_of(piece.name) in CODE]
    root = _common([piece.inner[:-1] for piece in code])
    first = code[0].entry
    above = _common([piece.entry.path.parts[:-1] for piece in pieces])
    parts: dict[str, str] = {}
    for piece in sorted(pieces, key=lambda piece: (piece.inner[: len(root)] != root, piece.inner))[:_AT_MOST]:
        inside = piece.inner[len(root) :] if piece.inner[: len(root)] == root else piece.inner[-1:]
        name = "/".join(inside) if "/".join(inside) not in parts else "/".join((f"{len(parts)}", *piece.inner))
        parts[name] = piece.entry.member or "/".join(piece.entry.path.parts[len(above) :])
    name = root[-1] if root else code[0].area[-1] if code[0].area else student
    folder = first.source[: -len("/".join(code[0].inner)) - 1]
    if not first.source.endswith("/" + "/".join(code[0].inner)):
        source = f"{first.source} and {len(pieces) - 1} more"  # among other people's files
    else:
        source = "/".join((folder, *root)) + "/"
    return Handed(
        student=student,
        task=code[0].task,
        file=f"{name}.zip",
        source=source,
        path=Path(*above) if first.member is None else first.path,
        parts=tuple(sorted(parts.items())),
        late=any(piece.late for piece in pieces),
        when=max((piece.when for piece in code if piece.when), default=None),
        version=max(piece.version for piece in pieces),
    )


def _common(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    first, last = min(paths), max(paths)
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[:same]


def _unlike(piece: Piece) -> tuple[bool, int, int, str]:
    """Small for what looks like a submission: an archive before a document before anything else."""
    kind = kind_of(piece.name)
    rank = _DOCUMENTS.index(kind) if kind in _DOCUMENTS else len(_DOCUMENTS)
    return bool(_NEVER_ALONE.fullmatch(piece.name)), rank, len(piece.inner), piece.entry.source


def _leave(others: list[Piece], left: Left) -> None:
    """Each with its reason; many of one kind in one place as one entry."""
    places: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    for piece in others:
        places[piece.entry.source.rpartition("/")[0], kind_of(piece.name)].append(piece)
    for (folder, kind), found in places.items():
        why = {
            "link": "a link, which is not followed",
            "closed": "a folder that may not be opened",
            "special": "no ordinary file",
        }.get(found[0].entry.kind, "beside what was handed in; neither notebook, module nor .zip archive")
        if len(found) <= 3:
            for piece in found:
                left.out(piece.entry.source, why)
        else:
            left.out(f"{folder}/*{kind} ({len(found)} files)", why)
