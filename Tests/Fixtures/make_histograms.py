"""Writes image_histograms.h5: two days' pictures with masks, and what scikit-image's match_histograms makes of every valid
sample of the first, rounded to whole samples. Run: python make_histograms.py"""

from pathlib import Path

import h5py
import numpy as np
from skimage.exposure import match_histograms

rng = np.random.default_rng(16)


def day(pictures, mean, deviation, channels=3):
    """Pictures of a few hundred pixels, so that many samples do not occur, and which of them are valid."""
    shape = (pictures, 9, 7, channels)
    means = np.array(mean)[:channels]
    samples = np.clip(rng.normal(means, deviation, shape) + rng.normal(0, 12, (pictures, 1, 1, 1)), 0, 255).astype(np.uint8)
    return samples, (rng.random(shape[:3]) < 0.8).astype(np.uint8)


source, source_valid = day(5, (90, 110, 70), 30)
template, template_valid = day(4, (60, 100, 120), (15, 40, 25))
samples, others = source[source_valid == 1], template[template_valid == 1]
matched = np.rint(match_histograms(samples.astype(np.float64), others.astype(np.float64), channel_axis=-1)).astype(np.uint8)

with h5py.File(Path(__file__).parent / "image_histograms.h5", "w", track_order=False) as f:
    for name, array in [
        ("source", source), ("source_valid", source_valid), ("template", template), ("template_valid", template_valid),
        ("matched", matched),
    ]:
        f[name] = array
