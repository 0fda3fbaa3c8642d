"""Oracles of kriging: scikit-learn's GaussianProcessRegressor, and restricted likelihoods written out in numpy.

Writes kriging.h5 beside this file.
"""

import pathlib

import h5py
import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct, Matern, WhiteKernel
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(12)
out = h5py.File(pathlib.Path(__file__).with_name("kriging.h5"), "w")


def save(path, array, dtype=np.float64):
    out.create_dataset(path, data=np.asarray(array, dtype=dtype))


def earth_points(lonlat):
    lon, lat = np.radians(lonlat.T)
    return 6371.0088 * np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], 1)


# The columns are features, then three coordinates in space.
class OfFeatures(DotProduct):
    def __call__(self, X, Y=None, eval_gradient=False):
        return super().__call__(X[:, :-3], None if Y is None else Y[:, :-3], eval_gradient)

    def diag(self, X):
        return super().diag(X[:, :-3])


class OfPlaces(Matern):
    def __call__(self, X, Y=None, eval_gradient=False):
        return super().__call__(X[:, -3:], None if Y is None else Y[:, -3:], eval_gradient)


def parameters(kernel, dimension):
    """variance of a weight, variance of the field, range, variance of the noise"""
    rest, white = kernel.k1, kernel.k2
    rest, matern = rest.k1, rest.k2
    weight = rest.k2.k1.constant_value if dimension else 0
    return [weight, matern.k1.constant_value, matern.k2.length_scale, white.noise_level]


def restricted(theta, points, x, y, nu):
    """-ln of the restricted likelihood at ln(field / noise), ln(range), ln(features / noise), noise profiled."""
    n = len(y)
    cov = np.exp(theta[0]) * Matern(np.exp(theta[1]), nu=nu)(points) + np.eye(n)
    if x.shape[1]:
        cov += np.exp(theta[2]) / x.shape[1] * x @ x.T
    inverse = np.linalg.inv(cov)
    ones = np.ones(n)
    flat = ones @ inverse @ ones
    residual = y - (ones @ inverse @ y) / flat
    squares = residual @ inverse @ residual
    return ((n - 1) * np.log(squares / (n - 1)) + np.linalg.slogdet(cov)[1] + np.log(flat)) / 2


# Regions to train on, and ten more.
for name, n, dimension, nu in [
    ("features", 60, 5, 1.5),
    ("wide", 30, 40, 1.5),
    ("rough", 150, 0, 0.5),
    ("place", 50, 0, 1.5),
    ("smooth", 50, 0, 2.5),
]:
    total = n + 10
    lonlat = np.array([-73.95, 40.75]) + rng.uniform(-0.15, 0.15, (total, 2))
    points = earth_points(lonlat)
    features = (rng.normal(0, 1, (total, dimension)) * rng.uniform(0.1, 9, dimension) + 5).astype(np.float32)
    x = features.astype(float)
    if dimension:
        x = StandardScaler().fit(x[:n]).transform(x)
    field = np.linalg.cholesky(Matern(3 if nu == 0.5 else 8, nu=nu)(points) + 1e-9 * np.eye(total)) @ rng.normal(0, 1, total)
    y = 3 + 1.2 * field + x @ rng.normal(0, 0.8 / np.sqrt(max(1, dimension)), dimension) + rng.normal(0, 0.3, total)
    centre = y[:n].mean()
    wide = dict(constant_value_bounds=(1e-6, 1e6))
    # A constant of great variance is a flat intercept.
    kernel = ConstantKernel(1e6, "fixed")
    if dimension:
        kernel += ConstantKernel(0.1, **wide) * OfFeatures(0, "fixed")
    kernel += ConstantKernel(1, **wide) * OfPlaces(5, (0.01, 150), nu=nu)
    kernel += WhiteKernel(0.1, (1e-6, 1e3))
    inputs = np.hstack([x, points])
    gp = GaussianProcessRegressor(kernel, alpha=0, n_restarts_optimizer=8, random_state=0)
    gp.fit(inputs[:n], y[:n] - centre)
    mean, deviation = gp.predict(inputs, return_std=True)
    weight, variance, length, noise = parameters(gp.kernel_, dimension)
    save(f"{name}/lonlat", lonlat)
    save(f"{name}/features", features, np.float32)
    save(f"{name}/labels", y)
    save(f"{name}/parameters", [variance / noise, length, weight * dimension / noise, noise])
    save(f"{name}/mean", mean + centre)
    save(f"{name}/variance", deviation**2)
    # Without a region, with the parameters and the scales of features kept.
    alone = []
    for row in [0, 7, 21]:
        rest = np.delete(np.arange(n), row)
        refit = GaussianProcessRegressor(gp.kernel_, alpha=0, optimizer=None).fit(inputs[rest], y[rest] - centre)
        prediction, spread = refit.predict(inputs[[row]], return_std=True)
        alone.append([prediction[0] + centre, spread[0] ** 2])
    save(f"{name}/leave_one_out", alone)
    best = np.log([variance / noise, length, max(weight * dimension / noise, 1e-300)])
    thetas = np.stack([best, best + [1, -0.5, 0.7], best + [-2, 0.4, -1.5]])
    if not dimension:
        thetas = thetas[:, :2]
    objective = lambda t: restricted(t, points[:n], x[:n], y[:n] - centre, nu)
    step = 1e-4
    slopes = [
        [(objective(t + step * e) - objective(t - step * e)) / (2 * step) for e in np.eye(len(t))] for t in thetas
    ]
    save(f"{name}/thetas", thetas)
    save(f"{name}/likelihoods", [objective(t) for t in thetas])
    save(f"{name}/slopes", slopes)
    print(name, gp.kernel_, gp.log_marginal_likelihood_value_)
