#!/usr/bin/env python3
"""neighbours.h5: CompGCN on sampled neighbourhoods in plain PyTorch, float64, one message per edge.

What is drawn is drawn here again, with a Philox of its own: of an entity's D messages of a direction k without
replacement (Floyd's algorithm), each D/k times its weight. For every composition: the edges of each layer, the output
for a batch of entities, and the gradients of sum(weight * output) by parameters and input tables; then the running
statistics that a few such batches leave (means and unbiased variances over all their rows). Dropout is off. Inputs and
parameters are those of compgcn.h5. Run in this directory.
"""
import h5py
import numpy as np
import torch
from torch import nn

from make_compgcn import ENTITIES, RELATIONS, Layer, directions, facts, kinds

SEED, STEP = 11, 6
LIMITS = [3, 2]
BATCH = [19, 7, 0, 12, 22]
BATCHES = [[5, 9, 14], [20, 7, 3]]
MASK = 2**64 - 1


def mix(value):
    """SplitMix64's finaliser."""
    z = (value + 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def fnv(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return mix(value)


def words(seed, purpose, item):
    """Philox4x32-10 (Salmon et al. 2011): the stream of one purpose and item, 64 bits at a time."""
    key = mix(seed ^ mix(fnv(purpose)))
    counter = 0
    while True:
        x = [counter & 0xFFFFFFFF, counter >> 32, item & 0xFFFFFFFF, item >> 32]
        k = [key & 0xFFFFFFFF, key >> 32]
        for _ in range(10):
            p, q = x[0] * 0xD2511F53, x[2] * 0xCD9E8D57
            x = [(q >> 32) ^ x[1] ^ k[0], q & 0xFFFFFFFF, (p >> 32) ^ x[3] ^ k[1], p & 0xFFFFFFFF]
            k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
        yield x[0] | x[1] << 32
        yield x[2] | x[3] << 32
        counter += 1


def sample(count, bound, draws):
    """Floyd's algorithm; numbers below a bound by Lemire's method, whose rejections do not happen here."""
    drawn = set()
    for last in range(bound - count, bound):
        number = (next(draws) * (last + 1)) >> 64
        drawn.add(last if number in drawn else number)
    return sorted(drawn)


def sampled(edges, targets, limit, purpose):
    """The edges that end in `targets`, at most `limit` of each, by target, relation and order."""
    source, row, target, norm = edges
    chosen, weights = [], []
    for node in targets:
        own = [edge for edge in torch.argsort(row, stable=True).tolist() if target[edge] == node]
        kept = own
        if len(own) > limit:
            kept = [own[place] for place in sample(limit, len(own), words(SEED, purpose, node))]
        chosen += kept
        weights += [len(own) / max(1, len(kept))] * len(kept)
    return source[chosen], row[chosen], target[chosen], norm[chosen] * torch.tensor(weights)


def run(kind, layers, nodes, relations, batch, step, purpose, normalised=None):
    """The batch's embeddings, and the edges of each layer from the last to the first."""
    whole = list(directions(*facts(), False))
    rows, drawn = [list(batch)], []
    for layer in reversed(range(len(layers))):
        edges = [
            sampled(all, rows[0], LIMITS[layer], f"{purpose}: layer {layer + 1}, {name}, step {step}")
            for name, all in zip(["facts", "reverses"], whole)]
        drawn.insert(0, edges)
        if layer > 0:
            sources = list(rows[0])
            for source in torch.cat([edges[0][0], edges[1][0]]).tolist():
                if source not in sources:
                    sources.append(source)
            rows.insert(0, sources)
    x, r = nodes, relations
    place = {node: node for node in range(ENTITIES)}
    for index, (layer, edges, targets) in enumerate(zip(layers.values(), drawn, rows)):
        own = x[[place[node] for node in targets]]
        into = {node: row for row, node in enumerate(targets)}
        local = [
            (torch.tensor([place[n] for n in s.tolist()], dtype=torch.long), row,
             torch.tensor([into[n] for n in t.tolist()], dtype=torch.long), norm) for s, row, t, norm in edges]
        if normalised is not None:
            layer.norm.register_forward_pre_hook(lambda _, inputs, index=index: normalised[index].append(inputs[0]))
        x, r = layer(kind, local, x, r, False, own)
        layer.norm._forward_pre_hooks.clear()
        place = into
    return x, drawn


if __name__ == "__main__":
    with h5py.File("neighbours.h5", "w", libver=("v108", "v110")) as file, h5py.File("compgcn.h5") as inputs:
        for kind in kinds:
            group, given = file.create_group(kind), inputs[f"{kind}_correct_8"]
            nodes = torch.tensor(given["nodes"][:].reshape(ENTITIES, 8).astype(float), requires_grad=True)
            relations = torch.tensor(given["relations"][:].reshape(2 * RELATIONS, 8).astype(float), requires_grad=True)
            layers = nn.ModuleDict({"layer1": Layer(8), "layer2": Layer(8)})
            values = given["parameters"][:].astype(float)
            with torch.no_grad():
                for parameter in layers.parameters():
                    parameter.copy_(torch.tensor(values[:parameter.numel()]).reshape(parameter.shape))
                    values = values[parameter.numel():]
            weight = torch.tensor(np.random.default_rng(3).normal(size=(len(BATCH), 8)))
            output, drawn = run(kind, layers, nodes, relations, BATCH, STEP, "neighbours")
            (output * weight).sum().backward()
            save = lambda name, tensors: group.create_dataset(
                name, data=np.concatenate([t.detach().numpy().ravel() for t in tensors]).astype("<f4"))
            save("weight", [weight]), save("output", [output])
            save("gradients", [torch.zeros_like(p) if p.grad is None else p.grad for p in layers.parameters()])
            save("node_gradient", [nodes.grad]), save("relation_gradient", [relations.grad])
            normalised = [[], []]
            for step, batch in enumerate(BATCHES):
                run(kind, layers, nodes, relations, batch, step, "neighbours for statistics", normalised)
            seen = [torch.cat(rows) for rows in normalised]
            save("statistics", [s for rows in seen for s in (rows.mean(0), rows.var(0))])
            if kind == kinds[0]:
                for layer, edges in enumerate(drawn):
                    for name, (source, row, target, norm) in zip(["facts", "reverses"], edges):
                        columns = np.stack([target, row // 2, source]).astype("<i4")
                        file.create_dataset(f"layer{layer + 1}/{name}", data=columns.ravel())
                        file.create_dataset(f"layer{layer + 1}/{name}_norm", data=norm.numpy().astype("<f4"))
