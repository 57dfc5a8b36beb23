"""The same for networks, training loops and what else is done with pictures."""

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

SEQUENTIAL = """
def build(num_classes, width):
    return nn.Sequential(
        nn.Conv2d(3, 16 * width, 3, padding=1),
        nn.BatchNorm2d(16 * width),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16 * width, 32 * width, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(0.5),
        nn.Linear(32 * width, num_classes),
    )
"""

INCEPTION = """
class Inception(nn.Module):
    def __init__(self, in_channels, pool_features):
        super().__init__()
        self.b1 = nn.Conv2d(in_channels, 64, 1)
        self.b5_1 = nn.Conv2d(in_channels, 48, 1)
        self.b5_2 = nn.Conv2d(48, 64, 5, padding=2)
        self.pool = nn.Conv2d(in_channels, pool_features, 1)

    def forward(self, x):
        one = F.relu(self.b1(x))
        five = F.relu(self.b5_2(F.relu(self.b5_1(x))))
        pooled = F.relu(self.pool(F.avg_pool2d(x, 3, stride=1, padding=1)))
        return torch.cat([one, five, pooled], dim=1)
"""

TRANSFER = """
def transfer(model, classes, images, labels, lr, batch_size, epochs):
    for weight in model.parameters():
        weight.requires_grad = False
    model.head = nn.Linear(model.head.in_features, classes)
    optimizer = torch.optim.SGD(model.head.parameters(), lr=lr, momentum=0.9)
    x = (images / 255 - model.mean[:, None, None]) / model.std[:, None, None]
    model.eval()
    for _ in range(epochs):
        for some, of in zip(x.split(batch_size), labels.split(batch_size)):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(some), of)
            loss.backward()
            optimizer.step()
"""

AUGMENT = """
def random_flip(x, p):
    out = x.clone()
    for n in range(len(x)):
        if torch.rand(()) < p:
            out[n] = x[n].flip(2)
    return out
"""

BRIGHTNESS = """
def random_brightness(x, most):
    factor = 1 + (torch.rand(len(x), 1, 1, 1) * 2 - 1) * most
    return (x * factor).clamp(0, 1)
"""

FIELD = """
def receptive_field(layers):
    field, jump = 1, 1
    for kernel, stride, dilation in layers:
        field += dilation * (kernel - 1) * jump
        jump *= stride
    return field
"""

PARAMETERS = """
def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    kh, kw = kernel_size
    weights = in_channels // groups * kh * kw * out_channels
    return weights + (out_channels if bias else 0)
"""

CLASSIFY = """
def accuracy(model, x, y):
    model.eval()
    with torch.no_grad():
        _, predicted = torch.max(model(x), 1)
    return (predicted == y).float().mean().item()
"""
