# task: convolution/conv2d_backward
# kind: single
# style: loops
# half: fresh
# wrong: The columns are compared with the height of the picture.
# right 32: if row < 0 or col < 0 or row >= hin or col >= win:
import torch


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    if not isinstance(stride, tuple):
        stride = (stride, stride)
    if not isinstance(padding, tuple):
        padding = (padding, padding)
    bs, cin, hin, win = x.shape
    cout, _, kh, kw = weight.shape
    _, _, hout, wout = grad_out.shape

    dx = torch.zeros_like(x)
    dw = torch.zeros_like(weight)
    db = torch.zeros(cout, dtype=x.dtype)

    for o in range(cout):
        db[o] = grad_out[:, o].sum()
        for r in range(hout):
            for c in range(wout):
                g = grad_out[:, o, r, c]
                for a in range(kh):
                    for b in range(kw):
                        row = r * stride[0] + a - padding[0]
                        col = c * stride[1] + b - padding[1]
                        if row < 0 or col < 0 or row >= hin or col >= hin:  # <- wrong
                            continue
                        dw[o, :, a, b] += (g[:, None] * x[:, :, row, col]).sum(0)
                        dx[:, :, row, col] += g[:, None] * weight[o, :, a, b]
    return dx, dw, db
