"""Functions that are hard to edit: everything the grammar has, deep, long, with odd bytes."""

_EVERYTHING = '''
@torch.no_grad()
def everything(a, /, b: int = 1, *args, c=2.5, d: "list[int]" = None, **kwargs) -> "torch.Tensor":
    """Документ: x[p:-p] ``a / b``."""
    global counter
    f = lambda x, *y, z=1: x + z / 2
    if (n := len(args)) > 1 and not c or d is None: n -= 1; b = n // 2
    match args:
        case [1, *rest] if rest: return rest[-1]
        case {"a": one, **others}: b = one
        case str() | None: pass
    text = f"{a!r:>{b}} {a / b + 1:.2f} {f'{c * 2}'}" "ещё" 'x[p:-p]'
    async def inner(x): return [await one async for one in x if one > 1]
    with open(text) as file, torch.no_grad(): data = file.read()
    while True:
        try: a = a[..., 1:-b, None] @ b
        except (ValueError, TypeError) as error: raise RuntimeError("no") from error
        else: break
        finally: del data
    x = y = {**kwargs, "k": [*args, (yield)], "s": {1, 2}}
    x[a:b, ::2, -1], *y = (a if b else c), 1
    total: float = sum(i * j for i in range(3) for j in range(i) if i != j)
    return max(*args, key=lambda v: -v), (
        a +  # ( not closed
        b) * c.sum(dim=(0, 1)).T[None, :, ::-1], a \\\\
        - b, ~a, a ** -b, a << 2 & 3, not a, 0x1F, 1_000, 1e-5, 2j, ..., b"x"
'''.replace("\\\\", "\\")

HOSTILE = (
    _EVERYTHING,
    "def deep(x):\n    return " + "(" * 80 + "x" + " + 1)" * 80 + "\n",
    "def long(h, w, stride):\n    return " + " + ".join(["h * w", "x[stride:-stride]"] * 240) + "\n",
    "def wide(h, w, stride):\n    return [" + ", ".join(["h // w"] * 1200) + "]\n",
    "def carriage(x, p):\r\n    y = x[p:-p]\r\n    # ёж\r\n    y[0] = y / 2\r\n    return y\r\n",
    "def old_mac(x, p):\r    y = x[p:-p]\r    return y\r",
    (
        "class Tabs(nn.Module):\n"
        "\tdef forward(self, x):\n"
        "\t\tif x is None:\n"
        "\t\t\treturn x / 2\n"
        "\t\treturn self.relu(x[1:-1]) + x\n"
    ),
    "def fed(x, p):\n\x0c    y = x[p:-p]\n    \x0cz = y / 2\n    return z\n",
    "def cookie(x, p):\n    # -*- coding: latin-1 -*-\n    ё = 'ёё'; y = x[p:-p] / 2\n    return y\n",
    "def one_line(x, p): y = x[p:-p]; z = y / 2; return z",
    "def nothing(): ...\n",
    "def only_text():\n    'x / 2'\n",
    (
        "def semicolons(x, h, w):\n"
        "    for i in range(h): x[i] = w; x[i] += h;\n"
        "    if x: pass\n"
        "    elif h: x = w\n"
        "    else: x = h\n"
        "    return x\n"
    ),
    "def nested(x):\n" + "".join("    " * at + "for i in range(x):\n" for at in range(1, 18)) + "    " * 18 + "x = i\n",
    (
        "def strings(x):\n"
        "    y = '''\n"
        "  x[p:-p]\n"
        "''' + \"\"\"\n"
        '"""\n'
        "    return (x\n"
        "        .sum()  # (\n"
        "        .mean())\n"
    ),
    "async def waits(x):\n    return await x\n",
    (
        "class Odd:\n"
        "    def method(self, *, x): return self.x[x].y(z := x)[0](*x, **x)\n"
        "    @property\n"
        "    def p(self): return -self.x\n"
    ),
    (
        "def generator(h, w):\n"
        "    x = yield h / w\n"
        "    yield from (h // w, *x)\n"
        "    return sum(h / i for i in w), any(i for i in w)\n"
    ),
)
