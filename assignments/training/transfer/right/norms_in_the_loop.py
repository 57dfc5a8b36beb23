import torch
import torch.nn as nn
import torch.nn.functional as F


def preprocess(images, mean, std):
    out = []
    for c in range(images.shape[1]):
        channel = images[:, c].float() / 255.0
        out.append((channel - mean[c]) / std[c])
    return torch.stack(out, dim=1)


def freeze(model):
    for name, p in model.named_parameters():
        if name.startswith("features"):
            p.requires_grad = False


def replace_head(model, classes):
    _, n = model.head.weight.shape
    model._modules["head"] = nn.LazyLinear(classes) if n is None else nn.Linear(n, classes, bias=True)


def make_optimizer(model, lr):
    trainable = []
    for p in model.parameters():
        if p.requires_grad:
            trainable.append(p)
    return torch.optim.SGD(trainable, lr=lr, momentum=0.9)


def set_bn_eval(module):
    if isinstance(module, nn.modules.batchnorm._BatchNorm):
        module.eval()


def fine_tune(model, x, labels, optimizer, batch_size, epochs):
    model.train()
    for epoch in range(epochs):
        i = 0
        while i < len(x):
            model.apply(set_bn_eval)
            optimizer.zero_grad(set_to_none=False)
            loss = F.nll_loss(F.log_softmax(model(x[i : i + batch_size]), dim=1), labels[i : i + batch_size])
            loss.backward()
            optimizer.step()
            i += batch_size


def transfer(model, classes, images, labels, lr, batch_size, epochs):
    freeze(model)
    replace_head(model, classes)
    data = preprocess(images, model.mean, model.std)
    opt = make_optimizer(model, lr)
    fine_tune(model, data, labels, opt, batch_size, epochs)
