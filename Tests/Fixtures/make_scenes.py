"""scenes/: small rasters and polygons, and in statistics.h5 what exactextract finds inside the polygons.

Sums of sines, so that the files are small; the values of scenes/utm.tif are also worked out by the tests.
"""

import json
import os
import h5py
import numpy as np
import rasterio
from exactextract import exact_extract
from rasterio.transform import Affine, from_origin
from rasterio.warp import transform, transform_geom

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scenes")
os.makedirs(here, exist_ok=True)
WIDTH, HEIGHT = 120, 100


def samples(bands, highest, kind):
    """Integers that differ from pixel to pixel: (7 x + 13 y + 31 b) mod 251, scaled."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    values = np.stack([(7 * x + 13 * y + 31 * band) % 251 for band in range(bands)])
    return (values * (highest // 250)).astype(kind)


def write(name, values, **options):
    with rasterio.open(
        os.path.join(here, name), "w", driver="GTiff", width=values.shape[2], height=values.shape[1],
        count=values.shape[0], dtype=values.dtype, compress="deflate", predictor=2 if values.dtype.kind in "iu" else 3,
        **options,
    ) as file:
        file.write(values)


utm = from_origin(500_000, 4_510_000, 10, 10)
write("utm.tif", samples(3, 250, "uint8"), crs="EPSG:32618", transform=utm, photometric="RGB")

# A corner without data, in degrees.
geographic = samples(2, 10_000, "uint16") + 100
geographic[:, :30, :40] = 0
write(
    "geographic.tif", geographic, crs="EPSG:4326", nodata=0,
    transform=from_origin(-75.001, 40.741, 0.00012, 0.0001))

# Rows from the south, in what is no number and in a nodata value.
y, x = np.mgrid[:HEIGHT, :WIDTH]
real = (20 + 10 * np.sin(x / 9) * np.cos(y / 7))[None].astype("float32")
real[0, 20:30, 10:60] = np.nan
write(
    "south.tif", real, crs="EPSG:32618",
    transform=Affine(10, 0, 500_000, 0, 10, 4_510_000 - 10 * HEIGHT))

# Scale and offset.
scaled = samples(1, 2500, "int16") - 1000
write("scaled.tif", scaled, crs="EPSG:32618", transform=utm, nodata=-1000)
with rasterio.open(os.path.join(here, "scaled.tif"), "r+") as file:
    file.scales, file.offsets = (0.01,), (5.0,)

# Sentinel-2's classes at twice the size of a pixel: all twelve, in stripes.
classes = ((np.mgrid[: HEIGHT // 2, : WIDTH // 2].sum(0) // 4) % 12)[None].astype("uint8")
write("utm_SCL.tif", classes, crs="EPSG:32618", transform=from_origin(500_000, 4_510_000, 20, 20))


def ring(centre, radius, wave=0.0, points=36):
    angles = np.arange(points) * 2 * np.pi / points
    radii = radius * (1 + wave * np.sin(3 * angles))
    corners = [(centre[0] + r * np.cos(a), centre[1] + r * np.sin(a)) for r, a in zip(radii, angles)]
    return corners + corners[:1]


# On the map of utm.tif: a blob, one with a hole, one of two parts, one smaller than a pixel, one beyond the edge.
shapes = {
    "blob": [[ring((500_400, 4_509_600), 180, 0.3)]],
    "hole": [[ring((500_850, 4_509_500), 250, 0.1), ring((500_850, 4_509_520), 90, 0.2)[::-1]]],
    "parts": [[ring((500_300, 4_509_250), 90)], [ring((500_520, 4_509_230), 70, 0.4)]],
    "tiny": [[ring((500_703.3, 4_509_206.1), 3, points=7)]],
    "edge": [[ring((501_150, 4_509_150), 120)]],
}
features = []
for name, parts in shapes.items():
    moved = []
    for part in parts:
        moved.append([])
        for outline in part:
            lon, lat = transform("EPSG:32618", "EPSG:4326", *zip(*outline))
            positions = [[round(a, 9), round(b, 9)] for a, b in zip(lon, lat)]
            moved[-1].append(positions[:-1] + positions[:1])
    features.append(
        {"type": "Feature", "properties": {"region": name},
         "geometry": {"type": "MultiPolygon", "coordinates": moved}})
with open(os.path.join(here, "regions.geojson"), "w") as file:
    json.dump({"type": "FeatureCollection", "features": features}, file, separators=(",", ":"))

names = sorted(shapes)
operations = ["mean", "stdev", "sum", "min", "max"] + [f"quantile(q={q})" for q in (0.05, 0.25, 0.5, 0.75, 0.95)]
columns = ["mean", "stdev", "sum", "min", "max"] + [f"quantile_{q}" for q in (5, 25, 50, 75, 95)]
with h5py.File(os.path.join(here, "statistics.h5"), "w") as file:
    file["region"] = np.array(names, dtype=h5py.string_dtype())
    file["statistic"] = np.array(columns, dtype=h5py.string_dtype())
    for raster in ("utm", "geographic", "scaled"):
        with rasterio.open(os.path.join(here, raster + ".tif")) as source:
            by_name = {
                feature["properties"]["region"]: dict(
                    feature, geometry=transform_geom("EPSG:4326", source.crs, feature["geometry"], precision=-1))
                for feature in features
            }
            found = exact_extract(source, [by_name[name] for name in names], operations)
            file[raster] = np.array(
                [
                    [
                        [region["properties"][("" if source.count == 1 else f"band_{band + 1}_") + column]
                         for column in columns]
                        for band in range(source.count)
                    ]
                    for region in found
                ], dtype=float)
