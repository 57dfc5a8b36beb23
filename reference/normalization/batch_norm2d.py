"""Batch normalisation by hand, with the meaning of torch.nn.functional.batch_norm; nothing is changed in place."""

import torch


def batch_norm2d(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    """Makes every channel have mean 0 and variance 1 over the batch, then scales and shifts it.

    x:             (N, C, H, W), a batch of pictures
    running_mean:  (C,), what is remembered of earlier batches' means
    running_var:   (C,), likewise of their variances
    weight, bias:  (C,) or None, factor and shift of each channel (gamma and beta of the paper)
    training:      True: use this batch's statistics and remember them; False: use what is
                   remembered
    momentum:      how much this batch counts in what is remembered
    eps:           is added to the variance, under the root

    Returns (out, running_mean, running_var): (N, C, H, W), (C,), (C,). The arguments are left as
    they are.

    Ioffe and Szegedy 2015, "Batch Normalization", algorithms 1 and 2;
    https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
    """
    ### BEGIN SOLUTION
    n, c, h, w = x.shape
    for tensor in (running_mean, running_var, weight, bias):
        if tensor is not None and tensor.shape != (c,):
            raise ValueError(f"{tuple(tensor.shape)} is not one number for each of {c} channels")

    if training:
        count = n * h * w  # numbers in a channel: all pixels of all pictures
        if count < 2:
            raise ValueError("one number in a channel has no variance")
        mean = x.mean(dim=(0, 2, 3))  # (C,)
        var = (x - mean[:, None, None]).square().mean(dim=(0, 2, 3))  # (C,), divided by count
        # What is remembered stands for pictures not yet seen, so its variance is the unbiased one (count - 1). Nobody
        # learns through it: the next batch is another computation, hence detach.
        unbiased = var.detach() * count / (count - 1)
        new_mean = (1 - momentum) * running_mean + momentum * mean.detach()
        new_var = (1 - momentum) * running_var + momentum * unbiased
    else:
        mean, var = running_mean, running_var
        new_mean, new_var = running_mean.clone(), running_var.clone()

    out = (x - mean[:, None, None]) / torch.sqrt(var + eps)[:, None, None]  # (N, C, H, W)
    if weight is not None:
        out = out * weight[:, None, None]
    if bias is not None:
        out = out + bias[:, None, None]
    return out, new_mean, new_var
    ### END SOLUTION
