# task: convolution/conv2d_backward
# kind: single
# style: vectorised
# half: fresh
# wrong: col2im overwrites instead of adding where windows overlap.
# right 35: img[:, :, y:y_max:stride[0], q:q_max:stride[1]] += cols[:, :, y, q]
import torch
import torch.nn.functional as F


def im2col(x, field_height, field_width, padding, stride):
    p = F.pad(x, (padding[1], padding[1], padding[0], padding[0]))
    N, C, H, W = p.shape
    out_h = (H - field_height) // stride[0] + 1
    out_w = (W - field_width) // stride[1] + 1
    cols = torch.empty(N, C, field_height, field_width, out_h, out_w, dtype=x.dtype)
    for y in range(field_height):
        y_max = y + stride[0] * out_h
        for q in range(field_width):
            q_max = q + stride[1] * out_w
            cols[:, :, y, q] = p[:, :, y:y_max:stride[0], q:q_max:stride[1]]
    return cols.permute(0, 4, 5, 1, 2, 3).reshape(N * out_h * out_w, -1)


def col2im(cols, x_shape, field_height, field_width, padding, stride):
    N, C, H, W = x_shape
    out_h = (H + 2 * padding[0] - field_height) // stride[0] + 1
    out_w = (W + 2 * padding[1] - field_width) // stride[1] + 1
    cols = cols.reshape(N, out_h, out_w, C, field_height, field_width).permute(0, 3, 4, 5, 1, 2)
    img = torch.zeros(N, C, H + 2 * padding[0] + stride[0] - 1, W + 2 * padding[1] + stride[1] - 1, dtype=cols.dtype)
    for y in range(field_height):
        y_max = y + stride[0] * out_h
        for q in range(field_width):
            q_max = q + stride[1] * out_w
            img[:, :, y:y_max:stride[0], q:q_max:stride[1]] = cols[:, :, y, q]  # <- wrong
    return img[:, :, padding[0]:H + padding[0], padding[1]:W + padding[1]]


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(padding, int):
        padding = (padding, padding)
    FN, C, FH, FW = weight.shape
    col = im2col(x, FH, FW, padding, stride)
    dout = grad_out.permute(0, 2, 3, 1).reshape(-1, FN)
    db = torch.sum(dout, dim=0)
    dW = torch.matmul(col.T, dout)
    dW = dW.permute(1, 0).reshape(FN, C, FH, FW)
    dcol = torch.matmul(dout, weight.reshape(FN, -1))
    dx = col2im(dcol, x.shape, FH, FW, padding, stride)
    return dx, dW, db
