"""What the operators share: making changes, text of expressions, and what names stand for."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from itertools import islice

from grader.repair.edits import Change, Edit
from grader.repair.target import Target

Operator = Callable[[Target], Iterator[Change]]
_ATOMS = (
    ast.Name,
    ast.Constant,
    ast.Call,
    ast.Attribute,
    ast.Subscript,
    ast.List,
    ast.ListComp,
    ast.Dict,
    ast.JoinedStr,
)
_AROUND = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.Attribute, ast.Subscript, ast.Starred, ast.Await)


def at_most(most: int) -> Callable[[Operator], Operator]:
    """Stops an operator after so many changes: in a long function the likeliest places come first, the rest waits for
    nobody."""

    def limited(operator: Operator) -> Operator:
        @wraps(operator)
        def run(target: Target) -> Iterator[Change]:
            return islice(operator(target), most)

        return run

    return limited


def change(target: Target, rule: str, family: str, *edits: Edit, at: ast.AST | tuple[ast.AST, ...]) -> Change:
    """A change of the statements in which the nodes `at` stand."""
    nodes = at if isinstance(at, tuple) else (at,)
    lines = tuple(sorted({_line_of(target, node) for node in nodes}))
    return Change(rule=rule, family=family, edits=edits, statements=lines)


def _line_of(target: Target, node: ast.AST) -> int:
    """Where the statement begins, or the element of a list, an argument, that has a line for itself."""
    while not isinstance(node, ast.stmt):
        above = target.parents[node]
        listed = isinstance(above, ast.List | ast.Tuple | ast.Set | ast.Dict | ast.keyword)
        if listed or (isinstance(above, ast.Call) and node is not above.func):
            first = above if isinstance(above, ast.keyword) else node
            start, line = target.span(first)[0], target.line_start(first.lineno)  # type: ignore[attr-defined]
            before = target.source[line:start].strip()
            if not before or (isinstance(above, ast.Dict) and before.endswith(b":")):
                return int(first.lineno) + target.first_line - 1  # type: ignore[attr-defined]
        node = above
    return target.statement_at(node)


def put(target: Target, node: ast.AST, new: str, rule: str, family: str) -> Change:
    """`new` in the place of an expression."""
    return change(target, rule, family, instead(target, node, new), at=node)


def instead(target: Target, node: ast.AST, new: str) -> Edit:
    """The edit of `put`."""
    start, end = target.span(node)
    return Edit(start=start, end=end, text=new)


def around(target: Target, node: ast.AST, before: str, after: str) -> tuple[Edit, Edit]:
    """Two texts put in, before and after an expression, which stays as it is."""
    start, end = target.span(node)
    return Edit(start=start, end=start, text=before), Edit(start=end, end=end, text=after)


def between(target: Target, left: ast.AST, right: ast.AST) -> tuple[int, int]:
    """The bytes between two neighbours, where an operator or a comma stands."""
    return target.span(left)[1], target.span(right)[0]


def symbol(target: Target, left: ast.AST, right: ast.AST, old: str, new: str) -> Edit | None:
    """The operator between two operands written anew; None where it cannot be told from a comment."""
    start, end = between(target, left, right)
    gap = target.source[start:end]
    place = gap.find(old.encode())
    if place < 0 or b"#" in gap:
        return None
    return Edit(start=start + place, end=start + place + len(old), text=new)


def atom(target: Target, node: ast.AST) -> str:
    """The text of an expression, in parentheses where it could fall apart in another place."""
    text = target.text(node)
    if isinstance(node, ast.Constant) and not isinstance(node.value, int | float | complex):
        return f"({text})" if "\n" in text else text
    return text if isinstance(node, _ATOMS) and "\n" not in text else f"({text})"


def fitted(target: Target, place: ast.AST, node: ast.AST) -> str:
    """The text of `node` where `place` stands now: bare where nothing binds it closer."""
    return atom(target, node) if isinstance(target.parents.get(place), _AROUND) else bare(target, node)


def bare(target: Target, node: ast.AST) -> str:
    """The text of an expression for a place where no operator takes it apart."""
    text = target.text(node)
    return f"({text})" if "\n" in text and not isinstance(node, ast.Tuple) else text


def called(node: ast.AST) -> str:
    """The last name of what a call calls: `pad` of `F.pad(x)`; empty for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def ranked(rule: str, at: int) -> str:
    """The rule of the first, second, ... alternative at one place: one group must not change a place twice."""
    return f"{rule}~{at + 1}" if at else rule


def is_number(node: ast.AST) -> bool:
    """Whether it is an int or a float, written out."""
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def expressions(target: Target) -> Iterator[ast.expr]:
    """Everything that is read as a value, in order; not what is assigned to, nor a call's function."""
    for node in target.nodes:
        if not isinstance(node, ast.expr) or isinstance(node, ast.Slice | ast.Starred):
            continue
        if not isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            yield node


_ROLES = {
    "stride": re.compile(r"stride|^s_?[hwxy12]?$|^S_?[hwHW]$|^step"),
    "padding": re.compile(r"^pad(?!ded)|padding|^p_?[hwxy12]?$|^P_?[hwHW]$"),
    "dilation": re.compile(r"dilat|^dil_|^d_?[hw]?$|^rate"),
    "groups": re.compile(r"groups?$"),
    "kernel": re.compile(
        r"kernel|filter_(?:size|h|w)|pool_(?:size|h|w|width|height)|^[kK]_?[hwxyHW12]?$|^HH$|^WW$|^f_?[hw]$"
    ),
    "eps": re.compile(r"eps"),
    "momentum": re.compile(r"momentum|^alpha$"),
    "scale": re.compile(r"gamma|^weight$|^scale$"),
    "shift": re.compile(r"beta$|^bias$|^b$|^shift$"),
    "out": re.compile(r"out|_o$|^o[hw]$|^[HhWw]_?(?:new|prime|p|2)$|^n_[HW]$"),
}


@lru_cache(maxsize=4096)
def role(name: str) -> str:
    """What a name stands for in code on convolutions, by its spelling; empty where that says nothing."""
    return next((known for known, pattern in _ROLES.items() if pattern.search(name)), "")


@lru_cache(maxsize=64)
def spellings(target: Target, wanted: str) -> tuple[str, ...]:
    """How this function writes its stride (padding, ...): what it computes itself, then parameters, then `self.stride`;
    a pair by its numbers."""
    stored: dict[str, None] = {}
    given: dict[str, None] = {}
    parameters = {one.arg for one in target.nodes if isinstance(one, ast.arg)}
    unpacked = roles_unpacked(target)
    for node in target.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id not in parameters:
            if wanted in (role(node.id), unpacked.get(node.id, ("", ""))[0]):
                stored[node.id] = None
        elif isinstance(node, ast.arg) and role(node.arg) == wanted:
            given[node.arg] = None
        elif isinstance(node, ast.Attribute) and role(node.attr) == wanted and target.text(node) == f"self.{node.attr}":
            given[f"self.{node.attr}"] = None
    if _axis_told(target):  # a method that is told the axis may need any of them
        given |= {f"self.{one}": None for one in sorted(target.attributes) if role(one) == wanted}
    return tuple(dict.fromkeys(part for name in {**stored, **given} for part in _parts(target, name)))


_OF_WINDOWS = ("stride", "padding", "dilation", "groups", "kernel")
_KERNELS = re.compile(r"^(?:w|W|Wt|weights?|ker|kernels?|filters?)$")


@lru_cache(maxsize=64)
def roles_unpacked(target: Target) -> dict[str, tuple[str, str]]:
    """What names stand for that do not say it: `s1, s2 = pair(stride)`, `f, c, a, b = weight.shape`; with the axis."""
    found: dict[str, tuple[str, str]] = {}
    for node in target.nodes:
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        into, value = node.targets[0], node.value
        several = isinstance(into, ast.Tuple) and isinstance(value, ast.Tuple) and len(into.elts) == len(value.elts)
        pairs = list(zip(into.elts, value.elts, strict=True)) if several else [(into, value)]  # type: ignore[attr-defined]
        for name, held in pairs:
            meant = _kernel_of_shape(target, name, held) or _role_of_value(held, found)
            names = name.elts[-2:] if isinstance(name, ast.Tuple) else [name]
            for at, one in enumerate(names if meant else ()):
                if isinstance(one, ast.Name):
                    found.setdefault(one.id, (meant, "hw"[at] if len(names) == 2 else ""))
    return found


def _kernel_of_shape(target: Target, into: ast.expr, value: ast.expr) -> str:
    """`f, c, a, b = weight.shape`, `a, b = weight.shape[2:]`."""
    if not isinstance(into, ast.Tuple) or len(into.elts) not in (2, 4):
        return ""
    sliced = isinstance(value, ast.Subscript)
    held = value.value if isinstance(value, ast.Subscript) else value
    held = held.func if isinstance(held, ast.Call) else held
    if not isinstance(held, ast.Attribute) or held.attr not in ("shape", "size") or sliced is (len(into.elts) == 4):
        return ""
    return "kernel" if _KERNELS.search(target.text(held.value)) else ""


def _role_of_value(value: ast.expr, known: dict[str, tuple[str, str]]) -> str:
    """The one thing that a value is made of without any reckoning: `(s, s) if isinstance(s, int) else s`."""
    roles: dict[str, None] = {}
    for node in ast.walk(value):
        if isinstance(node, ast.BinOp) and not isinstance(node.left, ast.Tuple):
            return ""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "stride":
            return ""  # in memory
        if isinstance(node, ast.Tuple | ast.List) and len(node.elts) != 2:
            return ""
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        meant = role(name) or known.get(name, ("", ""))[0]
        if meant in _OF_WINDOWS:
            roles[meant] = None
    if len(roles) == 2:  # `kernel if stride is None else pair(stride)`
        roles.pop("kernel", None)
    return next(iter(roles)) if len(roles) == 1 else ""


def _parts(target: Target, name: str) -> list[str]:
    """A pair is used by its numbers: by the first and the second, or by that of the axis that the function is told."""
    counted = _axis_told(target)
    mine = name.startswith("self.") and re.search(rb"self\.\w+\[[01]\]", target.source) is not None
    if counted and (mine or name.startswith("self.") or f"{name}[{counted}]".encode() in target.source):
        return [f"{name}[{counted}]", f"{name}[0]", f"{name}[1]"]
    pair = target.kinds.get(name) in ("tuple", "list") or f"{name}[0]".encode() in target.source
    return [f"{name}[0]", f"{name}[1]"] if pair or mine else [name]


def _axis_told(target: Target) -> str:
    """`axis` of `self.stride[axis]`, where that is a parameter."""
    parameters = {one.arg for one in target.nodes if isinstance(one, ast.arg)}
    for node in target.nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name) and node.slice.id in parameters:
            held = node.value.attr if isinstance(node.value, ast.Attribute) else target.text(node.value)
            if role(held) in _OF_WINDOWS:
                return node.slice.id
    return ""
