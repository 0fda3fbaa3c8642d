#!/usr/bin/env python3
"""training.h5: contrastive training in PyTorch, float64, without dropout: the loss of ten steps with one
satellite image a region, for each encoder, and of three steps with three street views.

Graph, pictures and all weights come from an integer hash of a name and an index (that of make_resnet.py), so
that the test makes the same ones and only the losses are stored. Run in this directory.
"""
import h5py
import numpy as np
import torch
import torchvision
from torch import nn

from make_resnet import uniform

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

# Adam's first steps go by signs of gradients, which rounding decides where they are small. Slower steps, and norms
# that keep most values from the kinks of ReLUs, leave deep networks a curve that rounding does not move.
STEADY = 3e-5, 1
REGIONS, ENTITIES, RELATIONS, FACTS, D, SIZE, BATCH = 8, 20, 3, 60, 16, 64, 4


def single(name, shape, low, high):
    """float32 values, uniform in low...high."""
    values = low + (high - low) * uniform(name, int(np.prod(shape)))
    return torch.from_numpy(values.astype(np.float32).astype(np.float64)).reshape(shape)


def weights(prefix, module, shift=0):
    """Matrices and filters uniform by fan-in, biases (moved by `shift`) and norms near their usual values."""
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            name = prefix + name
            if parameter.dim() > 1:
                # Small heads keep the logits, and with them the curve, in the range of real training.
                bound = np.sqrt(6.0 / parameter[0].numel()) * (0.2 if "projector" in prefix else 1)
                parameter.copy_(single(name, parameter.shape, -bound, bound))
            elif name.endswith("bias"):
                parameter.copy_(single(name, parameter.shape, shift - 0.1, shift + 0.1))
            else:
                parameter.copy_(single(name, parameter.shape, 0.8, 1.2))


def rotate(node, relation):
    h = node.shape[-1] // 2
    a, b, c, e = node[..., :h], node[..., h:], relation[..., :h], relation[..., h:]
    return torch.cat([a * c - b * e, a * e + b * c], -1)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.w_in, self.w_out, self.w_self, self.w_relation = (nn.Linear(D, D) for _ in range(4))
        self.loop_relation = nn.Parameter(torch.zeros(1, D))
        self.norm = nn.BatchNorm1d(D)

    def forward(self, edges, nodes, relations):
        total = self.w_self(rotate(nodes, self.loop_relation))
        for linear, (source, row, target, norm) in zip([self.w_in, self.w_out], edges):
            message = rotate(nodes[source], relations[row]) * norm[:, None]
            total = total + linear(torch.zeros_like(nodes).index_add(0, target, message))
        return torch.tanh(self.norm(total / 3)), self.w_relation(relations)


def head(inputs, hidden):
    return nn.Sequential(nn.Linear(inputs, hidden, bias=False), nn.ReLU(), nn.Linear(hidden, 64, bias=False))


def losses(views, steps, network="resnet18", rate=3e-4, shift=0):
    encoder = getattr(torchvision.models, network)()
    features = encoder.fc.in_features
    encoder.fc = nn.Identity()
    graph = nn.ModuleDict({"layer1": Layer(), "layer2": Layer()})
    projector, graph_projector = head(features, features), head(D, D)
    parts = {"encoder.": encoder, "projector.": projector, "graph.": graph, "graph_projector.": graph_projector}
    for prefix, module in parts.items():
        weights(prefix, module, shift if prefix == "encoder." else 0)
        module.train()
    column = lambda name, bound: torch.from_numpy((uniform(name, FACTS) * bound).astype(np.int64))
    heads, relation, tails = column("head", ENTITIES), column("relation", RELATIONS), column("tail", ENTITIES)
    edges = []
    for source, row, target in [(heads, 2 * relation, tails), (tails, 2 * relation + 1, heads)]:
        inverse = lambda x: torch.bincount(x, minlength=ENTITIES).clamp(min=1).double() ** -0.5
        edges.append((source, row, target, inverse(source)[source] * inverse(target)[target]))
    nodes = single("nodes", (ENTITIES, D), -1, 1)
    relations = single("relations", (2 * RELATIONS, D), -1, 1)
    pixels = np.floor(uniform("pictures", REGIONS * views * SIZE * SIZE * 3) * 256)
    pictures = torch.from_numpy((pixels.astype(np.float32) / np.float32(255)).astype(np.float64))
    pictures = pictures.reshape(REGIONS, views, SIZE, SIZE, 3).permute(0, 1, 4, 2, 3)
    optimiser = torch.optim.Adam([p for m in parts.values() for p in m.parameters()], lr=rate)
    result = []
    for step in range(steps):
        batch = torch.arange(BATCH) + (step % 2) * BATCH
        x, r = nodes, relations
        for layer in graph.values():
            x, r = layer(edges, x, r)
        g = graph_projector(x[batch])
        encoded = encoder(pictures[batch].flatten(0, 1)).reshape(BATCH, views, features).mean(1)
        logits = g @ projector(encoded).t()
        target = torch.arange(BATCH)
        loss = nn.functional.cross_entropy(logits, target) + nn.functional.cross_entropy(logits.t(), target)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        result.append(loss.item())
    return np.array(result, dtype="<f8")


with h5py.File("training.h5", "w", libver=("v108", "v110")) as file:
    for name, *run in [
        ("satellite", 1, 10), ("street", 3, 3), ("satellite-resnet34", 1, 10, "resnet34", *STEADY),
        ("satellite-resnet50", 1, 10, "resnet50", *STEADY)]:
        file[name] = losses(*run)
        print(name, file[name][:])
