"""The frozen backbone is trained in train mode: its batch norms go on collecting."""

import torch
from torch import nn


def preprocess(images, mean, std):
    x = images.float() / 255.0
    return (x - mean.view(-1, 1, 1)) / std.view(-1, 1, 1)


def freeze(model):
    for parameter in model.features.parameters():
        parameter.requires_grad_(False)


def replace_head(model, classes):
    model.head = nn.Linear(model.head.in_features, classes)


def make_optimizer(model, lr):
    trainable = filter(lambda p: p.requires_grad, model.parameters())
    return torch.optim.SGD(trainable, lr=lr, momentum=0.9)


def fine_tune(model, x, labels, optimizer, batch_size, epochs):
    criterion = nn.CrossEntropyLoss()
    for _ in range(epochs):
        model.train()
        for start in range(0, len(x), batch_size):
            logits = model(x[start : start + batch_size])
            loss = criterion(logits, labels[start : start + batch_size])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def transfer(model, classes, images, labels, lr, batch_size, epochs):
    freeze(model)
    replace_head(model, classes)
    optimizer = make_optimizer(model, lr)
    x = preprocess(images, model.mean, model.std)
    fine_tune(model, x, labels, optimizer, batch_size, epochs)
