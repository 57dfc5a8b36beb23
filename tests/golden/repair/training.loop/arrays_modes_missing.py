# task: training/loop
# kind: repeated
# style: numpy
# half: tuned
# wrong: Neither function sets its mode.
# insert after 13:     model.train(True)
# insert after 28:     model.train(False)
import numpy as np
import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    losses, sizes = [], []  # <- wrong here
    for batch_idx, batch in enumerate(loader):  # <- wrong here
        data, target = batch
        data, target = data.to(device), target.to(device)
        output = model(data)
        loss = loss_fn(output, target)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        sizes.append(target.shape[0])
    return float(np.average(losses, weights=sizes))


def evaluate(model, loader, device):
    predictions, answers = [], []  # <- wrong here
    with torch.inference_mode():  # <- wrong here
        for data, target in loader:
            data = data.to(device)
            logits = model(data)
            label = logits.argmax(1)
            predictions.append(label.cpu().numpy())
            answers.append(target.cpu().numpy())
    predictions = np.concatenate(predictions)
    answers = np.concatenate(answers)
    return float((predictions == answers).mean())
