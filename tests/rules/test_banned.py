"""Banned functions under every name that a student, or somebody cleverer, gives them."""

import pytest

from grader.authoring import BanSpec
from grader.rules import search
from grader.words import Words
from tests.rules.sources import BANS, check, costs, kinds, modules, notebook

CONV = "torch.nn.functional.conv2d"
UNFOLD = "torch.nn.functional.unfold"

USED = {
    "module alias": "import torch.nn.functional as G\ndef conv2d(x, w):\n    return G.conv2d(x, w)",
    "member alias": "from torch import conv2d as c\ndef conv2d(x, w):\n    return c(x, w)",
    "from torch import nn": "from torch import nn\ndef conv2d(x, w):\n    return nn.functional.conv2d(x, w)",
    "full name": "import torch\ndef conv2d(x, w):\n    return torch.nn.functional.conv2d(x, w)",
    "top-level twin": "import torch\ndef conv2d(x, w):\n    return torch.conv2d(x, w)",
    "star": (
        "from torch.nn.functional import *\n"
        "def my(x, w):\n"
        "    return conv2d(x, w)\n"
        "def entry(x, w):\n"
        "    return my(x, w)"
    ),
    "module-level alias": "import torch.nn.functional as F\nf = F.conv2d\ndef conv2d(x, w):\n    return f(x, w)",
    "local alias": "import torch.nn.functional as F\ndef conv2d(x, w):\n    f = F.conv2d\n    return f(x, w)",
    "local import": "def conv2d(x, w):\n    import torch.nn.functional as F\n    return F.conv2d(x, w)",
    "the entry is the function": "import torch\nconv2d = torch.conv2d",
    "the entry is imported": "from torch.nn.functional import conv2d",
    "partial": "import torch, functools\nconv2d = functools.partial(torch.conv2d, stride=1)",
    "getattr": "import torch.nn.functional as F\ndef conv2d(x, w):\n    return getattr(F, 'conv2d')(x, w)",
    "getattr, sum": "import torch.nn.functional as F\ndef conv2d(x, w):\n    return getattr(F, 'con' + 'v2d')(x, w)",
    "getattr, f-string": (
        "import torch.nn.functional as F\n"
        "k = 2\n"
        "def conv2d(x, w):\n"
        "    n = 'conv'\n"
        "    return getattr(F, f'{n}2d')(x, w)"
    ),
    "getattr, reversed": "import torch\ndef conv2d(x, w):\n    return getattr(torch, 'd2vnoc'[::-1])(x, w)",
    "getattr, join": "import torch\ndef conv2d(x, w):\n    return getattr(torch, ''.join(['conv', '2d']))(x, w)",
    "__dict__": "import torch.nn.functional as F\ndef conv2d(x, w):\n    return F.__dict__['conv2d'](x, w)",
    "__dict__.get": "import torch.nn.functional as F\ndef conv2d(x, w):\n    return F.__dict__.get('conv2d')(x, w)",
    "__getattribute__": "import torch as t\ndef conv2d(x, w):\n    return t.__getattribute__('conv2d')(x, w)",
    "vars": "import torch.nn.functional as F\ndef conv2d(x, w):\n    return vars(F)['conv2d'](x, w)",
    "import_module": (
        "import importlib\ndef conv2d(x, w):\n    return importlib.import_module('torch.nn.functional').conv2d(x, w)"
    ),
    "__import__": "def conv2d(x, w):\n    return __import__('torch').conv2d(x, w)",
    "__import__ of a submodule": "def conv2d(x, w):\n    return __import__('torch.nn').nn.functional.conv2d(x, w)",
    "sys.modules": "import sys\ndef conv2d(x, w):\n    return sys.modules['torch'].conv2d(x, w)",
    "attrgetter": "import operator, torch\ndef conv2d(x, w):\n    return operator.attrgetter('conv2d')(torch)(x, w)",
    "unpacking": "import torch\na, (b, c) = 1, (2, torch.conv2d)\ndef conv2d(x, w):\n    return c(x, w)",
    "walrus": "import torch\ndef conv2d(x, w):\n    if f := torch.conv2d:\n        return f(x, w)",
    "loop over functions": "import torch\ndef conv2d(x, w):\n    for f in (torch.conv2d,):\n        return f(x, w)",
    "class attribute": "import torch\nclass A:\n    f = torch.conv2d\ndef conv2d(x, w):\n    return A.f(x, w)",
    "method": (
        "import torch\n"
        "class A:\n"
        "    def go(self, x, w):\n"
        "        return torch.conv2d(x, w)\n"
        "def conv2d(x, w):\n"
        "    return A().go(x, w)"
    ),
    "method of a base class": (
        "import torch\n"
        "class B:\n"
        "    def go(self, x, w):\n"
        "        return torch.conv2d(x, w)\n"
        "class A(B):\n"
        "    pass\n"
        "def conv2d(x, w):\n"
        "    return A().go(x, w)"
    ),
    "default argument": "import torch\ndef conv2d(x, w, f=torch.conv2d):\n    return f(x, w)",
    "decorator": (
        "import torch\n"
        "def use(g):\n"
        "    def h(f):\n"
        "        return g\n"
        "    return h\n"
        "@use(torch.conv2d)\n"
        "def conv2d(x, w):\n"
        "    return x * w"
    ),
    "nested function": (
        "import torch\ndef conv2d(x, w):\n    def go():\n        return torch.conv2d(x, w)\n    return go()"
    ),
    "lambda": "import torch\nconv2d = lambda x, w: torch.conv2d(x, w)",
    "helper chain": (
        "import torch\n"
        "def c(x, w):\n"
        "    return torch.conv2d(x, w)\n"
        "def b(x, w):\n"
        "    return c(x, w)\n"
        "def conv2d(x, w):\n"
        "    return b(x, w)"
    ),
    "helper below": "import torch\ndef conv2d(x, w):\n    return b(x, w)\ndef b(x, w):\n    return torch.conv2d(x, w)",
    "rebound below": (
        "import torch\ndef b(x, w):\n    return x * w\ndef conv2d(x, w):\n    return b(x, w)\nb = torch.conv2d"
    ),
    "method replaced": (
        "import torch\n"
        "class A:\n"
        "    def go(self, x, w):\n"
        "        return x * w\n"
        "def conv2d(x, w):\n"
        "    return A().go(x, w)\n"
        "A.go = lambda self, x, w: torch.conv2d(x, w)"
    ),
    "method replaced by setattr": (
        "import torch\n"
        "class A:\n"
        "    def go(self, x, w):\n"
        "        return x * w\n"
        "def conv2d(x, w):\n"
        "    return A().go(x, w)\n"
        "setattr(A, 'go', torch.conv2d)"
    ),
    "object filled": (
        "import torch\nclass A:\n    pass\na = A()\na.f = torch.conv2d\ndef conv2d(x, w):\n    return a.f(x, w)"
    ),
    "table": "import torch\ntable = {'c': torch.conv2d}\ndef conv2d(x, w):\n    return table['c'](x, w)",
    "table filled later": (
        "import torch\ntable = {}\ndef conv2d(x, w):\n    return table['c'](x, w)\ntable['c'] = torch.conv2d"
    ),
    "list appended": "import torch\nfs = []\ndef conv2d(x, w):\n    return fs[0](x, w)\nfs.append(torch.conv2d)",
    "globals filled": "import torch\ndef conv2d(x, w):\n    return h(x, w)\nglobals()['h'] = torch.conv2d",
    "globals updated": "import torch\ndef conv2d(x, w):\n    return h(x, w)\nglobals().update(h=torch.conv2d)",
    "builtins filled": "import torch, builtins\ndef conv2d(x, w):\n    return h(x, w)\nbuiltins.h = torch.conv2d",
    "library patched": "import torch\ntorch.mine = torch.conv2d\ndef conv2d(x, w):\n    return torch.mine(x, w)",
    "global statement": (
        "import torch\ndef setup():\n    global h\n    h = torch.conv2d\nsetup()\ndef conv2d(x, w):\n    return h(x, w)"
    ),
    "returned by a function": (
        "import torch.nn.functional as F\ndef lib():\n    return F\ndef conv2d(x, w):\n    return lib().conv2d(x, w)"
    ),
    "torch.functional": "import torch\ndef conv2d(x, w):\n    return torch.functional.torch.conv2d(x, w)",
    "aten": (
        "import torch\n"
        "def conv2d(x, w):\n"
        "    return torch.ops.aten.convolution(x, w, None, [1], [0], [1], False, [0], 1)"
    ),
    "aten overload": "import torch\ndef conv2d(x, w):\n    return torch.ops.aten.conv2d.default(x, w)",
    "torch.convolution": "import torch\ndef conv2d(x, w):\n    return torch.convolution(x, w)",
    "F inside torch.nn.modules": "import torch\ndef conv2d(x, w):\n    return torch.nn.modules.conv.F.conv2d(x, w)",
    "try": (
        "try:\n"
        "    import torch.nn.functional as F\n"
        "except ImportError:\n"
        "    F = None\n"
        "def conv2d(x, w):\n"
        "    return F.conv2d(x, w)"
    ),
    "conditional expression": (
        "import torch\ndef conv2d(x, w):\n    return (torch if x is not None else None).conv2d(x, w)"
    ),
    "wrapped afterwards": (
        "import torch\n"
        "def fake(f):\n"
        "    return torch.conv2d\n"
        "def conv2d(x, w):\n"
        "    return x * w\n"
        "conv2d = fake(conv2d)"
    ),
}


@pytest.mark.parametrize("source", USED.values(), ids=USED.keys())
def test_finds_a_banned_function_under_another_name(source: str) -> None:
    entry = "entry" if "def entry" in source else "conv2d"
    for submission in (notebook(source), modules(solution=source)):
        charged = [one for one in check(submission, entry) if one.kind == "banned"]
        assert {one.name for one in charged} & {CONV, "torch.conv2d"}, source
        assert charged[0].checks == ("plain", "stride")


HONEST = {
    "its own recursion": (
        "from torch.nn.functional import *\n"
        "def conv2d(x, w, groups=1):\n"
        "    if groups > 1:\n"
        "        return conv2d(x, w)\n"
        "    return x * w"
    ),
    "own helper of that name": "def unfold(x):\n    return x\ndef conv2d(x, w):\n    return unfold(x) * w",
    "own helper after an import": (
        "from torch.nn.functional import unfold\n"
        "def unfold(x):\n"
        "    return x\n"
        "def conv2d(x, w):\n"
        "    return unfold(x) * w"
    ),
    "parameter": "import torch.nn.functional as F\ndef conv2d(x, F):\n    return F.conv2d(x)",
    "parameter called unfold": "from torch.nn.functional import unfold\ndef conv2d(x, unfold):\n    return unfold(x)",
    "local variable": "import torch.nn.functional as F\ndef conv2d(x, w):\n    F, C = w.shape\n    return F.conv2d",
    "method of self": (
        "class A:\n"
        "    def conv2d(self, x):\n"
        "        return x\n"
        "    def go(self, x):\n"
        "        return self.conv2d(x)\n"
        "def conv2d(x, w):\n"
        "    return A().go(x)"
    ),
    "method of a tensor": "def conv2d(x, w):\n    return x.unfold(2, 3, 1).conv2d(w)",
    "other functions": "import torch.nn.functional as F\ndef conv2d(x, w):\n    return F.pad(x, (1, 1)) @ w",
    "a string": "def conv2d(x, w):\n    'like torch.nn.functional.conv2d'\n    return x * w  # F.conv2d",
    "an unused import": (
        "from torch.nn.functional import conv2d as c, unfold\n"
        "from torch.nn import Conv2d\n"
        "def conv2d(x, w):\n"
        "    return x * w"
    ),
    "a comprehension's variable": "from torch import conv2d as f\ndef conv2d(x, w):\n    return [f for f in x]",
    "re.compile and model.eval": "import re\ndef conv2d(x, w):\n    x.eval()\n    return re.compile('a')",
    "a class body is no scope for methods": (
        "import torch\n"
        "class A:\n"
        "    f = torch.conv2d\n"
        "    def g(self, f):\n"
        "        return f\n"
        "def conv2d(x, w):\n"
        "    return x"
    ),
}


@pytest.mark.parametrize("source", HONEST.values(), ids=HONEST.keys())
def test_charges_nothing_where_only_the_name_is_the_same(source: str) -> None:
    found = [one.kind for one in check(notebook(source)) if one.kind in ("banned", "opaque")]
    assert found == []


def test_comparing_with_the_library_in_another_cell_costs_nothing() -> None:
    submission = notebook(
        "import torch\nimport torch.nn.functional as F",
        "def conv2d(x, w):\n    return x * w",
        "x = torch.ones(1)\nassert torch.allclose(conv2d(x, x), F.conv2d(x, x))",
        "def compare(x, w):\n    return F.conv2d(x, w) - conv2d(x, w)",
    )
    found = check(submission)
    assert [(one.kind, one.cell, one.line, one.checks) for one in found] == [
        ("banned_elsewhere", 3, 2, ()),
        ("banned_elsewhere", 4, 2, ()),
    ]


def test_a_finding_says_where_in_the_students_own_cell() -> None:
    submission = notebook("import torch.nn.functional as G", "# first\n\ndef conv2d(x, w):\n    return G.conv2d(x, w)")
    (found,) = check(submission)
    assert (found.kind, found.name, found.unit, found.cell, found.line) == ("banned", CONV, "cell 2", 2, 4)
    assert found.message == (
        "torch.nn.functional.conv2d is used here, written as G.conv2d. "
        "The task asks you to do without it: write the computation out yourself."
    )


def test_a_helper_in_another_module_is_followed() -> None:
    for imported in ("from helper import mine", "import helper\nmine = helper.mine", "from helper import *"):
        submission = modules(
            helper="import torch.nn.functional as F\ndef mine(x, w):\n    return F.conv2d(x, w)",
            solution=f"{imported}\ndef conv2d(x, w):\n    return mine(x, w)",
        )
        (found,) = [one for one in check(submission) if one.kind == "banned"]
        assert (found.unit, found.line) == ("helper.py", 3)


def test_relative_imports_and_packages_are_followed() -> None:
    submission = modules(
        layers__conv="from .low import go\ndef conv2d(x, w):\n    return go(x, w)",
        layers__low="import torch\ndef go(x, w):\n    return torch.conv2d(x, w)",
    )
    assert costs(submission) == ["torch.nn.functional.conv2d"]


def test_a_module_written_by_a_cell_is_followed() -> None:
    submission = notebook(
        "%%writefile helper.py\nimport torch\ndef go(x, w):\n    return torch.conv2d(x, w)",
        "from helper import go\ndef conv2d(x, w):\n    return go(x, w)",
    )
    (found,) = [one for one in check(submission) if one.kind == "banned"]
    assert (found.cell, found.line) == (1, 4)


def test_each_ban_costs_its_own_checks() -> None:
    source = "import torch.nn.functional as F\ndef conv2d(x, w):\n    return F.unfold(x, 3) @ w"
    (found,) = check(notebook(source))
    assert (found.name, found.checks) == (UNFOLD, ("stride",))


def test_a_star_in_a_pattern_stays_within_one_part() -> None:
    source = (
        "import torch\n"
        "def conv2d(x, w):\n"
        "    torch.nn.functional.conv1d(x, w)\n"
        "    return torch.nn.functional.pad(x, w)"
    )
    bans = (BanSpec(pattern="torch.nn.functional.conv*", checks=("a",)),)
    names = [one.name for one in search(notebook(source), "conv2d", bans, Words("en")).findings]
    assert names == ["torch.nn.functional.conv1d"]
    bans = (BanSpec(pattern="torch.*", checks=("a",)),)
    deep = "import torch\ndef conv2d(x, w):\n    return torch.linalg.norm(x)"
    assert search(notebook(deep), "conv2d", bans, Words("en")).findings == ()


def test_layers_are_found_under_their_internal_names() -> None:
    for written in (
        "torch.nn.Conv2d",
        "torch.nn.modules.Conv2d",
        "torch.nn.modules.conv.Conv2d",
        "torch.nn.LazyConv2d",
    ):
        source = f"import torch\nlayer = {written}(1, 1, 3)\ndef conv2d(x, w):\n    return layer(x)"
        assert costs(notebook(source)) == ["torch.nn.Conv2d"], written


OPAQUE = {
    "eval": "def conv2d(x, w):\n    return eval('x * w')",
    "exec": "def conv2d(x, w):\n    exec('y = 1')",
    "compile": "def conv2d(x, w):\n    return compile('1', 'a', 'eval')",
    "unknown attribute": "import torch\ndef conv2d(x, w, name='a'):\n    return getattr(torch, name)(x, w)",
    "torch._C": "import torch\ndef conv2d(x, w):\n    return torch._C.something(x, w)",
    "ctypes": "import ctypes\ndef conv2d(x, w):\n    return ctypes.CDLL(None)",
    "globals": "def conv2d(x, w, name='a'):\n    return globals()[name](x, w)",
    "unknown module": "import importlib\ndef conv2d(x, w, name='a'):\n    return importlib.import_module(name)",
    "helper": "def go(x):\n    return eval(x)\ndef conv2d(x, w):\n    return go(x)",
}


@pytest.mark.parametrize("source", OPAQUE.values(), ids=OPAQUE.keys())
def test_code_that_hides_what_it_calls_is_shown_to_a_person_and_costs_nothing(source: str) -> None:
    found = check(notebook(source))
    assert {(one.kind, one.checks) for one in found} == {("opaque", ())}


def test_hidden_code_that_the_entry_does_not_need_is_not_mentioned() -> None:
    assert check(notebook("eval('1')\ndef conv2d(x, w):\n    return x * w")) == ()


def test_sources_made_to_be_slow_end_soon() -> None:
    doubling = "\n".join(f"a{n} = a{n + 1} or a{n + 1}" for n in range(300))
    cycle = "a = b\nb = a\nc = c.c\ndef f():\n    return f()\n"
    deep = "x" + ".a" * 150
    source = (
        f"from torch import *\n{doubling}\n{cycle}def conv2d(x, w):\n    return a0(a, b, c, f()(), {deep}, conv2d)(x)"
    )
    assert check(notebook(source)) == ()


def test_modules_that_import_each_other_end() -> None:
    submission = modules(
        a=("from b import *\nfrom b import f\ndef conv2d(x):\n    return f(x) + g"),
        b=("from a import *\nfrom a import f"),
    )
    assert kinds(submission) == []


def test_messages_come_in_russian() -> None:
    source = "import torch\ndef conv2d(x, w):\n    return torch.conv2d(x, w)"
    (found,) = search(notebook(source), "conv2d", BANS, Words("ru")).findings
    assert found.message.startswith("Здесь используется torch.nn.functional.conv2d (в тексте: torch.conv2d)")
