"""An epoch of TuckER (Balažević et al., EMNLP 2019) with softmax loss, 1-N: tucker_epoch.py KG.h5"""
import sys

import h5py
import numpy as np
import torch
from torch import nn
from torch.nn.functional import dropout, log_softmax

from worker import serve

torch.manual_seed(1)
D, BATCH = 64, 1024
with h5py.File(sys.argv[1]) as file:
    entities = len(file["entity/id"])
    head, relation, tail = file["triple"][:].astype(np.int64).T
    relations = 2 * len(file["relation/name"])
keys = np.concatenate([(2 * relation) * entities + head, (2 * relation + 1) * entities + tail])
tails = np.concatenate([tail, head])
order = np.argsort(keys, kind="stable")
tails = torch.from_numpy(tails[order])
questions, first, count = np.unique(keys[order], return_index=True, return_counts=True)
heads, kinds = torch.from_numpy(questions % entities), torch.from_numpy(questions // entities)
first, count = torch.from_numpy(first), torch.from_numpy(count)


class TuckER(nn.Module):
    def __init__(self):
        super().__init__()
        self.E, self.R = nn.Embedding(entities, D), nn.Embedding(relations, D)
        self.W = nn.Parameter(torch.empty(D, D, D).uniform_(-1, 1))
        self.bn0, self.bn1 = nn.BatchNorm1d(D), nn.BatchNorm1d(D)
        nn.init.xavier_normal_(self.E.weight)
        nn.init.xavier_normal_(self.R.weight)

    def forward(self, heads, kinds):
        x = dropout(self.bn0(self.E(heads)), 0.3, True)
        a = dropout((self.R(kinds) @ self.W.view(D, -1)).view(-1, D, D), 0.2, True)
        y = dropout(self.bn1(torch.bmm(x[:, None], a)[:, 0]), 0.3, True)
        return y @ self.E.weight.t()


model = TuckER()
adam = torch.optim.Adam(model.parameters(), lr=3e-3)


def epoch():
    for batch in torch.randperm(len(heads)).split(BATCH):
        adam.zero_grad()
        logits = log_softmax(model(heads[batch], kinds[batch]), 1)
        rows = torch.arange(len(batch)).repeat_interleave(count[batch])
        inside = torch.arange(len(rows)) - (count[batch].cumsum(0) - count[batch]).repeat_interleave(count[batch])
        labels = torch.zeros_like(logits)  # the gradient of indexing would be slower
        labels[rows, tails[first[batch].repeat_interleave(count[batch]) + inside]] = -1 / len(rows)
        (logits * labels).sum().backward()
        adam.step()


epoch()
serve(epoch)
