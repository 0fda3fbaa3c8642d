"""Writes the facts of a city by its numbers: make_places.py REGIONS PLACES > triples.tsv

New York's regions among themselves (BorderBy, NearBy, LargeFlowTo, LargeFlowFrom: 69 facts a region), and places with
region and category, some with brand and business area. `make_places.py 2120 84000` has the size that KnowCL's graph of
New York has, 87,020 entities and 357,464 facts. Categories (400) and brands (440) do not grow with places. No fact occurs twice. Lines are made in blocks.
"""
import sys

import numpy as np

BLOCK = 1 << 18
regions, places = map(int, sys.argv[1:])
published = (regions, places) == (2120, 84000)
categories, brands = min(400, places), min(440, max(1, places // 20))
areas = 60 if published else max(1, regions // 35)
coarse = min(14, categories)
random = np.random.default_rng(1)


def write(relation, heads, tails, head, tail):
    for first in range(0, len(heads), BLOCK):
        rows = zip(heads[first:first + BLOCK].tolist(), tails[first:first + BLOCK].tolist())
        sys.stdout.write("".join(f"{head}{h}\t{relation}\t{tail}{t}\n" for h, t in rows))


def between_regions(relation, facts, step):
    """Each region's tails lie at different multiples of a step around it: none twice."""
    facts = min(round(facts * regions / 2120), regions * (regions - 1))
    while np.gcd(step, regions) != 1:
        step += 1
    index = np.arange(facts)
    write(relation, index % regions, (index % regions + (index // regions + 1) * step) % regions, "Region_", "Region_")


def uneven(count, below):
    """Few are common: squares of uniform numbers choose."""
    return np.minimum((random.random(count) ** 2 * below).astype(np.int64), below - 1)


between_regions("BorderBy", 12_962, 1)
between_regions("NearBy", 65_626, 3)
between_regions("LargeFlowTo", 29_269, 7)
between_regions("LargeFlowFrom", 39_365, 11)
everyone = np.arange(places)
write("LocateAt", everyone, np.where(everyone < regions, everyone % regions, uneven(places, regions)), "POI_", "Region_")
write("Cate1Of", everyone, np.where(everyone < categories, everyone, uneven(places, categories)), "POI_", "Cate1_")
branded = places * 2 // 7
write("BrandOf", everyone[:branded], np.where(everyone[:branded] < brands, everyone[:branded], uneven(branded, brands)), "POI_", "Brand_")
located = 15_736 if published else places * 3 // 16
write("BelongTo", everyone[:located], everyone[:located] % areas, "POI_", "Area_")
write("ServedBy", np.arange(regions), np.arange(regions) % areas, "Region_", "Area_")
finer = np.arange(coarse, categories)
write("SubCateOf", finer, finer % coarse, "Cate1_", "Cate1_")
