"""One public name for each function of torch, whichever way it was reached, and patterns over such names."""

import re
from functools import cache, lru_cache

_MODULE_OF_LAYERS = re.compile(r"torch\.nn\.modules\.(?!utils\b)(?:[a-z_]+\.)?(?=[A-Z]\w)")
_SHORT = (
    (re.compile(r"^torch\.nn\.modules\.[a-z_]+\.F\b"), "torch.nn.functional"),
    (re.compile(r"^torch\._ops\."), "torch.ops."),
    (re.compile(r"^torch\.(?:functional|_VF|_C\._VariableFunctions|_C\._nn)\."), "torch."),
    (re.compile(r"^torch\.ops\.(?:aten|torch|prims|mkldnn|cudnn)\.(\w+)(?:\.\w+)?$"), r"torch.\1"),
    (re.compile(r"^torch\._C\._functions\."), "torch."),
    (re.compile(r"^(torch\.\w+)\.(?:default|out)$"), r"\1"),
    (re.compile(r"^torch\._tensor\.(?!Tensor\b)"), "torch.Tensor."),
    (re.compile(r"^torch\._tensor\.Tensor\b"), "torch.Tensor"),
)
_FUNCTIONAL = "torch.nn.functional."
_TOP = "torch."
_KERNELS = {
    "im2col": ("unfold",),
    "col2im": ("fold",),
}
"""Names in torch.ops.aten that differ from the public ones."""
_BACKENDS = re.compile(
    r"^_?(?:(?:cudnn|mkldnn|miopen|slow|thnn|mps|xnnpack)_)?conv(?:olution)?(?:_overrideable)?(?:[123]d)?(?:_relu)?$"
)
_INDICES = re.compile(r"^(\w+_pool\dd)_with_indices$")


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """The shortest public spelling: `torch.nn.modules.conv.Conv2d` -> `torch.nn.Conv2d`, `torch.functional.einsum` ->
    `torch.einsum`, `torch.nn.functional.torch.conv2d` -> `torch.conv2d`."""
    if name.startswith(_TOP):
        name = name[name.rindex("torch.") :] if ".torch." in name else name
        name = _MODULE_OF_LAYERS.sub("torch.nn.", name)
        for pattern, short in _SHORT:
            name = pattern.sub(short, name)
        name = name.replace("torch.nn.Lazy", "torch.nn.")
    return name


@lru_cache(maxsize=4096)
def spellings(name: str) -> tuple[str, ...]:
    """All names under which an author may have banned what `name` reaches; the canonical one first.

    `torch.nn.functional.conv2d` is `torch.conv2d`, the same object; the kernels below them count as the functions whose
    work they do (`torch.ops.aten.convolution` does that of conv1d, conv2d and conv3d).
    """
    full = canonical(name)
    both = tuple(dict.fromkeys((full, name)))
    if not full.startswith(_TOP):
        return both
    leaf = full.removeprefix(_FUNCTIONAL) if full.startswith(_FUNCTIONAL) else full.removeprefix(_TOP)
    if "." in leaf:
        return both
    leaves = [leaf, *_KERNELS.get(leaf, ())]
    if _BACKENDS.match(leaf) and leaf not in ("conv1d", "conv2d", "conv3d"):
        leaves += ["conv2d", "conv1d", "conv3d"]
    indices = _INDICES.match(leaf)
    if indices:
        leaves.append(indices[1])
    return tuple(dict.fromkeys([*both, *(prefix + one for one in leaves for prefix in (_FUNCTIONAL, _TOP))]))


@lru_cache(maxsize=16384)
def matches(pattern: str, spelling: str) -> bool:
    """Whether `pattern` bans this spelling. `*` stands for anything without a dot."""
    return _compiled(canonical(pattern) if "*" not in pattern else pattern).fullmatch(spelling) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", r"[^.]*"))
