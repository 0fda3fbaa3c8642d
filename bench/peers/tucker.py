#!/usr/bin/env python3
"""TuckER in PyTorch, as a peer of kg-embed: the same model, loss and settings written once more, from the
equations of Balažević, Allen & Hospedales (EMNLP 2019) and docs/method.md. Needs torch, numpy, h5py.

    tucker.py kg.h5 -o kge.h5 --seed 1 --epochs 60

The vectors go into a kge.h5 that every tool reads.
"""

import argparse

import h5py
import numpy as np
import torch
from torch import nn


class TuckER(nn.Module):
    """x = dropout(BN(e_h)), A = dropout(Σ_k r_k W_k), y = dropout(BN(x A)), scores y Eᵀ of all tails."""

    def __init__(self, entities, relations, d, dropout):
        super().__init__()
        self.entities = nn.Embedding(entities, d)
        self.relations = nn.Embedding(relations, d)
        self.core = nn.Parameter(torch.empty(d, d, d).uniform_(-1, 1))
        nn.init.xavier_normal_(self.entities.weight)
        nn.init.xavier_normal_(self.relations.weight)
        self.norms = nn.ModuleList([nn.BatchNorm1d(d), nn.BatchNorm1d(d)])
        self.dropouts = nn.ModuleList([nn.Dropout(rate) for rate in dropout])

    def forward(self, heads, relations):
        d = self.core.shape[0]
        x = self.dropouts[0](self.norms[0](self.entities(heads)))
        a = self.dropouts[1]((self.relations(relations) @ self.core.view(d, -1)).view(-1, d, d))
        y = self.dropouts[2](self.norms[1](torch.bmm(x.unsqueeze(1), a).squeeze(1)))
        return y @ self.entities.weight.T


def loss_of(scores, labels, kind, smoothing):
    if kind == "softmax":  # over the batch's facts
        return -(torch.log_softmax(scores, 1) * labels).sum() / labels.sum()
    if kind == "question-softmax":  # over each question's facts, then over questions
        return -((torch.log_softmax(scores, 1) * labels).sum(1) / labels.sum(1)).mean()
    if smoothing:
        labels = (1 - smoothing) * labels + 1 / labels.shape[1]
    return nn.functional.binary_cross_entropy_with_logits(scores, labels)


def questions_of(triples, relations):
    """Every (head, relation) with its tails, facts x in both directions: x is 2i, x_rev is 2i + 1."""
    answers = {}
    for head, relation, tail in triples:
        answers.setdefault((head, 2 * relation), []).append(tail)
        answers.setdefault((tail, 2 * relation + 1), []).append(head)
    return [(h, r, np.array(tails)) for (h, r), tails in answers.items()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("graph", help="knowcl/kg")
    parser.add_argument("-o", "--output", required=True, help="knowcl/kge")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--dimension", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=3e-3)
    parser.add_argument("--decay", type=float, default=0.995)
    parser.add_argument("--dropout", type=float, nargs=3, default=(0.3, 0.2, 0.3))
    parser.add_argument("--loss", choices=("softmax", "question-softmax", "bce"), default="softmax")
    parser.add_argument("--smoothing", type=float, default=0.1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)

    with h5py.File(options.graph) as file:
        entities, names = file["entity/id"].asstr()[:], file["relation/name"].asstr()[:]
        triples = file["triple"][:]
    questions = questions_of(triples, len(names))
    model = TuckER(len(entities), 2 * len(names), options.dimension, options.dropout)
    optimiser = torch.optim.Adam(model.parameters(), lr=options.learning_rate)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimiser, options.decay)
    for epoch in range(options.epochs):
        order = rng.permutation(len(questions))
        losses = []
        for start in range(0, len(order), options.batch):
            batch = [questions[i] for i in order[start:start + options.batch]]
            heads = torch.tensor([h for h, _, _ in batch])
            relations = torch.tensor([r for _, r, _ in batch])
            labels = torch.zeros(len(batch), len(entities))
            for row, (_, _, tails) in enumerate(batch):
                labels[row, tails] = 1
            optimiser.zero_grad()
            loss = loss_of(model(heads, relations), labels, options.loss, options.smoothing)
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        schedule.step()
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}", flush=True)

    directed = [name + suffix for name in names for suffix in ("", "_rev")]
    order = sorted(range(len(directed)), key=lambda i: directed[i])
    with h5py.File(options.output, "w") as file:
        file.attrs.update(schema="knowcl/kge", schema_version="1.0", tool="bench/peers/tucker.py",
                          seed=options.seed)
        text = h5py.string_dtype()
        file.create_dataset("entity/id", data=entities.tolist(), dtype=text)
        file["entity/embedding"] = model.entities.weight.detach().numpy()
        file.create_dataset("relation/name", data=[directed[i] for i in order], dtype=text)
        file["relation/embedding"] = model.relations.weight.detach().numpy()[order]


if __name__ == "__main__":
    main()
