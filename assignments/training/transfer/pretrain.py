"""Makes backbone.safetensors: a small network is trained on five classes of Fashion-MNIST, and its head left out.

    python pretrain.py

Five classes are learned here, the other five are left for the task: a few pictures of these go into
pictures.safetensors. The backbone's file also holds mean and std of the pictures that were trained on. It needs the
data set (`grader data`) and half a minute of one core; the same torch on the same kind of machine makes the same files.
"""

import json
import struct
from pathlib import Path

import torch
from torch import nn

LEARNED = (0, 2, 4, 6, 7)
"""T-shirt, pullover, coat, shirt, sneaker: most of them hard to tell from one another."""
NEW = (1, 3, 5, 8, 9)
"""Trouser, dress, sandal, bag, ankle boot: the task's labels 0 to 4."""
EACH = 16
"""Pictures of each new class, from the unseen part of the data set."""
BACKBONE = Path(__file__).with_name("backbone.safetensors")
PICTURES = Path(__file__).with_name("pictures.safetensors")


def features():
    """The backbone: (N, 1, 28, 28) -> (N, 128)."""
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=3, padding=1, bias=False),  # (N, 16, 28, 28)
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 16, 14, 14)
        nn.Conv2d(16, 24, kernel_size=3, padding=1, bias=False),
        nn.BatchNorm2d(24),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 24, 7, 7)
        nn.Conv2d(24, 32, kernel_size=3, padding=1, bias=False),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(2),
        nn.Flatten(),  # (N, 128)
    )


def main():
    """Trains, and writes both files."""
    from grader.data import prepared_or_make

    prepared = prepared_or_make("fashion_mnist")
    images, labels = (torch.tensor(part) for part in prepared.train())
    chosen = torch.isin(labels, torch.tensor(LEARNED, dtype=labels.dtype)).nonzero()[:10000, 0]
    x = images[chosen].float() / 255
    y = torch.tensor([LEARNED.index(label) for label in labels[chosen].tolist()])
    mean, std = x.mean((0, 2, 3)), x.std((0, 2, 3))
    torch.manual_seed(0)
    model = nn.Sequential(features(), nn.Linear(128, len(LEARNED)))
    fit(model, (x - mean[:, None, None]) / std[:, None, None], y, epochs=4)
    unseen, names = (torch.tensor(part) for part in prepared.unseen())
    places = [(names == label).nonzero()[:EACH, 0] for label in NEW]
    tensors = {f"features.{name}": weight for name, weight in model[0].state_dict().items()}
    write(BACKBONE, {**tensors, "mean": mean, "std": std})
    labels = torch.arange(len(NEW)).repeat_interleave(EACH)
    write(PICTURES, {"images": unseen[torch.cat(places)], "labels": labels})


def fit(model, x, y, epochs):
    """Adam, batches of 64, in an order that is always the same."""
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(epochs):
        model.train()
        for batch in torch.randperm(len(x)).split(64):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x[batch]), y[batch])
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}: the loss of the last batch is {loss.item():.3f}", flush=True)
    model.eval()


_NAMES = {torch.float32: "F32", torch.int64: "I64", torch.uint8: "U8"}


def write(file, tensors):
    """The format of safetensors: the length of a JSON header, the header, then the numbers of all tensors."""
    header, blobs, at = {}, [], 0
    for name, tensor in tensors.items():
        blobs.append(tensor.contiguous().numpy().tobytes())
        where = [at, at + len(blobs[-1])]
        header[name] = {"dtype": _NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": where}
        at = where[1]
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    file.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def read(file):
    """The tensors of such a file, by name."""
    types = {name: dtype for dtype, name in _NAMES.items()}
    whole = bytearray(file.read_bytes())
    (length,) = struct.unpack("<Q", whole[:8])
    header = json.loads(bytes(whole[8 : 8 + length]))
    numbers = memoryview(whole)[8 + length :]
    found = {}
    for name, told in header.items():
        if name != "__metadata__":
            start, end = told["data_offsets"]
            flat = torch.frombuffer(numbers[start:end], dtype=types[told["dtype"]])
            found[name] = flat.reshape(told["shape"]).clone()
    return found


if __name__ == "__main__":
    main()
