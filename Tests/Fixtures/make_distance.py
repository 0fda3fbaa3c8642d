"""Oracles of folds that leave out what is near: scikit-learn.

Writes distance.h5 beside this file.
"""

import pathlib

import h5py
import numpy as np
from sklearn.model_selection import LeaveOneGroupOut
from sklearn.neighbors import BallTree

rng = np.random.default_rng(5)
out = h5py.File(pathlib.Path(__file__).with_name("distance.h5"), "w")
EARTH = 6371008.8  # metres

# Regions on both sides of the antimeridian, in five groups of uneven size; every seventh has no label.
places = np.c_[rng.uniform(179.9, 180.1, 60), rng.uniform(-17.1, -16.9, 60)]
places[:, 0] = np.where(places[:, 0] > 180, places[:, 0] - 360, places[:, 0])
groups = rng.choice(5, 60, p=[0.4, 0.25, 0.2, 0.1, 0.05])
known = np.arange(60) % 7 != 3
out["places"] = places
out["groups"] = groups.astype(np.int32)
out["known"] = known.astype(np.int32)

radians = np.radians(places[:, ::-1])
buffer = 3000
fold = np.empty(60, np.int32)
trains = np.zeros((5, 60), np.int32)
distance = np.full((2, 60), np.nan)
for number, (train, test) in enumerate(LeaveOneGroupOut().split(places, groups=groups)):
    fold[test] = number
    near = BallTree(radians[test], metric="haversine").query(radians[train])[0][:, 0] * EARTH < buffer
    trains[number, train[~near]] = 1
    test = test[known[test]]
    for row, teachers in enumerate([train, train[~near]]):
        teachers = teachers[known[teachers]]
        distance[row, test] = BallTree(radians[teachers], metric="haversine").query(radians[test])[0][:, 0] * EARTH
assert 0 < trains.sum() < 240 and trains.any(axis=1).all()
out["fold"] = fold
out["buffered"] = trains
out["distance"] = distance  # without and with the buffer
