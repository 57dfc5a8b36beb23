"""The block of Inception v3 is torchvision's InceptionA."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torchvision.models.inception import InceptionA as Theirs

from reference.architectures.inception_block import InceptionA
from tests.tasks.test_residual_block import pass_through, randomised

corners = settings(max_examples=50, deadline=None, derandomize=True)


@corners
@given(
    st.integers(1, 6),
    st.integers(1, 9),
    st.tuples(st.integers(2, 3), st.integers(1, 6), st.integers(1, 6)),
    st.booleans(),
    st.integers(0, 2**31),
)
def test_the_inception_block_is_torchvisions(in_channels, pool_features, size, training, seed):
    right = randomised(Theirs(in_channels, pool_features), seed).train(training)
    ours = InceptionA(in_channels, pool_features).double().train(training)
    ours.load_state_dict(right.state_dict())
    batch, height, width = size
    generator = torch.Generator().manual_seed(seed + 1)
    x = torch.randn(batch, in_channels, height, width, generator=generator, dtype=torch.float64)
    torch.testing.assert_close(pass_through(ours, x), pass_through(right, x), rtol=1e-6, atol=1e-6)


def test_the_numbers_of_the_statement():
    block = InceptionA(16, 32)
    assert block(torch.ones(2, 16, 7, 9)).shape == (2, 256, 7, 9)
    assert sum(weight.numel() for weight in block.parameters()) == 219296
