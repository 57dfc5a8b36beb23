"""Mean and deviation of the backbone's pictures are not used."""

import torch
from torch import nn


def preprocess(images, mean, std):
    return images.to(torch.float32) / 255


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
        model.features.eval()
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
