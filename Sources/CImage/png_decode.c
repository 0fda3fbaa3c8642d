#include "picture.h"
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

struct source {
  const uint8_t *next;
  size_t left;
};

static void read_bytes(png_structp png, png_bytep data, size_t count) {
  struct source *source = png_get_io_ptr(png);
  if (count > source->left) png_error(png, "the file ends too early");
  memcpy(data, source->next, count);
  source->next += count;
  source->left -= count;
}

static void on_error(png_structp png, png_const_charp text) {
  snprintf(png_get_error_ptr(png), CI_MESSAGE, "is not a readable PNG: %s", text);
  png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

/// Whatever is stored becomes 8-bit RGB.
static void request_rgb(png_structp png) {
  png_set_expand(png);  // palette to RGB, 1, 2 and 4 bits to 8
  png_set_strip_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
}

static void read_png(png_structp png, png_infop info, uint64_t max_pixels, struct ci_picture *picture,
                     char *message) {
  // Colour profiles and texts are not used, and are where a small file can hide a large inflation.
  static const png_byte unused[] = "iCCP\0zTXt\0iTXt\0tEXt\0sPLT\0hIST";
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, unused, sizeof unused / 5);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // max_pixels is the limit
  png_read_info(png, info);
  uint32_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
  if (picture_allocate(picture, width, height, max_pixels, message)) png_longjmp(png, 1);
  request_rgb(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != (size_t)width * 3) png_error(png, "an unknown sample layout");
  for (int pass = 0; pass < passes; pass++)
    for (uint32_t row = 0; row < height; row++)
      png_read_row(png, picture->pixels + (size_t)row * width * 3, NULL);
  png_read_end(png, info);
  png_bytep exif = NULL;
  png_uint_32 exif_size = 0;
  if (png_get_eXIf_1(png, info, &exif_size, &exif)) picture_keep_exif(picture, exif, exif_size);
}

/// Whether no chunk says that it is longer than the file: libpng makes room for what it says.
static int has_whole_chunks(const uint8_t *bytes, size_t size) {
  size_t offset = 8;
  while (offset + 8 <= size) {
    const uint8_t *head = bytes + offset;
    size_t length = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    if (length > size - offset - 8) return 0;
    if (!memcmp(head + 4, "IEND", 4)) return 1;
    offset += 12 + length;
  }
  return 0;
}

int ci_decode_png(const uint8_t *bytes, size_t size, uint64_t max_pixels, struct ci_picture *picture,
                  char *message) {
  *picture = (struct ci_picture){0};
  if (!has_whole_chunks(bytes, size)) {
    snprintf(message, CI_MESSAGE, "is not a readable PNG: the file ends too early");
    return -1;
  }
  struct source source = {bytes, size};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_read_struct(&png, NULL, NULL);
    snprintf(message, CI_MESSAGE, "cannot be decoded: libpng does not start");
    return -1;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return -1;
  }
  png_set_read_fn(png, &source, read_bytes);
  read_png(png, info, max_pixels, picture, message);
  png_destroy_read_struct(&png, &info, NULL);
  return 0;
}
