#!/usr/bin/env python3
"""segmentation.h5: the segmentation network of mask-train in plain PyTorch, float64: loss and gradients of a small batch, the
losses of some steps of Adam, and what it gives by its running statistics behind them.

Weights, pictures and classes come from an integer hash of a name and an index (that of make_resnet.py), so that the test makes
the same ones. Run in this directory.
"""
import h5py
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from make_resnet import single, uniform

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

CHANNELS = [16, 32, 32, 32, 32]
# Sides that no power of two divides.
BATCH, HEIGHT, WIDTH, STEPS, RATE = 3, 21, 38, 4, 1e-3


class Stage(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return self.norm(self.conv(x))


class LinkNet(nn.Module):
    def __init__(self):
        super().__init__()
        inputs = [3] + CHANNELS
        self.down = nn.ModuleList(
            Stage(inputs[k], CHANNELS[k], 1 if k == 0 else 2) for k in range(len(CHANNELS)))
        self.up = nn.ModuleList(Stage(CHANNELS[k + 1], CHANNELS[k], 1) for k in range(len(CHANNELS) - 1))
        self.output = nn.Conv2d(CHANNELS[0], 3, 3, padding=1, bias=False)

    def forward(self, x):
        skips = []
        for stage in self.down:
            x = F.relu(stage(x))
            skips.append(x)
        for stage, skip in reversed(list(zip(self.up, skips))):
            larger = F.interpolate(x, scale_factor=2, mode="nearest")[:, :, : skip.shape[2], : skip.shape[3]]
            x = F.relu(stage(larger) + skip)
        return self.output(x)


network = LinkNet().train()
with torch.no_grad():
    for name, parameter in network.named_parameters():
        u = uniform(name, parameter.numel())
        if parameter.dim() == 4:
            u = (2 * u - 1) * np.sqrt(6.0 / parameter[0].numel())
        else:
            u = u + (0.5 if name.endswith("weight") else -0.5)
        parameter.copy_(single(u).reshape(parameter.shape))
pictures = single(uniform("pictures", BATCH * HEIGHT * WIDTH * 3)).reshape(BATCH, HEIGHT, WIDTH, 3).permute(0, 3, 1, 2)
classes = torch.from_numpy(np.floor(3 * uniform("classes", BATCH * HEIGHT * WIDTH)).astype(np.int64))
classes = classes.reshape(BATCH, HEIGHT, WIDTH)

with h5py.File("segmentation.h5", "w", libver=("v108", "v110")) as file:
    optimiser = torch.optim.Adam(network.parameters(), lr=RATE)
    losses = []
    for step in range(STEPS):
        optimiser.zero_grad()
        logits = network(pictures)
        loss = F.cross_entropy(logits, classes)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            file["logits"] = logits.detach().permute(0, 2, 3, 1).numpy()[0].astype("<f4")
            for name, parameter in network.named_parameters():
                gradient = parameter.grad
                if parameter.numel() <= 1024:
                    file[f"gradient/{name}"] = gradient.numpy().astype("<f4")
                else:  # the length, and the component along a direction
                    along = torch.from_numpy(uniform(f"along {name}", parameter.numel()) - 0.5)
                    file[f"large/{name}"] = np.asarray([gradient.norm().item(), (gradient.flatten() @ along).item()])
        optimiser.step()
    file["losses"] = np.asarray(losses)
    with torch.no_grad():
        file["evaluated"] = network.eval()(pictures).permute(0, 2, 3, 1).numpy()[0].astype("<f4")
    print(losses, sum(p.numel() for p in network.parameters()))
