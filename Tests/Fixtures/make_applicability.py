"""Oracles of the area of applicability: the formulas of Meyer & Pebesma 2021 (Methods in Ecology and Evolution
12:1620, §2.2 to 2.4) in NumPy, and feature importances of scikit-learn.

Writes applicability.h5 beside this file.
"""

import pathlib

import h5py
import numpy as np
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.tree import DecisionTreeRegressor

rng = np.random.default_rng(13)
here = pathlib.Path(__file__)
out = h5py.File(here.with_name("applicability.h5"), "w")


def distance(a, b):
    return np.sqrt(((a[:, None, :] - b[None, :, :]) ** 2).sum(2))


def write(name, training, new, folds, weights):
    training, new = (x.astype(np.float32).astype(np.float64) for x in (training, new))
    mean, deviation = training.mean(0), training.std(0)
    deviation[deviation < 1e-12] = 1
    a, b = ((x - mean) / deviation * np.abs(weights) for x in (training, new))
    within = distance(a, a)
    off = ~np.eye(len(a), dtype=bool)
    average = within[off].mean()
    other = folds[:, None] != folds[None, :] if len(set(folds)) > 1 else off
    own = np.where(other, within, np.inf).min(1) / average
    q25, q75 = np.quantile(own, [0.25, 0.75])
    out[f"{name}/training"], out[f"{name}/new"] = training.astype(np.float32), new.astype(np.float32)
    out[f"{name}/folds"], out[f"{name}/weights"] = folds.astype(np.int32), weights
    out[f"{name}/mean_distance"] = [average]
    out[f"{name}/training_index"] = own
    out[f"{name}/threshold"] = [own[own <= q75 + 1.5 * (q75 - q25)].max()]
    out[f"{name}/index"] = distance(b, a).min(1) / average


def regions(count, dimension, offset=0.0):
    x = rng.normal(0, 1, (count, dimension)) * np.linspace(0.1, 40, dimension) + 3 + offset
    return x


training = regions(90, 6)
training[:, 2] = 2.5  # without spread
training[5] = training[17]  # alike in two folds
training[40] += 60  # an outlier
new = np.concatenate([regions(20, 6), regions(10, 6, 25), training[:3]])
write("folds", training, new, rng.integers(0, 5, 90), np.array([3.0, 0.5, 1, 0, -2, 0.01]))
write("blocks", training, new, np.argsort(np.argsort(training[:, 5])) // 18, np.ones(6))
write("one_fold", regions(30, 4), np.concatenate([regions(8, 4), regions(2, 4, 50)]), np.zeros(30), np.array([0.2, 0.1, 4, 1]))
# More than a block of rows and of columns.
write("many", regions(1300, 3), regions(200, 3), rng.integers(0, 10, 1300), np.array([1.0, 2, 3]))

# Importances on the trees of make_evaluation.py.
with h5py.File(here.with_name("evaluation.h5")) as trees:
    x, y = trees["trees/features"][:220], trees["trees/labels"][:220]
tree = DecisionTreeRegressor(max_depth=6, min_samples_leaf=7, random_state=0).fit(x, y)
boosting = GradientBoostingRegressor(
    n_estimators=60, learning_rate=0.1, max_depth=3, min_samples_leaf=10, random_state=0
).fit(x, y)
single = GradientBoostingRegressor(n_estimators=1, learning_rate=1, max_depth=4, min_samples_leaf=10, random_state=0).fit(x, y)
forest = [
    RandomForestRegressor(100, max_features=2, min_samples_leaf=2, random_state=s).fit(x, y).feature_importances_
    for s in range(30)
]
out["importance/tree"] = tree.feature_importances_
out["importance/boosting"] = boosting.feature_importances_
out["importance/boosting_once"] = single.feature_importances_
out["importance/forest"] = np.array([np.mean(forest, 0), np.std(forest, 0, ddof=1)])
out.close()
