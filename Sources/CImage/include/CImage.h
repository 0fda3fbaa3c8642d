// PNG and JPEG in memory, to and from 8-bit RGB, and WebP and TIFF from it. Some libraries report errors through
// longjmp, which must not cross Swift frames; here an error is a return value and a message.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Room for a message, its NUL included.
#define CI_MESSAGE 200

/// A decoded picture. Release it with `ci_picture_free`, whether decoding succeeded or not.
struct ci_picture {
  uint32_t width, height;
  /// height × width × 3 bytes, row-major, as stored (EXIF orientation not applied).
  uint8_t *pixels;
  /// The EXIF block (a TIFF stream), or NULL.
  uint8_t *exif;
  size_t exif_size;
};

void ci_picture_free(struct ci_picture *picture);

/// Decodes PNG. Alpha is dropped, not composited; 16-bit samples give their high byte; no gamma.
/// Returns 0, or -1 with the reason in `message` (CI_MESSAGE bytes).
int ci_decode_png(const uint8_t *bytes, size_t size, uint64_t max_pixels, struct ci_picture *picture,
                  char *message);

/// Decodes JPEG: grey, YCbCr, RGB, and CMYK or YCCK, which are taken as inverted (Adobe's convention).
/// Returns 0, or -1 with the reason in `message` (CI_MESSAGE bytes).
int ci_decode_jpeg(const uint8_t *bytes, size_t size, uint64_t max_pixels, struct ci_picture *picture,
                   char *message);

/// Decodes a WebP of one picture, lossy or not. Alpha is dropped.
/// Returns 0, or -1 with the reason in `message` (CI_MESSAGE bytes).
int ci_decode_webp(const uint8_t *bytes, size_t size, uint64_t max_pixels, struct ci_picture *picture,
                   char *message);

/// Decodes the first picture of a TIFF: 1 to 16 bits, grey, palette, RGB, YCbCr, CMYK. Alpha is dropped; 16-bit
/// samples give their high byte; the tag Orientation becomes an EXIF block.
/// Returns 0, or -1 with the reason in `message` (CI_MESSAGE bytes).
int ci_decode_tiff(const uint8_t *bytes, size_t size, uint64_t max_pixels, struct ci_picture *picture,
                   char *message);

/// Encodes 8-bit RGB; `*bytes` is the caller's to `free`. Returns 0, or -1 with the reason in `message`.
int ci_encode_png(uint32_t width, uint32_t height, const uint8_t *pixels, uint8_t **bytes, size_t *size,
                  char *message);
int ci_encode_jpeg(uint32_t width, uint32_t height, const uint8_t *pixels, int quality, uint8_t **bytes,
                   size_t *size, char *message);
