"""Writes clouds.h5: the formulae of docs/method.md ("Clouds") in NumPy, and statistics of the published generator
(pip install satellite-cloud-generator kornia). Run: python make_clouds.py"""

from pathlib import Path

import h5py
import numpy as np
import torch
from satellite_cloud_generator.CloudSimulator import add_cloud_and_shadow
from satellite_cloud_generator.configs import BIG_CONFIG, FOG_CONFIG, LOCAL_CONFIG, THIN_CONFIG, WIDE_CONFIG

rng = np.random.default_rng(5)
SIDE = 64
DRAWS = 200


def octave(gradients, cell, height, width):
    """Gradient noise from the sum over the four corners of (gradient . offset) x fade(1 - |offset|) per axis."""
    out = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            for i in (y // cell, y // cell + 1):
                for j in (x // cell, x // cell + 1):
                    dy, dx = y / cell - i, x / cell - j
                    fade = np.prod([3 * (1 - abs(d)) ** 2 - 2 * (1 - abs(d)) ** 3 for d in (dy, dx)])
                    out[y, x] += fade * (gradients[i, j, 0] * dy + gradients[i, j, 1] * dx)
    return out


def unit(noise):
    squeezed = np.tanh(4 * noise / np.abs(noise).max())
    return (squeezed - squeezed.min()) / (squeezed.max() - squeezed.min())


def thresholded(product, clear):
    above = np.maximum(product - clear, 0)
    return above / above.max()


def blurred(image, deviation):
    """An 11 x 11 Gaussian of its own at every pixel, edges repeated."""
    padded = np.pad(image, [(5, 5), (5, 5), (0, 0)], mode="edge")
    out = np.zeros(image.shape)
    d = np.arange(-5, 6)
    for y in range(image.shape[0]):
        for x in range(image.shape[1]):
            line = np.exp(-(d**2) / (2 * deviation[y, x] ** 2 + 1e-8))
            kernel = np.outer(line, line)
            out[y, x] = np.tensordot(kernel / kernel.sum(), padded[y : y + 11, x : x + 11], 2)
    return out


def covered(image, cloud, shadow):
    ground = blurred(image * (1 - shadow[..., None]), 2 * cloud.mean(-1))
    colour = ground.mean((0, 1)) / ground.mean((0, 1)).max()
    return ground * (1 - cloud) + cloud * (cloud + colour * (1 - cloud))


def formulae():
    lattices = rng.normal(size=(2, 2, 9, 9, 2))
    noises = []
    for noise, (fine, coarse) in enumerate(lattices):
        first, second = octave(fine, 4, 21, 26), octave(coarse, 8, 21, 26)
        noises.append(unit(4**1.2 * first + 8**1.2 * second))
        yield f"/octave/{noise}/fine", first
        yield f"/octave/{noise}/coarse", second
    yield "/lattices", lattices
    yield "/shape", thresholded(noises[0] * noises[1], 0.15)
    image = rng.integers(0, 256, (12, 17, 3), dtype=np.uint8)
    image[..., 2] //= 2
    cloud = np.clip(rng.uniform(-0.5, 1.5, (12, 17, 1)) + rng.normal(0, 0.03, (12, 17, 3)), 0, 1)
    shadow = rng.uniform(0, 0.6, (12, 17))
    yield "/blend/image", image
    yield "/blend/cloud", cloud.transpose(2, 0, 1)
    yield "/blend/shadow", shadow
    yield "/blend/result", 255 * covered(image / 255, cloud, shadow)


def row_spectrum(fields):
    """Mean power of rows, mean removed and under a Hann window, at 1 to side / 2 - 1 waves a side."""
    window = np.sin(np.pi * np.arange(SIDE) / SIDE) ** 2
    lines = (fields - fields.mean(-1, keepdims=True)) * window
    return (np.abs(np.fft.fft(lines, axis=-1)) ** 2).mean((0, 1))[1 : SIDE // 2]


def statistics():
    torch.manual_seed(1)
    y, x = np.mgrid[:SIDE, :SIDE]
    image = np.stack([90 + 40 * np.sin(x / (2 + c)) * np.cos(y / 3) + 10 * c for c in range(3)], -1)
    image = np.clip(image + rng.normal(0, 15, image.shape), 0, 255).astype(np.uint8)
    yield "/statistics/image", image
    tensor = torch.from_numpy(image / 255).permute(2, 0, 1).float()
    presets = {"default": {}, "wide": WIDE_CONFIG, "big": BIG_CONFIG, "local": LOCAL_CONFIG, "thin": THIN_CONFIG, "fog": FOG_CONFIG}
    for name, preset in presets.items():
        # Without the shift of channels, whose crop and stretch, repeated for each channel, smooth the field.
        drawn = [add_cloud_and_shadow(tensor, return_cloud=True, **{**preset, "channel_offset": 0}) for _ in range(DRAWS)]
        thickness = np.stack([cloud[0].mean(0).numpy() for _, cloud, _ in drawn])
        shadow = np.stack([shadow[0].mean(0).numpy() for _, _, shadow in drawn])
        out = np.stack([255 * out[0].permute(1, 2, 0).clip(0, 1).numpy() for out, _, _ in drawn])
        flat = (1, 2)
        samples = [
            thickness.mean(flat), thickness.std(flat), (thickness >= 26 / 255).mean(flat), (thickness >= 128 / 255).mean(flat),
            shadow.mean(flat), (shadow >= 26 / 255).mean(flat), out.mean((1, 2, 3)) - image.mean(), out.std((1, 2, 3)),
        ]
        yield f"/statistics/{name}/moments", np.array([[s.mean(), s.std()] for s in samples])
        yield f"/statistics/{name}/spectrum", row_spectrum(thickness)


with h5py.File(Path(__file__).with_name("clouds.h5"), "w", libver=("v108", "v110")) as out:
    for path, array in [*formulae(), *statistics()]:
        array = array.astype(np.float32) if array.dtype == np.float64 else array
        out.create_dataset(path, data=array, track_times=False)
