"""Loads a table of triples, numbers its names, drops repetitions, writes HDF5
(facts shuffled and deflated, as kg-build does): kg_loader.py TSV OUT loop|pandas"""
import sys

import h5py
import numpy as np

source, target, mode = sys.argv[1:]


def loop():
    entities, relations, rows = {}, {}, []
    with open(source, encoding="utf-8") as file:
        for line in file:
            head, relation, tail = line.rstrip("\n").split("\t")
            rows.append((entities.setdefault(head, len(entities)), relations.setdefault(relation, len(relations)),
                         entities.setdefault(tail, len(entities))))
    return list(entities), list(relations), np.array(rows, np.int32)


def pandas():
    import pandas
    table = pandas.read_csv(source, sep="\t", header=None, names=["head", "relation", "tail"], dtype=str,
                            keep_default_na=False, quoting=3)
    ends, entities = pandas.factorize(pandas.concat([table["head"], table["tail"]], ignore_index=True))
    kinds, relations = pandas.factorize(table["relation"])
    count = len(table)
    return list(entities), list(relations), np.stack([ends[:count], kinds, ends[count:]], 1).astype(np.int32)


entities, relations, triples = loop() if mode == "loop" else pandas()
# The same order as kg-build's but for numbers inside names: entities and relations sorted, facts as they came.
order = sorted(range(len(entities)), key=entities.__getitem__)
rank = np.empty(len(order), np.int32)
rank[order] = np.arange(len(order))
kinds = sorted(range(len(relations)), key=relations.__getitem__)
kind_rank = np.empty(len(kinds), np.int32)
kind_rank[kinds] = np.arange(len(kinds))
triples = np.stack([rank[triples[:, 0]], kind_rank[triples[:, 1]], rank[triples[:, 2]]], 1)
key = (triples[:, 1].astype(np.int64) * len(order) + triples[:, 0]) * len(order) + triples[:, 2]
triples = triples[np.sort(np.unique(key, return_index=True)[1])]
with h5py.File(target, "w") as file:
    file["entity/id"] = [entities[index] for index in order]
    file["relation/name"] = [relations[index] for index in kinds]
    file.create_dataset("triple", data=triples, chunks=(21845, 3), shuffle=True, compression="gzip", compression_opts=1)
