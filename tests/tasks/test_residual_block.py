"""The residual block is torchvision's BasicBlock; its weights are found in honest networks of any make."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torchvision.models.resnet import BasicBlock

from grader.authoring import Mismatch
from grader.catalog import Catalog
from reference.architectures.residual_block import ResidualBlock

ROOT = Path(__file__).resolve().parents[2]
corners = settings(max_examples=50, deadline=None, derandomize=True)


def theirs(in_channels, out_channels, stride):
    """torchvision's block, with the projection that its ResNet gives it where the shape changes."""
    downsample = None
    if stride != 1 or in_channels != out_channels:
        downsample = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 1, stride, bias=False), nn.BatchNorm2d(out_channels)
        )
    return BasicBlock(in_channels, out_channels, stride, downsample)


def randomised(module, seed):
    """The module in float64 with other numbers than a fresh one has; running variances stay positive."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for key, tensor in module.double().state_dict().items():
            if tensor.is_floating_point():
                numbers = torch.randn(tensor.shape, generator=generator, dtype=torch.float64)
                tensor.copy_(numbers.abs() + 0.5 if key.endswith("running_var") else numbers)
    return module


def pass_through(module, x):
    """Output, gradients of all weights and of the input, and the running statistics after the pass."""
    x = x.clone().requires_grad_()
    out = module(x)
    generator = torch.Generator().manual_seed(7)
    cotangent = torch.randn(out.shape, generator=generator, dtype=out.dtype)
    gradients = torch.autograd.grad((out * cotangent).sum(), [x, *module.parameters()])
    return out, gradients, list(module.buffers())


@corners
@given(
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(1, 3),
    st.tuples(st.integers(2, 3), st.integers(3, 8), st.integers(1, 8)),
    st.booleans(),
    st.integers(0, 2**31),
)
def test_the_residual_block_is_torchvisions(in_channels, out_channels, stride, size, training, seed):
    right = randomised(theirs(in_channels, out_channels, stride), seed).train(training)
    ours = ResidualBlock(in_channels, out_channels, stride).double().train(training)
    ours.load_state_dict(right.state_dict())
    batch, height, width = size
    generator = torch.Generator().manual_seed(seed + 1)
    x = torch.randn(batch, in_channels, height, width, generator=generator, dtype=torch.float64)
    torch.testing.assert_close(pass_through(ours, x), pass_through(right, x))


def test_the_numbers_of_the_statement():
    counts = [
        sum(w.numel() for w in block.parameters()) for block in (ResidualBlock(2, 3, stride=2), ResidualBlock(3, 3))
    ]
    assert counts == [159, 174]
    assert ResidualBlock(2, 3, stride=2)(torch.ones(4, 2, 5, 8)).shape == (4, 3, 3, 4)


class ShortcutFirst(nn.Module):
    """The shortcut is created and passed first; its shapes alone do not say which batch norm is which."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.shortcut = nn.Identity()
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, 1, stride, bias=False), nn.BatchNorm2d(out_channels)
            )
        self.main = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False),
            nn.BatchNorm2d(out_channels),
        )

    def forward(self, x):
        shortcut = self.shortcut(x)
        out = self.main(x)
        out += shortcut
        return out.relu_()


class Functions(nn.Module):
    """Bare weights and buffers in an order of their own, everything else by functions."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.stride = stride
        self.changes = stride != 1 or in_channels != out_channels
        kernels = {2: (out_channels, 3), 1: (in_channels, 3)} | ({0: (in_channels, 1)} if self.changes else {})
        for number, (channels, size) in kernels.items():
            setattr(self, f"kernel{number}", nn.Parameter(torch.ones(out_channels, channels, size, size)))
            self.register_buffer(f"spread{number}", torch.ones(out_channels))
            self.register_buffer(f"middle{number}", torch.zeros(out_channels))
            setattr(self, f"shift{number}", nn.Parameter(torch.zeros(out_channels)))
            setattr(self, f"scale{number}", nn.Parameter(torch.ones(out_channels)))

    def step(self, x, number, stride):
        kernel, scale, shift, middle, spread = (
            getattr(self, f"{name}{number}") for name in ("kernel", "scale", "shift", "middle", "spread")
        )
        x = nn.functional.conv2d(x, kernel, None, stride, kernel.shape[-1] // 2)
        return nn.functional.batch_norm(x, middle, spread, scale, shift, self.training)

    def forward(self, x):
        shortcut = self.step(x, 0, self.stride) if self.changes else x
        return torch.relu(shortcut + self.step(self.step(x, 1, self.stride).relu(), 2, 1))


class Lazily(ShortcutFirst):
    """Layers that learn their shapes from the first picture."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, out_channels, stride)
        for branch in (self.main, self.shortcut):
            for number, layer in enumerate(branch.children()):
                if isinstance(layer, nn.Conv2d):
                    branch[number] = nn.LazyConv2d(
                        layer.out_channels, layer.kernel_size, layer.stride, layer.padding, bias=False
                    )


@pytest.fixture(scope="module")
def spec():
    return Catalog([ROOT / "assignments"]).get("architectures/residual_block")


@pytest.mark.parametrize("make", [ShortcutFirst, Functions, Lazily], ids=lambda make: make.__name__)
def test_the_drivers_find_the_weights_of_honest_networks(spec, make):
    from grader.authoring import Gen

    for check in spec.checks:
        for case in range(check.cases):
            call = check.make(Gen(1000 + case, case))
            right = spec.callee(call)(*call.map(torch.clone).args)
            found = spec.callee(call, {"ResidualBlock": make})(*call.map(torch.clone).args)
            torch.testing.assert_close(found, right, rtol=1e-4, atol=1e-4)


def test_what_cannot_be_told_apart_is_not_guessed(spec):
    """Two branches of equal kernels, created and passed in another order than the layout's."""
    forward, layout_of = spec.drivers["forward"], spec.drivers["layout_of"]

    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.up = nn.Conv2d(2, 3, 1)
            self.wide = nn.Conv2d(2, 1, 1)
            self.down = nn.Conv2d(2, 3, 1)

        def forward(self, x):
            return torch.cat([self.up(x), self.wide(x), self.down(x)], dim=1)

    class Other(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList([nn.Conv2d(2, 3, 1), nn.Conv2d(2, 3, 1), nn.Conv2d(2, 1, 1)])

        def forward(self, x):
            down, up, wide = (layer(x) for layer in self.layers)
            return torch.cat([up, wide, down], dim=1)

    def mismatch(what, **_):
        return Mismatch(what)

    x = torch.ones(2, 2, 3, 4)
    layout = layout_of(SimpleNamespace(Two=Two), "Two", (), x)
    with pytest.raises(Mismatch, match=r"layers\.unclear"):
        forward(SimpleNamespace(Two=Other, mismatch=mismatch), "Two", (), layout, 1, x)
