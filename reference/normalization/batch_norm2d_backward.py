"""The backward pass of batch normalisation in training, by hand."""

import torch


def batch_norm2d_backward(grad_out, x, weight, eps=1e-5):
    """From the gradient of the output to those of input, weight and bias, in train mode.

    grad_out:  (N, C, H, W), gradient of the loss for out = weight * x_hat + bias
    x:         (N, C, H, W), what the forward pass was given; x_hat = (x - mean) / sqrt(var + eps),
               where mean and var (biased) are those of x over N, H and W, so they depend on every
               pixel of the channel
    weight:    (C,), factor of each channel
    eps:       is added to the variance, under the root

    Returns (grad_x, grad_weight, grad_bias): (N, C, H, W), (C,), (C,).

    Ioffe and Szegedy 2015, "Batch Normalization", section 3.
    """
    ### BEGIN SOLUTION
    axes = (0, 2, 3)
    mean = x.mean(dim=axes, keepdim=True)  # (1, C, 1, 1)
    var = (x - mean).square().mean(dim=axes, keepdim=True)
    inverse = 1 / torch.sqrt(var + eps)
    x_hat = (x - mean) * inverse  # (N, C, H, W)

    grad_bias = grad_out.sum(dim=axes)  # (C,): bias reaches every pixel of its channel
    grad_weight = (grad_out * x_hat).sum(dim=axes)  # (C,)

    grad_hat = grad_out * weight[:, None, None]  # (N, C, H, W)
    # The paper's chain over mean and var, drawn together (kevinzakka.github.io/2016/09/14/batch_normalization).
    # A pixel acts on its own x_hat, and through mean and var on all of the channel: the two means that are taken off.
    # Shifting or stretching a whole channel does not change the output (but for eps), so grad_x must not ask for it.
    through_mean = grad_hat.mean(dim=axes, keepdim=True)
    through_var = x_hat * (grad_hat * x_hat).mean(dim=axes, keepdim=True)
    grad_x = inverse * (grad_hat - through_mean - through_var)
    return grad_x, grad_weight, grad_bias
    ### END SOLUTION
