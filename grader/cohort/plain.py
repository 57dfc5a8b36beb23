"""Folders that no platform named: one file a student, one folder a student, or GitHub Classroom's clones.

GitHub Classroom: `gh classroom clone student-repos` (github/gh-classroom, `clone/student-repos/student-repos.go`)
clones each repository `<assignment>-<username>` into `<assignment>-submissions/`; one that is made anew because its
name is taken ends in `-1`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable

from grader.cohort.gather import kind_of, looks_handed_in
from grader.cohort.listing import Entry, Left, Tree
from grader.cohort.names import fold
from grader.cohort.pieces import TASK_WORD, Claim, Piece, Understood, known_task, split_copy, split_name

Known = Callable[[str], str]
"""The id of the one person on the roster that a text names, or nothing."""
"""Whether a text names somebody on the roster."""

_VERSION = re.compile(r"[\s_-](?:v|ver|version|вер|версия)\.?[\s_]?\d{1,3}$", re.IGNORECASE)
_PIECES = re.compile(r"[^\s_\-–—]+")
_TABLES = re.compile(
    r"(?:.*(?:roster|gradebook|grades|participants|students|оценки|список|ведомость|участники|студенты).*)\.(?:csv|tsv|xlsx?)",
    re.IGNORECASE,
)
_FEW = 3


def read_folders(tree: Tree, entries: list[Entry], tasks: dict[str, str], left: Left, known: Known) -> Understood:
    """One folder a student, and files beside the folders as in a flat one."""
    inside = [entry for entry in entries if is_folder(entry)]
    beside = [entry for entry in entries if not is_folder(entry)]
    understood = Understood("folders", tree)
    by_top: dict[str, list[Entry]] = defaultdict(list)
    for entry in inside:
        by_top[entry.parts[0]].append(entry)
    names = {top: _who(top, tasks)[0] for top in by_top}
    before, after = _common_ends(list(names.values()))
    homes = {known(top) for top in by_top} - {""}
    for top, found in by_top.items():
        who = names[top]
        if before or after:
            who, _ = _who(who[len(before) : len(who) - len(after)], tasks)
        if _is_section(top, found, homes, known):
            within = read_flat(tree, found, tasks, left, known, depth=1)
            understood.pieces += within.pieces
            understood.remarks += [f"{top} is taken for a group with a file of each student.", *within.remarks]
            continue
        code = [entry for entry in found if kind_of(entry.name) in (".ipynb", ".py")]
        several = len({entry.parts[1] for entry in code if len(entry.parts) > 2}) > 1
        several = several and not any(len(entry.parts) == 2 and kind_of(entry.name) == ".py" for entry in code)
        for entry in found:
            inner = entry.parts[1:] or entry.parts
            task = known_task(split_name(inner[-1])[0], tasks)
            area: tuple[str, ...] = (top,)
            if len(inner) > 1:
                task = task or next((task for part in inner[:-1] if (task := known_task(part, tasks))), None)
                if several:
                    area = (top, inner[0])
            task = task or known_task(top.removeprefix(who).strip(" _-"), tasks)
            understood.pieces.append(Piece(Claim(who, top), entry, inner, area, task, when=entry.modified))
    if beside:
        flat = read_flat(tree, beside, tasks, left, known)
        understood.pieces += flat.pieces
        understood.remarks += flat.remarks
    return understood


def is_folder(entry: Entry) -> bool:
    """Whether `entry` lies in a folder or stands for one: a closed one, or a link that may lead to one."""
    return len(entry.parts) > 1 or entry.kind == "closed" or (entry.kind == "link" and not kind_of(entry.name))


def _is_section(top: str, found: list[Entry], homes: set[str], known: Known) -> bool:
    """A folder whose name nobody has and whose files bear the names of several people without folders of their own."""
    files = [entry for entry in found if len(entry.parts) == 2 and kind_of(entry.name) in (".ipynb", ".py", ".zip")]
    people = [somebody for entry in files if (somebody := known(split_name(entry.name)[0]))]
    return not known(top) and len(set(people) - homes) > 1


def read_flat(
    tree: Tree, entries: list[Entry], tasks: dict[str, str], left: Left, known: Known, depth: int = 0
) -> Understood:
    """One file a student, whose name says who it is."""
    understood = Understood("flat", tree)
    files: list[Entry] = []
    for entry in entries:
        somebody = known(split_name(entry.name)[0])
        if not somebody and (_TABLES.fullmatch(entry.name) or not looks_handed_in(entry.name)):
            left.out(entry.source, "no submission by its name, and nobody's")
        else:
            files.append(entry)
    stems = {entry.parts: split_name(entry.name)[0] for entry in files}
    all_stems = {stem.casefold() for stem in stems.values()}
    cores = {parts: _without_copy(stem, all_stems, known) for parts, stem in stems.items()}
    people = {core: _who(core, tasks) for core, _ in cores.values()}
    before, after = _common_ends([who for who, _ in people.values()])
    spelled: dict[str, str] = {}
    for entry in files:
        core, version = cores[entry.parts]
        who, task = people[core]
        if before or after:
            who, _ = _who(who[len(before) : len(who) - len(after)], tasks)
        said = spelled.setdefault(who.casefold(), who)
        if said != who:
            understood.remarks.append(f"{entry.source}: {who} is taken for {said}, who is spelled in another way.")
        who = said
        piece = Piece(Claim(who, core), entry, entry.parts[depth:], (), task, when=entry.modified, version=version or 0)
        understood.pieces.append(piece)
        if version is not None:
            understood.remarks.append(f"{entry.source} is taken for a copy or version of {core}.")
    if before or after:
        around = " and ".join(f'"{part}"' for part in (before, after) if part)
        understood.remarks.append(f"Every name has {around} in common; that is not part of a student's id.")
    return understood


def _without_copy(stem: str, stems: set[str], known: Known) -> tuple[str, int | None]:
    """(the name without ` (1)`, ` - Copy`, `_v2`; the version) where that is safe: the mark is `v2`, or the rest is
    somebody on the roster, or names another file here. `hw1 (1)` and `hw1 (2)` may be two people's."""
    base, version = split_copy(stem)
    if version is None:
        return stem, None
    nobody = all(TASK_WORD.fullmatch(fold(word)) for word in _PIECES.findall(base))
    if not nobody and (known(base) or base.casefold() in stems or _VERSION.search(stem)):
        return base, version
    return stem, None


def _common_ends(cores: list[str]) -> tuple[str, str]:
    """What all names begin and end with, in whole words: `hw1_`, `_conv2d`."""
    distinct = sorted(set(cores))
    if len(distinct) < _FEW:
        return "", ""
    spans = [[match.span() for match in _PIECES.finditer(core)] for core in distinct]
    most = min(len(found) for found in spans) - 1
    first, final = 0, 0
    while (
        first < most
        and len({core[: found[first][1]].casefold() for core, found in zip(distinct, spans, strict=True)}) == 1
    ):
        first += 1
    while (
        final < most - first
        and len({core[found[-1 - final][0] :].casefold() for core, found in zip(distinct, spans, strict=True)}) == 1
    ):
        final += 1
    core, found = distinct[0], spans[0]
    before = core[: found[first][0]] if first else ""
    after = core[found[-1 - final][1] :] if final else ""
    return before, after


def _who(core: str, tasks: dict[str, str]) -> tuple[str, str | None]:
    """(the student's id, the task) in a name like `hw1_anna_ivanova_conv2d`."""
    task = _task_in(core, tasks)
    words = list(_PIECES.finditer(core))
    low, high = 0, len(words)
    while high - low > 1:
        size = _ends_with_task(words[low:high], tasks)
        if not size:
            break
        high -= size
    while high - low > 1:
        size = _begins_with_task(words[low:high], tasks)
        if not size:
            break
        low += size
    if not words:
        return core, task
    return core[words[low].start() : words[high - 1].end()], task


def _task_in(core: str, tasks: dict[str, str]) -> str | None:
    words = [fold(word) for word in _PIECES.findall(core)]
    spans = [(low, high) for low in range(len(words)) for high in range(low + 1, min(len(words), low + 4) + 1)]
    found = {tasks[name] for low, high in spans if (name := "_".join(words[low:high])) in tasks}
    longest = sorted(found, key=len)
    return longest[-1] if longest else None


def _ends_with_task(words: "list[re.Match[str]]", tasks: dict[str, str]) -> int:
    folded = [fold(word[0]) for word in words]
    for size in (3, 2, 1):
        if size < len(words) and "_".join(folded[-size:]) in tasks:
            return size
    if TASK_WORD.fullmatch(folded[-1]):
        return 1
    return (
        2 if len(words) > 2 and folded[-1].isdigit() and len(folded[-1]) < 3 and TASK_WORD.fullmatch(folded[-2]) else 0
    )


def _begins_with_task(words: "list[re.Match[str]]", tasks: dict[str, str]) -> int:
    folded = [fold(word[0]) for word in words]
    for size in (3, 2, 1):
        if size < len(words) and "_".join(folded[:size]) in tasks:
            return size
    if not TASK_WORD.fullmatch(folded[0]):
        return 0
    return 2 if len(words) > 2 and folded[1].isdigit() and len(folded[1]) < 3 else 1


def classroom_slug(tree: Tree, tops: list[str], tasks: dict[str, str], asked: bool) -> str:
    """What all clones' names begin with, without the last `-`; empty where they are no clones of one assignment."""
    if tree.name.endswith("-submissions"):
        slug = tree.name.removesuffix("-submissions")
        if tops and sum(top.startswith(slug + "-") for top in tops) * 2 > len(tops):
            return slug
    cloned = sum((top,) in tree.clones for top in tops)
    if not asked and (len(tops) < 2 or cloned * 2 < len(tops)):
        return ""
    counted = Counter(top[: at.start()] for top in tops for at in re.finditer("-", top) if at.start())
    shared = [slug for slug, count in counted.items() if count == len(tops)]
    named = [slug for slug in shared if known_task(slug, tasks)]
    return max(named or shared, key=len, default="")


def read_classroom(
    tree: Tree, entries: list[Entry], tasks: dict[str, str], slug: str
) -> tuple[Understood, list[Entry]]:
    """(what lies in clones of `slug`, files that lie elsewhere)."""
    understood, other = Understood("classroom", tree), list[Entry]()
    tops = {entry.parts[0] for entry in entries if len(entry.parts) > 1}
    alike: dict[str, str] = {}
    task = known_task(slug, tasks) or slug
    for entry in entries:
        top = entry.parts[0]
        if len(entry.parts) < 2 or not top.startswith(slug + "-"):
            other.append(entry)
            continue
        user = top[len(slug) + 1 :]
        again = re.fullmatch(r"(.+)-\d{1,2}", user)
        if again and f"{slug}-{again[1]}" in tops:
            alike[user] = again[1]
        understood.pieces.append(Piece(Claim(user, user, aliases=()), entry, entry.parts[1:], (top,), task))
    for user, other_user in sorted(alike.items()):  # a repository made anew, or somebody whose name ends so
        understood.remarks.append(f"{user} may be {other_user} again, or somebody else: each has their own result.")
    return understood, other
