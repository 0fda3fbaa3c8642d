"""Oracles of the predictor: scikit-learn, SciPy and PyTorch.

Writes prediction.h5 beside this file.
"""

import pathlib

import h5py
import numpy as np
import torch
from scipy import stats
from sklearn import metrics
from sklearn.linear_model import RidgeCV
from sklearn.neighbors import BallTree, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

torch.set_num_threads(1)
rng = np.random.default_rng(7)
out = h5py.File(pathlib.Path(__file__).with_name("prediction.h5"), "w")


def save(path, array, dtype=np.float64):
    out.create_dataset(path, data=np.asarray(array, dtype=dtype))


# Scores: r2, rmse, mae, mape over non-zero labels, zero labels, Pearson, Spearman.
def scores(y, p):
    nonzero = y != 0
    constant = np.all(y == y[0]) or np.all(p == p[0])
    return [
        metrics.r2_score(y, p),
        np.sqrt(metrics.mean_squared_error(y, p)),
        metrics.mean_absolute_error(y, p),
        metrics.mean_absolute_percentage_error(y[nonzero], p[nonzero]),
        np.sum(~nonzero),
        np.nan if constant else stats.pearsonr(y, p).statistic,
        np.nan if constant else stats.spearmanr(y, p).statistic,
    ]


y = rng.gamma(2, 3, 60)
cases = {
    "plain": (y, y + rng.normal(0, 2, 60)),
    "ties": (np.round(y / 4), np.round(y / 4 + rng.normal(0, 1, 60))),
    "constant_label": (np.full(9, 0.1), rng.normal(0, 1, 9)),
    "constant_exact": (np.full(9, 0.1), np.full(9, 0.1)),
    "constant_prediction": (rng.normal(0, 1, 9), np.full(9, 0.1)),
    "negative": (rng.normal(0, 1, 20), rng.normal(0, 1, 20)),
}
for name, (labels, predictions) in cases.items():
    save(f"scores/{name}/labels", labels)
    save(f"scores/{name}/predictions", predictions)
    save(f"scores/{name}/expected", scores(labels, predictions))
ranks = np.array([3.0, 1, 3, 3, -2, 1, 0, 5])
save("ranks/values", ranks)
save("ranks/expected", stats.rankdata(ranks))

# Ridge with leave-one-out choice of the penalty, tall and wide; one feature without spread.
penalties = np.logspace(-3, 6, 37)
for name, rows, columns in [("tall", 50, 8), ("wide", 24, 40)]:
    x = (rng.normal(0, 1, (rows + 10, columns)) * rng.uniform(0.1, 9, columns) + 5).astype(np.float32)
    x[:, 3] = 2.5
    labels = x[:, :5] @ rng.normal(0, 1, 5) * 0.2 + rng.normal(0, 2, rows + 10)
    scaler = StandardScaler()
    design = scaler.fit_transform(x[:rows].astype(float))
    model = RidgeCV(penalties, store_cv_results=True).fit(design, labels[:rows])
    save(f"ridge/{name}/features", x, np.float32)
    save(f"ridge/{name}/labels", labels)
    save(f"ridge/{name}/penalty", [model.alpha_])
    save(f"ridge/{name}/leave_one_out", model.cv_results_.mean(axis=0))
    save(f"ridge/{name}/predictions", model.predict(scaler.transform(x.astype(float))))

# Nearest neighbours on the sphere (across the date line and a pole) and in feature space.
lonlat = np.stack([rng.uniform(-180, 180, 120), np.degrees(np.arcsin(rng.uniform(-1, 1, 120)))], 1)
lonlat[:40] = np.array([-73.95, 40.75]) + rng.normal(0, 0.05, (40, 2))
labels = rng.normal(0, 1, 120)
train = rng.permutation(120)[:80]
tree = BallTree(np.radians(lonlat[train][:, ::-1]), metric="haversine")
_, nearest = tree.query(np.radians(lonlat[:, ::-1]), 5)
save("nearest/lonlat", lonlat)
save("nearest/labels", labels)
save("nearest/train", np.sort(train), np.int32)
save("nearest/sphere", labels[train][nearest].mean(axis=1))
features = rng.normal(0, 1, (120, 6)).astype(np.float32)
neighbours = make_pipeline(StandardScaler(), KNeighborsRegressor(5)).fit(features[train].astype(float), labels[train])
save("nearest/features", features, np.float32)
save("nearest/space", neighbours.predict(features.astype(float)))

# AdamW on Linear, ReLU, Linear from weights that a formula gives.
rows, inputs, hidden = 40, 12, 20
x = rng.normal(0, 1, (rows, inputs)).astype(np.float32)
labels = (x[:, :3].sum(axis=1) + rng.normal(0, 0.3, rows)).astype(np.float32)
wave = lambda *shape: torch.tensor(np.sin(np.arange(np.prod(shape)) * 0.7).reshape(shape) * 0.3, dtype=torch.float32)
network = torch.nn.Sequential(
    torch.nn.Linear(inputs, hidden), torch.nn.Dropout(0), torch.nn.ReLU(), torch.nn.Linear(hidden, 1)
)
with torch.no_grad():
    for parameter in network.parameters():
        parameter.copy_(wave(*parameter.shape))
optimiser = torch.optim.AdamW(network.parameters(), lr=5e-3, weight_decay=0.5)
tx, ty = torch.tensor(x[:30]), torch.tensor(labels[:30])
vx, vy = torch.tensor(x[30:]), labels[30:]
losses, validation = [], []
for epoch in range(20):
    optimiser.zero_grad()
    loss = torch.nn.functional.mse_loss(network(tx).squeeze(1), ty)
    loss.backward()
    if epoch == 0:
        for name, parameter in network.named_parameters():
            save(f"perceptron/gradient/{name}", parameter.grad.numpy(), np.float32)
    optimiser.step()
    losses.append(loss.item())
    with torch.no_grad():
        validation.append(metrics.r2_score(vy, network(vx).squeeze(1).numpy()))
save("perceptron/x", x, np.float32)
save("perceptron/labels", labels)
save("perceptron/losses", losses)
save("perceptron/validation_r2", validation)
for name, parameter in network.named_parameters():
    save(f"perceptron/final/{name}", parameter.detach().numpy(), np.float32)
