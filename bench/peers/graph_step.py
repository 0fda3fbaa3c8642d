"""A forward and backward pass of CompGCN over a whole graph: graph_step.py KG.h5 KGE.h5"""
import sys

import h5py
import torch

from compgcn import CompGCN, load
from worker import agreement, serve

torch.manual_seed(1)
graph, nodes, relations = load(*sys.argv[1:3])
gradient = torch.cos(torch.arange(nodes.numel(), dtype=torch.float64)).float().reshape(nodes.shape)
model = CompGCN(nodes.shape[1]).train()


def step():
    model.zero_grad()
    model(graph, nodes, relations).backward(gradient)


def check(path):
    """Against double precision: in single, the peer's own output is off by 1e-3."""
    same = CompGCN(nodes.shape[1], 0, 0).train()
    with h5py.File(path) as file:
        with torch.no_grad():
            for name, parameter in same.named_parameters():
                parameter.copy_(torch.from_numpy(file[f"parameter/{name}"][:]))
        same.double()
        norm = graph.edata["norm"]
        graph.edata["norm"] = norm.double()
        result = same(graph, nodes.double(), relations.double())
        result.backward(gradient.double())
        graph.edata["norm"] = norm
        output = agreement(file["output"][:], result.detach())
        gradients = [(torch.from_numpy(file[f"gradient/{name}"][:]).ravel(), parameter.grad.ravel())
                     for name, parameter in same.named_parameters() if parameter.grad is not None]
    backward = agreement(*(torch.cat(side) for side in zip(*gradients)), 1e-3)
    return output if output.startswith("differs") else f"{backward} (gradients), {output} (output)"


step()
serve(step, check)
