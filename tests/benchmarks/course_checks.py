"""The checks of max_pool2d as assertions, for graders whose tests are cells. Lies beside the notebook with cases.pt."""

from pathlib import Path

import torch

CASES = torch.load(Path(__file__).with_name("cases.pt"), weights_only=True)


def assert_check(function, check):
    """Every case of one check: shapes, types, numbers, gradients, and the picture left as it was."""
    for case in CASES[check]:
        x = case["x"].clone().requires_grad_(case["g"] is not None)
        got = function(x, *case["args"], **case["kwargs"])
        outputs = got if isinstance(got, tuple) else (got,)
        assert len(outputs) == len(case["outputs"]), "another number of outputs"
        for output, expected in zip(outputs, case["outputs"], strict=True):
            assert isinstance(output, torch.Tensor), "no tensor"
            assert output.shape == expected.shape, f"shape {tuple(output.shape)}, should be {tuple(expected.shape)}"
            assert output.dtype == expected.dtype, f"{output.dtype}, should be {expected.dtype}"
            assert torch.allclose(output, expected, rtol=0, atol=0), "other numbers"
        if case["g"] is not None:
            (gradient,) = torch.autograd.grad((outputs[0] * case["g"]).sum(), x)
            assert torch.allclose(gradient, case["gradient"], rtol=0, atol=case["allowed"]), "another gradient"
        assert torch.equal(x.detach(), case["x"]), "the picture was changed"
