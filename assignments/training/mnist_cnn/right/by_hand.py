import torch
import torch.nn.functional as F


class Digits(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.nn.Conv2d(1, 10, 5)
        self.norm_a = torch.nn.BatchNorm2d(10)
        self.b = torch.nn.Conv2d(10, 20, 5)
        self.norm_b = torch.nn.BatchNorm2d(20, eps=1e-3, momentum=0.2)
        self.hidden = torch.nn.Linear(20 * 4 * 4, 64)
        self.out = torch.nn.Linear(64, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.norm_a(self.a((x - 0.1307) / 0.3081))), 2)
        x = F.avg_pool2d(F.relu(self.norm_b(self.b(x))), 2)
        x = F.dropout(torch.tanh(self.hidden(x.flatten(1))), 0.2, self.training)
        return self.out(x)


def build_model():
    return Digits()


def train(model, images, labels, device):
    model.to(device)
    model.train()
    x, y = images.to(device), labels.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4)
    for epoch in range(7):
        order = torch.randperm(len(x))
        for group in optimizer.param_groups:
            group["lr"] = 0.05 * 0.6**epoch
        for at in range(0, len(x), 50):
            batch = order[at : at + 50]
            loss = F.cross_entropy(model(x[batch]), y[batch])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.3f}")
