# task: training/loop
# kind: hopeless
# style: numpy
# half: tuned
# wrong: The means of the batches are averaged; The model is put into train mode in evaluate; zero_grad() is missing.
# places: 20 21 23 28
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
        losses.append(loss.item())
        sizes.append(target.shape[0])
    return float(np.mean(losses))


def evaluate(model, loader, device):
    predictions, answers = [], []
    model.train()
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
