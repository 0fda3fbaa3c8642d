#include "picture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

struct source {
  const uint8_t *bytes;
  toff_t size, position;
};

static tmsize_t read_bytes(thandle_t handle, void *data, tmsize_t count) {
  struct source *source = handle;
  if (source->position >= source->size || count <= 0) return 0;
  toff_t left = source->size - source->position;
  if ((toff_t)count > left) count = (tmsize_t)left;
  memcpy(data, source->bytes + source->position, (size_t)count);
  source->position += (toff_t)count;
  return count;
}

static tmsize_t write_bytes(thandle_t handle, void *data, tmsize_t count) {
  (void)handle, (void)data, (void)count;
  return 0;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
  struct source *source = handle;
  toff_t base = whence == SEEK_CUR ? source->position : whence == SEEK_END ? source->size : 0;
  return source->position = base + offset;
}

static int close_source(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t size_of(thandle_t handle) { return ((struct source *)handle)->size; }

/// libtiff may ask for so much at a time, whatever the tags of a file say.
enum { MOST_BYTES = 1 << 30 };

static TIFF *open_bytes(struct source *source) {
#if TIFFLIB_VERSION >= 20221213
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (options) TIFFOpenOptionsSetMaxSingleMemAlloc(options, MOST_BYTES);
  TIFF *tiff = TIFFClientOpenExt("picture", "rm", source, read_bytes, write_bytes, seek, close_source, size_of, NULL,
                                 NULL, options);
  if (options) TIFFOpenOptionsFree(options);
  return tiff;
#else
  return TIFFClientOpen("picture", "rm", source, read_bytes, write_bytes, seek, close_source, size_of, NULL, NULL);
#endif
}

/// What the file says of its samples.
struct layout {
  uint16_t bits, samples, planes, photometric, format, orientation;
  /// Of a palette, high bytes first.
  uint16_t *red, *green, *blue;
};

static void read_layout(TIFF *tiff, struct layout *layout) {
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout->bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout->samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &layout->planes);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &layout->format);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &layout->orientation);
  if (!TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &layout->photometric))
    layout->photometric = layout->samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
  if (layout->photometric == PHOTOMETRIC_PALETTE)
    TIFFGetField(tiff, TIFFTAG_COLORMAP, &layout->red, &layout->green, &layout->blue);
}

/// Whether rows of samples can be taken as they are stored: alpha stays beside, and 16 bits keep their high byte.
static int is_plain(TIFF *tiff, const struct layout *layout) {
  int colours = layout->photometric == PHOTOMETRIC_RGB ? 3 : 1;
  int known = layout->photometric == PHOTOMETRIC_RGB || layout->photometric == PHOTOMETRIC_MINISBLACK ||
              layout->photometric == PHOTOMETRIC_MINISWHITE ||
              (layout->photometric == PHOTOMETRIC_PALETTE && layout->bits == 8 && layout->blue);
  return known && (layout->bits == 8 || layout->bits == 16) && layout->format == SAMPLEFORMAT_UINT &&
         layout->planes == PLANARCONFIG_CONTIG && layout->samples >= colours && layout->samples <= 64 &&
         !TIFFIsTiled(tiff);
}

static uint8_t sample_of(const uint8_t *row, size_t index, const struct layout *layout) {
  if (layout->bits == 8) return row[index];
  uint16_t value;
  memcpy(&value, row + 2 * index, 2);
  return (uint8_t)(value >> 8);
}

static void convert_row(const uint8_t *row, uint8_t *rgb, uint32_t width, const struct layout *layout) {
  for (uint32_t x = 0; x < width; x++, rgb += 3) {
    size_t first = (size_t)x * layout->samples;
    if (layout->photometric == PHOTOMETRIC_RGB) {
      for (int c = 0; c < 3; c++) rgb[c] = sample_of(row, first + (size_t)c, layout);
    } else if (layout->photometric == PHOTOMETRIC_PALETTE) {
      uint8_t entry = row[first];
      rgb[0] = (uint8_t)(layout->red[entry] >> 8);
      rgb[1] = (uint8_t)(layout->green[entry] >> 8);
      rgb[2] = (uint8_t)(layout->blue[entry] >> 8);
    } else {
      uint8_t grey = sample_of(row, first, layout);
      memset(rgb, layout->photometric == PHOTOMETRIC_MINISWHITE ? 255 - grey : grey, 3);
    }
  }
}

static int read_rows(TIFF *tiff, const struct layout *layout, struct ci_picture *picture) {
  size_t needed = (size_t)picture->width * layout->samples * (layout->bits / 8);
  tmsize_t size = TIFFScanlineSize(tiff);
  if (size <= 0 || (size_t)size < needed || (size_t)size > MOST_BYTES) return -1;
  uint8_t *row = malloc((size_t)size);
  if (!row) return -1;
  int status = 0;
  for (uint32_t y = 0; y < picture->height && !status; y++) {
    if (TIFFReadScanline(tiff, row, y, 0) != 1)
      status = -1;
    else
      convert_row(row, picture->pixels + (size_t)y * picture->width * 3, picture->width, layout);
  }
  free(row);
  return status;
}

/// Whether strips or tiles, of which libtiff makes room for a whole one, are about as large as the picture.
static int has_sound_blocks(TIFF *tiff, const struct ci_picture *picture) {
  uint64_t most = 16 * (uint64_t)picture->width * picture->height + (16 << 20);
  return (TIFFIsTiled(tiff) ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff)) <= most;
}

/// Everything else that libtiff turns into RGB: tiles, planes, YCbCr, CMYK, few bits.
static int read_rgba(TIFF *tiff, struct ci_picture *picture, char *message) {
  TIFFRGBAImage image;
  char reason[1024] = "";
  if (!has_sound_blocks(tiff, picture)) {
    snprintf(message, CI_MESSAGE, "is a TIFF whose strips or tiles are far larger than its picture");
    return -1;
  }
  if (!TIFFRGBAImageOK(tiff, reason) || !TIFFRGBAImageBegin(&image, tiff, 1, reason)) {
    snprintf(message, CI_MESSAGE, "is a TIFF of a kind that is no picture (%.100s)", reason);
    return -1;
  }
  image.req_orientation = image.orientation;  // as stored: it is turned later
  size_t count = (size_t)picture->width * picture->height;
  uint32_t *raster = calloc(count, sizeof *raster);
  int ok = raster && TIFFRGBAImageGet(&image, raster, picture->width, picture->height);
  for (size_t i = 0; ok && i < count; i++) {
    picture->pixels[3 * i] = (uint8_t)TIFFGetR(raster[i]);
    picture->pixels[3 * i + 1] = (uint8_t)TIFFGetG(raster[i]);
    picture->pixels[3 * i + 2] = (uint8_t)TIFFGetB(raster[i]);
  }
  free(raster);
  TIFFRGBAImageEnd(&image);
  if (!ok) snprintf(message, CI_MESSAGE, "is not a readable TIFF: it is damaged or cut short");
  return ok ? 0 : -1;
}

/// The tag as an EXIF block has it.
static void keep_orientation(uint16_t orientation, struct ci_picture *picture) {
  if (orientation <= 1 || orientation > 8) return;
  const uint8_t exif[26] = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (uint8_t)orientation};
  picture_keep_exif(picture, exif, sizeof exif);
}

int ci_decode_tiff(const uint8_t *bytes, size_t size, uint64_t max_pixels, struct ci_picture *picture,
                   char *message) {
  *picture = (struct ci_picture){0};
  // libtiff speaks on standard error of its own accord.
  TIFFSetErrorHandler(NULL);
  TIFFSetWarningHandler(NULL);
  struct source source = {bytes, size, 0};
  TIFF *tiff = open_bytes(&source);
  uint32_t width = 0, height = 0;
  if (!tiff || !TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width) || !TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height)) {
    if (tiff) TIFFClose(tiff);
    snprintf(message, CI_MESSAGE, "is not a readable TIFF");
    return -1;
  }
  struct layout layout = {0};
  read_layout(tiff, &layout);
  int status = picture_allocate(picture, width, height, max_pixels, message);
  if (!status && layout.bits > 16) {
    snprintf(message, CI_MESSAGE, "is a TIFF of %d bits a sample, which is no picture", layout.bits);
    status = -1;
  } else if (!status && is_plain(tiff, &layout)) {
    status = read_rows(tiff, &layout, picture);
    if (status) snprintf(message, CI_MESSAGE, "is not a readable TIFF: it is damaged or cut short");
  } else if (!status) {
    status = read_rgba(tiff, picture, message);
  }
  if (!status) keep_orientation(layout.orientation, picture);
  TIFFClose(tiff);
  return status;
}
