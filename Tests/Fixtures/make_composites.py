"""Writes image_composites.h5: pictures of five places on three days with masks, what NumPy puts together of them by each rule,
and a cloudy and a clear picture with the mask that SciPy's filters give. Run: python make_composites.py"""

from pathlib import Path

import h5py
import numpy as np
from scipy.ndimage import gaussian_filter, maximum_filter

rng = np.random.default_rng(5)
PLACES = 5
# Places that each day's file has, in its order.
DAYS = [[0, 1, 2, 3], [3, 2, 4, 0], [4, 0, 2]]
SHAPE = (6, 5)

files = []
for rows in DAYS:
    samples = rng.integers(0, 256, (len(rows), *SHAPE, 3), dtype=np.uint8)
    files.append((rows, samples, (rng.random((len(rows), *SHAPE)) < 0.6).astype(np.uint8)))


def composite(rule):
    pictures = np.zeros((PLACES, *SHAPE, 3), np.uint8)
    masks = np.zeros((PLACES, *SHAPE), np.uint8)
    for place in range(PLACES):
        days = [(s[r.index(place)], v[r.index(place)]) for r, s, v in files if place in r]
        stack = np.stack([s for s, _ in days]).astype(float)
        valid = np.stack([v for _, v in days]).astype(bool)
        masks[place] = valid.any(0)
        if rule == "median":
            seen = np.where(valid[..., None], stack, np.nan)
            result = np.rint(np.nanmedian(np.where(masks[place][..., None] == 1, seen, 0), axis=0))
        else:
            order = np.arange(len(days)) if rule == "first" else np.argsort([-int(v.sum()) for _, v in days], kind="stable")
            result = np.zeros((*SHAPE, 3))
            for day in reversed(order):
                result[valid[day]] = stack[day][valid[day]]
        pictures[place] = result * masks[place][..., None]
    return pictures, masks


clear = np.clip(gaussian_filter(rng.normal(0, 1, (40, 32, 3)), (1, 1, 0)) * 180 + 120, 0, 255)
y, x = np.mgrid[:40, :32]
cloud = np.clip(1.5 - np.hypot(y - 12, x - 10) / 8, 0, 1)[..., None]
shadow = np.clip(1.5 - np.hypot(y - 28, x - 24) / 7, 0, 1)[..., None]
cloudy = np.clip((clear * (1 - 0.6 * shadow)) * (1 - cloud) + 255 * cloud + rng.normal(0, 6, clear.shape), 0, 255)
clear, cloudy = clear.astype(np.uint8), cloudy.astype(np.uint8)
smooth = [gaussian_filter(p.astype(float), (2.5, 2.5, 0), mode="nearest") for p in (cloudy, clear)]
difference = (smooth[0] - smooth[1]).mean(-1)
covered = ((difference > 30) & (smooth[0].min(-1) > 185)) | (difference < -35)
valid = 1 - maximum_filter(covered.astype(np.uint8), size=7, mode="constant")
print("masked", 1 - valid.mean())

with h5py.File(Path(__file__).parent / "image_composites.h5", "w") as f:
    for number, (rows, samples, masks) in enumerate(files):
        f[f"day{number}/place"], f[f"day{number}/image"], f[f"day{number}/mask"] = np.int32(rows), samples, masks
    for rule in ("first", "clearest", "median"):
        f[f"{rule}/image"], f[f"{rule}/mask"] = composite(rule)
    f["clear"], f["cloudy"], f["valid"] = clear, cloudy, valid
