"""The first layer of a vision transformer: a convolution whose kernels do not overlap, and a look at its kernels."""

import torch
import torch.nn.functional as F


def patch_embedding(x, weight, bias=None):
    """Cuts pictures into patches and describes each by F numbers: a convolution with stride = kernel.

    x:       (N, C, H, W), a batch of pictures; H and W are multiples of kh and kw
    weight:  (F, C, kh, kw), one kernel for each of the F numbers; a patch is as large as a kernel
    bias:    (F,) or None

    Returns (N, patches, F) with patches = H / kh * W / kw, row by row as in a book: the "words" of
    a transformer.

    Source: A. Dosovitskiy et al., "An Image is Worth 16x16 Words", 2020, section 3.1.
    """
    ### BEGIN SOLUTION
    n, c, h, w = x.shape
    kh, kw = weight.shape[2:]
    x = x.reshape(n, c, h // kh, kh, w // kw, kw)
    patches = x.permute(0, 2, 4, 1, 3, 5)  # (N, H / kh, W / kw, C, kh, kw)
    patches = patches.reshape(n, -1, c * kh * kw)  # (N, patches, C * kh * kw), each in the order of a kernel's numbers
    return F.linear(patches, weight.flatten(1), bias)  # (N, patches, F)
    ### END SOLUTION


def filter_grid(weight, columns):
    """All filters of a first layer in one picture, as papers show them.

    weight:   (F, C, kh, kw)
    columns:  how many filters stand in a row, at most F

    Returns (C, rows * (kh + 1) - 1, columns * (kw + 1) - 1) with rows = F / columns, rounded up.
    The filters stand row by row, one pixel of 0 between neighbours and none around the whole;
    places left over are 0. Each filter is scaled by itself, all its channels together, so that its
    smallest number becomes 0 and its largest 1.

    Source: A. Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks",
    2012, figure 3.
    """
    ### BEGIN SOLUTION
    f, c, kh, kw = weight.shape
    low, high = weight.amin((1, 2, 3), keepdim=True), weight.amax((1, 2, 3), keepdim=True)
    scaled = (weight - low) / (high - low)  # (F, C, kh, kw)
    rows = -(-f // columns)
    picture = weight.new_zeros(c, rows * (kh + 1) - 1, columns * (kw + 1) - 1)
    for number in range(f):
        top, left = number // columns * (kh + 1), number % columns * (kw + 1)
        picture[:, top : top + kh, left : left + kw] = scaled[number]
    return picture
    ### END SOLUTION


def principal_filters(weight, k):
    """The k filters of which all others are made, nearly: principal components.

    weight:  (F, C, kh, kw), each filter is one observation of C * kh * kw numbers
    k:       how many components, less than F

    The mean filter is subtracted first. Returns (k, C, kh, kw): the directions in which the filters
    vary most, the strongest first, each of length 1 (its squares add up to 1). Their signs are
    arbitrary.

    Source: A. Dosovitskiy et al., "An Image is Worth 16x16 Words", 2020, figure 7 on the left.
    """
    ### BEGIN SOLUTION
    filters = weight.flatten(1)  # (F, C * kh * kw)
    filters = filters - filters.mean(0)
    # The rows of Vh are the directions, sorted by how much the filters vary along them.
    _, _, directions = torch.linalg.svd(filters, full_matrices=False)  # (min(F, C * kh * kw), C * kh * kw)
    return directions[:k].reshape(k, *weight.shape[1:])
    ### END SOLUTION
