# task: training/loop
# kind: single
# style: numpy
# half: tuned
# wrong: The loss is computed anew after the step.
# right 22: losses.append(loss.item())
import numpy as np
import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    losses, sizes = [], []
    model.train(True)
    for batch_idx, batch in enumerate(loader):
        data, target = batch
        data, target = data.to(device), target.to(device)
        output = model(data)
        loss = loss_fn(output, target)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss_fn(model(data), target).item())  # <- wrong
        sizes.append(target.shape[0])
    return float(np.average(losses, weights=sizes))


def evaluate(model, loader, device):
    predictions, answers = [], []
    model.train(False)
    with torch.inference_mode():
        for data, target in loader:
            data = data.to(device)
            logits = model(data)
            label = logits.argmax(1)
            predictions.append(label.cpu().numpy())
            answers.append(target.cpu().numpy())
    predictions = np.concatenate(predictions)
    answers = np.concatenate(answers)
    return float((predictions == answers).mean())
