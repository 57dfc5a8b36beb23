"""The backward pass of a convolution by hand, with the meaning of what torch.autograd makes of conv2d."""

import torch
import torch.nn.functional as F


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    """How the loss changes with each pixel, each number of the kernels and each bias.

    grad_out:  (N, F, H', W'), the gradient of the loss for the output of the convolution
    x:         (N, C, H, W), the pictures that were convolved
    weight:    (F, C, kh, kw), the kernels
    stride, padding:  a number or a pair (rows, columns), the same as in the forward pass

    Returns (grad_x, grad_weight, grad_bias) with the shapes of x, of weight and (F,). See Dumoulin
    and Visin, A guide to convolution arithmetic for deep learning, chapter 4, and Goodfellow et
    al., Deep Learning, section 9.5.
    """

    ### BEGIN SOLUTION
    def pair(value):
        return (value, value) if isinstance(value, int) else tuple(value)

    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    h, w = x.shape[2:]
    kh, kw = weight.shape[2:]
    out_h, out_w = grad_out.shape[2:]
    fits = ((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)
    if (out_h, out_w) != fits:
        raise ValueError(f"grad_out has {out_h} x {out_w} places, but this convolution makes {fits[0]} x {fits[1]}")

    padded = F.pad(x, (pw, pw, ph, ph))  # (N, C, H + 2 ph, W + 2 pw)
    grad_padded = torch.zeros_like(padded)
    grad_weight = torch.zeros_like(weight)
    # The forward pass adds, for each tap (i, j), weight[..., i, j] times the picture shifted by (i, j) and thinned out
    # by the stride. A product sends the gradient to each of its factors, multiplied by the other one.
    for i in range(kh):
        for j in range(kw):
            rows = slice(i, i + (out_h - 1) * sh + 1, sh)
            columns = slice(j, j + (out_w - 1) * sw + 1, sw)
            seen = padded[:, :, rows, columns]  # (N, C, H', W')
            grad_weight[:, :, i, j] = torch.einsum("nfhw,nchw->fc", grad_out, seen)
            # += : windows overlap, and a pixel gets a gradient from every window that saw it
            grad_padded[:, :, rows, columns] += torch.einsum("nfhw,fc->nchw", grad_out, weight[:, :, i, j])

    grad_x = grad_padded[:, :, ph : ph + h, pw : pw + w]  # the zeros of the border need no gradient
    grad_bias = grad_out.sum(dim=(0, 2, 3))  # bias[f] is added to every place of channel f in every picture
    return grad_x, grad_weight, grad_bias
    ### END SOLUTION
