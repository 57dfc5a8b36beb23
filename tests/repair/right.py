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
