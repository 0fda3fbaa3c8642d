"""Pictures and statistics of regions out of a scene, by loops over rasterio and exactextract.

    scene.py make SCENE REGIONS CENTRES SIDE      a scene of four bands of 16 bits, and polygons all over it
    scene.py crop SCENE CENTRES OUTPUT            a picture of each region, warped exactly, kept as img-crop keeps it
    scene.py zonal SCENE REGIONS OUTPUT           mean and sd of every band inside each polygon
    scene.py same OURS THEIRS                     whether two outputs agree
"""
import csv
import json
import math
import sys
import warnings

import h5py
import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.warp import Resampling, reproject, transform, transform_geom
from rasterio.windows import Window

warnings.filterwarnings("ignore")
METRES, PIXELS, SQUARE, GRID = 10, 224, 2240, 71


def make(scene, regions, centres, side):
    side = int(side)
    rng = np.random.default_rng(1)
    tile = rng.integers(0, 4000, (1024, 1024), dtype=np.uint16)
    with rasterio.open(scene, "w", driver="GTiff", width=side, height=side, count=4, dtype="uint16", crs="EPSG:32618",
                       transform=from_origin(400_000, 4_700_000, METRES, METRES), tiled=True, blockxsize=512,
                       blockysize=512, BIGTIFF="YES") as file:
        for band in range(4):
            for row in range(0, side, 512):
                height = min(512, side - row)
                part = np.tile(np.roll(tile[:height], band * 37 + row, axis=1), (1, side // 1024 + 1))[:, :side]
                file.write(part + np.uint16(band * 100), band + 1, window=Window(0, row, side, height))
        crs, bounds = file.crs, file.bounds
    features, rows = [], []
    step = (bounds.right - bounds.left) / GRID
    for number in range(GRID * GRID):
        x, y = bounds.left + (number % GRID + 0.5) * step, bounds.bottom + (number // GRID + 0.5) * step
        angles = [2 * math.pi * k / 40 for k in range(40)]
        radii = [step * 0.42 * (1 + 0.3 * math.sin(3 * angle)) / 1.3 for angle in angles]
        ring = list(zip(*transform(crs, "EPSG:4326", *zip(*[
            (x + radius * math.cos(angle), y + radius * math.sin(angle)) for radius, angle in zip(radii, angles)]))))
        ring = [[round(lon, 8), round(lat, 8)] for lon, lat in ring]
        features.append({"type": "Feature", "properties": {"region": f"g{number:04}"},
                         "geometry": {"type": "Polygon", "coordinates": [ring + ring[:1]]}})
        (lon,), (lat,) = transform(crs, "EPSG:4326", [x], [y])
        rows.append([f"g{number:04}", repr(lon), repr(lat)])
    with open(regions, "w") as file:
        json.dump({"type": "FeatureCollection", "features": features}, file)
    with open(centres, "w", newline="") as file:
        csv.writer(file).writerows([["region", "lon", "lat"], *rows])


def crop(scene, centres, output):
    with open(centres, newline="") as file:
        places = [(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)]
    with rasterio.open(scene) as source, h5py.File(output, "w") as target:
        shape = (PIXELS, PIXELS, source.count)
        image = target.create_dataset("image", (len(places), *shape), "uint16", chunks=(1, *shape), compression="gzip",
                                      compression_opts=1, shuffle=True)
        bands = rasterio.band(source, list(range(1, source.count + 1)))
        for index, (lon, lat) in enumerate(places):
            (x,), (y,) = transform("EPSG:4326", source.crs, [lon], [lat])
            picture = np.zeros((source.count, PIXELS, PIXELS), "uint16")
            reproject(bands, picture, dst_transform=from_origin(x - SQUARE / 2, y + SQUARE / 2, METRES, METRES),
                      dst_crs=source.crs, resampling=Resampling.bilinear, tolerance=0)
            image[index] = picture.transpose(1, 2, 0)


def zonal(scene, regions, output):
    from exactextract import exact_extract
    with open(regions) as file:
        features = json.load(file)["features"]
    with rasterio.open(scene) as source:
        for feature in features:
            feature["geometry"] = transform_geom("EPSG:4326", source.crs, feature["geometry"], precision=-1)
        found = exact_extract(source, features, ["mean", "stdev"])
    table = np.array([list(row["properties"].values()) for row in found], "float32")
    with h5py.File(output, "w") as target:
        target["embedding"] = table


def same(ours, theirs):
    with h5py.File(ours) as a, h5py.File(theirs) as b:
        if "image" in a:
            differing = sum(int((a["image"][i] != b["image"][i]).sum()) for i in range(0, len(a["image"]), 50))
            print(f"{differing} samples of every fiftieth picture differ")
            return differing == 0
        x, y = np.sort(a["embedding"][()], axis=1), np.sort(b["embedding"][()], axis=1)
        error = float(np.max(np.abs(x - y) / np.abs(y)))
        print(f"largest relative difference {error:.1e}")
        return error < 1e-6


work, *words = sys.argv[1:]
if globals()[work](*words) is False:
    sys.exit(1)
