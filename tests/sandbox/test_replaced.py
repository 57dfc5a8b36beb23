"""open() and its like are replaced in the jail, and behave as what is built into Python."""

import pytest
import torch

from grader.authoring import Call
from grader.model import Limits
from grader.sandbox.jail import Jail
from tests.sandbox.conftest import Module

X = torch.tensor([1.0, 2.0])
SOURCE = """
import builtins, copy, inspect, io, os, pickle


class Reader:
    opener, maker, importer = open, os.mkdir, __import__

    def read(self):
        return self.opener(__file__, encoding="utf-8").read()

    def make(self):
        self.maker("made")
        return os.path.isdir("made")


def f(x, k=1):
    assert Reader().read().startswith("\\nimport") and Reader().make() and Reader().importer("math").pi > 3
    assert open is io.open is builtins.open
    replaced = ((open, "open", "io"), (os.mkdir, "mkdir", "posix"), (__import__, "__import__", "builtins"))
    for one, name, module in replaced:
        assert inspect.isbuiltin(one) and inspect.isroutine(one) and not inspect.isfunction(one)
        assert (one.__name__, one.__qualname__, repr(one)) == (name, name, f"<built-in function {name}>")
        assert one.__module__.strip("_") == module and inspect.getmodule(one) is not None
        assert pickle.loads(pickle.dumps(one)) is copy.deepcopy(one) is one
        assert not hasattr(one, "__get__") and not hasattr(one, "__code__") and {one: 1}[one] == 1
    assert list(inspect.signature(open).parameters)[:3] == ["file", "mode", "buffering"]
    assert open.__doc__.startswith("Open file and return a stream.")
    for wrong in (lambda: open(), lambda: open("x", "q"), lambda: open(file="x", nothing=1)):
        try:
            wrong()
        except (TypeError, ValueError):
            continue
        raise AssertionError
    return x
"""


@pytest.mark.jail
def test_what_replaces_a_builtin_behaves_as_one(jail: Jail, module: Module, limits: Limits) -> None:
    with jail.open(*module(SOURCE), limits) as session:
        returned = session.call(Call(X), seed=1)
        assert returned.ended == "ok", returned.error
