import random

import torch


def random_shift(images, most):
    n, c, h, w = images.shape
    out = torch.zeros_like(images)
    for k in range(n):
        down = random.randint(-most, most)
        right = random.randint(-most, most)
        for i in range(h):
            for j in range(w):
                if 0 <= i - down < h and 0 <= j - right < w:
                    out[k, :, i, j] = images[k, :, i - down, j - right]
    return out


def random_flip(images, p):
    result = []
    for picture in images:
        if random.random() < p:
            picture = torch.flip(picture, dims=[-1])
        result.append(picture)
    return torch.stack(result)


def random_brightness(images, most):
    out = images.clone()
    for picture in out:
        picture *= random.uniform(1 - most, 1 + most)
        picture[picture > 1] = 1
    return out


def augment(images, training):
    if training:
        # rolls and wipes out what came in: the same as random_shift, but fast
        out = random_brightness(images, 0.2)
        for k in range(len(out)):
            down, right = random.randint(-1, 1), random.randint(-1, 1)
            out[k] = out[k].roll((down, right), dims=(1, 2))
            if down == 1:
                out[k, :, 0] = 0
            if down == -1:
                out[k, :, -1] = 0
            if right == 1:
                out[k, :, :, 0] = 0
            if right == -1:
                out[k, :, :, -1] = 0
        return out
    return images.clone()


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.nn.Conv2d(1, 32, 3, padding=1)
        self.b = torch.nn.Conv2d(32, 32, 3, padding=1)
        self.out = torch.nn.Linear(32 * 16, 10)

    def forward(self, x):
        x = torch.relu(self.b(torch.relu(self.a(2 * x - 1))))
        return self.out(torch.nn.functional.max_pool2d(x, 2).flatten(1))


def build_model():
    return Net()


def train(model, images, labels, device):
    """Keeps 20 pictures for validation and prints what it finds there."""
    model.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    held, held_labels = images[:20], labels[:20]
    x, y = images[20:], labels[20:]
    for epoch in range(70):
        model.train()
        order = list(range(len(x)))
        random.shuffle(order)
        for at in range(0, len(order), 30):
            batch = order[at : at + 30]
            loss = torch.nn.functional.cross_entropy(model(augment(x[batch], True)), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if epoch % 10 == 9:
            model.eval()
            with torch.no_grad():
                right = (model(augment(held, False)).argmax(1) == held_labels).sum().item()
            print(epoch, right, "of", len(held))
