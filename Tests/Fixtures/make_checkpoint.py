"""Writes weights/beside.ckpt: the weights of weights/plain.pth as training programs leave them, among objects of classes
that nobody but they knows. Run: python make_checkpoint.py"""

import argparse
import collections
import datetime
import enum
import functools
import pathlib
import sys
import types

import numpy as np
import torch


def elsewhere(module, name, *bases):
    """A class of a module that readers do not have."""
    sys.modules.setdefault(module, types.ModuleType(module))
    made = type(name, bases, {"__module__": module})
    setattr(sys.modules[module], name, made)
    return made


class Kind(enum.Enum):
    FINE = 1


sys.modules["trainer"] = types.ModuleType("trainer")
Kind.__module__ = "trainer.kinds"
sys.modules["trainer.kinds"] = types.ModuleType("trainer.kinds")
sys.modules["trainer.kinds"].Kind = Kind
settings = elsewhere("trainer.settings", "Settings", dict)(rate=0.1, path=pathlib.PurePosixPath("/data"))
plain = elsewhere("trainer.model", "Config", object)()
plain.inner = {"a": [settings, {"b": plain}]}

torch.save(
    {
        "epoch": 3,
        "hyper_parameters": settings,
        "config": plain,
        "kind": Kind.FINE,
        "when": datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc),
        "args": argparse.Namespace(rate=0.1),
        "optimiser": functools.partial(torch.optim.Adam, lr=0.1),
        "score": np.float64(0.25),
        "mean": np.array([0.1, 0.2]),
        "seen": {1, 2, 3},
        "frozen": frozenset("ab"),
        "counts": collections.Counter("aab"),
        "complex": torch.zeros(2, dtype=torch.complex64),
        "state_dict": torch.load("weights/plain.pth", weights_only=True),
    },
    "weights/beside.ckpt",
)
