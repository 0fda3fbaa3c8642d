"""elementary.h5: elementary functions at random and at awkward points, rounded from 300 bits (mpmath)."""

import os
import random

import h5py
from mpmath import mp, mpf

mp.prec = 300
random.seed(1)


def uniform(low, high, count=120):
    return [random.uniform(low, high) for _ in range(count)]


def magnitudes(low, high, count=120):
    """Of either sign, 10^low to 10^high."""
    return [random.choice([1, -1]) * 10 ** random.uniform(low, high) for _ in range(count)]


def positive(values):
    return [abs(value) for value in values]


# Multiples of π/2, near which sines and cosines cancel, and angles of every size.
angles = uniform(-7, 7) + magnitudes(-8, 6) + magnitudes(6, 300) + [k * 1.5707963267948966 for k in range(1, 100)]
functions = {
    "exp": (mp.exp, uniform(-708, 709.7) + uniform(-1, 1) + magnitudes(-10, 0)),
    "expm1": (mp.expm1, uniform(-40, 700) + uniform(-1.5, 1.5) + magnitudes(-12, 0)),
    "log": (mp.log, positive(magnitudes(-307, 308)) + uniform(0.5, 2) + [1 + x for x in magnitudes(-12, -3)] + [5e-324, 1e-310]),
    "log1p": (mp.log1p, uniform(-0.99, 3) + magnitudes(-12, -1) + positive(magnitudes(0, 300))),
    "sin": (mp.sin, angles),
    "cos": (mp.cos, angles),
    "tan": (mp.tan, angles[:360]),
    "tanh": (mp.tanh, uniform(-22, 22) + uniform(-1, 1) + magnitudes(-10, 0)),
    "asinh": (mp.asinh, uniform(-5, 5) + magnitudes(-8, 300)),
    "erfc": (mp.erfc, uniform(-6, 26) + uniform(-2, 3)),
    "logGamma": (mp.loggamma, uniform(0.001, 30) + positive(magnitudes(-3, 6))),
}
pairs = {
    "atan2": (mp.atan2, list(zip(uniform(-3, 3) + magnitudes(-10, 10), uniform(-3, 3) + magnitudes(-10, 10)))),
    "pow": (
        mp.power,
        list(zip(positive(magnitudes(-5, 5)), uniform(-60, 60)))
        + [(1 - 10 ** random.uniform(-5, -2), float(random.randint(1, 10000))) for _ in range(120)]
        + [(10.0, float(k)) for k in range(-10, 23)],
    ),
}

with h5py.File(os.path.join(os.path.dirname(__file__), "elementary.h5"), "w") as file:
    for name, (function, points) in functions.items():
        file[f"{name}/x"] = points
        file[f"{name}/value"] = [float(function(mpf(x))) for x in points]
    for name, (function, points) in pairs.items():
        file[f"{name}/x"] = [x for x, _ in points]
        file[f"{name}/y"] = [y for _, y in points]
        file[f"{name}/value"] = [float(function(mpf(x), mpf(y))) for x, y in points]
