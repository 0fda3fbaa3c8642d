"""tucker.h5: scores, losses, gradients and training steps of TuckER in PyTorch, dropout 0; filtered ranks
by sorting; and tucker.npz, tucker_deflated.npz for the NumPy reader.

The model is written from the equations of Balažević et al. (EMNLP 2019), in float64 for the gradients."""

import os
import h5py
import numpy as np
import torch

HERE = os.path.dirname(__file__)
ENTITIES, RELATIONS, D, FACTS, STEPS = 37, 3, 12, 150, 6
torch.manual_seed(7)
torch.set_num_threads(1)
rng = np.random.default_rng(7)

facts = np.unique(
    np.stack([rng.integers(0, ENTITIES, 2 * FACTS), rng.integers(0, RELATIONS, 2 * FACTS),
              rng.integers(0, ENTITIES, 2 * FACTS)], 1), axis=0)
facts = facts[rng.permutation(len(facts))[:FACTS]].astype(np.int32)
# Relations r0, r1, r2 and their reverses, sorted: r0, r0_rev, r1, …
directed = np.concatenate([np.stack([facts[:, 0], 2 * facts[:, 1], facts[:, 2]], 1),
                           np.stack([facts[:, 2], 2 * facts[:, 1] + 1, facts[:, 0]], 1)])
answers = {}
for h, r, t in directed:
    answers.setdefault((r, h), []).append(t)
questions = sorted(answers)


class TuckER(torch.nn.Module):
    def __init__(self, dtype):
        super().__init__()
        generator = torch.Generator().manual_seed(3)
        self.E = torch.nn.Parameter(torch.randn(ENTITIES, D, generator=generator).to(dtype) * 0.3)
        self.R = torch.nn.Parameter(torch.randn(2 * RELATIONS, D, generator=generator).to(dtype) * 0.3)
        self.W = torch.nn.Parameter((torch.rand(D, D, D, generator=generator).to(dtype) * 2 - 1))
        self.bn0 = torch.nn.BatchNorm1d(D).to(dtype)
        self.bn1 = torch.nn.BatchNorm1d(D).to(dtype)
        with torch.no_grad():
            for norm in (self.bn0, self.bn1):
                norm.weight += torch.randn(D, generator=generator).to(dtype) * 0.2
                norm.bias += torch.randn(D, generator=generator).to(dtype) * 0.2

    def forward(self, heads, relations):
        x = self.bn0(self.E[heads])
        a = torch.einsum("bk,kij->bij", self.R[relations], self.W)
        return self.bn1(torch.einsum("bi,bij->bj", x, a)) @ self.E.T


def tensors(batch):
    heads = torch.tensor([h for _, h in batch])
    relations = torch.tensor([int(r) for r, _ in batch])
    labels = torch.zeros(len(batch), ENTITIES, dtype=torch.bool)
    for row, question in enumerate(batch):
        labels[row, [int(t) for t in answers[question]]] = True
    return heads, relations, labels


def loss_of(kind, scores, labels):
    if kind == "softmax":
        return -torch.log_softmax(scores, 1)[labels].mean()
    if kind == "question":
        return (-torch.log_softmax(scores, 1) * labels).sum(1).div(labels.sum(1)).mean()
    if kind == "uniform":
        smooth = torch.where(labels, 1 - 0.1, 0.1 / (ENTITIES - 1)).to(scores.dtype)
    else:
        smooth = (1 - 0.1) * labels.to(scores.dtype) + 1 / ENTITIES
    return torch.nn.functional.binary_cross_entropy_with_logits(scores, smooth)


with h5py.File(os.path.join(HERE, "tucker.h5"), "w") as file:
    file["facts"] = facts
    start = TuckER(torch.float32)
    names = [name for name, _ in start.named_parameters()]
    for name, value in start.named_parameters():
        file[f"start/{name}"] = value.detach().numpy()
    batch = [questions[i] for i in sorted(rng.permutation(len(questions))[:60])]
    file["batch"] = np.array([questions.index(q) for q in batch], np.int32)
    for kind in ("softmax", "binary", "question", "uniform"):
        model = TuckER(torch.float64)
        model.load_state_dict({k: v.double() if v.is_floating_point() else v
                               for k, v in start.state_dict().items()})
        heads, relations, labels = tensors(batch)
        loss = loss_of(kind, model(heads, relations), labels)
        loss.backward()
        file[f"{kind}/loss"] = np.array([loss.item()])
        for name, value in model.named_parameters():
            file[f"{kind}/gradient/{name}"] = value.grad.numpy().astype(np.float32)
        if kind in ("question", "uniform"):
            continue
        # Some steps of Adam, each on another part of the questions.
        model = TuckER(torch.float32)
        optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
        losses = []
        for step in range(STEPS):
            part = questions[step::STEPS]
            heads, relations, labels = tensors(part)
            optimiser.zero_grad()
            loss = loss_of(kind, model(heads, relations), labels)
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        file[f"{kind}/losses"] = np.array(losses)
        for name, value in model.named_parameters():
            file[f"{kind}/end/{name}"] = value.detach().numpy()
        model.eval()
        heads, relations, _ = tensors(questions)
        file[f"{kind}/scores"] = model(heads, relations).detach().numpy()

    # Ranks in scores with many ties, against true answers with several per question.
    scores = rng.integers(0, 12, (40, 50)).astype(np.float32)
    known = rng.random(scores.shape) < 0.15
    target = rng.integers(0, 50, 40).astype(np.int32)
    known[np.arange(40), target] = True
    best, worst = [], []
    for row in range(40):
        keep = ~known[row]
        keep[target[row]] = True
        candidates = scores[row][keep]
        own = scores[row, target[row]]
        order = np.sort(candidates)[::-1]
        places = np.flatnonzero(order == own) + 1
        best.append(places.min())
        worst.append(places.max())
    file["ranks/scores"] = scores
    file["ranks/known"] = known.astype(np.uint8)
    file["ranks/target"] = target
    file["ranks/optimistic"] = np.array(best, np.int32)
    file["ranks/pessimistic"] = np.array(worst, np.int32)
    for name, ranks in (("optimistic", np.array(best)), ("pessimistic", np.array(worst)),
                        ("realistic", (np.array(best) + np.array(worst)) / 2)):
        file[f"ranks/metrics/{name}"] = np.array(
            [(1 / ranks).mean(), (ranks <= 1).mean(), (ranks <= 3).mean(), (ranks <= 10).mean(), ranks.mean()])

E = rng.standard_normal((5, 4)).astype(np.float32)
R = rng.standard_normal((2, 4))
arrays = dict(E_pretrain=E, R_pretrain=R, big=E.astype(">f8"), whole=np.arange(6), turned=np.asfortranarray(E),
              line=np.asfortranarray(np.array([1.5, -2])), none=np.zeros((0, 3), np.float32),
              one=np.float32(2.5), bad=np.array([[1, np.nan]]))
np.savez(os.path.join(HERE, "tucker.npz"), **arrays)
np.savez_compressed(os.path.join(HERE, "tucker_deflated.npz"), **arrays)
with h5py.File(os.path.join(HERE, "tucker.h5"), "a") as file:
    file["npz/E_pretrain"] = E
    file["npz/R_pretrain"] = R.astype(np.float32)
