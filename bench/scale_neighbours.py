#!/usr/bin/env python3
"""Seconds a training step of cl-train by the size of the graph: appends rows to build/scale.tsv.

  make bench WORK=neighbours      sizes: SCALE_ENTITIES="20000 100000 300000 1000000"

Graphs have 20 facts an entity, of uneven degrees; the pictures are those of the same 2,048 regions. Rows are stage, size
(entities), seconds and CPU-seconds a step after the first epoch, and the peak of resident memory in MiB. One row a size
is with --neighbours; with SCALE_WHOLE=1 one more is without.
"""
import os
import subprocess
import sys
import time

import inputs

TABLE = os.path.abspath("build/scale.tsv")
COLUMNS = ["stage", "size", "seconds", "cpu_seconds", "mib"]
REGIONS, BATCH, EPOCHS = 2048, 128, 3
FACTS_AN_ENTITY = 20
LIMITS = os.environ.get("NEIGHBOURS", "10,10")


def pictures():
    """Pictures of Region_0, Region_1 … as graphs of make_triples.py call them."""
    city = inputs.city("scale-city", REGIONS, 32)

    def make(path):
        os.makedirs(path)
        for number, name in enumerate(sorted(os.listdir(os.path.join(city, "satellite")))):
            os.link(os.path.join(city, "satellite", name), os.path.join(path, f"Region_{number}.png"))
    return inputs.pictures("scale.images.h5", inputs.made("scale-pictures", make), "--size", 32)


def cpu_seconds(process):
    with open(f"/proc/{process.pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def steps(*words):
    """Seconds and CPU-seconds a step between the first and the last epoch's line, and peak memory in MiB."""
    process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    marks = []
    for _ in process.stdout:
        marks.append((time.perf_counter(), cpu_seconds(process)))
    _, status, usage = os.wait4(process.pid, 0)
    if status or len(marks) != EPOCHS:
        sys.exit(f"scale: {' '.join(map(str, words))} failed with status {status}")
    count = (EPOCHS - 1) * (REGIONS // BATCH)
    wall, cpu = (last - first for first, last in zip(marks[0], marks[-1]))
    return wall / count, cpu / count, usage.ru_maxrss / 1024


def main():
    sizes = [int(size) for size in os.environ.get("SCALE_ENTITIES", "20000 100000 300000 1000000").split()]
    images = pictures()
    for entities in sizes:
        kg = inputs.graph(f"scale-{entities}", inputs.triples(FACTS_AN_ENTITY * entities, entities))
        train = [inputs.tool("cl-train"), images, "--graph", kg, "--embedding", inputs.untrained(kg), "--allow-missing",
                 "--batch", BATCH, "--epochs", EPOCHS, "--json", "-q", "-o", os.path.join(inputs.FOLDER, "scale-model.h5")]
        runs = [("cl-train --neighbours", ["--neighbours", LIMITS])]
        if os.environ.get("SCALE_WHOLE"):
            runs.append(("cl-train", []))
        for stage, options in runs:
            row = [stage, str(entities), *(f"{value:.3f}" for value in steps(*train, *options))]
            new = not os.path.exists(TABLE)
            with open(TABLE, "a") as file:
                lines = ([COLUMNS] if new else []) + [row]
                file.write("".join("\t".join(line) + "\n" for line in lines))
            print("\t".join(row), flush=True)


if __name__ == "__main__":
    main()
