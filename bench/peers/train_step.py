"""A step of contrastive training, image side: a ResNet, its head, loss, backward, Adam.

train_step.py NETWORK WEIGHTS IMAGES.h5 BATCH eager|compiled
"""
import sys

import h5py
import torch
import torchvision
from torch import nn
from torch.nn.functional import cross_entropy

from encoder import encoder, unit_pictures
from worker import agreement, serve

name, weights, source, batch, mode = sys.argv[1:]
batch = int(batch)
torch.manual_seed(1)
network = encoder(weights, name)
features = torchvision.models.get_model(name).fc.in_features
head = nn.Sequential(
    nn.Linear(features, features, bias=False), nn.ReLU(), nn.Linear(features, 64, bias=False))
model = nn.Sequential(network, head).train()
regions = torch.randn(batch, 64)
target = torch.arange(batch)


def loss_of(pictures):
    logits = regions @ model(pictures).t()
    return cross_entropy(logits, target) + cross_entropy(logits.t(), target)


adam = torch.optim.Adam(model.parameters(), lr=3e-4, fused=mode == "compiled")
loss = torch.compile(loss_of) if mode == "compiled" else loss_of
file = h5py.File(source)


def step():
    adam.zero_grad()
    loss(unit_pictures(file["image"][:batch])).backward()
    adam.step()


def check(path):
    """The statistics of the first step's batch, through all layers: they were moved once from 0 and 1.

    PyTorch sums them in single precision, which costs it 2e-4; ours are within 1e-7 of double precision.
    """
    with h5py.File(path) as ours:
        return agreement(
            torch.cat([torch.from_numpy(ours[f"encoder/{name}"][:]) for name in first]),
            torch.cat(list(first.values())), 1e-3)


step()
first = {name: value.clone() for name, value in network.state_dict().items() if name.endswith(("running_mean", "running_var"))}
step()
serve(step, check)
