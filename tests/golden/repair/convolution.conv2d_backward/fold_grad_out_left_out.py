# task: convolution/conv2d_backward
# kind: single
# style: torch
# half: held
# wrong: grad_out is left out of grad_x: ones stand in its place.
# right 29: dX_col = torch.matmul(W_row.t(), dout_flat)
import torch
import torch.nn.functional as F


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    """unfold / fold: столбцы X_col, тогда out = W_row @ X_col"""
    stride = (stride, stride) if isinstance(stride, int) else stride
    padding = (padding, padding) if isinstance(padding, int) else padding
    n_filters, d_in, kh, kw = weight.shape
    batch, _, height, width = x.shape
    oh, ow = grad_out.shape[-2], grad_out.shape[-1]

    X_col = F.unfold(x, (kh, kw), padding=padding, stride=stride)       # (N, C*kh*kw, L)
    dout_flat = grad_out.reshape(batch, n_filters, oh * ow)             # (N, F, L)

    db = dout_flat.sum(dim=(0, 2))

    dW = torch.matmul(dout_flat, X_col.transpose(1, 2))
    dW = dW.sum(dim=0)
    dW = dW.view(n_filters, d_in, kh, kw)

    W_row = weight.reshape(n_filters, -1)
    dX_col = torch.matmul(W_row.t(), torch.ones_like(dout_flat))  # <- wrong
    dX = F.fold(dX_col, (height, width), (kh, kw), padding=padding, stride=stride)
    return dX, dW, db
