"""Average pooling by torchvision's pooling of regions.

verdict: banned
score: 0
task: pooling/avg_pool2d
"""
import torch
from torch.nn.functional import interpolate
# pooling through quantized/other names
def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    l = lambda v: [v, v] if isinstance(v, int) else list(v)
    return m.f(x, l(kernel_size), l(stride or kernel_size), l(padding), ceil_mode, count_include_pad)
m = torch.jit.CompilationUnit("""
def f(x: Tensor, k: List[int], s: List[int], p: List[int], c: bool, i: bool):
    return torch._C._nn.avg_pool2d(x, k, s, p, c, i)
""")
