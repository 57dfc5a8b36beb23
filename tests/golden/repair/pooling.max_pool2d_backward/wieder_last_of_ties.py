# task: pooling/max_pool2d_backward
# kind: single
# style: loops
# half: fresh
# wrong: Of equal maxima the last one wins.
# right 32: if best_pos is None or x[b, ch, iy, ix] > best_val:
import torch


def to2(v):
    return v if isinstance(v, (tuple, list)) else (v, v)


def max_pool2d_backward(grad_out, x, kernel_size, stride=None, padding=0):
    kH, kW = to2(kernel_size)
    sH, sW = to2(stride) if stride is not None else (kH, kW)
    pH, pW = to2(padding)
    B, C, H, W = x.shape
    _, _, OH, OW = grad_out.shape
    grad_x = torch.zeros_like(x)
    for b in range(B):
        for ch in range(C):
            for oy in range(OH):
                for ox in range(OW):
                    best_val = float("-inf")
                    best_pos = None
                    for ky in range(kH):
                        for kx in range(kW):
                            iy = oy * sH - pH + ky
                            ix = ox * sW - pW + kx
                            if 0 <= iy < H and 0 <= ix < W:
                                if best_pos is None or x[b, ch, iy, ix] >= best_val:  # <- wrong
                                    best_val = x[b, ch, iy, ix]
                                    best_pos = (iy, ix)
                    grad_x[b, ch, best_pos[0], best_pos[1]] += grad_out[b, ch, oy, ox]
    return grad_x
