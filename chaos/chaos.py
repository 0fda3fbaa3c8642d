"""Harms every tool while it works: writes that fail, kill -9, signals, full disks, too little memory. Whatever happens, a
target holds what it held or what it should, nothing else is left behind, and a tool that fails says so.

Prints a table of what was done; the status is 1 where a tool broke its word."""
import argparse
import os
import random
import shutil
import sys
import tempfile
import time

import disks
import kills
import memory
import writes
from stages import Workshop

KINDS = {
    "failed writes": (writes.run, 1.0),
    "kill -9": (kills.kill, 0.4),
    "signals": (kills.signal_tools, 0.2),
    "resumed trainings": (kills.resume, 0.05),
    "short disks": (disks.run, 0.2),
    "little memory": (memory.run, 0.1),
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tools", help="folder of the built tools")
    parser.add_argument("--count", type=int, default=60, help="failed writes; of other kinds there are shares")
    parser.add_argument("--seed", type=int, default=1, help="of every choice")
    parser.add_argument("--only", nargs="*", choices=KINDS, help="kinds of harm")
    return parser.parse_args()


def main():
    options = arguments()
    directory = tempfile.mkdtemp(prefix="knowcl-chaos-")
    breaches = []
    try:
        workshop = Workshop(options.tools, directory)
        print("harm\ttimes\tdone all the same\tfailed and said so\tended by it\tbreaches\tseconds", flush=True)
        for kind, (run, share) in KINDS.items():
            if options.only and kind not in options.only:
                continue
            started = time.perf_counter()
            count = max(1, round(options.count * share))
            trials = [
                run(workshop, random.Random(f"{options.seed} {kind} {number}"), number) for number in range(count)]
            broken = [trial for trial in trials if trial.breaches]
            ends = [sum(trial.end == end for trial in trials) for end in ("done", "failed", "ended")]
            seconds = f"{time.perf_counter() - started:.0f}"
            print(kind, len(trials), *ends, len(broken), seconds, sep="\t", flush=True)
            breaches += [f"{kind}: {trial}" for trial in broken]
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    for breach in breaches:
        print(f"chaos: {breach}", file=sys.stderr)
    return 1 if breaches else 0


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
