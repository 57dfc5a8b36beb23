"""Notebook commands become comments; Python stays as it is."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.magics import neutralise

PLAIN = [
    ("x = (5\n% 3)"),
    ("s = '''\n!ls\n%cd\n'''"),
    "y = a != b",
    ("x = 7 \\\n% 2"),
    "print(f'{x!r}')",
    "x: int = 5 % 3",
    "",
]


@pytest.mark.parametrize("source", PLAIN)
def test_plain_python_is_left_alone(source: str) -> None:
    neutral = neutralise(source, notebook=True)
    assert (neutral.code, neutral.lines) == (source, ())


CHANGED = [
    ("%matplotlib inline", "pass  # %matplotlib inline"),
    ("!pip install a", "pass  # !pip install a"),
    ("if x:\n    !ls {x}\n    y()", "if x:\n    pass  # !ls {x}\n    y()"),
    ("files = !ls *.png", "files = []  # !ls *.png"),
    ("here = %pwd", "here = []  # %pwd"),
    ("%time y = f(1)", "y = f(1)  # %time"),
    ("t = %time f(1)", "t = f(1)  # %time f(1)"),
    ("%timeit -n 1 f()", "pass  # %timeit -n 1 f()"),
    ("f?\n??g\nh.a??", "pass  # f?\npass  # ??g\npass  # h.a??"),
    ("pip install torch", "pass  # pip install torch"),
    ("conda install -y numpy\ncd /content", "pass  # conda install -y numpy\npass  # cd /content"),
    ("!pip install a \\\n   b 'c\nx = 1", "pass  # !pip install a \\\n# b 'c\nx = 1"),
    ("!echo it's\nx = '''\n!no\n'''", "pass  # !echo it's\nx = '''\n!no\n'''"),
    ("x = (1,\n  2)\n%cd\ny = [\n% 2", "x = (1,\n  2)\npass  # %cd\ny = [\n% 2"),
    ("%%time\nx = 1", "# %%time\nx = 1"),
    ("\n%%capture out\n%%time\n!ls\nx = 1", "\n# %%capture out\n# %%time\npass  # !ls\nx = 1"),
    ("%%bash\nfor f in *; do\n\necho \"$f'; done", "# %%bash\n# for f in *; do\n\n# echo \"$f'; done"),
    ("%%javascript\nalert(1)", "# %%javascript\n# alert(1)"),
    ("  x = 1\n  y = 2", "x = 1\ny = 2"),
]


@pytest.mark.parametrize(("source", "code"), CHANGED)
def test_commands_are_neutralised(source: str, code: str) -> None:
    assert neutralise(source, notebook=True).code == code


def test_a_cell_that_writes_a_file_becomes_python_that_writes_it(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = "%%writefile 'my file.txt'\nit's \"x\"\n\n\\n{y}\n"
    code = neutralise(source, notebook=True).code
    assert code.count("\n") == source.count("\n")
    exec(compile(code, "cell", "exec"), {})
    assert (tmp_path / "my file.txt").read_text() == 'it\'s "x"\n\n\\n{y}\n\n'
    exec(compile(neutralise("%%writefile -a 'my file.txt'\nz", notebook=True).code, "cell", "exec"), {})
    assert (tmp_path / "my file.txt").read_text().endswith("\n\nz\n")
    exec(compile(neutralise("%%file empty", notebook=True).code, "cell", "exec"), {})
    assert (tmp_path / "empty").read_text() == ""


def test_prose_that_ends_in_a_question_mark_is_no_command() -> None:
    assert neutralise("Why is it so?", notebook=True).lines == ()


def test_in_a_module_statements_that_need_ipython_are_taken_out() -> None:
    source = "get_ipython().system('ls')\nget_ipython().run_line_magic(\n  'cd', '..')\nx = 1"
    neutral = neutralise(source, notebook=False)
    assert neutral.code == (
        "pass  # get_ipython().system('ls')\npass  # get_ipython().run_line_magic(\n#   'cd', '..')\nx = 1"
    )
    assert neutral.lines == (1, 2, 3)
    assert neutralise(source, notebook=True).lines == ()


PIECES = st.sampled_from(
    [
        "%cd",
        "!ls",
        "x = 1",
        "(",
        ")",
        "'''",
        '"',
        "\\",
        ("\n"),
        "%%time",
        "%%bash",
        "%%writefile a",
        " ",
        "    ",
        "if x:",
        "?",
        "#",
        "= !",
        "é",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.booleans())
def test_the_number_of_lines_never_changes_and_nothing_is_raised(source: str, notebook: bool) -> None:
    neutral = neutralise(source, notebook=notebook)
    assert neutral.code.count("\n") == source.count("\n")
    assert all(1 <= line <= source.count("\n") + 1 for line in neutral.lines)
    try:
        ast.parse(source)
    except SyntaxError:
        return
    if notebook and "return" not in source:
        assert neutral.code == source
