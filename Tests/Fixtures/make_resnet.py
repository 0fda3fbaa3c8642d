#!/usr/bin/env python3
"""Writes resnet.h5: what torchvision's resnet18 (without fc), in double precision, makes of weights and
images that both sides compute from the same integer hash, so that no weights need to be stored.

The gradient jumps where rounding moves a value across the kink of a ReLU or swaps the maximum of a pooling
window. In "small-26" and "odd" that does not happen (PyTorch's own single precision is within 1e-5 there); in
"large", with 2.5 million kinks, it does, and PyTorch's single precision is off by 2.4e-2. Of sixty
small cases tried, "small-26" stays farthest from a kink: by 1.2e-5 of the values' standard deviation.

Usage: make_resnet.py [resnet.h5]
"""
import sys

import h5py
import numpy as np
import torch
import torchvision

SAMPLES = 16


def fnv(text):
    h = 0x811C9DC5
    for byte in text.encode():
        h = (h ^ byte) * 0x01000193 & 0xFFFFFFFF
    return h


def uniform(name, count):
    """count numbers in [0, 1), a function of the name and the index alone."""
    x = (np.arange(count, dtype=np.uint64) + fnv(name)) * 0x9E3779B1 & 0xFFFFFFFF
    x = (x ^ (x >> 15)) * 0x85EBCA77 & 0xFFFFFFFF
    x = (x ^ (x >> 13)) * 0xC2B2AE3D & 0xFFFFFFFF
    x ^= x >> 16
    return (x >> 8).astype(np.float64) * 2.0**-24


def single(values):
    return torch.from_numpy(values.astype(np.float32).astype(np.float64))


def weights(model):
    state = model.state_dict()
    for name, tensor in state.items():
        if name.endswith("num_batches_tracked"):
            continue
        u = uniform(name, tensor.numel())
        if tensor.dim() == 4:
            fan_out = tensor.shape[0] * tensor.shape[2] * tensor.shape[3]
            u = (2 * u - 1) * np.sqrt(6.0 / fan_out)
        elif name.endswith("running_mean"):
            u = (u - 0.5) * 0.2
        elif name.endswith("bias"):
            u = u - 0.5
        else:
            u = 0.5 + u
        state[name] = single(u).reshape(tensor.shape)
    model.load_state_dict(state)


def images(name, *shape):
    """[batch, 3, height, width] from a hash over [batch, height, width, 3]."""
    return single(uniform(name, int(np.prod(shape)))).reshape(shape).permute(0, 3, 1, 2)


def samples(name, tensor):
    """The norm, and the elements at hashed places."""
    flat = tensor.detach().double().flatten().numpy()
    at = (uniform(name + "@", SAMPLES) * flat.size).astype(np.int64)
    return np.concatenate([[np.linalg.norm(flat)], flat[at]])


def main():
    torch.set_num_threads(2)
    torch.set_default_dtype(torch.float64)
    model = torchvision.models.resnet18()
    model.fc = torch.nn.Identity()
    parameters = [name for name, _ in model.named_parameters()]
    buffers = [name for name, _ in model.named_buffers() if not name.endswith("num_batches_tracked")]

    def running():
        state = model.state_dict()
        return np.stack([samples(name, state[name]) for name in buffers]).astype(np.float32)

    path = sys.argv[1] if len(sys.argv) > 1 else "Tests/Fixtures/resnet.h5"
    with h5py.File(path, "w") as file:
        file["parameter"] = parameters
        file["buffer"] = buffers
        for case, shape in [("small-26", (4, 64, 64, 3)), ("odd", (2, 96, 75, 3)), ("large", (1, 224, 224, 3))]:
            weights(model)
            model.eval()
            file[f"{case}/shape"] = np.array(shape, dtype=np.int64)
            with torch.no_grad():
                file[f"{case}/eval"] = model(images(case, *shape)).float().numpy()
            model.train()
            output = model(images(case, *shape))
            file[f"{case}/train"] = output.detach().float().numpy()
            factor = single(2 * uniform(case + " gradient", output.numel()) - 1).reshape(output.shape)
            model.zero_grad()
            (output * factor).sum().backward()
            gradients = [samples(name, p.grad) for name, p in model.named_parameters()]
            file[f"{case}/gradient"] = np.stack(gradients).astype(np.float32)
            file[f"{case}/running1"] = running()
            model(images(case + " 2", *shape))
            file[f"{case}/running2"] = running()


if __name__ == "__main__":
    main()
