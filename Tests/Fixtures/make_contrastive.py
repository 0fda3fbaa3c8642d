#!/usr/bin/env python3
"""contrastive.h5: projection head, contrastive losses and collapse monitors in plain PyTorch, float64.

Run in this directory.
"""
import h5py
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
torch.manual_seed(3)


def losses(g, i):
    target = torch.arange(len(g))
    s = g @ i.T
    cosine = F.normalize(g) @ F.normalize(i).T / 0.2
    both = lambda s, reduction: F.cross_entropy(s, target, reduction=reduction) + F.cross_entropy(
        s.T, target, reduction=reduction)
    reference = -torch.log(s.softmax(1).diagonal() + 1e-10).sum() - torch.log(s.softmax(0).diagonal() + 1e-10).sum()
    return {"mean": both(s, "mean"), "sum": both(s, "sum"), "reference": reference, "cosine": both(cosine, "mean")}


with h5py.File("contrastive.h5", "w", libver=("v108", "v110")) as file:
    save = lambda name, value: file.create_dataset(name, data=np.asarray(value.detach()).astype("<f4"))

    head = nn.Sequential(nn.Linear(7, 6), nn.ReLU(), nn.Linear(6, 5, bias=False))
    x = torch.randn(12, 7, requires_grad=True)
    weight = torch.randn(12, 5)
    for variant, bias in [("linear", head[0].bias), ("head", torch.zeros(6))]:
        first = F.linear(x, head[0].weight, bias)
        y = first if variant == "linear" else head[2](head[1](first))
        grads = torch.autograd.grad((y * weight).sum() if variant == "head" else (y * weight.sum(1, True)).sum(),
                                    [x, head[0].weight, head[2].weight, head[0].bias], allow_unused=True)
        for name, grad in zip(["x", "first", "second", "bias"], grads):
            if grad is not None:
                save(f"{variant}/gradient/{name}", grad)
        save(f"{variant}/y", y)
    save("head/x", x), save("head/weight", weight)
    save("head/first", head[0].weight), save("head/bias", head[0].bias), save("head/second", head[2].weight)

    for scale in (1, 40):  # ordinary logits, and logits of some thousands
        g = torch.randn(10, 6, requires_grad=True)
        i = (g.detach() + torch.randn(10, 6)).requires_grad_()
        a, b = g * scale, i * scale
        a.retain_grad(), b.retain_grad()
        save(f"loss/{scale}/g", a), save(f"loss/{scale}/i", b)
        for name, loss in losses(a, b).items():
            a.grad = b.grad = None
            loss.backward(retain_graph=True)
            save(f"loss/{scale}/{name}/value", loss[None])
            save(f"loss/{scale}/{name}/g", a.grad), save(f"loss/{scale}/{name}/i", b.grad)

    g = torch.randn(40, 6) + 0.5
    i = g + 0.8 * torch.randn(40, 6)
    a, b = F.normalize(g), F.normalize(i)
    off = ~torch.eye(40, dtype=bool)
    monitors = []
    for x in (a, b):
        monitors += [x.std(0, correction=0).mean(), (x @ x.T)[off].mean(),
                     torch.pdist(x).pow(2).mul(-2).exp().mean().log()]
    monitors.append((a - b).pow(2).sum(1).mean())
    for s in (g @ i.T, a @ b.T):  # image to region, region to image
        monitors += [(s.argmax(0) == torch.arange(40)).double().mean(), (s.argmax(1) == torch.arange(40)).double().mean()]
    save("monitors/g", g), save("monitors/i", i), save("monitors/values", torch.stack(monitors))
