# task: architectures/lenet
# kind: two
# style: class
# half: tuned
# wrong: Numbers are dropped after eval() as well, and softmax runs over the batch.
# right 28: x = torch.tanh(self.fc1(x))
# right 31: return x
import torch
import torch.nn as nn
import torch.nn.functional as F


class LeNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, num_classes)

    def forward(self, x):
        x = torch.tanh(self.conv1(x))
        x = F.avg_pool2d(x, 2, 2)
        x = torch.tanh(self.conv2(x))
        x = F.avg_pool2d(x, 2, 2)
        x = torch.flatten(x, 1)
        x = F.dropout(torch.tanh(self.fc1(x)), 0.5)  # <- wrong 1
        x = torch.tanh(self.fc2(x))
        x = self.fc3(x)
        return torch.softmax(x, dim=0)  # <- wrong 2


net = LeNet()
print(sum(p.numel() for p in net.parameters()))  # 61706?
