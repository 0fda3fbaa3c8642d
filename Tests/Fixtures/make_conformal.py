"""Oracles of intervals: MAPIE's CV+, jackknife+ and split conformal prediction.

Writes conformal.h5 beside this file.
"""

import pathlib
import warnings

import h5py
import numpy as np
from mapie.regression import CrossConformalRegressor, SplitConformalRegressor
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import GroupKFold, KFold, LeaveOneOut

warnings.filterwarnings("ignore")
rng = np.random.default_rng(12)
out = h5py.File(pathlib.Path(__file__).with_name("conformal.h5"), "w")
levels = np.array([0.5, 0.8, 0.9, 0.95])
out["levels"] = levels


def region(count):
    x = rng.normal(0, 1, (count, 3))
    return x, x @ [1.0, -0.5, 0.2] + np.sin(2 * x[:, 0]) + rng.normal(0, 0.2 + 0.4 * (x[:, 1] > 0), count)


def write(name, splits, make, count):
    """Residuals and folds of the training regions, the folds' predictions of new ones, MAPIE's bounds of these."""
    x, y = data[name]
    new = region(25)[0]
    folds = np.empty(count, dtype=np.int32)
    residuals = np.empty(count)
    predictions = []
    for number, (train, test) in enumerate(splits):
        model = make().fit(x[train], y[train])
        folds[test] = number
        residuals[test] = np.abs(y[test] - model.predict(x[test]))
        predictions.append(model.predict(new))
    mapie = CrossConformalRegressor(make(), confidence_level=levels, method="plus", cv=Splits(splits))
    bounds = mapie.fit_conformalize(x, y).predict_interval(new)[1]
    save(name, residuals, folds, predictions, bounds)


def save(name, residuals, folds, predictions, bounds):
    out[f"{name}/residuals"], out[f"{name}/folds"] = residuals, np.asarray(folds, dtype=np.int32)
    out[f"{name}/predictions"] = np.array(predictions)
    # levels × (low, high) × regions
    out[f"{name}/bounds"] = bounds.transpose(2, 1, 0)


class Splits(KFold):
    """Folds that are made already."""

    def __init__(self, splits):
        super().__init__(len(splits))
        self.splits = splits

    def split(self, X, y=None, groups=None):
        return iter(self.splits)


sizes = {"cv_plus": 83, "blocks": 120, "jackknife_plus": 40, "split": 60}
data = {name: region(count) for name, count in sizes.items()}
boosting = lambda: GradientBoostingRegressor(n_estimators=15, random_state=0)

write("cv_plus", list(KFold(5, shuffle=True, random_state=3).split(np.arange(83))), boosting, 83)
groups = np.repeat(np.arange(11), rng.integers(3, 20, 11))[:120]
groups = np.append(groups, np.full(120 - len(groups), 11))
write("blocks", list(GroupKFold(4).split(np.arange(120), groups=groups)), Ridge, 120)
write("jackknife_plus", list(LeaveOneOut().split(np.arange(40))), Ridge, 40)

x, y = data["split"]
model = Ridge().fit(x[:30], y[:30])
new = region(25)[0]
split = SplitConformalRegressor(model, confidence_level=levels, prefit=True).conformalize(x[30:], y[30:])
save("split", np.abs(y[30:] - model.predict(x[30:])), np.zeros(30), [model.predict(new)], split.predict_interval(new)[1])
out.close()
