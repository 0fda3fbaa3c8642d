#!/usr/bin/env python3
"""Times works of our tools and of their peers alternately and writes medians to build/bench.tsv."""
import argparse
import csv
import os
import sys

import processes
from works import WORKS, Bench

COLUMNS = ["work", "ours", "peer", "unit", "ratio", "ours_mib", "peer_mib", "config"]


def written(row):
    digits = lambda value: f"{value:.4g}" if isinstance(value, float) else value
    return {name: f"{value:.0f}" if name.endswith("mib") else digits(value) for name, value in row.items()}


def read(path):
    if not os.path.exists(path):
        return []
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def write(path, rows):
    with open(path + ".new", "w", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    os.replace(path + ".new", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("works", nargs="*", default=["all"], help="all, or any of " + ", ".join(WORKS))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("-o", "--output", default="build/bench.tsv")
    options = parser.parse_args()
    chosen = list(WORKS) if options.works in ([], ["all"]) else options.works
    for work in chosen:
        if work not in WORKS:
            sys.exit(f"bench: there is no work '{work}', only {', '.join(WORKS)}")
    threads = processes.pin(options.threads)
    os.makedirs("build", exist_ok=True)
    with open("build/bench.log", "w") as log:
        bench = Bench(threads, options.repeats, log)
        for work in chosen:
            rows = [written(row) for row in WORKS[work](bench)]
            for row in rows:
                print(*(row[name] for name in COLUMNS), sep="\t", flush=True)
            # Works that did not run keep their rows.
            rows += [row for row in read(options.output) if row["work"] != work]
            write(options.output, sorted(rows, key=lambda row: list(WORKS).index(row["work"])))


main()
