"""Checks that two files hold the same facts in the same order, whatever the numbers of their names: same_graph.py A B"""
import sys

import h5py
import numpy as np


def facts(path):
    with h5py.File(path) as file:
        ranks = [np.argsort(np.argsort(file[name][:])) for name in ("entity/id", "relation/name")]
        head, relation, tail = file["triple"][:].T
        return len(ranks[0]), np.stack([ranks[0][head], ranks[1][relation], ranks[0][tail]])


(count, mine), (other, theirs) = map(facts, sys.argv[1:])
if count != other or not np.array_equal(mine, theirs):
    sys.exit(f"bench: {' and '.join(sys.argv[1:])} are different graphs")
print(f"agrees: {mine.shape[1]} facts of {count} entities")
