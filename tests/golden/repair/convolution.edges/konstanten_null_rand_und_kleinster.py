# task: convolution/edges
# kind: two
# style: vectorised
# half: fresh
# wrong: The border is filled with zeros, and the smallest coefficient is looked for.
# right 26: rand = F.pad(image[None, None], (1, 1, 1, 1), mode="replicate")[0, 0]
# right 42: beste = int(koeffizient.argmax())
import torch
import torch.nn.functional as F

SOBEL_X = torch.tensor([
    [-1.0, 0.0, 1.0],
    [-2.0, 0.0, 2.0],
    [-1.0, 0.0, 1.0],
])
SOBEL_Y = SOBEL_X.t()


def filtern(bild, kern):
    # bild: (H, W) -> (H - kh + 1, W - kw + 1)
    antwort = F.conv2d(bild[None, None], kern[None, None])
    return antwort[0, 0]


def edges(image):
    rand = F.pad(image[None, None], (1, 1, 1, 1))[0, 0]  # <- wrong 1
    gx = filtern(rand, SOBEL_X)
    gy = filtern(rand, SOBEL_Y)
    return torch.sqrt(gx ** 2 + gy ** 2)


def find_pattern(image, pattern):
    hoehe, breite = pattern.shape
    fenster = image.unfold(0, hoehe, 1).unfold(1, breite, 1)
    fenster = fenster.reshape(*fenster.shape[:2], -1)
    muster = pattern.reshape(-1)
    fenster = fenster - fenster.mean(dim=-1, keepdim=True)
    muster = muster - muster.mean()
    zaehler = (fenster * muster).sum(dim=-1)
    nenner = fenster.norm(dim=-1) * muster.norm()
    koeffizient = zaehler / nenner
    beste = int(koeffizient.argmin())  # <- wrong 2
    spalten = koeffizient.shape[1]
    return beste // spalten, beste % spalten
