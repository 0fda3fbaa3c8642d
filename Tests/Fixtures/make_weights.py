"""Small files of weights in every format that WeightsFile reads, and what PyTorch finds in them.

The hostile files name os.system; they are only ever parsed.
"""
import collections
import os
import pathlib

import h5py
import torch
from safetensors.torch import save_file

torch.manual_seed(5)
torch.set_num_threads(1)
here = pathlib.Path(__file__).parent / "weights"
here.mkdir(exist_ok=True)

base = torch.randn(3, 4)
tensors = collections.OrderedDict(
    contiguous=base,
    transposed=base.t(),
    sliced=base[1:, 1::2],
    expanded=base[0, :1].expand(3),
    parameter=torch.nn.Parameter(torch.randn(5)),
    scalar=torch.tensor(2.5),
    empty=torch.zeros(0, 3),
    float64=torch.randn(2, 2, dtype=torch.float64),
    float16=torch.tensor([0.0, -0.0, 1.5, -65504.0, 6e-8, 6.1e-5, 0.1]).half(),
    bfloat16=torch.randn(3).bfloat16(),
    int64=torch.tensor([-3, 2**40]),
    int32=torch.tensor([7, -7], dtype=torch.int32),
    int16=torch.tensor([-300], dtype=torch.int16),
    int8=torch.tensor([-128, 127], dtype=torch.int8),
    uint8=torch.tensor([0, 255], dtype=torch.uint8),
    bool=torch.tensor([True, False]),
)
tensors._metadata = collections.OrderedDict([("", {"version": 1})])
checkpoint = {
    "epoch": 3,
    "arch": "resnet18",
    "best": 0.5,
    "large": 10**30,
    "state_dict": tensors,
    "optimizer": {"state": {0: {"step": 4, "exp_avg": base}}, "param_groups": [{"lr": 1e-3, "betas": (0.9, 0.999)}]},
}

torch.save(tensors, here / "plain.pth")
torch.save(tensors, here / "protocol4.pth", pickle_protocol=4)
torch.save(checkpoint, here / "checkpoint.pth")
torch.save(checkpoint, here / "legacy.pth", _use_new_zipfile_serialization=False)
torch.save(tensors, here / "legacy-protocol3.pth", _use_new_zipfile_serialization=False, pickle_protocol=3)
save_file({k: v.detach().clone().contiguous() for k, v in tensors.items()}, here / "plain.safetensors")


class Hostile:
    def __reduce__(self):
        return os.system, ("touch hostile-pickle-ran",)


for legacy in [False, True]:
    torch.save(
        {"conv1.weight": base, "extra": Hostile()},
        here / ("hostile-legacy.pth" if legacy else "hostile.pth"),
        _use_new_zipfile_serialization=not legacy,
    )

with h5py.File(here / "expected.h5", "w", track_order=False) as file:
    for name, tensor in tensors.items():
        kind = torch.float32 if tensor.is_floating_point() else torch.int64
        file[name] = tensor.detach().to(kind).numpy()
