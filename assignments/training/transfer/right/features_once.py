# the backbone is frozen, so its features are computed once; only the head is trained on them
import torch
from torch import nn


def preprocess(images, mean, std):
    x = images.double().div(255)
    return ((x - mean.view(1, -1, 1, 1).double()) / std.view(1, -1, 1, 1).double()).float()


def freeze(model):
    for p in model.features.parameters():
        p.requires_grad_(False)


def replace_head(model, classes):
    head = nn.Linear(model.head.in_features, classes)
    setattr(model, "head", head)


def make_optimizer(model, lr):
    groups = [{"params": [p]} for p in model.parameters() if p.requires_grad]
    return torch.optim.SGD(groups, lr=lr, momentum=0.9)


def fine_tune(model, x, labels, optimizer, batch_size, epochs):
    model.eval()
    with torch.no_grad():
        features = torch.cat([model.features(part) for part in x.split(batch_size)])
    for _ in range(epochs):
        for start in range(0, len(x), batch_size):
            logits = model.head(features[start : start + batch_size])
            of = labels[start : start + batch_size]
            loss = -logits.log_softmax(1)[torch.arange(len(of)), of].mean()
            model.head.zero_grad()
            loss.backward()
            optimizer.step()


def transfer(model, classes, images, labels, lr, batch_size, epochs):
    replace_head(model, classes)
    freeze(model)
    optimizer = make_optimizer(model, lr)
    fine_tune(model, preprocess(images, model.mean, model.std), labels, optimizer, batch_size, epochs)
