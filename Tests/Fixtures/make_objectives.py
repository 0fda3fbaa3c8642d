#!/usr/bin/env python3
"""objectives.h5: the objectives of cl-train --objective in plain PyTorch, float64: loss and gradients of small batches of
features; and scores on the principal components of pictures by scikit-learn.

Features and weights come from an integer hash of a name and an index (that of make_resnet.py), so that the test makes the
same ones. Run in this directory.
"""
import h5py
import numpy as np
import torch
from sklearn.decomposition import PCA
from torch import nn
from torch.nn import functional as F

from make_resnet import uniform

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

FEATURES, BATCH, TEMPERATURE = 24, 6, 0.2
# What the batch's regions are to be near; some are of the batch, so that they are no negatives.
NEAR = [1, 0, 7, 8, 2, 9]
SIMILAR = [3, 7, 0, 10, 11, 4]


def single(name, shape, bound, centre=0.0):
    """float32 values, uniform within `bound` of `centre`."""
    values = centre - bound + 2 * bound * uniform(name, int(np.prod(shape)))
    return torch.from_numpy(values.astype(np.float32).astype(np.float64)).reshape(shape).requires_grad_()


def nt_xent(z, regions):
    """Chen et al. 2020, equation 1, over 2n vectors whose partners are n apart."""
    n = len(z) // 2
    s = F.normalize(z) @ F.normalize(z).T / TEMPERATURE
    total = 0
    for i in range(2 * n):
        j = (i + n) % (2 * n)
        others = [k for k in range(2 * n) if k != i and (k == j or regions[k] not in (regions[i], regions[j]))]
        total = total - s[i, j] + torch.logsumexp(s[i, others], 0)
    return total / (2 * n)


def head(prefix):
    first = single(f"{prefix}.0.weight", (FEATURES, FEATURES), 0.4)
    second = single(f"{prefix}.2.weight", (64, FEATURES), 0.4)
    return [first, second], lambda x: F.relu(x @ first.T) @ second.T


class Stage(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.norm(self.conv(F.interpolate(x, scale_factor=2, mode="nearest"))))


class Decoder(nn.Module):
    def __init__(self, height, width):
        super().__init__()
        self.extent = height, width
        self.grid = -(-height // 32), -(-width // 32)
        channels = [256, 128, 64, 32, 16, 16]
        self.linear = nn.Linear(FEATURES, self.grid[0] * self.grid[1] * channels[0])
        self.stages = nn.Sequential(*(Stage(a, b) for a, b in zip(channels, channels[1:])))
        self.output = nn.Conv2d(16, 3, 3, padding=1, bias=False)

    def forward(self, x):
        grid = self.linear(x).reshape(len(x), *self.grid, 256).permute(0, 3, 1, 2)
        return self.output(self.stages(grid))[:, :, : self.extent[0], : self.extent[1]]


with h5py.File("objectives.h5", "w", libver=("v108", "v110")) as file:

    def save(name, loss, **gradients):
        loss.backward()
        file[f"{name}/loss"] = np.asarray([loss.item()])
        for key, tensor in gradients.items():
            file[f"{name}/gradient/{key}"] = tensor.grad.numpy().astype("<f4")
        print(name, loss.item())

    batch = list(range(BATCH))

    z = single("nt-xent", (2 * BATCH, 8), 1)
    save("nt-xent", nt_xent(z, batch + NEAR), vectors=z)

    x = single("simclr", (2 * BATCH, FEATURES), 1)
    weights, project = head("projector")
    save("simclr", nt_xent(project(x), batch + batch), features=x, first=weights[0], second=weights[1])

    x = single("pg-simclr", (3 * BATCH, FEATURES), 1)
    weights, project = head("projector")
    a, n, s = project(x).chunk(3)
    loss = (nt_xent(torch.cat([a, n]), batch + NEAR) + nt_xent(torch.cat([a, s]), batch + SIMILAR)) / 2
    save("pg-simclr", loss, features=x, first=weights[0], second=weights[1])

    x = single("tile2vec", (3 * BATCH, FEATURES), 1)
    with torch.no_grad():  # a neighbour that looks the same, and a vector of zeros
        x[BATCH] = x[0]
        x[2 * BATCH + 1] = 0
    a, n, d = x.chunk(3)
    norm = lambda v: torch.linalg.vector_norm(v, dim=1)
    # Jean et al. 2019, equations 1 and 2.
    triplets = F.relu(norm(a - n) - norm(a - d) + 0.3)
    assert 0 < (triplets > 0).sum() < BATCH
    save("tile2vec", (triplets + 0.05 * (norm(a) + norm(n) + norm(d))).mean(), features=x)

    x = single("supervised", (BATCH, FEATURES), 1)
    weight, bias = single("head.weight", (2, FEATURES), 0.4), single("head.bias", (2,), 0.4)
    y = torch.log1p(single("labels", (2, 9), 50, 50).detach().T)
    y[1, 0] = y[4, 1] = torch.nan  # regions that an indicator does not know
    known = ~y.isnan()
    mean = torch.stack([y[known[:, c], c].mean() for c in range(2)])
    deviation = torch.stack([y[known[:, c], c].std(correction=0) for c in range(2)])
    error = (x @ weight.T + bias - (y - mean)[:BATCH] / deviation)[known[:BATCH]]
    save("supervised", (error**2).mean(), features=x, weight=weight, bias=bias)

    # Pictures whose sides are no multiples of the decoder's grid.
    height, width = 40, 52
    decoder = Decoder(height, width).train()
    with torch.no_grad():
        for name, parameter in decoder.named_parameters():
            if parameter.dim() > 1:
                parameter.copy_(single(name, parameter.shape, (3 / parameter[0].numel()) ** 0.5))
            elif "norm.weight" in name:
                parameter.copy_(single(name, parameter.shape, 0.2, 1))
            else:
                parameter.copy_(single(name, parameter.shape, 0.1))
    x = single("autoencoder", (3, FEATURES), 1)
    pictures = single("pictures", (3, height, width, 3), 0.5, 0.5).detach().permute(0, 3, 1, 2)
    save("autoencoder", F.mse_loss(decoder(x), pictures), features=x)
    for name, parameter in decoder.named_parameters():
        if parameter.numel() <= 2048:
            file[f"autoencoder/gradient/{name}"] = parameter.grad.numpy().astype("<f4")
        else:  # the length, and the component along a direction
            along = torch.from_numpy(uniform(f"along {name}", parameter.numel()) - 0.5)
            file[f"autoencoder/large/{name}"] = np.asarray(
                [parameter.grad.norm().item(), (parameter.grad.flatten() @ along).item()])

    # Fitted to the first nine of twelve pictures of 4 × 5.
    bytes_ = np.floor(uniform("pca", 12 * 60) * 256).reshape(12, 60)
    scores = PCA(5, svd_solver="full").fit(bytes_[:9] / 255).transform(bytes_ / 255)
    file["pca/scores"] = scores
