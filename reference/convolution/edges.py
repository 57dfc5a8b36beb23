"""What a convolution sees: outlines by Sobel's kernels, and the place in a picture that looks like a pattern."""

import torch
import torch.nn.functional as F


def edges(image):
    """Outlines of a grey picture: how fast its brightness changes at each pixel.

    image:  (H, W), brightness

    Returns (H, W): sqrt(across ** 2 + down ** 2), where across and down are the picture under
    Sobel's two kernels

        -1 0 1        -1 -2 -1
        -2 0 2         0  0  0
        -1 0 1         1  2  1

    laid on each pixel as they are. Outside the picture its border pixels are repeated, so that the
    frame of the picture does not become an outline.

    Source: I. Sobel, G. Feldman, "An Isotropic 3x3 Image Gradient Operator", 1968 (written down by
    Sobel in 2014).
    """
    ### BEGIN SOLUTION
    ramp, smooth = image.new_tensor([-1, 0, 1]), image.new_tensor([1, 2, 1])
    across = torch.outer(smooth, ramp)  # (3, 3): brightness grows along a row
    kernels = torch.stack([across, across.T])[:, None]  # (2, 1, 3, 3)
    framed = F.pad(image[None, None], (1, 1, 1, 1), mode="replicate")  # (1, 1, H + 2, W + 2)
    gradient = F.conv2d(framed, kernels)[0]  # (2, H, W)
    return gradient.square().sum(0).sqrt()
    ### END SOLUTION


def find_pattern(image, pattern):
    """The place in a grey picture that looks most like a pattern, whatever the light.

    image:    (H, W)
    pattern:  (kh, kw), not larger than the picture

    Returns (row, column) of the top left pixel of the window whose correlation coefficient with the
    pattern is the largest. The coefficient of a window w and the pattern p is

        sum((w - mean(w)) * (p - mean(p))) / sqrt(sum((w - mean(w)) ** 2) * sum((p - mean(p)) ** 2))

    It is 1 where w = a * p + b with a > 0, and -1 where w is the pattern's negative.

    Source: J. P. Lewis, "Fast Normalized Cross-Correlation", 1995.
    """
    ### BEGIN SOLUTION
    kh, kw = pattern.shape
    rows, columns = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    windows = F.unfold(image[None, None], (kh, kw))[0]  # (kh * kw, rows * columns), a window a column
    windows = windows - windows.mean(0)
    kernel = (pattern - pattern.mean()).flatten()  # (kh * kw,)
    # The pattern's own length is the same everywhere, so it does not move the maximum.
    score = (kernel @ windows) / windows.norm(dim=0)  # (rows * columns,)
    best = int(score.reshape(rows, columns).argmax())  # argmax counts along the rows
    return best // columns, best % columns
    ### END SOLUTION
