"""Right functions as students write them; tests/fixtures/repair/wrong.txt says what they write instead."""

CONV_NUMPY = """
def conv_forward_naive(x, w, b, conv_param):
    # свёртка
    stride, pad = conv_param['stride'], conv_param['pad']
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    H_out = 1 + (H + 2 * pad - HH) // stride
    W_out = 1 + (W + 2 * pad - WW) // stride
    out = np.zeros((N, F, H_out, W_out))
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='constant')
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    window = x_pad[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
                    out[n, f, i, j] = np.sum(window * w[f]) + b[f]
    cache = (x, w, b, conv_param)
    return out, cache
"""

CONV_BACKWARD = """
def conv_backward(dout, x, w, stride, pad):
    N, F, H_out, W_out = dout.shape
    _, C, kh, kw = w.shape
    xp = torch.nn.functional.pad(x, (pad, pad, pad, pad))
    dxp = torch.zeros_like(xp)
    dw = torch.zeros_like(w)
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    hs = i * stride
                    ws = j * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs:hs + kh, ws:ws + kw]
                    dxp[n, :, hs:hs + kh, ws:ws + kw] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, pad:-pad or None, pad:-pad or None]
    db = dout.sum(dim=(0, 2, 3))
    return dx, dw, db
"""

CONV_TAPS = """
def conv2d(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1):
    sh, sw = stride
    ph, pw = padding
    dh, dw = dilation
    n, c, h, w = x.shape
    f, cg, kh, kw = weight.shape
    x = F.pad(x, (pw, pw, ph, ph))
    out_h = (h + 2 * ph - dh * (kh - 1) - 1) // sh + 1
    out_w = (w + 2 * pw - dw * (kw - 1) - 1) // sw + 1
    out = torch.zeros(n, f, out_h, out_w)
    for i in range(kh):
        for j in range(kw):
            seen = x[:, :, i * dh:i * dh + out_h * sh:sh, j * dw:j * dw + out_w * sw:sw]
            out += torch.einsum("nchw,fc->nfhw", seen, weight[:, :, i, j])
    if bias is not None:
        out = out + bias.view(1, -1, 1, 1)
    return out
"""

MAX_POOL = """
def max_pool2d(x, kernel_size, stride=None, padding=0):
    k = kernel_size
    s = stride or kernel_size
    x = F.pad(x, (padding,) * 4, value=float("-inf"))
    N, C, H, W = x.shape
    oh = (H - k) // s + 1
    ow = (W - k) // s + 1
    out = torch.zeros(N, C, oh, ow)
    for i in range(oh):
        for j in range(ow):
            out[:, :, i, j] = x[:, :, i * s:i * s + k, j * s:j * s + k].amax(dim=(2, 3))
    return out
"""

AVG_POOL = """
def avg_pool2d(x, kernel_size, stride, padding):
    kh, kw = kernel_size
    sh, sw = stride
    ph, pw = padding
    n, c, h, w = x.shape
    out_h = int((h + 2 * ph - kh) / sh) + 1
    out_w = int((w + 2 * pw - kw) / sw) + 1
    big = torch.zeros(n, c, h + 2 * ph, w + 2 * pw)
    big[:, :, ph:ph + h, pw:pw + w] = x
    cols = F.unfold(big, (kh, kw), stride=(sh, sw)).view(n, c, kh * kw, -1)
    return cols.mean(2).view(n, c, out_h, out_w)
"""

MAX_BACKWARD = """
def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    pool_height = pool_param['pool_height']
    pool_width = pool_param['pool_width']
    stride = pool_param['stride']
    N, C, H_out, W_out = dout.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    window = x[n, c, i * stride:i * stride + pool_height, j * stride:j * stride + pool_width]
                    r, s = np.unravel_index(np.argmax(window), window.shape)
                    dx[n, c, i * stride + r, j * stride + s] += dout[n, c, i, j]
    return dx
"""

BATCH_NORM = """
def batch_norm2d(x, running_mean, running_var, weight, bias, training, momentum=0.1, eps=1e-5):
    n = x.shape[0] * x.shape[2] * x.shape[3]
    if training:
        mean = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        running_mean = (1 - momentum) * running_mean + momentum * mean.detach()
        running_var = (1 - momentum) * running_var + momentum * var.detach() * n / (n - 1)
    else:
        mean, var = running_mean, running_var
    x_hat = (x - mean[None, :, None, None]) / torch.sqrt(var[None, :, None, None] + eps)
    out = x_hat * weight[None, :, None, None] + bias[None, :, None, None]
    return out, running_mean, running_var
"""

BATCH_NORM_NUMPY = """
def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param["running_mean"]
    running_var = bn_param["running_var"]
    if mode == "train":
        mu = x.mean(axis=0)
        var = x.var(axis=0)
        x_hat = (x - mu) / np.sqrt(var + eps)
        out = gamma * x_hat + beta
        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * var
    else:
        x_hat = (x - running_mean) / np.sqrt(running_var + eps)
        out = gamma * x_hat + beta
    return out
"""

BATCH_BACKWARD = """
def batchnorm_backward(dout, x, weight, eps):
    N = x.shape[0]
    mu = x.mean(0)
    var = ((x - mu) ** 2).mean(0)
    std = (var + eps) ** 0.5
    x_hat = (x - mu) / std
    dbeta = dout.sum(0)
    dgamma = (dout * x_hat).sum(0)
    dx_hat = dout * weight
    dx = (dx_hat - dx_hat.mean(0) - x_hat * (dx_hat * x_hat).mean(0)) / std
    return dx, dgamma, dbeta
"""

SIZE = """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1
"""

EDGES = """
def edges(image):
    gx = torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    padded = F.pad(image[None, None], (1, 1, 1, 1), mode="replicate")
    across = F.conv2d(padded, gx[None, None])
    down = F.conv2d(padded, gx.T[None, None])
    return (across ** 2 + down ** 2).sqrt()[0, 0]
"""

IM2COL = """
def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    n, c, h, w = x.shape
    f, _, kh, kw = weight.shape
    h_out = (h + 2 * padding - dilation * (kh - 1) - 1) // stride + 1
    w_out = (w + 2 * padding - dilation * (kw - 1) - 1) // stride + 1
    parts = []
    for g in range(groups):
        part = x[:, g * c // groups:(g + 1) * c // groups]
        kernels = weight[g * f // groups:(g + 1) * f // groups]
        columns = F.unfold(part, (kh, kw), dilation=dilation, padding=padding, stride=stride)
        parts.append(kernels.flatten(1) @ columns)
    out = torch.cat(parts, dim=1).reshape(n, f, h_out, w_out)
    if bias is not None:
        out = out + bias[:, None, None]
    return out
"""

POOL_TAPS = """
def max_pool2d(x, kernel_size, stride, padding=0, dilation=1):
    x = F.pad(x, (padding, padding, padding, padding), value=-math.inf)
    out_h = (x.shape[2] - dilation * (kernel_size - 1) - 1) // stride + 1
    out_w = (x.shape[3] - dilation * (kernel_size - 1) - 1) // stride + 1
    best = None
    for i in range(kernel_size):
        for j in range(kernel_size):
            y, z = i * dilation, j * dilation
            seen = x[:, :, y:y + (out_h - 1) * stride + 1:stride, z:z + (out_w - 1) * stride + 1:stride]
            best = seen if best is None else torch.maximum(best, seen)
    return best
"""

POOL_INDICES = """
def pool_with_places(x, k, s):
    n, c, H, W = x.shape
    H_out, W_out = (H - k) // s + 1, (W - k) // s + 1
    values = np.zeros((n, c, H_out, W_out))
    places = np.zeros((n, c, H_out, W_out), dtype=int)
    for b in range(n):
        for ch in range(c):
            for i in range(H_out):
                for j in range(W_out):
                    best = -np.inf
                    for u in range(k):
                        for v in range(k):
                            value = x[b, ch, i * s + u, j * s + v]
                            if value > best:
                                best = value
                                values[b, ch, i, j] = value
                                places[b, ch, i, j] = (i * s + u) * W + j * s + v
    return values, places
"""

BACKWARD_MATRIX = """
def conv_backward(dout, x, w, pad):
    kh, kw = w.shape[2:]
    db = dout.sum((0, 2, 3))
    dw = F.conv2d(x.transpose(0, 1), dout.transpose(0, 1), padding=pad).transpose(0, 1)
    dx = F.conv2d(dout, w.flip(2, 3).transpose(0, 1), padding=(kh - 1 - pad, kw - 1 - pad))
    return dx, dw, db
"""

NORM_STEPS = """
def batch_norm(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        mu = x.mean(dim=(0, 2, 3), keepdim=True)
        var = (x * x).mean(dim=(0, 2, 3), keepdim=True) - mu ** 2
        count = x.numel() // x.size(1)
        running_mean = running_mean * (1 - momentum) + momentum * mu.squeeze().detach()
        running_var = running_var * (1 - momentum) + momentum * var.squeeze().detach() * count / (count - 1)
    else:
        mu = running_mean.view(1, -1, 1, 1)
        var = running_var.view(1, -1, 1, 1)
    out = (x - mu) * torch.rsqrt(var + eps)
    out = out * gamma.view(1, -1, 1, 1) + beta.view(1, -1, 1, 1)
    return out, running_mean, running_var
"""
