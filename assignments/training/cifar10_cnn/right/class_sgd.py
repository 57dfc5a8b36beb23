import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.491, 0.482, 0.447]).view(1, 3, 1, 1))
        self.conv1 = nn.Conv2d(3, 20, 5, padding=2)
        self.conv2 = nn.Conv2d(20, 40, 3, padding=1)
        self.conv3 = nn.Conv2d(40, 80, 3, padding=1)
        self.norm1, self.norm2, self.norm3 = nn.BatchNorm2d(20), nn.BatchNorm2d(40), nn.BatchNorm2d(80)
        self.fc = nn.Linear(80 * 4 * 4, 10)

    def forward(self, x):
        x = (x - self.mean) / 0.25
        x = F.relu(self.norm1(F.max_pool2d(self.conv1(x), 2)))
        x = F.relu(self.norm2(F.max_pool2d(self.conv2(x), 2)))
        x = F.relu(self.norm3(F.avg_pool2d(self.conv3(x), 2)))
        return self.fc(F.dropout(x.flatten(1), 0.1, self.training))


def build_model():
    return Net()


def train(model, images, labels, device):
    loader = DataLoader(TensorDataset(images, labels), batch_size=50, shuffle=True)
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9, weight_decay=5e-4)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 4 * len(loader))
    for epoch in range(4):
        model.train()
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            scheduler.step()
            total += loss.item() * len(y)
        print(f"epoch {epoch}: {total / len(images):.3f}")
