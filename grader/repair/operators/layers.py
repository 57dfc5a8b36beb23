"""Networks: arguments of layers, layers missing or too many, what a layer is given, order of layers."""

import ast
import itertools
from collections.abc import Iterator

from grader.repair.edits import Change, Edit
from grader.repair.operators.places import around, at_most, atom, bare, called, change, expressions, fitted, put, ranked
from grader.repair.target import Target

_SIGNATURES: dict[str, tuple[str, ...]] = {
    "Conv2d": ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias"),
    "ConvTranspose2d": ("in_channels", "out_channels", "kernel_size", "stride", "padding"),
    "MaxPool2d": ("kernel_size", "stride", "padding", "dilation"),
    "AvgPool2d": ("kernel_size", "stride", "padding"),
    "Linear": ("in_features", "out_features", "bias"),
    "BatchNorm2d": ("num_features", "eps", "momentum"),
    "Dropout": ("p",),
    "AdaptiveAvgPool2d": ("output_size",),
    "max_pool2d": ("input", "kernel_size", "stride", "padding"),
    "avg_pool2d": ("input", "kernel_size", "stride", "padding"),
    "conv2d": ("input", "weight", "bias", "stride", "padding", "dilation", "groups"),
}
_VALUES = {
    "kernel_size": ("1", "3", "5", "7", "2"),
    "stride": ("1", "2"),
    "padding": ("0", "1", "2", "3"),
    "bias": ("False", "True"),
    "output_size": ("1",),
    "eps": ("1e-5", "0.001"),
    "momentum": ("0.1",),
    "p": ("0.5",),
}
_FAMILIES = {"kernel_size": "kernel", "stride": "stride", "padding": "padding", "eps": "eps", "momentum": "running"}
_NONLINEAR = ("relu", "ReLU", "relu_", "leaky_relu", "sigmoid", "tanh", "gelu", "softmax", "log_softmax", "elu", "act")


def missing_super(target: Target) -> Iterator[Change]:
    """`super().__init__()` before anything is assigned."""
    if target.tree.name == "__init__" and b"super(" not in target.source:
        body = target.tree.body
        first = next((one for one in body if one in target.nodes), None)
        if first is not None and first.lineno != target.tree.lineno:
            start = target.span(first)[0]
            yield change(target, "super", "layer", Edit(start=start, end=start, text="super().__init__(); "), at=first)


@at_most(200)
def layer_arguments(target: Target) -> Iterator[Change]:
    """Another number for kernel_size, stride, padding, bias; then channels under another name."""
    layers = [one for one in target.nodes if isinstance(one, ast.Call) and _makes_layer(target, one)]
    for node in layers:
        for name, value in _given(node):
            for new in _VALUES.get(name, ()):
                if target.text(value) != new and name != "input":
                    yield put(target, value, new, f"layer:{name}:{new}", _FAMILIES.get(name, "layer"))
    for node in layers:
        yield from _missing(target, node)
    for node in layers:
        yield from _features(target, node)


def _makes_layer(target: Target, node: ast.Call) -> bool:
    """A layer of PyTorch's, or of the student's own with arguments of the same names."""
    own = called(node) in target.others and any(one.arg in _VALUES for one in node.keywords)
    return called(node) in _SIGNATURES or own


def _given(node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    signature = _SIGNATURES.get(called(node), ("in_channels", "out_channels"))
    for name, value in zip(signature, node.args, strict=False):
        if isinstance(value, ast.Starred):
            return
        yield name, value
    yield from ((one.arg, one.value) for one in node.keywords if one.arg)


def _missing(target: Target, node: ast.Call) -> Iterator[Change]:
    """Keywords that are not there: `padding=1`, `stride=stride`, `bias=False`, `stride=2`."""
    given = dict(_given(node))
    known = target.locals
    if not node.args or any(isinstance(one, ast.Starred) for one in node.args):
        return
    end = target.span(node)[1] - 1
    if target.source[:end].rstrip().endswith(b",") or b"#" in target.source[slice(*target.span(node))]:
        return
    addable: tuple[str, ...] = ("padding", "stride", "bias", "dilation", "groups")
    for name in addable:
        if name in given or name not in _SIGNATURES.get(called(node), addable):
            continue
        kernel = given.get("kernel_size")
        values = [name] if name in known else []
        if name == "padding" and kernel is not None and not isinstance(kernel, ast.Tuple):
            values += [f"{atom(target, kernel)} // 2"]
        values += {"padding": ["1"], "stride": ["2", "1"], "bias": ["False"]}.get(name, [])
        for value in values:
            edit = Edit(start=end, end=end, text=f", {name}={value}")
            of = target.text(kernel) if name == "padding" and kernel is not None else target.text(node.args[0])
            rule = f"layer:+{name}={value}" if name == "bias" or "//" in value else f"layer:+{name}={value}:{of}"
            yield change(target, rule, _FAMILIES.get(name, "layer"), edit, at=node)
    for keyword in node.keywords:
        if keyword.arg and node.args:
            last = target.span(keyword)[1]
            before = target.source[: target.span(keyword)[0]].rstrip()
            if before.endswith(b","):
                edit = Edit(start=len(before) - 1, end=last, text="")
                yield change(target, f"layer:-{keyword.arg}", _FAMILIES.get(keyword.arg, "layer"), edit, at=node)


def _features(target: Target, node: ast.Call) -> Iterator[Change]:
    """Numbers of channels: another that is written somewhere, its double, its half."""
    known = [one for one in target.locals if target.kinds.get(one, "int") == "int"]
    scales = [one for one in known if "width" in one or "mult" in one or "expansion" in one]
    sizes = [
        one for one in known if any(word in one for word in ("channel", "feature", "class", "width", "dim", "plane"))
    ]
    for name, value in _given(node):
        if name in ("in_channels", "out_channels", "in_features", "out_features", "num_features"):
            for other in sizes:
                if other != target.text(value):
                    yield put(target, value, other, f"layer:{name}:{other}", "layer")
            for other in scales:
                if other not in target.text(value):
                    yield put(target, value, f"{atom(target, value)} * {other}", f"layer:*{other}", "layer")
            yield put(target, value, f"2 * {atom(target, value)}", f"layer:{name}:x2", "layer")
            yield put(target, value, f"{atom(target, value)} // 2", f"layer:{name}:/2", "layer")


@at_most(80)
def activations(target: Target) -> Iterator[Change]:
    """An activation, dropout or a layer of one argument taken off, an activation put around a layer's output."""
    one_argument = [one for one in expressions(target) if isinstance(one, ast.Call) and _single(one) is not None]
    for node in one_argument:
        inner = _single(node)
        assert inner is not None
        if called(node) in _NONLINEAR or called(node) in ("dropout", "normalize"):
            yield put(target, node, fitted(target, node, inner), f"without:{called(node)}", "activation")
    relu = _relu(target)
    bare_calls = [one for one in one_argument if relu and _not_activated(target, one)]
    for node in bare_calls:
        rule = "with:relu:last" if node is bare_calls[-1] else "with:relu"
        yield change(target, rule, "activation", *around(target, node, f"{relu}(", ")"), at=node)
    for statement in target.nodes:
        if (
            relu
            and isinstance(statement, ast.Return)
            and statement.value is not None
            and target.attributes
            and not isinstance(statement.value, ast.Tuple | ast.Constant)
        ):
            edits = around(target, statement.value, f"{relu}(", ")")
            yield change(target, "with:relu", "activation", *edits, at=statement)
    for node in one_argument:
        inner = _single(node)
        if inner is not None and _is_layer(target, node) and called(node) not in _NONLINEAR:
            yield put(target, node, fitted(target, node, inner), f"without:{called(node)}", "layer")


def _not_activated(target: Target, node: ast.Call) -> bool:
    above = target.parents[node]
    activated = isinstance(above, ast.Call) and called(above) in _NONLINEAR
    return _is_layer(target, node) and called(node) not in _NONLINEAR and not activated


def _single(node: ast.Call) -> ast.expr | None:
    """The one argument of `self.bn(x)`, `F.relu(x)`, `F.softmax(x, dim=1)`; None of other calls."""
    if not isinstance(node.func, ast.Attribute | ast.Name) or not node.args:
        return None
    first = node.args[0]
    wide = called(node) in (*_NONLINEAR, "dropout")
    if isinstance(first, ast.Starred | ast.GeneratorExp) or (len(node.args) > 1 and not wide):
        return None
    return first


def _is_layer(target: Target, node: ast.Call) -> bool:
    return target.text(node.func).startswith("self.") or (called(node) in _SIGNATURES and called(node)[0].islower())


def _relu(target: Target) -> str:
    """How this network writes its activation: as it does elsewhere, or else ReLU."""
    for node in target.nodes:
        if isinstance(node, ast.Call) and called(node) in ("relu", "tanh", "sigmoid", "leaky_relu", "gelu", "act"):
            text = target.text(node.func)
            if text.startswith(("self.", "F.", "torch.", "nn.functional.")):
                return text
    for name in ("act", "activation", "tanh", "sigmoid"):
        if name in target.attributes:
            return f"self.{name}"
    if "relu" in target.attributes:
        return "self.relu"
    return next((f"{one}.relu" for one in ("F", "torch") if one in target.others), "")


@at_most(40)
def composed(target: Target) -> Iterator[Change]:
    """`f(g(x))` -> `g(f(x))`, `f(a) + b` -> `f(a + b)`, `f(a + b)` -> `f(a) + b`."""
    for node in expressions(target):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Call):
            turned = _turned(target, node, node.args[0])
            if turned:
                yield put(target, node, turned, "composed:turned", "order")
        if isinstance(node, ast.Call) and (inner := _single(node)) is not None:
            if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Add) and not node.keywords:
                for at, (one, other) in enumerate(((inner.left, inner.right), (inner.right, inner.left))):
                    new = f"({target.text(node.func)}({bare(target, one)}) + {atom(target, other)})"
                    yield put(target, node, new, ranked("composed:out", at), "order")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            for at, (call, other) in enumerate(((node.left, node.right), (node.right, node.left))):
                if isinstance(call, ast.Call) and (inner := _single(call)) is not None and not call.keywords:
                    new = f"{target.text(call.func)}({bare(target, inner)} + {atom(target, other)})"
                    yield put(target, node, new, ranked("composed:in", at), "order")


def _turned(target: Target, outer: ast.Call, inner: ast.Call) -> str:
    """`f(g(x), 3)` -> `g(f(x, 3))`: each keeps its other arguments."""
    if not inner.args or isinstance(inner.args[0], ast.Starred | ast.GeneratorExp):
        return ""
    first, second = target.text(outer.func), target.text(inner.func)
    rest, more = (target.source[target.span(one.args[0])[1] : target.span(one)[1]].decode() for one in (outer, inner))
    plain_ends = rest[:1] in ",)" and more[:1] in ",)"
    return f"{second}({first}({bare(target, inner.args[0])}{rest}{more}" if first != second and plain_ends else ""


@at_most(60)
def layers_listed(target: Target) -> Iterator[Change]:
    """Elements of nn.Sequential or a list: one left out, two exchanged, a ReLU put between; a list that is seen."""
    for node in target.nodes:
        if isinstance(node, ast.Call) and called(node) == "Sequential":
            elements = [one for one in node.args if not isinstance(one, ast.Starred)]
        elif isinstance(node, ast.List) and isinstance(node.ctx, ast.Load):
            elements = [one for one in node.elts if isinstance(one, ast.Call)]
            statement = target.statement_of(node)
            if isinstance(statement, ast.Assign) and target.text(statement.targets[0]).startswith("self."):
                yield change(target, "module_list", "layer", *around(target, node, "nn.ModuleList(", ")"), at=node)
        else:
            continue
        for one, other in itertools.pairwise(elements):
            first, second = target.span(one)[0], target.span(other)[0]
            if b"#" not in target.source[target.span(one)[1] : second]:
                edit = Edit(start=first, end=second, text="")
                yield change(target, f"listed:drop:{called(one)}", "layer", edit, at=one)
            if target.text(one) != target.text(other):
                edits = (
                    Edit(start=first, end=target.span(one)[1], text=target.text(other)),
                    Edit(start=second, end=target.span(other)[1], text=target.text(one)),
                )
                yield change(target, "listed:exchange", "order", *edits, at=(one, other))
        for one in elements:
            start, end = target.span(one)
            if isinstance(one, ast.Call) and called(one) == "Conv2d" and len(one.args) > 1:
                edit = Edit(start=end, end=end, text=f", nn.BatchNorm2d({bare(target, one.args[1])})")
                yield change(target, "listed:norm", "layer", edit, at=one)
            if called(one) == "Linear":
                edit = Edit(start=start, end=start, text="nn.Flatten(), ")
                yield change(target, "listed:flatten", "layer", edit, at=one)
            if called(one) not in _NONLINEAR:
                edit = Edit(start=end, end=end, text=", nn.ReLU()")
                yield change(target, "listed:relu", "activation", edit, at=one)
        if len(elements) > 1:
            start, end = target.span(elements[-2])[1], target.span(elements[-1])[1]
            if b"#" not in target.source[start:end]:
                last = called(elements[-1])
                yield change(
                    target, f"listed:drop:{last}", "layer", Edit(start=start, end=end, text=""), at=elements[-1]
                )


@at_most(60)
def inputs(target: Target) -> Iterator[Change]:
    """What a layer is given: the block's input, or what the layer before has made of it."""
    known = [one for one in target.locals if one != "_"]
    for node in target.nodes:
        if isinstance(node, ast.Call) and _is_layer(target, node) and len(node.args) == 1:
            given = node.args[0]
            if isinstance(given, ast.Name):
                for other in known[:4]:
                    if other != given.id:
                        yield put(target, given, other, f"input:{given.id}>{other}", "name")


@at_most(30)
def results_added(target: Target) -> Iterator[Change]:
    """The shortcut: a local name, or a layer of it, added to what is returned or activated."""
    names = [one for one in target.locals if one not in ("_", "self")][:4]
    layers = [
        f"self.{one}" for one in sorted(target.attributes) if any(word in one for word in ("short", "down", "proj"))
    ]
    added = [*names, *(f"{layer}({name})" for layer in layers for name in names[:1])]
    for node in target.nodes:
        if not isinstance(node, ast.Return) or node.value is None or not target.attributes:
            continue
        value: ast.expr = node.value
        inner = _single(value) if isinstance(value, ast.Call) and called(value) in _NONLINEAR else None
        for place in (inner, value):
            if place is not None and not isinstance(place, ast.Tuple | ast.Constant):
                for name in added:
                    if name != target.text(place):
                        edits = around(target, place, "((", f") + {name})")
                        yield change(target, f"shortcut:{name}", "term", *edits, at=node)


@at_most(60)
def unused_layers(target: Target) -> Iterator[Change]:
    """A layer that the class has and this method never calls: put around an expression, or a name."""
    read = {one.attr for one in target.nodes if isinstance(one, ast.Attribute)}
    if target.tree.name == "__init__":
        return
    relu = _relu(target)
    calls = [one for one in expressions(target) if isinstance(one, ast.Call) and _single(one) is not None]
    names = [one for one in expressions(target) if isinstance(one, ast.Name) and one.id in target.locals]
    for layer in sorted(target.attributes - read)[:4]:
        for node in [*calls, *names]:
            if not isinstance(target.parents[node], ast.Attribute):
                edits = around(target, node, f"self.{layer}(", ")")
                yield change(target, f"unused:{layer}", "layer", *edits, at=node)
                if relu and isinstance(node, ast.Call):
                    edits = around(target, node, f"{relu}(self.{layer}(", "))")
                    yield change(target, f"unused:relu:{layer}", "layer", *edits, at=node)


@at_most(20)
def flattened(target: Target) -> Iterator[Change]:
    """`x.view(-1, 400)` -> `x.flatten(1)`, `self.fc(x)` -> `self.fc(x.flatten(1))`."""
    for node in target.nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        whole = len(node.args) == 2 and not any(isinstance(one, ast.Starred) for one in node.args)
        if called(node) in ("view", "reshape") and whole:
            yield put(target, node, f"{atom(target, node.func.value)}.flatten(1)", "flatten:view", "layer")
    for node in target.nodes:
        if isinstance(node, ast.Call) and _is_layer(target, node) and len(node.args) == 1:
            given = node.args[0]
            if not isinstance(given, ast.Starred):
                yield put(target, given, f"{atom(target, given)}.flatten(1)", "flatten:add", "layer")


@at_most(20)
def dropouts(target: Target) -> Iterator[Change]:
    """`F.dropout(x)` -> `F.dropout(x, training=self.training)`: in eval mode nothing is dropped."""
    for node in target.nodes:
        if (
            isinstance(node, ast.Call)
            and called(node) == "dropout"
            and node.args
            and isinstance(node.func, ast.Attribute)
        ):
            said = any(one.arg == "training" for one in node.keywords) or target.text(node.func).startswith("self.")
            end = target.span(node)[1] - 1
            if not said and target.attributes and not target.source[:end].rstrip().endswith(b","):
                edit = Edit(start=end, end=end, text=", training=self.training")
                yield change(target, "dropout:training", "mode", edit, at=node)


@at_most(40)
def joined(target: Target) -> Iterator[Change]:
    """What torch.cat lays side by side: in another order, one left out, added instead."""
    for node in target.nodes:
        if not isinstance(node, ast.Call) or called(node) not in ("cat", "stack") or not node.args:
            continue
        given = node.args[0]
        if not isinstance(given, ast.List | ast.Tuple) or len(given.elts) < 2:
            continue
        texts = [target.text(one) for one in given.elts]
        orders = [[*texts[1:], texts[0]], [texts[-1], *texts[:-1]], texts[::-1]]
        orders += [[*texts[:at], texts[at + 1], texts[at], *texts[at + 2 :]] for at in range(len(texts) - 1)]
        for order in orders:
            yield put(target, given, f"[{', '.join(order)}]", "joined:order", "order")
        total = " + ".join(atom(target, one) for one in given.elts if not isinstance(one, ast.Starred))
        yield put(target, node, f"({total})", "joined:added", "term")


@at_most(20)
def own_calls_dropped(target: Target) -> Iterator[Change]:
    """`preprocess(x, mean)` -> `x`: a function of the student's own that was called once too often."""
    for node in expressions(target):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in target.others
            and node.args
        ) and not isinstance(node.args[0], ast.Starred | ast.GeneratorExp):
            yield put(target, node, fitted(target, node, node.args[0]), f"call:drop:{node.func.id}", "term")
