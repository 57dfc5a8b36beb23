# task: pooling/max_pool2d_backward
# kind: repeated
# style: loops
# half: fresh
# wrong: The windows begin at multiples of the kernel.
# right 30: iy = oy * sH - pH + ky
# right 31: ix = ox * sW - pW + kx
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
                            iy = oy * kH - pH + ky  # <- wrong
                            ix = ox * kW - pW + kx  # <- wrong
                            if 0 <= iy < H and 0 <= ix < W:
                                if best_pos is None or x[b, ch, iy, ix] > best_val:
                                    best_val = x[b, ch, iy, ix]
                                    best_pos = (iy, ix)
                    grad_x[b, ch, best_pos[0], best_pos[1]] += grad_out[b, ch, oy, ox]
    return grad_x
