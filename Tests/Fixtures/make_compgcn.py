#!/usr/bin/env python3
"""compgcn.h5, compgcn64.h5: CompGCN (Vashishth et al. 2020) in plain PyTorch, float64, one message
per edge.

For every composition, in the corrected and in the reference's form: output, gradients of
sum(weight * output), batch-norm running statistics after one training pass, and the output in
evaluation mode. Dropout is off. The 64-dimensional cases take their inputs and parameters from a
formula instead of storing them. Run in this directory.
"""
import h5py
import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

ENTITIES, RELATIONS = 23, 3


def facts():
    """Multi-edges, self loops, entities that are never a tail (0-4) and isolated ones (21, 22)."""
    rng = np.random.default_rng(5)
    head = rng.integers(0, 21, 60)
    tail = rng.integers(5, 21, 60)
    relation = rng.integers(0, RELATIONS, 60)
    head[:3], relation[:3], tail[:3] = 7, 1, 9
    head[3:5], tail[3:5] = [6, 12], [6, 12]
    return head, relation, tail


def compose(kind, node, relation):
    if kind == "sub":
        return node - relation
    if kind == "mul":
        return node * relation
    if kind == "ccorr":
        d = node.shape[-1]
        index = (torch.arange(d)[:, None] + torch.arange(d)[None, :]) % d  # out[k] = sum_i node[i] relation[i+k]
        return torch.einsum("ei,eki->ek", node, relation.expand(node.shape)[:, index])
    h = node.shape[-1] // 2
    a, b, c, e = node[..., :h], node[..., h:], relation[..., :h], relation[..., h:]
    return torch.cat([a * c - b * e, a * e + b * c], -1)


def directions(head, relation, tail, reference):
    """(source, relation row, target, norm) of the facts and of the reverse facts.

    Rows 0, 2, 4 of the relation table are the relations, 1, 3, 5 their reverses: the order in which
    the names x and x_rev sort.
    """
    head, relation, tail = (torch.tensor(x) for x in (head, relation, tail))
    for source, row, target in [(head, 2 * relation, tail), (tail, 2 * relation + 1, tail if reference else head)]:
        into = torch.bincount(target, minlength=ENTITIES).to(torch.float64)
        out = into if reference else torch.bincount(source, minlength=ENTITIES).to(torch.float64)
        inverse = lambda degree: torch.where(degree > 0, degree.clamp(min=1) ** -0.5, 0.0)
        yield source, row, target, inverse(out)[source] * inverse(into)[target]


class Layer(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.w_in, self.w_out, self.w_self, self.w_relation = (nn.Linear(d, d) for _ in range(4))
        self.loop_relation = nn.Parameter(torch.randn(1, d))
        self.norm = nn.BatchNorm1d(d)
        nn.init.normal_(self.norm.weight, 1, 0.2)
        nn.init.normal_(self.norm.bias, 0, 0.2)

    def forward(self, kind, edges, nodes, relations, reference, own=None):
        """Targets of edges are rows of `own`, sources rows of `nodes`; the same where `own` is not given."""
        own = nodes if own is None else own
        total = self.w_self(compose(kind, own, self.loop_relation))
        for linear, (source, row, target, norm) in zip([self.w_in, self.w_out], edges):
            norm = norm[:, None]
            if reference:
                message = linear(compose(kind, nodes[source], relations[row] * norm))
                total = total + torch.zeros_like(total).index_add(0, target, message)
            else:
                message = compose(kind, nodes[source], relations[row]) * norm
                total = total + linear(torch.zeros_like(own).index_add(0, target, message))
        return torch.tanh(self.norm(total / 3)), self.w_relation(relations)


def by_formula(tensors):
    for salt, tensor in enumerate(tensors):
        with torch.no_grad():
            tensor.copy_(0.4 * torch.cos(1.3 * torch.arange(tensor.numel()) ** 1.1 + salt).reshape(tensor.shape))


def case(file, kind, reference, d, seed, formula=False):
    torch.manual_seed(seed)
    nodes = torch.randn(ENTITIES, d, requires_grad=True)
    relations = torch.randn(2 * RELATIONS, d, requires_grad=True)
    weight = torch.randn(ENTITIES, d)
    layers = nn.ModuleDict({"layer1": Layer(d), "layer2": Layer(d)})
    edges = list(directions(*facts(), reference))
    names, parameters = zip(*layers.named_parameters())
    if formula:
        by_formula([nodes, relations, weight, *parameters])

    def run():
        x, r = nodes, relations
        for layer in layers.values():
            x, r = layer(kind, edges, x, r, reference)
        return x

    group = file.create_group(f"{kind}_{'reference' if reference else 'correct'}_{d}")
    # One flat array each: values and gradients in the order of named_parameters().
    save = lambda name, tensors: group.create_dataset(
        name, data=np.concatenate([t.detach().numpy().ravel() for t in tensors]).astype("<f4"))
    group.create_dataset("names", data=list(names), dtype=h5py.string_dtype())
    if not formula:
        save("parameters", parameters)
        save("nodes", [nodes]), save("relations", [relations]), save("weight", [weight])
    output = run()
    (output * weight).sum().backward()
    save("output", [output])
    if not formula:
        save("gradients", [torch.zeros_like(p) if p.grad is None else p.grad for p in parameters])
    save("node_gradient", [nodes.grad]), save("relation_gradient", [relations.grad])
    save("running", [b for layer in layers.values() for b in (layer.norm.running_mean, layer.norm.running_var)])
    layers.eval()
    save("evaluated", [run()])


kinds = ["rotate", "sub", "mul", "ccorr"]

if __name__ == "__main__":
    for name in ("compgcn.h5", "compgcn64.h5"):
        with h5py.File(name, "w", libver=("v108", "v110")) as file:
            for column, values in zip(["head", "relation", "tail"], facts()):
                file.create_dataset(column, data=values.astype("<i4"))
            if name == "compgcn64.h5":
                for kind in kinds:
                    case(file, kind, False, 64, 0, formula=True)
                continue
            for seed, kind in enumerate(kinds):
                for reference in (False, True):
                    case(file, kind, reference, 8, seed)
            case(file, "ccorr", False, 7, 9)
