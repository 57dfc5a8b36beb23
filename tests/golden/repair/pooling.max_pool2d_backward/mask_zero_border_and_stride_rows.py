# task: pooling/max_pool2d_backward
# kind: two
# style: loops
# half: tuned
# wrong: The border is filled with zeros, and the columns move by the stride of the rows.
# right 34: A_pad = torch.full((m, n_C, n_H_prev + 2 * p_h, n_W_prev + 2 * p_w), -float("inf"), dtype=x.dtype)
# right 43: horiz_start = w * s_w
import torch


def create_mask(window):
    # первый максимум в порядке чтения
    mask = torch.zeros_like(window)
    best = window[0, 0]
    place = (0, 0)
    for a in range(window.shape[0]):
        for b in range(window.shape[1]):
            if window[a, b] > best:
                best = window[a, b]
                place = (a, b)
    mask[place] = 1
    return mask


def max_pool2d_backward(grad_out, x, kernel_size, stride=None, padding=0):
    f_h, f_w = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    if stride is None:
        stride = (f_h, f_w)
    s_h, s_w = (stride, stride) if isinstance(stride, int) else stride
    p_h, p_w = (padding, padding) if isinstance(padding, int) else padding
    m, n_C, n_H_prev, n_W_prev = x.shape
    n_H, n_W = grad_out.shape[2:]

    A_pad = torch.zeros((m, n_C, n_H_prev + 2 * p_h, n_W_prev + 2 * p_w), dtype=x.dtype)  # <- wrong 1
    A_pad[:, :, p_h:p_h + n_H_prev, p_w:p_w + n_W_prev] = x
    dA_pad = torch.zeros_like(A_pad)
    for i in range(m):
        for c in range(n_C):
            for h in range(n_H):
                for w in range(n_W):
                    vert_start = h * s_h
                    vert_end = vert_start + f_h
                    horiz_start = w * s_h  # <- wrong 2
                    horiz_end = horiz_start + f_w
                    a_prev_slice = A_pad[i, c, vert_start:vert_end, horiz_start:horiz_end]
                    mask = create_mask(a_prev_slice)
                    dA_pad[i, c, vert_start:vert_end, horiz_start:horiz_end] += mask * grad_out[i, c, h, w]
    return dA_pad[:, :, p_h:p_h + n_H_prev, p_w:p_w + n_W_prev]
