"""Oracles of models and statistics of the evaluation: scikit-learn, SciPy, esda and NumPy.

Writes evaluation.h5 beside this file.
"""

import pathlib
import warnings

import h5py
import numpy as np
from esda import Moran
from libpysal.weights import W
from scipy import stats
from sklearn.cluster import KMeans
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import ElasticNet
from sklearn.metrics import r2_score
from sklearn.model_selection import GroupKFold
from sklearn.neighbors import BallTree
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeRegressor

warnings.filterwarnings("ignore")
rng = np.random.default_rng(11)
np.random.seed(11)  # of esda's permutations
out = h5py.File(pathlib.Path(__file__).with_name("evaluation.h5"), "w")


def save(path, array, dtype=np.float64):
    out.create_dataset(path, data=np.asarray(array, dtype=dtype))


# Elastic net, more rows than features and fewer; one feature without spread, two nearly alike.
for name, rows, columns in [("tall", 60, 12), ("wide", 24, 40)]:
    x = (rng.normal(0, 1, (rows, columns)) * rng.uniform(0.1, 9, columns) + 5).astype(np.float32)
    x[:, 3] = 2.5
    x[:, 4] = x[:, 0] + rng.normal(0, 0.05, rows)
    y = x[:, :5] @ rng.normal(0, 1, 5) * 0.2 + rng.normal(0, 1, rows) + 7
    design = StandardScaler().fit_transform(x.astype(float))
    save(f"elastic_net/{name}/design", design)
    save(f"elastic_net/{name}/labels", y)
    for ratio in [0.2, 1.0]:
        for penalty in [0.5, 0.02]:
            model = ElasticNet(alpha=penalty, l1_ratio=ratio, tol=1e-14, max_iter=1_000_000).fit(design, y)
            save(f"elastic_net/{name}/{ratio}/{penalty}", np.append(model.coef_, model.intercept_))

# Trees: rows 0..219 train, the others are predicted. No two splits are equal, or scikit-learn's answer would
# depend on its random order of features.
x = rng.normal(0, 1, (300, 6)).astype(np.float32)
y = np.sin(2 * x[:, 0]) + x[:, 1] * x[:, 2] + rng.normal(0, 0.3, 300)
train = np.arange(220)
save("trees/features", x, np.float32)
save("trees/labels", y)


def settled(make):
    answers = [make(state).fit(x[train], y[train]).predict(x) for state in range(8)]
    assert all(np.allclose(answers[0], other, rtol=0, atol=1e-9) for other in answers)
    return answers[0]


save("trees/tree", settled(lambda s: DecisionTreeRegressor(max_depth=6, min_samples_leaf=7, random_state=s)))
save(
    "trees/boosting",
    settled(
        lambda s: GradientBoostingRegressor(
            n_estimators=60, learning_rate=0.1, max_depth=3, min_samples_leaf=10, random_state=s
        )
    ),
)
scores = [
    r2_score(
        y[220:],
        RandomForestRegressor(100, max_features=2, min_samples_leaf=2, random_state=s)
        .fit(x[train], y[train])
        .predict(x[220:]),
    )
    for s in range(30)
]
save("trees/forest_r2", [np.mean(scores), np.std(scores, ddof=1)])

# Lloyd's algorithm from given centres.
points = np.concatenate([rng.normal(c, 0.4, (40, 3)) for c in ([0, 0, 0], [1, 1, 0], [0, 1, 1])])
start = points[[3, 50, 95, 110]]
lloyd = KMeans(4, init=start, n_init=1, algorithm="lloyd", tol=0, max_iter=1000).fit(points)
save("clusters/points", points)
save("clusters/start", start)
save("clusters/labels", lloyd.labels_, np.int32)
save("clusters/centres", lloyd.cluster_centers_)

# Blocks of uneven sizes, and the largest fold that scikit-learn makes of them.
groups = np.repeat(np.arange(25), rng.integers(1, 30, 25))
rng.shuffle(groups)
sizes = [len(test) for _, test in GroupKFold(5).split(groups, groups=groups)]
save("groups/labels", groups, np.int32)
save("groups/largest_fold", max(sizes))

# Moran's I over the 8 nearest places of the sphere.
lonlat = np.array([-73.95, 40.75]) + rng.normal(0, 0.05, (150, 2))
distances, nearest = BallTree(np.radians(lonlat[:, ::-1]), metric="haversine").query(np.radians(lonlat[:, ::-1]), 9)
weights = W({i: [int(j) for j in nearest[i][1:]] for i in range(150)}, silence_warnings=True)
save("moran/lonlat", lonlat)
for name, values in {
    "alike": 30 * lonlat[:, 0] + rng.normal(0, 1, 150),
    "strewn": rng.normal(0, 1, 150),
}.items():
    moran = Moran(values, weights, transformation="r", permutations=9999)
    save(f"moran/{name}/values", values)
    save(f"moran/{name}/expected", [moran.I, moran.EI, moran.z_norm])
    save(f"moran/{name}/p", (np.sum(moran.sim >= moran.I) + 1) / 10000)

# Percentile interval of R² over resampled regions.
truth = rng.normal(2, 0.5, 80)
predicted = truth + rng.normal(0, 0.3, 80)
interval = stats.bootstrap(
    (truth, predicted), r2_score, paired=True, vectorized=False, method="percentile", n_resamples=9999,
    rng=np.random.default_rng(2),
).confidence_interval
save("bootstrap/truth", truth)
save("bootstrap/predicted", predicted)
save("bootstrap/r2", [interval.low, interval.high])

# Paired tests. Ten pairs have 1024 signs, all of which SciPy tries.
a, b = rng.normal(0.4, 1, 10), rng.normal(0, 1, 10)


def permutation(a, b, **keywords):
    return stats.permutation_test(
        (a, b), lambda x, y, axis: np.sum(x - y, axis=axis), permutation_type="samples", vectorized=True, **keywords
    ).pvalue


save("paired/differences", a - b)
save("paired/exact", permutation(a, b, n_resamples=np.inf))
save("paired/student", stats.ttest_rel(a, b).pvalue)
many = rng.normal(0, 1, 200)
many += 0.1 - many.mean()
save("paired/many", many)
save("paired/drawn", permutation(many, np.zeros(200), n_resamples=99_999, rng=np.random.default_rng(1)))
t = np.array([0.0, 0.3, -1.2, 2.5, 12.0, 80.0])
degrees = np.array([1.0, 2, 4, 9, 30, 400])
save("student/t", t)
save("student/degrees", degrees)
save("student/p", 2 * stats.t.sf(np.abs(t)[None, :], degrees[:, None]).ravel())
