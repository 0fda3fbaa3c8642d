"""Writes a table of random facts about a city of any size: make_triples.py FACTS ENTITIES > triples.tsv

One entity in ten is a region. Degrees are uneven, as in cities: squares of uniform numbers choose the ends.
Repeated facts occur. Lines are made in blocks, so that memory does not grow with their number.
"""
import sys

import numpy as np

BLOCK = 1 << 18
# relation, whether the head and the tail are regions, share of the facts
RELATIONS = [("NearBy", True, True, 3), ("BorderBy", True, True, 1), ("LargeFlowTo", True, True, 2),
             ("LargeFlowFrom", True, True, 2), ("LocateAt", False, True, 4), ("CoCheckin", False, False, 4),
             ("Competitive", False, False, 2)]

facts, entities = map(int, sys.argv[1:])
regions = max(2, entities // 10)
random = np.random.default_rng(1)
share = np.array([share for *_, share in RELATIONS], float)


def choose(are_regions):
    count = np.where(are_regions, regions, entities - regions)
    return np.minimum((random.random(len(count)) ** 2 * count).astype(np.int64), count - 1)


for first in range(0, facts, BLOCK):
    kinds = random.choice(len(RELATIONS), min(BLOCK, facts - first), p=share / share.sum())
    ends = [np.array([row[side] for row in RELATIONS])[kinds] for side in (1, 2)]
    head, tail = (choose(are_regions) for are_regions in ends)
    prefix = ("POI_", "Region_")
    sys.stdout.write("".join(
        f"{prefix[a]}{h}\t{RELATIONS[kind][0]}\t{prefix[b]}{t}\n"
        for a, h, kind, b, t in zip(ends[0].tolist(), head.tolist(), kinds.tolist(), ends[1].tolist(), tail.tolist())))
