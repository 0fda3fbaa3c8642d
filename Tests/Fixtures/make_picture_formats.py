"""Writes picture_formats.h5, WebP and TIFF files with their pixels as Pillow decodes them (16-bit samples: their high
bytes). Run: python make_picture_formats.py"""

import io

import h5py
import numpy as np
from PIL import Image, ImageOps, TiffImagePlugin

rng = np.random.default_rng(3)


def scene(height, width, channels):
    y, x = np.mgrid[:height, :width]
    planes = [127 + 90 * np.sin(x / (3 + c) + c) * np.cos(y / (4 + c)) + rng.normal(0, 9, x.shape) for c in range(channels)]
    return np.clip(np.stack(planes, -1), 0, 255).astype(np.uint8)


def file(image, format, **options):
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def decoded(data):
    return np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB"))


def turned(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def pictures():
    rgb = Image.fromarray(scene(13, 17, 3))
    alpha = Image.fromarray(scene(13, 17, 4))
    yield "webp_lossy", file(rgb, "WEBP", quality=80)
    yield "webp_lossless", file(rgb, "WEBP", lossless=True)
    # Colours under full transparency are kept.
    yield "webp_lossless_alpha", file(alpha, "WEBP", lossless=True, exact=True)
    yield "webp_lossless_turned", file(rgb, "WEBP", lossless=True, exif=turned(6).tobytes())
    yield "tiff_rgb", file(rgb, "TIFF")
    yield "tiff_alpha", file(alpha, "TIFF")
    yield "tiff_grey", file(rgb.convert("L"), "TIFF")
    yield "tiff_palette", file(rgb.quantize(40), "TIFF")
    yield "tiff_bilevel", file(rgb.convert("1"), "TIFF")
    for compression in ["tiff_lzw", "tiff_adobe_deflate", "packbits"]:
        yield f"tiff_{compression.removeprefix('tiff_')}", file(rgb, "TIFF", compression=compression)
    for orientation in range(2, 9):
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[274] = orientation
        yield f"tiff_turned{orientation}", file(rgb, "TIFF", tiffinfo=tags)


with h5py.File("picture_formats.h5", "w", libver=("v108", "v110")) as output:
    def add(name, data, pixels):
        output[f"file/{name}"] = np.frombuffer(data, np.uint8)
        output[f"rgb/{name}"] = pixels

    for name, data in pictures():
        add(name, data, decoded(data))
    # Pillow clips 16-bit grey; the high byte is what is kept of all 16-bit samples.
    deep = rng.integers(0, 65536, (13, 17)).astype(np.uint16)
    high = (deep >> 8).astype(np.uint8)
    add("tiff_grey16", file(Image.fromarray(deep), "TIFF"), np.repeat(high[..., None], 3, -1))
