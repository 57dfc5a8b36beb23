# task: convolution/edges
# kind: single
# style: torch
# half: tuned
# wrong: Zeros are put around the picture, so its frame becomes an outline.
# right 16: img = F.pad(img, (1, 1, 1, 1), mode="replicate")
import torch
import torch.nn.functional as F

sobel_x = torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
sobel_y = torch.tensor([[-1.0, -2.0, -1.0], [0.0, 0.0, 0.0], [1.0, 2.0, 1.0]])


def edges(image):
    img = image.unsqueeze(0).unsqueeze(0)
    img = F.pad(img, (1, 1, 1, 1))  # <- wrong
    gx = F.conv2d(img, sobel_x.to(img.dtype).view(1, 1, 3, 3))
    gy = F.conv2d(img, sobel_y.to(img.dtype).view(1, 1, 3, 3))
    g = torch.sqrt(gx ** 2 + gy ** 2)
    return g.squeeze(0).squeeze(0)


def find_pattern(image, pattern):
    """Нормированная корреляция."""
    kh, kw = pattern.shape
    windows = F.unfold(image[None, None].double(), (kh, kw))[0].T  # (L, kh*kw)
    p = pattern.double().flatten()
    p = p - p.mean()
    windows = windows - windows.mean(dim=1, keepdim=True)
    num = windows @ p
    den = windows.norm(dim=1) * p.norm()
    score = num / den
    best = score.argmax().item()
    n_cols = image.shape[1] - kw + 1
    row = best // n_cols
    col = best % n_cols
    return row, col
