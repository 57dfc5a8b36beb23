# task: training/loop
# kind: repeated
# style: numpy
# half: tuned
# wrong: The pictures are not moved to the device, in both functions.
# right 17: data, target = data.to(device), target.to(device)
# insert after 32:             data = data.to(device)
import numpy as np
import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    losses, sizes = [], []
    model.train(True)
    for batch_idx, batch in enumerate(loader):
        data, target = batch
        target = target.to(device)  # <- wrong
        output = model(data)
        loss = loss_fn(output, target)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        sizes.append(target.shape[0])
    return float(np.average(losses, weights=sizes))


def evaluate(model, loader, device):
    predictions, answers = [], []
    model.train(False)
    with torch.inference_mode():
        for data, target in loader:  # <- wrong here
            logits = model(data)  # <- wrong here
            label = logits.argmax(1)
            predictions.append(label.cpu().numpy())
            answers.append(target.cpu().numpy())
    predictions = np.concatenate(predictions)
    answers = np.concatenate(answers)
    return float((predictions == answers).mean())
