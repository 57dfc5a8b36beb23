"""Finds the layout of a folder or archive by the names in it, and reads each part of it by its layout."""

from dataclasses import replace

from grader.cohort import platforms
from grader.cohort.gather import kind_of
from grader.cohort.join import Join
from grader.cohort.listing import Entry, Left, Tree
from grader.cohort.names import fold
from grader.cohort.pieces import TASK_WORD, Piece, Understood, known_task
from grader.cohort.plain import classroom_slug, is_folder, read_classroom, read_flat, read_folders

CLASS = 4
"""Notebooks side by side in a lone folder or zip that are taken for a class, not for one student's."""


def understand(tree: Tree, layout: str, tasks: dict[str, str], left: Left, join: Join) -> list[Understood]:
    """What the tree holds: by the layout that was asked for or that its names show, and the rest as plain folders."""
    tree = _unwrapped(tree, layout, join)
    entries = tree.entries
    found: list[Understood] = []
    assignments = _assignments(tree, tasks, join) if layout in ("auto", "flat", "folders") else []
    if assignments:
        for top in assignments:
            inside, entries = _below(tree, entries, (top,))
            for part in understand(inside, layout, tasks, left, join):
                part.pieces = [_for_task(piece, top, tasks) for piece in part.pieces]
                found.append(part)
        if not entries:
            return found
        tree = Tree(tree.root, tree.archive, tree.name, entries, tree.clones, [])
    if layout in ("auto", "nbgrader") and (layout != "auto" or _is_nbgrader(tree)):
        part, entries = platforms.read_nbgrader(tree, tasks, left)
        found.append(part)
    elif layout in ("auto", "moodle") and (layout != "auto" or platforms.is_moodle(tree)):
        part, entries = platforms.read_moodle(tree, tasks, left)
        found.append(part)
    elif layout in ("auto", "canvas") and (layout != "auto" or _is_canvas(tree)):
        part, entries = platforms.read_canvas(tree, tasks, left)
        found.append(part)
    elif layout in ("auto", "classroom"):
        for place, slug in _slugs(tree, tasks, asked=layout == "classroom"):
            inside, outside = _below(tree, entries, place)
            part, rest = read_classroom(inside, inside.entries, tasks, slug)
            found.append(part)
            elsewhere = {(*place, *entry.parts) for entry in rest}
            entries = [*outside, *(entry for entry in entries if entry.parts in elsewhere)]
    if entries or not found:
        in_folders = layout != "flat" and any(is_folder(entry) for entry in entries)
        if in_folders or layout == "folders":
            found.append(read_folders(tree, entries, tasks, left, join.named))
        else:
            found.append(read_flat(tree, entries, tasks, left, join.named))
    for empty in tree.empty:
        left.noise("/".join(empty), "an empty folder")
    return found


def _assignments(tree: Tree, tasks: dict[str, str], join: Join) -> list[str]:
    """Folders that are called like assignments, if all are: `week1/`, `conv2d/`, with the class in each of them."""
    tops = sorted({entry.parts[0] for entry in tree.entries if len(entry.parts) > 1})
    if any(not (known_task(top, tasks) or TASK_WORD.fullmatch(fold(top))) or join.named(top) for top in tops):
        return []
    return [] if any((top,) in tree.clones for top in tops) else tops


def _for_task(piece: Piece, folder: str, tasks: dict[str, str]) -> Piece:
    """The piece with the task that `folder` is called after, and apart from the same student's in other folders."""
    task = piece.task or known_task(folder, tasks)
    return replace(piece, task=task, area=(folder, *piece.area))


def _unwrapped(tree: Tree, layout: str, join: Join) -> Tree:
    """The tree inside folders that only wrap it: `cohort/hw1/` with a folder or file of each student in it."""
    while True:
        tops = {entry.parts[0] for entry in tree.entries} | {path[0] for path in tree.empty}
        if len(tops) != 1 or any(len(entry.parts) == 1 for entry in tree.entries) or not tree.entries:
            return tree
        (top,) = tops
        if (top,) in tree.clones or top == "submitted" or platforms.MOODLE.fullmatch(top) or join.named(top):
            return tree
        inside, _ = _below(tree, tree.entries, (top,))
        if not (top.endswith("-submissions") or layout == "flat" or _is_class(inside)):
            return tree
        tree = inside


def _is_class(tree: Tree) -> bool:
    """Whether the tree looks like many people's work, not like one's."""
    if platforms.is_moodle(tree) or _is_canvas(tree) or _is_nbgrader(tree):
        return True
    code = [entry for entry in tree.entries if kind_of(entry.name) in (".ipynb", ".py", ".zip")]
    tops = {entry.parts[0] for entry in code}
    if any(len(entry.parts) == 1 for entry in code):
        return sum(len(entry.parts) == 1 and kind_of(entry.name) != ".py" for entry in code) >= CLASS
    if len(tops) == 1:
        return _is_class(_below(tree, tree.entries, tuple(tops))[0])
    return len(tops) > 1


def _below(tree: Tree, entries: list[Entry], place: tuple[str, ...]) -> tuple[Tree, list[Entry]]:
    """(the tree that begins at `place`, entries that lie elsewhere)."""
    depth = len(place)
    if not depth:
        return Tree(tree.root, tree.archive, tree.name, entries, tree.clones, tree.empty), []
    inside = [
        Entry(e.parts[depth:], e.source, e.path, e.member, e.kind, e.size, e.modified)
        for e in entries
        if e.parts[:depth] == place and len(e.parts) > depth
    ]
    clones = {path[depth:] for path in tree.clones if path[:depth] == place and len(path) > depth}
    empty = [path[depth:] for path in tree.empty if path[:depth] == place and len(path) > depth]
    outside = [entry for entry in entries if entry.parts[:depth] != place or len(entry.parts) <= depth]
    return Tree(tree.root, tree.archive, place[-1], inside, clones, empty), outside


def _is_nbgrader(tree: Tree) -> bool:
    deep = [entry for entry in tree.entries if len(entry.parts) >= 3]
    return (
        any(entry.parts[0] == "submitted" and len(entry.parts) >= 4 for entry in deep)
        or (tree.name == "submitted" and bool(deep))
        or _mostly(tree, {entry.parts[0] for entry in deep if len(entry.parts) == 3 and entry.name == "timestamp.txt"})
        or any(len(entry.parts) > 1 and platforms.INBOUND.fullmatch(entry.parts[0]) for entry in tree.entries)
    )


def _mostly(tree: Tree, tops: set[str]) -> bool:
    """Whether that is most of what lies at the top: one student's files decide nothing for the class."""
    return len(tops) * 2 > len({entry.parts[0] for entry in tree.entries})


def _is_canvas(tree: Tree) -> bool:
    tops = [entry.parts[0] for entry in tree.entries]
    return bool(tops) and sum(platforms.is_canvas(top) for top in tops) * 2 > len(tops)


def _slugs(tree: Tree, tasks: dict[str, str], asked: bool) -> list[tuple[tuple[str, ...], str]]:
    """(where, assignment) of each folder of clones: here, or in folders called `<assignment>-submissions`."""
    tops = sorted({entry.parts[0] for entry in tree.entries if len(entry.parts) > 1})
    here = classroom_slug(tree, tops, tasks, asked)
    if here:
        return [((), here)]
    found: list[tuple[tuple[str, ...], str]] = []
    for top in tops:
        if top.endswith("-submissions"):
            inside, _ = _below(tree, tree.entries, (top,))
            clones = sorted({entry.parts[0] for entry in inside.entries if len(entry.parts) > 1})
            slug = classroom_slug(inside, clones, tasks, asked)
            if slug:
                found.append(((top,), slug))
    return found
