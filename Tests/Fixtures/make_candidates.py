"""candidates.h5: TuckER's losses over the entities that a relation's tail types allow, with all gradients, in PyTorch
at double precision, dropout 0; sparse_adam.h5: a trajectory of torch.optim.SparseAdam.

Types are those that a relation's tails have in the graph, heads being the tails of the reverse relation. Every question
has a softmax, or cross-entropies, over its own candidates."""

import os
import h5py
import numpy as np
import torch

HERE = os.path.dirname(__file__)
D, FACTS, SMOOTHING = 12, 160, 0.1
torch.manual_seed(11)
torch.set_num_threads(1)
rng = np.random.default_rng(11)

# Types as codes of knowcl/kg: region 0, poi 1, category 2, other 5; regions first, the rest mixed.
types = np.concatenate([np.zeros(13, int), rng.choice([1, 1, 1, 2, 5], 46)])
of = {code: np.flatnonzero(types == code) for code in (0, 1, 2, 5)}
anything = np.concatenate([of[0], of[2], of[5]])
ends = [(of[0], of[0]), (of[1], of[0]), (of[1], of[2]), (of[1], anything)]
facts = np.unique(np.array(
    [(rng.choice(ends[r][0]), r, rng.choice(ends[r][1])) for r in rng.integers(0, len(ends), FACTS)]), axis=0)
facts = facts[rng.permutation(len(facts))]
# Relations r0 … r3 and their reverses, sorted: r0, r0_rev, r1, …
directed = np.concatenate([np.stack([facts[:, 0], 2 * facts[:, 1], facts[:, 2]], 1),
                           np.stack([facts[:, 2], 2 * facts[:, 1] + 1, facts[:, 0]], 1)])
answers = {}
for h, r, t in directed:
    answers.setdefault((r, h), []).append(t)
questions = sorted(answers)
allowed = {r: np.isin(types, np.unique(types[directed[directed[:, 1] == r, 2]])) for r in range(2 * len(ends))}
batch = np.sort(rng.permutation(len(questions))[:50])

start = {
    "E": torch.randn(len(types), D) * 0.3, "R": torch.randn(2 * len(ends), D) * 0.3, "W": torch.rand(D, D, D) * 2 - 1,
    "bn0.weight": 1 + torch.randn(D) * 0.2, "bn0.bias": torch.randn(D) * 0.2,
    "bn1.weight": 1 + torch.randn(D) * 0.2, "bn1.bias": torch.randn(D) * 0.2}


def loss_of(kind, p):
    chosen = [questions[q] for q in batch]
    heads, relations = torch.tensor([int(h) for _, h in chosen]), torch.tensor([int(r) for r, _ in chosen])
    norm = lambda x, name: torch.nn.functional.batch_norm(
        x, None, None, p[f"{name}.weight"], p[f"{name}.bias"], training=True)
    a = torch.einsum("bk,kij->bij", p["R"][relations], p["W"])
    scores = norm(torch.einsum("bi,bij->bj", norm(p["E"][heads], "bn0"), a), "bn1") @ p["E"].T
    terms = []
    for row, question in enumerate(chosen):
        inside = np.flatnonzero(allowed[question[0]])
        s = scores[row, inside]
        labels = torch.tensor(np.isin(inside, answers[question])).double()
        if kind in ("softmax", "question"):
            terms.append(-torch.log_softmax(s, 0)[labels > 0])
            continue
        if kind == "uniform":
            labels = torch.where(labels > 0, 1 - SMOOTHING, SMOOTHING / (len(inside) - 1)).double()
        else:
            labels = (1 - SMOOTHING) * labels + 1 / len(inside)
        terms.append(torch.nn.functional.binary_cross_entropy_with_logits(s, labels)[None])
    return torch.cat(terms).mean() if kind == "softmax" else torch.stack([term.mean() for term in terms]).mean()


with h5py.File(os.path.join(HERE, "candidates.h5"), "w") as file:
    file["types"] = types.astype(np.uint8)
    file["facts"] = facts.astype(np.int32)
    file["batch"] = batch.astype(np.int32)
    for name, value in start.items():
        file[f"start/{name}"] = value.numpy()
    for kind in ("softmax", "question", "binary", "uniform"):
        parameters = {name: value.double().requires_grad_() for name, value in start.items()}
        loss = loss_of(kind, parameters)
        loss.backward()
        file[f"{kind}/loss"] = np.array([loss.item()])
        for name, value in parameters.items():
            file[f"{kind}/gradient/{name}"] = value.grad.numpy().astype(np.float32)

# A table of which every step reaches some rows. SparseAdam adds epsilon before the bias correction, Adam after it:
# one that is next to nothing leaves no difference.
ROWS, WIDTH, STEPS = 11, 6, 10
table = torch.nn.Parameter(torch.randn(ROWS, WIDTH))
optimiser = torch.optim.SparseAdam([table], lr=3e-3, eps=1e-12)
with h5py.File(os.path.join(HERE, "sparse_adam.h5"), "w") as file:
    file["start"] = table.detach().numpy()
    reached, gradients, path = [], [], []
    for step in range(STEPS):
        # The last row is never reached.
        rows = torch.randperm(ROWS - 1)[:4]
        gradient = torch.randn(4, WIDTH) * torch.logspace(-3, 1, WIDTH)
        table.grad = torch.sparse_coo_tensor(rows[None], gradient, (ROWS, WIDTH))
        optimiser.step()
        for group in optimiser.param_groups:
            group["lr"] *= 0.9
        reached.append(rows.numpy().astype(np.int32))
        gradients.append(gradient.numpy())
        path.append(table.detach().clone().numpy())
    file["rows"], file["gradients"], file["path"] = np.array(reached), np.array(gradients), np.array(path)
    file["first_moment"] = optimiser.state[table]["exp_avg"].numpy()
    file["second_moment"] = optimiser.state[table]["exp_avg_sq"].numpy()
