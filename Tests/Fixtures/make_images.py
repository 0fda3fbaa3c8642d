"""Writes image_files.h5, PNG and JPEG files with their pixels as Pillow decodes them, and
image_filters.h5, Pillow's resize, brightness and blur of one picture, and image_colours.h5, its changes of colour. Run: python make_images.py"""

import io
import struct
import zlib
from pathlib import Path

import h5py
import numpy as np
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

rng = np.random.default_rng(1)


def scene(height, width, channels=3):
    """A smooth field with edges and noise, so that every filter has something to do."""
    y, x = np.mgrid[:height, :width]
    planes = [
        127 + 90 * np.sin(x / (3 + c) + c) * np.cos(y / (4 + c)) + 60 * ((x + c * y) % 11 < 4) + rng.normal(0, 9, x.shape)
        for c in range(channels)
    ]
    return np.clip(np.stack(planes, -1), 0, 255).astype(np.uint8)


def file(image, format, **options):
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def decoded(data):
    return np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB"))


def png(width, height, depth, colour, rows, interlace=0, extra=b""):
    """A PNG that Pillow cannot write itself."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    body = zlib.compress(rows, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def filtered(rows):
    """Rows of bytes, each behind filter type 0."""
    return b"".join(b"\0" + row.tobytes() for row in rows)


def adam7(pixels, depth_bytes):
    """The seven passes of an interlaced image of whole-byte pixels."""
    out = b""
    for y0, x0, dy, dx in [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]:
        part = pixels[y0::dy, x0::dx]
        if part.size:
            out += filtered(part.reshape(part.shape[0], -1))
    return out


def pictures():
    rgb = Image.fromarray(scene(13, 17))
    alpha = Image.fromarray(scene(13, 17, 4))
    grey = rgb.convert("L")
    palette = rgb.quantize(40)
    yield "png_rgb", file(rgb, "PNG")
    yield "png_rgba", file(alpha, "PNG")
    yield "png_grey", file(grey, "PNG")
    yield "png_grey_alpha", file(alpha.convert("LA"), "PNG")
    yield "png_palette", file(palette, "PNG")
    yield "png_palette_4bit", file(rgb.quantize(9), "PNG", bits=4)
    yield "png_palette_2bit", file(rgb.quantize(4), "PNG", bits=2)
    yield "png_palette_transparency", file(palette, "PNG", transparency=bytes(range(0, 240, 6)))
    yield "png_bilevel", file(grey.convert("1"), "PNG")
    yield "png_rgb_transparency", file(rgb, "PNG", transparency=rgb.getpixel((3, 3)))
    yield "png_grey_transparency", file(grey, "PNG", transparency=grey.getpixel((3, 3)))
    four = rng.integers(0, 256, (13, 9), dtype=np.uint8)
    yield "png_grey_4bit", png(17, 13, 4, 0, filtered(four))
    yield "png_grey_2bit", png(17, 13, 2, 0, filtered(four[:, :5]))
    wide = rng.integers(0, 65536, (13, 17, 4), dtype=np.uint16)
    for name, colour, channels in [("grey", 0, 1), ("rgb", 2, 3), ("grey_alpha", 4, 2), ("rgba", 6, 4)]:
        rows = wide[..., :channels].astype(">u2").reshape(13, -1)
        yield f"png_16bit_{name}", png(17, 13, 16, colour, filtered(rows))
    gamma = struct.pack(">I", 4) + b"gAMA" + struct.pack(">I", 100000)
    gamma += struct.pack(">I", zlib.crc32(gamma[4:]))
    yield "png_gamma", png(17, 13, 8, 2, filtered(scene(13, 17).reshape(13, -1)), extra=gamma)
    yield "png_interlaced_rgb", png(17, 13, 8, 2, adam7(scene(13, 17), 3), interlace=1)
    yield "png_interlaced_grey", png(17, 13, 8, 0, adam7(scene(13, 17, 1), 1), interlace=1)
    yield "png_one_pixel", file(Image.new("RGB", (1, 1), (1, 2, 3)), "PNG")
    large = Image.fromarray(scene(23, 37))
    yield "jpeg_ycbcr_420", file(large, "JPEG", quality=85)
    yield "jpeg_ycbcr_422", file(large, "JPEG", quality=85, subsampling="4:2:2")
    yield "jpeg_ycbcr_444", file(large, "JPEG", quality=95, subsampling="4:4:4")
    yield "jpeg_progressive", file(large, "JPEG", quality=85, progressive=True)
    yield "jpeg_restart", file(large, "JPEG", quality=85, restart_marker_blocks=2)
    yield "jpeg_grey", file(large.convert("L"), "JPEG", quality=85)
    yield "jpeg_rgb", file(large, "JPEG", quality=85, keep_rgb=True)
    yield "jpeg_cmyk", file(Image.fromarray(scene(23, 37, 4), "CMYK"), "JPEG", quality=90)
    ycck = bytearray(file(Image.fromarray(scene(23, 37, 4), "CMYK"), "JPEG", quality=90))
    ycck[ycck.index(b"Adobe") + 11] = 2  # the same data, declared to be YCCK
    yield "jpeg_ycck", bytes(ycck)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x010F] = "maker"
        exif[0x0112] = orientation
        yield f"jpeg_orientation_{orientation}", file(large, "JPEG", quality=85, exif=exif)
    big_endian = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, 6, 0, 0)
    yield "jpeg_orientation_big_endian", file(large, "JPEG", quality=85, exif=b"Exif\0\0" + big_endian)
    exif = Image.Exif()
    exif[0x0112] = 8
    yield "png_orientation", file(rgb, "PNG", exif=exif)


def expected(name, data):
    if name != "png_16bit_grey":
        return decoded(data)
    # Pillow clips these to 255; the high byte is what it keeps of every other 16-bit image.
    high = (np.asarray(Image.open(io.BytesIO(data))).astype(np.uint16) >> 8).astype(np.uint8)
    return np.repeat(high[..., None], 3, -1)


def create(name, arrays):
    with h5py.File(Path(__file__).with_name(name), "w", libver=("v108", "v110")) as out:
        for path, array in arrays:
            out.create_dataset(path, data=array, track_times=False)


def files():
    for name, data in pictures():
        yield f"/file/{name}", np.frombuffer(data, np.uint8)
        yield f"/rgb/{name}", expected(name, data)


def filters():
    source = scene(27, 38)
    image = Image.fromarray(source)
    tiny = Image.fromarray(source[:2, :3])
    yield "/source", source
    for height, width in [(27, 38), (27, 20), (20, 38), (9, 19), (23, 31), (7, 5), (1, 1), (40, 60), (28, 39), (50, 11), (3, 90), (5, 31), (6, 12)]:
        yield f"/resize/{height}x{width}", np.asarray(image.resize((width, height), Image.BILINEAR))
    yield "/resize_tiny/9x7", np.asarray(tiny.resize((7, 9), Image.BILINEAR))
    for factor in [0.5, 0.6173, 0.75, 0.9, 0.999, 1.0]:
        yield f"/brightness/{factor}", np.asarray(ImageEnhance.Brightness(image).enhance(factor))
    for radius in [0.3, 1, 1.5, 2, 5, 40]:
        yield f"/blur/{radius}", np.asarray(image.filter(ImageFilter.GaussianBlur(radius)))
    yield "/blur_tiny/1", np.asarray(tiny.filter(ImageFilter.GaussianBlur(1)))
    # Pictures smaller and larger than the filter, cut from the source repeated.
    plane = np.tile(source, (3, 2, 1))
    for height, width in [(1, 1), (1, 5), (4, 1), (2, 2), (3, 3), (5, 38), (27, 1), (64, 64)]:
        cut = Image.fromarray(np.ascontiguousarray(plane[:height, :width]))
        yield f"/blur_sizes/{height}x{width}", np.asarray(cut.filter(ImageFilter.GaussianBlur(1)))
    factors = np.random.default_rng(2).uniform(0, 1, 200)
    ramp = Image.fromarray(np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, -1))
    yield "/brightness_ramp/factors", factors
    yield "/brightness_ramp/values", np.stack([np.asarray(ImageEnhance.Brightness(ramp).enhance(f))[0, :, 0] for f in factors])
    yield "/mirror", np.asarray(ImageOps.mirror(image))
    yield "/flip", np.asarray(ImageOps.flip(image))
    noise = np.trunc(rng.normal(0, 1, source.shape) * 3)
    yield "/noise/values", noise.astype(np.int32)
    yield "/noise/modulo", source + noise.astype(np.int64).astype(np.uint8)
    yield "/noise/saturate", np.clip(source + noise, 0, 255).astype(np.uint8)


def colours():
    """Drawn from a generator of its own, so that the other files stay as they are."""
    y, x = np.mgrid[:21, :17]
    planes = [127 + 120 * np.sin(x / (2 + c) + c) * np.cos(y / (3 + c)) for c in range(3)]
    source = np.stack(planes, -1).astype(np.uint8)
    image = Image.fromarray(source)
    yield "/source", source
    for name, kind in [("brightness", ImageEnhance.Brightness), ("contrast", ImageEnhance.Contrast), ("saturation", ImageEnhance.Color)]:
        for factor in [0.0, 0.2, 0.73, 1.0, 1.31, 1.8]:
            yield f"/{name}/{factor}", np.asarray(kind(image).enhance(factor))
    yield "/grey", np.asarray(image.convert("L").convert("RGB"))


create("image_files.h5", files())
create("image_filters.h5", filters())
create("image_colours.h5", colours())
