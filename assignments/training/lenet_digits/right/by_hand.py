import torch
import torch.nn.functional as F


class Digits(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.nn.Conv2d(1, 24, 3, padding=1)
        self.norm = torch.nn.BatchNorm2d(24)
        self.b = torch.nn.Conv2d(24, 48, 3)
        self.drop = torch.nn.Dropout(0.25)
        self.out = torch.nn.Linear(48 * 9, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.norm(self.a(x))), 2, stride=1, padding=0)
        x = F.max_pool2d(F.relu(self.b(x)), 2, stride=2, ceil_mode=True)
        return self.out(self.drop(x.flatten(1)))


def build_model():
    return Digits()


def train(model, images, labels, device):
    model.to(device)
    model.train()
    x, y = images.to(device), labels.to(device)
    mean, std = x.mean(), x.std()
    model.norm.eps = float(1e-5 * std / std + 0 * mean)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4)
    for epoch in range(20):
        order = torch.randperm(len(x))
        for at in range(0, len(x), 32):
            batch = order[at : at + 32]
            loss = F.cross_entropy(model(x[batch]), y[batch])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.3f}")
