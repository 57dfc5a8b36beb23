"""What the source alone tells: banned calls, code that hides what it calls, definitions that are not what they seem."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from grader.authoring import BanSpec
from grader.model import Finding, Submission
from grader.rules.canon import matches, spellings
from grader.rules.entry import EntrySource, Located, locate
from grader.rules.opaque import hides
from grader.rules.program import spaces_of
from grader.rules.reach import reachable
from grader.rules.resolve import External, Resolver
from grader.rules.scopes import Names, names_of
from grader.words import Words

_MOST_ELSEWHERE = 20
_MAX_WRITTEN = 60


class Searched(NamedTuple):
    """What the source alone shows of one function."""

    entry: EntrySource
    findings: tuple[Finding, ...]


def search_all(
    submission: Submission, bans: Mapping[str, tuple[BanSpec, ...]], words: Words, starter: str | None = None
) -> tuple[dict[str, EntrySource], tuple[Finding, ...]]:
    """`search` for each entry with its own bans; what is found from several entries is said once."""
    names = names_of(spaces_of(submission))
    searched = {entry: search(submission, entry, those, words, starter, names) for entry, those in bans.items()}
    merged: dict[tuple[object, ...], Finding] = {}
    for finding in (one for each in searched.values() for one in each.findings):
        use = finding.kind in ("banned", "banned_elsewhere")
        place = (use or finding.kind, finding.name, finding.unit, finding.line)
        known = merged.setdefault(place, finding)
        if finding.kind == "banned" and known is not finding:
            checks = dict.fromkeys((*known.checks, *finding.checks))
            merged[place] = finding.model_copy(update={"checks": tuple(checks)})
    found = sorted(merged.values(), key=lambda finding: _RANK.get(finding.kind, len(_RANK)))
    return {entry: each.entry for entry, each in searched.items()}, tuple(found)


def search(
    submission: Submission,
    entry: str,
    bans: tuple[BanSpec, ...],
    words: Words,
    starter: str | None = None,
    names: Names | None = None,
) -> Searched:
    """Finds the entry as `find_entry` does, and findings in the order of the source, those that cost something first.

    `banned` costs `checks` of the BanSpec: a banned function is referred to, under whatever name, in code that the
    entry may run. `banned_elsewhere`, `opaque`, `duplicate` and `syntax` cost nothing; `missing_entry` says that there
    is nothing to grade. Advice, not proof: source can hide what it calls. Never raises.
    """
    located = locate(submission, entry, starter, names)
    found = [*_about_entry(located, words), *_syntax(submission, words)]
    try:
        uses, whole = _uses(located, bans, words)
        found = [*uses, *found]
    except RecursionError:
        whole = False
    if not whole:  # source made to exhaust us: a person has to look
        place = located.source
        message = words.say("rules.not_searched", entry=entry)
        found.append(
            Finding(kind="opaque", name=entry, message=message, cell=place.cell, unit=place.unit, line=place.line)
        )
    return Searched(located.source, tuple(found))


@dataclass(frozen=True)
class _Use:
    kind: str
    name: str
    node: ast.AST
    checks: tuple[str, ...]


def _uses(located: Located, bans: tuple[BanSpec, ...], words: Words) -> tuple[list[Finding], bool]:
    """The findings, and whether all of the source was searched."""
    names = located.names
    resolver = Resolver(names, located.binding, located.scope)
    starts = [one for one in (located.binding, *located.wrappers) if one is not None]
    reached = reachable(names, resolver, starts)
    uses: list[_Use] = []
    prefixes = {
        node.value for node in names.scope_of if isinstance(node, ast.Attribute) and not node.attr.startswith("__")
    }
    for node in names.scope_of:
        here = node in reached
        for name in sorted(resolver.origins(node)):
            hit = _banned(name, bans, prefix=node in prefixes)
            if hit is not None:
                uses.append(_Use("banned" if here else "banned_elsewhere", hit[0], node, hit[1] if here else ()))
        if here and hides(node, resolver):
            uses.append(_Use("opaque", "", node, ()))
    if located.binding is not None and located.binding.kind == "import":
        for ref in resolver.binding_refs(located.binding):
            hit = _banned(ref.name, bans) if isinstance(ref, External) else None
            if hit is not None:
                uses.append(_Use("banned", hit[0], located.binding.node, hit[1]))
    return _findings(uses, located, words), not resolver.exhausted


def _banned(name: str, bans: tuple[BanSpec, ...], *, prefix: bool = False) -> tuple[str, tuple[str, ...]] | None:
    """(the name under which it is banned, the checks that all matching bans cost).

    The beginning of a longer name is no match for a `*`: `torch.*` does not mean the `torch.linalg` of
    `torch.linalg.norm`.
    """
    meant = [ban for ban in bans if not (prefix and "*" in ban.pattern)]
    hits = [(spelled, ban.checks) for spelled in spellings(name) for ban in meant if matches(ban.pattern, spelled)]
    if not hits:
        return None
    return hits[0][0], tuple(dict.fromkeys(check for _, checks in hits for check in checks))


def _sentence(kind: str, name: str, written: str) -> str:
    """How a banned name is written is worth saying where it is written otherwise."""
    return "rules.banned.plainly" if kind == "banned" and name == written else f"rules.{kind}"


def _findings(uses: list[_Use], located: Located, words: Words) -> list[Finding]:
    ranked = sorted(uses, key=lambda use: (_RANK[use.kind], _position(use.node, located)))
    found: dict[tuple[str, str, str, int], Finding] = {}
    elsewhere, entry = 0, located.source.entry
    for use in ranked:
        piece = located.names.piece_of[use.node]
        line = getattr(use.node, "lineno", 1)
        written = _written(use.node, piece.lines)
        name = use.name or written
        key = (use.kind, name, piece.unit.name, line)
        if key in found:
            continue
        elsewhere += use.kind == "banned_elsewhere"
        if elsewhere > _MOST_ELSEWHERE:
            break
        found[key] = Finding(
            kind=use.kind,  # type: ignore[arg-type]
            name=name,
            message=words.say(_sentence(use.kind, name, written), name=name, written=written, entry=entry),
            cell=piece.unit.cell,
            unit=piece.unit.name,
            line=line + piece.offset,
            checks=use.checks,
        )
    return list(found.values())


_RANK = {"banned": 0, "opaque": 1, "banned_elsewhere": 2}


def _position(node: ast.AST, located: Located) -> tuple[int, int, int]:
    piece = located.names.piece_of[node]
    return piece.order, getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _written(node: ast.AST, lines: list[str]) -> str:
    """The node's own text, on one line and not too long."""
    first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", None) or 1
    text = lines[first - 1 : last]
    if text:
        text[-1] = text[-1].encode()[: getattr(node, "end_col_offset", 0)].decode("utf-8", "replace")
        text[0] = text[0].encode()[getattr(node, "col_offset", 0) :].decode("utf-8", "replace")
    joined = " ".join(" ".join(text).split())
    return joined if len(joined) <= _MAX_WRITTEN else joined[: _MAX_WRITTEN - 1] + "…"


def _about_entry(located: Located, words: Words) -> list[Finding]:
    source = located.source
    count = len(source.units_defining)
    if source.source is None and source.syntax_fault is None:
        message = words.say("rules.missing_entry", entry=source.entry)
        return [Finding(kind="missing_entry", name=source.entry, message=message)]
    if count < 2:
        return []
    if source.found:
        message = words.say("rules.duplicate", entry=source.entry, count=count, unit=source.unit, line=source.line)
    else:
        message = words.say("rules.duplicate.stubs", entry=source.entry, count=count)
    unit, cell, line = (source.unit, source.cell, source.line) if source.found else source.units_defining[-1]
    return [Finding(kind="duplicate", name=source.entry, message=message, cell=cell, unit=unit, line=line)]


def _syntax(submission: Submission, words: Words) -> list[Finding]:
    found = []
    for unit in submission.units:
        if unit.fault is None:
            continue
        fault = unit.fault
        suffix = (
            ".placeholder" if fault.placeholder else ".python2" if fault.python2 else ".newer" if fault.newer else ""
        )
        found.append(
            Finding(
                kind="syntax",
                name=unit.name,
                message=words.say(f"rules.syntax{suffix}", message=fault.message, needed=fault.newer),
                cell=unit.cell,
                unit=unit.name,
                line=fault.line,
            )
        )
    return found
