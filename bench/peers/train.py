"""The contrastive model in PyTorch, to compare what is learnt: does as `cl-train | img-embed` with the same options.

    python3 bench/peers/train.py images.h5 kg.h5 kge.h5 --seed 1 --epochs 20 --batch 128 -o embeddings.h5
    si-predict ours=trained-1.h5 pytorch=embeddings.h5 ...
"""
import argparse

import h5py
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from encoder import encoder, unit_pictures


def rotate(node, relation):
    a, b = node.chunk(2, -1)
    c, e = relation.chunk(2, -1)
    return torch.cat([a * c - b * e, a * e + b * c], -1)


class Layer(nn.Module):
    """One CompGCN layer; sums come before products, as in docs/method.md."""

    def __init__(self, d):
        super().__init__()
        self.w_in, self.w_out, self.w_self, self.w_relation = (nn.Linear(d, d) for _ in range(4))
        self.loop = nn.Parameter(nn.init.xavier_normal_(torch.empty(1, d)))
        self.norm = nn.BatchNorm1d(d)

    def forward(self, edges, nodes, relations):
        total = 0
        for linear, (source, row, target, norm) in zip([self.w_in, self.w_out], edges):
            messages = rotate(nodes[source], relations[row]) * norm[:, None]
            total = total + linear(torch.zeros_like(nodes).index_add(0, target, messages))
        total = self.w_self(rotate(nodes, self.loop)) + F.dropout(total, 0.1, self.training)
        return F.dropout(torch.tanh(self.norm(total / 3)), 0.3, self.training), self.w_relation(relations)


def edges_of(kg):
    """(source, relation row, target, norm) of the facts and of the reverse facts."""
    head, relation, tail = torch.from_numpy(kg["triple"][:].T.astype(np.int64))
    count = len(kg["entity/id"])
    for source, row, target in [(head, 2 * relation, tail), (tail, 2 * relation + 1, head)]:
        out, into = (torch.bincount(x, minlength=count).float() for x in (source, target))
        yield source, row, target, out[source].rsqrt() * into[target].rsqrt()


def head_of(*sizes):
    head = nn.Sequential(nn.Linear(sizes[0], sizes[1], bias=False), nn.ReLU(), nn.Linear(sizes[1], sizes[2], bias=False))
    for layer in (head[0], head[2]):
        nn.init.xavier_normal_(layer.weight)
    return head


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images")
    parser.add_argument("graph")
    parser.add_argument("embedding")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("-o", "--output", required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)

    with h5py.File(options.images) as file:
        regions, pixels = file["region/id"].asstr()[:], file["image"][:]
    with h5py.File(options.graph) as kg, h5py.File(options.embedding) as kge:
        entity = {id: row for row, id in enumerate(kg["entity/id"].asstr()[:])}
        assert list(entity) == list(kge["entity/id"].asstr()[:])
        edges = list(edges_of(kg))
        nodes, relations = (torch.from_numpy(kge[f"{kind}/embedding"][:]) for kind in ("entity", "relation"))
    places = torch.tensor([entity[region] for region in regions])

    network, projector, graph_head = encoder(), head_of(512, 512, 64), head_of(64, 64, 64)
    layers = nn.ModuleList([Layer(64), Layer(64)])
    parts = nn.ModuleList([network, projector, layers, graph_head])
    adam = torch.optim.Adam(parts.parameters(), lr=3e-4)
    for epoch in range(options.epochs):
        total = 0
        for batch in torch.randperm(len(regions)).split(options.batch):
            images = projector(network(unit_pictures(pixels[batch.numpy()])))
            x, r = nodes, relations
            for layer in layers:
                x, r = layer(edges, x, r)
            scores = graph_head(x[places[batch]]) @ images.T
            diagonal = torch.arange(len(batch))
            loss = F.cross_entropy(scores, diagonal) + F.cross_entropy(scores.T, diagonal)
            adam.zero_grad()
            loss.backward()
            adam.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1}: loss {total / len(regions):.4f}", flush=True)

    network.eval()
    with torch.inference_mode():
        vectors = torch.cat([network(unit_pictures(pixels[i:i + 32])) for i in range(0, len(pixels), 32)])
    with h5py.File(options.output, "w") as file:
        file.attrs.update(schema="knowcl/embeddings", schema_version="1.0")
        file["region/id"], file["embedding"] = list(regions), vectors.numpy()


if __name__ == "__main__":
    main()
