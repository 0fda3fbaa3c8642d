"""The peers' side of bench/processes.py: a line in, a piece of work, a line out."""
import os
import sys

import numpy as np


def serve(work, check=None):
    """Says that it is ready, then works for every line; `check PATH` compares with our result.

    `work` is what to call, or by words what to call for them.
    """
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever a library prints goes to the log
    print("ready", file=answers)
    for line in sys.stdin:
        word, _, path = line.strip().partition(" ")
        if word == "check":
            print(check(path), file=answers)
        else:
            (work[word] if isinstance(work, dict) else work)()
            print("done", file=answers)


def agreement(ours, theirs, tolerance=1e-4):
    """Largest difference relative to the largest value, in words."""
    ours, theirs = np.asarray(ours, "f8"), np.asarray(theirs, "f8")
    if ours.shape != theirs.shape:
        return f"differs: shape {ours.shape} against {theirs.shape}"
    difference = abs(ours - theirs).max() / abs(theirs).max()
    return f"{'agrees' if difference <= tolerance else 'differs'}: {difference:.1e}"
