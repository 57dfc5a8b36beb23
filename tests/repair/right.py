"""Right functions as students write them, and what they write instead.

WRONG: (what is wrong, the function, ((right, wrong), ...)); where the repair is spelled otherwise than the function,
also ((right, as it is repaired), ...).
"""

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

TRAIN = """
def train_epoch(model, loader, optimizer, loss_fn, device):
    model.train()
    total, count = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        outputs = model(x)
        loss = loss_fn(outputs, y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
        count += len(x)
    return total / count
"""

EVALUATE = """
def evaluate(model, loader, device):
    model.eval()
    right = 0
    count = 0
    with torch.no_grad():
        for x, y in loader:
            predicted = model(x.to(device)).argmax(dim=1)
            right += (predicted == y.to(device)).sum().item()
            count += y.size(0)
    return right / count
"""

BLOCK_INIT = """
class Block(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU()
        self.shortcut = nn.Sequential()
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + self.shortcut(x))
"""

NET = """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.flatten(1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)
"""

Pairs = tuple[tuple[str, str], ...]
WRONG: tuple[tuple[str, str, Pairs] | tuple[str, str, Pairs, Pairs], ...] = (
    ("output height for the width", CONV_NUMPY, (("(W + 2 * pad - WW)", "(H + 2 * pad - WW)"),)),
    ("kernel height for the width", CONV_NUMPY, (("(W + 2 * pad - WW)", "(W + 2 * pad - HH)"),)),
    ("real division", CONV_NUMPY, (("- HH) // stride", "- HH) / stride"), ("- WW) // stride", "- WW) / stride"))),
    ("one padding", CONV_NUMPY, (("H + 2 * pad", "H + pad"), ("W + 2 * pad", "W + pad"))),
    ("no padding in the size", CONV_NUMPY, (("H + 2 * pad - HH", "H - HH"), ("W + 2 * pad - WW", "W - WW")), (("(H + 2 * pad - HH)", "(H - HH + 2 * pad)"), ("(W + 2 * pad - WW)", "(W - WW + 2 * pad)"),)),
    ("stride ignored", CONV_NUMPY, (("i * stride", "i"), ("j * stride", "j"))),
    ("stride ignored where windows end", CONV_NUMPY, (("i * stride + HH", "i + HH"), ("j * stride + WW", "j + WW"))),
    ("stride on rows only", CONV_NUMPY, (("j * stride", "j"),)),
    ("bias forgotten", CONV_NUMPY, (("np.sum(window * w[f]) + b[f]", "np.sum(window * w[f])"),)),
    ("bias inside the sum", CONV_NUMPY, (("np.sum(window * w[f]) + b[f]", "np.sum(window * w[f] + b[f])"),)),
    ("mean for sum", CONV_NUMPY, (("np.sum(", "np.mean("),)),
    ("padded with edges", CONV_NUMPY, (("mode='constant'", "mode='edge'"),)),
    ("kernel of the wrong filter", CONV_NUMPY, (("w[f]", "w[n]"),)),
    ("rows and columns of the place", CONV_NUMPY, (("out[n, f, i, j]", "out[n, f, j, i]"),)),
    ("numbers of the kernel written out", CONV_NUMPY, (("stride + HH", "stride + 3"), ("stride + WW", "stride + 3"))),
    ("one too few", CONV_NUMPY, (("1 + (H", "(H"), ("1 + (W", "(W")), (("1 + (H + 2 * pad - HH) // stride", "(H + 2 * pad - HH) // stride + 1"), ("1 + (W + 2 * pad - WW) // stride", "(W + 2 * pad - WW) // stride + 1"),)),
    ("padding 1", CONV_NUMPY, (("(pad, pad), (pad, pad)", "(1, 1), (1, 1)"),)),
    ("bias of the wrong axis", CONV_NUMPY, (("b[f]", "b[n]"),)),
    ("empty crop", CONV_BACKWARD, (("pad:-pad or None", "pad:-pad"),)),
    ("last window only", CONV_BACKWARD, (("+= dout[n, f, i, j] * w[f]", "= dout[n, f, i, j] * w[f]"),)),
    ("last picture only", CONV_BACKWARD, (("dw[f] +=", "dw[f] ="),)),
    ("both overwritten", CONV_BACKWARD, (("dw[f] +=", "dw[f] ="), ("ws:ws + kw] +=", "ws:ws + kw] ="))),
    ("stride ignored at the start", CONV_BACKWARD, (("i * stride", "i"), ("j * stride", "j"))),
    ("batch not summed", CONV_BACKWARD, (("(0, 2, 3)", "(2, 3)"),)),
    ("bias averaged", CONV_BACKWARD, (("dout.sum", "dout.mean"),)),
    ("kept dimensions", CONV_BACKWARD, (("(0, 2, 3))", "(0, 2, 3), keepdim=True)"),), (("(0, 2, 3))", "(0, 2, 3), keepdim=False)"),)),
    ("weight first", CONV_BACKWARD, (("return dx, dw, db", "return dw, dx, db"),)),
    ("another order", CONV_BACKWARD, (("return dx, dw, db", "return dw, db, dx"),)),
    ("gradient not used", CONV_BACKWARD, (("+= dout[n, f, i, j] * w[f]", "+= w[f]"),)),
    ("divided by the batch", CONV_BACKWARD, (("dout.sum(dim=(0, 2, 3))", "dout.sum(dim=(0, 2, 3)) / N"),)),
    ("border not cut off", CONV_BACKWARD, (("dx = dxp[:, :, pad:-pad or None, pad:-pad or None]", "dx = dxp"),), (("[:, :, pad:-pad or None, pad:-pad or None]", "[..., pad:-pad or None, pad:-pad or None]"),)),
    ("kernel sides exchanged", CONV_BACKWARD, (("hs:hs + kh, ws:ws + kw", "hs:hs + kw, ws:ws + kh"),)),
    ("wrong order of sides", CONV_BACKWARD, (("_, C, kh, kw", "_, C, kw, kh"),)),
    ("dilation ignored", CONV_TAPS, (("i * dh", "i"), ("j * dw", "j"))),
    ("dilation ignored in the size", CONV_TAPS, (("- dh * (kh - 1) - 1", "- kh"), ("- dw * (kw - 1) - 1", "- kw")), (("- dh * (kh - 1) - 1", "- (dh * (kh - 1) + 1)"), ("- dw * (kw - 1) - 1", "- (dw * (kw - 1) + 1)"),)),
    ("pad takes columns first", CONV_TAPS, (("(pw, pw, ph, ph)", "(ph, ph, pw, pw)"),)),
    ("pairs exchanged", CONV_TAPS, (("sh, sw = stride", "sw, sh = stride"),)),
    ("kernel transposed", CONV_TAPS, (("weight[:, :, i, j]", "weight[:, :, j, i]"),)),
    ("channel overwritten", CONV_TAPS, (("out += torch", "out = torch"),)),
    ("bias along the columns", CONV_TAPS, (("bias.view(1, -1, 1, 1)", "bias"),), (("bias.view(1, -1, 1, 1)", "bias[:, None, None]"),)),
    ("stride of the rows twice", CONV_TAPS, (("- 1) // sw", "- 1) // sh"),)),
    ("bound without stride", CONV_TAPS, (("out_h * sh", "out_h"), ("out_w * sw", "out_w"))),
    ("step forgotten", CONV_TAPS, (("* sh:sh", "* sh"), ("* sw:sw", "* sw"))),
    ("flipped kernel", CONV_TAPS, (("weight[:, :, i, j]", "weight.flip(2, 3)[:, :, i, j]"),)),
    ("when there is no bias", CONV_TAPS, (("is not None", "is None"),)),
    ("zeros may win", MAX_POOL, ((', value=float("-inf")', ""),)),
    ("size from the window", MAX_POOL, (("(H - k) // s + 1", "H // k"), ("(W - k) // s + 1", "W // k"))),
    ("size without one", MAX_POOL, (("// s + 1", "// s"),)),
    ("one in the parentheses", MAX_POOL, (("(H - k) // s + 1", "(H - k + 1) // s"), ("(W - k) // s + 1", "(W - k + 1) // s"))),
    ("size rounded up", MAX_POOL, (("(H - k) // s", "-(-(H - k) // s)"), ("(W - k) // s", "-(-(W - k) // s)"))),
    ("window end", MAX_POOL, (("i * s + k", "i + k"), ("j * s + k", "j + k"))),
    ("pooled over channels", MAX_POOL, (("(2, 3)", "(1, 2, 3)"),)),
    ("smallest", MAX_POOL, (("amax", "amin"),)),
    ("width from the height", MAX_POOL, (("(W - k)", "(H - k)"),)),
    ("twins chained", MAX_POOL, (("    oh = (H - k) // s + 1\n    ow = (W - k) // s + 1", "    oh = ow = (H - k) // s + 1"),), (("    oh = (H - k) // s + 1\n    ow = (W - k) // s + 1", "    oh, ow = (H - k) // s + 1, (W - k) // s + 1"),)),
    ("rounded", AVG_POOL, (("int((h + 2 * ph - kh) / sh)", "round((h + 2 * ph - kh) / sh)"), ("int((w + 2 * pw - kw) / sw)", "round((w + 2 * pw - kw) / sw)"))),
    ("rounded up", AVG_POOL, (("int((h + 2 * ph - kh) / sh)", "math.ceil((h + 2 * ph - kh) / sh)"), ("int((w + 2 * pw - kw) / sw)", "math.ceil((w + 2 * pw - kw) / sw)"))),
    ("padding exchanged", AVG_POOL, (("ph:ph + h, pw:pw + w", "pw:pw + h, ph:ph + w"),)),
    ("window of its size", AVG_POOL, (("stride=(sh, sw)", "stride=(kh, kw)"),)),
    ("sum", AVG_POOL, (("cols.mean(2)", "cols.sum(2)"),)),
    ("pool overwritten", MAX_BACKWARD, (("+= dout", "= dout"),)),
    ("stride in the place", MAX_BACKWARD, (("i * stride + r", "i + r"), ("j * stride + s", "j + s"))),
    ("smallest found", MAX_BACKWARD, (("np.argmax", "np.argmin"),)),
    ("places exchanged", MAX_BACKWARD, (("r, s = np", "s, r = np"),)),
    ("pool sides", MAX_BACKWARD, (("pool_height, j * stride:j * stride + pool_width", "pool_width, j * stride:j * stride + pool_height"),)),
    ("two for the stride", MAX_BACKWARD, (("i * stride", "i * 2"), ("j * stride", "j * 2"))),
    ("eps outside", BATCH_NORM, (("torch.sqrt(var[None, :, None, None] + eps)", "(torch.sqrt(var[None, :, None, None]) + eps)"),)),
    ("eps dropped", BATCH_NORM, (("var[None, :, None, None] + eps", "var[None, :, None, None]"),)),
    ("root dropped", BATCH_NORM, (("torch.sqrt(var[None, :, None, None] + eps)", "(var[None, :, None, None] + eps)"),), (("torch.sqrt(var[None, :, None, None] + eps)", "(var[None, :, None, None] + eps) ** 0.5"),)),
    ("unbiased", BATCH_NORM, ((", unbiased=False", ""),)),
    ("unbiased said", BATCH_NORM, (("unbiased=False", "unbiased=True"),)),
    ("biased remembered", BATCH_NORM, (("momentum * var.detach() * n / (n - 1)", "momentum * var.detach()"),), (("var.detach() * n / (n - 1)", "(var * n / (n - 1)).detach()"),)),
    ("momentum turned", BATCH_NORM, (("(1 - momentum) * running_mean + momentum", "momentum * running_mean + (1 - momentum)"), ("(1 - momentum) * running_var + momentum", "momentum * running_var + (1 - momentum)"))),
    ("batch axis forgotten", BATCH_NORM, (("(0, 2, 3)", "(2, 3)"),)),
    ("batch statistics always", BATCH_NORM, (("if training:", "if True:"),)),
    ("shift forgotten", BATCH_NORM, ((" + bias[None, :, None, None]", ""),)),
    ("gamma and beta forgotten", BATCH_NORM, (("x_hat * weight[None, :, None, None] + bias[None, :, None, None]", "x_hat"),)),
    ("mean not detached", BATCH_NORM, (("mean.detach()", "mean"),)),
    ("order of results", BATCH_NORM, (("out, running_mean, running_var", "out, running_var, running_mean"),)),
    ("test mode without affine", BATCH_NORM_NUMPY, (("        out = gamma * x_hat + beta\n    return", "        out = x_hat\n    return"),), (("        out = gamma * x_hat + beta\n    return", "        out = x_hat * gamma + beta\n    return"),)),
    ("eps twice outside", BATCH_NORM_NUMPY, (("np.sqrt(var + eps)", "(np.sqrt(var) + eps)"), ("np.sqrt(running_var + eps)", "(np.sqrt(running_var) + eps)"))),
    ("std remembered", BATCH_NORM_NUMPY, (("(1 - momentum) * var", "(1 - momentum) * np.sqrt(var)"),)),
    ("momentum turned in numpy", BATCH_NORM_NUMPY, (("= momentum * running_mean + (1 - momentum)", "= (1 - momentum) * running_mean + momentum"), ("= momentum * running_var + (1 - momentum)", "= (1 - momentum) * running_var + momentum"))),
    ("axis", BATCH_NORM_NUMPY, (("axis=0", "axis=1"),)),
    ("batch mean in test mode", BATCH_NORM_NUMPY, (("(x - running_mean)", "(x - x.mean(axis=0))"),)),
    ("times for divided", BATCH_BACKWARD, (("* x_hat).mean(0)) / std", "* x_hat).mean(0)) * std"),)),
    ("sign", BATCH_BACKWARD, (("mean(0) - x_hat", "mean(0) + x_hat"),)),
    ("summed", BATCH_BACKWARD, (("dx_hat - dx_hat.mean(0)", "dx_hat - dx_hat.sum(0)"),)),
    ("weight forgotten", BATCH_BACKWARD, (("dx_hat = dout * weight", "dx_hat = dout"),)),
    ("gamma without x_hat", BATCH_BACKWARD, (("(dout * x_hat).sum(0)\n", "(dout * x).sum(0)\n"),)),
    ("no root", BATCH_BACKWARD, (("(var + eps) ** 0.5", "(var + eps)"),)),
    ("gradients exchanged", BATCH_BACKWARD, (("dx, dgamma, dbeta", "dx, dbeta, dgamma"),)),
    ("size: one padding", SIZE, (("2 * padding", "padding"),)),
    ("size: real division", SIZE, (("// stride", "/ stride"),)),
    ("size: dilation", SIZE, (("dilation * (kernel_size - 1) - 1", "dilation * kernel_size"),)),
    ("size: no dilation", SIZE, (("dilation * (kernel_size - 1) - 1", "kernel_size"),)),
    ("size: without one", SIZE, (("// stride + 1", "// stride"),)),
    ("size: sign", SIZE, (("2 * padding - dilation", "2 * padding + dilation"),)),
    ("edges: not squared", EDGES, (("(across ** 2 + down ** 2).sqrt()", "(across + down).sqrt()"),)),
    ("edges: no root", EDGES, (("(across ** 2 + down ** 2).sqrt()", "(across ** 2 + down ** 2)"),), (("(across ** 2 + down ** 2).sqrt()[0, 0]", "(across ** 2 + down ** 2)[0, 0] ** 0.5"),)),
    ("edges: reflected", EDGES, (('"replicate"', '"reflect"'),)),
    ("edges: one kernel", EDGES, (("gx.T[None, None]", "gx[None, None]"),)),
    ("edges: only one term", EDGES, (("across ** 2 + down ** 2", "across ** 2"),)),
    ("no zero_grad", TRAIN, (("        optimizer.zero_grad()\n", ""),)),
    ("zero_grad once", TRAIN, (("    for x, y in loader:\n        x, y = x.to(device), y.to(device)\n        optimizer.zero_grad()\n", "    optimizer.zero_grad()\n    for x, y in loader:\n        x, y = x.to(device), y.to(device)\n"),), (("        x, y = x.to(device), y.to(device)\n        optimizer.zero_grad()\n", "        optimizer.zero_grad()\n        x, y = x.to(device), y.to(device)\n"),)),
    ("zero_grad before the step", TRAIN, (("        optimizer.zero_grad()\n", ""), ("        loss.backward()\n", "        loss.backward()\n        optimizer.zero_grad()\n")), (("        optimizer.zero_grad()\n", ""), ("        loss.backward()\n", "        optimizer.zero_grad()\n        loss.backward()\n"),)),
    ("step before backward", TRAIN, (("        loss.backward()\n        optimizer.step()\n", "        optimizer.step()\n        loss.backward()\n"),)),
    ("no step", TRAIN, (("        optimizer.step()\n", ""),)),
    ("no backward", TRAIN, (("        loss.backward()\n", ""),)),
    ("no train mode", TRAIN, (("    model.train()\n", ""),)),
    ("eval mode", TRAIN, (("model.train()", "model.eval()"),)),
    ("mean of means", TRAIN, (("loss.item() * len(x)", "loss.item()"),)),
    ("batches counted", TRAIN, (("count += len(x)", "count += 1"),)),
    ("last batch only", TRAIN, (("total += loss", "total = loss"),)),
    ("returned at once", TRAIN, (("    return total / count", "        return total / count"),)),
    ("tensor returned", TRAIN, (("loss.item() * len(x)", "loss * len(x)"),)),
    ("step once an epoch", TRAIN, (("        optimizer.step()\n        total += loss.item() * len(x)\n        count += len(x)\n", "        total += loss.item() * len(x)\n        count += len(x)\n    optimizer.step()\n"),), (("        optimizer.step()\n        total += loss.item() * len(x)\n        count += len(x)\n", "        total += loss.item() * len(x)\n        count += len(x)\n        optimizer.step()\n"),)),
    ("no eval mode", EVALUATE, (("    model.eval()\n", ""),)),
    ("train mode", EVALUATE, (("model.eval()", "model.train()"),)),
    ("gradients recorded", EVALUATE, (("no_grad", "enable_grad"),)),
    ("axis of the argmax", EVALUATE, (("argmax(dim=1)", "argmax(dim=0)"),)),
    ("value for place", EVALUATE, (("argmax(dim=1)", "max(dim=1)"),)),
    ("counts batches", EVALUATE, (("y.size(0)", "1"),), (("y.size(0)", "len(y)"),)),
    ("counter reset", EVALUATE, (("    count = 0\n", ""), ("        for x, y in loader:\n", "        for x, y in loader:\n            count = 0\n")), (("    count = 0\n", ""), ("        for x, y in loader:", "        count = 0\n        for x, y in loader:"),)),
    ("mean for sum of right ones", EVALUATE, ((".sum().item()", ".float().mean().item()"),), ((".sum().item()", ".float().sum().item()"),)),
    ("no super", BLOCK_INIT, (("        super().__init__()\n", ""),)),
    ("bias", BLOCK_INIT, ((", padding=1, bias=False)\n        self.bn2", ", padding=1)\n        self.bn2"),)),
    ("biases", BLOCK_INIT, ((", bias=False", ""),)),
    ("no padding", BLOCK_INIT, ((", padding=1", ""),), ((", padding=1, bias=False", ", bias=False, padding=1"),)),
    ("stride ignored by the block", BLOCK_INIT, ((", stride=stride", ""),), (("stride=stride, padding=1, bias=False", "padding=1, bias=False, stride=stride"), ("1, stride=stride, bias=False", "1, bias=False, stride=stride"),)),
    ("stride in the second", BLOCK_INIT, (("1, stride=stride, bias", "1, bias"),), (("1, stride=stride, bias=False", "1, bias=False, stride=stride"),)),
    ("channels", BLOCK_INIT, (("self.conv2 = nn.Conv2d(out_channels", "self.conv2 = nn.Conv2d(in_channels"),)),
    ("for channels only", BLOCK_INIT, (("stride != 1 or in", "stride != 1 and in"),)),
    ("shortcut forgotten", BLOCK_INIT, (("out + self.shortcut(x)", "out"),)),
    ("input added", BLOCK_INIT, (("out + self.shortcut(x)", "out + x"),)),
    ("activated before", BLOCK_INIT, (("self.relu(out + self.shortcut(x))", "self.relu(out) + self.shortcut(x)"),)),
    ("not activated", BLOCK_INIT, (("self.relu(out + self.shortcut(x))", "out + self.shortcut(x)"),)),
    ("activated too early", BLOCK_INIT, (("out = self.bn2(self.conv2(out))", "out = self.relu(self.bn2(self.conv2(out)))"),)),
    ("first norm twice", BLOCK_INIT, (("self.bn2(self.conv2(out))", "self.bn1(self.conv2(out))"),)),
    ("no second norm", BLOCK_INIT, (("self.bn2(self.conv2(out))", "self.conv2(out)"),)),
    ("x again", BLOCK_INIT, (("self.conv2(out)", "self.conv2(x)"),)),
    ("norm before convolution", BLOCK_INIT, (("self.bn2(self.conv2(out))", "self.conv2(self.bn2(out))"),)),
    ("kernel of the projection", BLOCK_INIT, (("out_channels, 1, stride=stride", "out_channels, 3, stride=stride"),)),
    ("no norm on the shortcut", BLOCK_INIT, (("                nn.BatchNorm2d(out_channels),\n", ""),)),
    ("detached", BLOCK_INIT, (("self.shortcut(x))", "self.shortcut(x).detach())"),)),
    ("no activation", NET, (("F.relu(self.fc1(x))", "self.fc1(x)"),)),
    ("softmax inside", NET, (("return self.fc3(x)", "return F.softmax(self.fc3(x), dim=1)"),)),
    ("activated scores", NET, (("return self.fc3(x)", "return F.relu(self.fc3(x))"),)),
    ("no padding in the first", NET, ((", padding=2", ""),), (("padding=2", "padding=5 // 2"),)),
    ("flattened wholly", NET, (("x.flatten(1)", "x.flatten()"),)),
    ("not flattened", NET, (("        x = x.flatten(1)\n", ""),), (("        x = x.flatten(1)\n", ""), ("self.fc1(x)", "self.fc1(x.flatten(1))"),)),
    ("average pooling", NET, (("max_pool2d", "avg_pool2d"),)),
    ("layer forgotten", NET, (("        x = F.relu(self.fc2(x))\n", ""),), (("        x = F.relu(self.fc1(x))\n        x = F.relu(self.fc2(x))\n", "        x = F.relu(self.fc2(F.relu(self.fc1(x))))\n"),)),
)  # fmt: skip
