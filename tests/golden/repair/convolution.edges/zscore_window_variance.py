# task: convolution/edges
# kind: single
# style: vectorised
# half: held
# wrong: The window is divided by its variance, not by its deviation.
# right 37: win_z = (win - win.mean(-1, keepdim=True)) / win.std(-1, keepdim=True)
import torch


def unfold2(image, kh, kw):
    # (H-kh+1, W-kw+1, kh, kw)
    return image.unfold(0, kh, 1).unfold(1, kw, 1)


def add_frame(image):
    image = torch.cat([image[:1], image, image[-1:]], dim=0)
    image = torch.cat([image[:, :1], image, image[:, -1:]], dim=1)
    return image


def edges(image):
    w = unfold2(add_frame(image), 3, 3)
    left = w[..., 0, 0] + 2 * w[..., 1, 0] + w[..., 2, 0]
    right = w[..., 0, 2] + 2 * w[..., 1, 2] + w[..., 2, 2]
    top = w[..., 0, 0] + 2 * w[..., 0, 1] + w[..., 0, 2]
    bottom = w[..., 2, 0] + 2 * w[..., 2, 1] + w[..., 2, 2]
    across = right - left
    down = bottom - top
    return (across ** 2 + down ** 2).sqrt()


def find_pattern(image, pattern):
    kh, kw = pattern.shape
    win = unfold2(image.double(), kh, kw).flatten(2)
    pat = pattern.double().flatten()
    # z-оценки, тогда корреляция = среднее произведение
    win_z = (win - win.mean(-1, keepdim=True)) / win.var(-1, keepdim=True)  # <- wrong
    pat_z = (pat - pat.mean()) / pat.std()
    r = (win_z * pat_z).mean(-1)
    k = int(torch.argmax(r))
    y, x = divmod(k, r.shape[1])
    return y, x
