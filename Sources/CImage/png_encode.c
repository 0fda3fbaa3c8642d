#include "include/CImage.h"
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sink {
  uint8_t *bytes;
  size_t size, capacity;
};

static void append(png_structp png, png_bytep data, size_t count) {
  struct sink *sink = png_get_io_ptr(png);
  if (sink->size + count > sink->capacity) {
    size_t capacity = 2 * (sink->size + count) + 4096;
    uint8_t *bytes = realloc(sink->bytes, capacity);
    if (!bytes) png_error(png, "no memory");
    sink->bytes = bytes;
    sink->capacity = capacity;
  }
  memcpy(sink->bytes + sink->size, data, count);
  sink->size += count;
}

static void flush(png_structp png) { (void)png; }

static void on_error(png_structp png, png_const_charp text) {
  snprintf(png_get_error_ptr(png), CI_MESSAGE, "cannot be encoded as PNG: %s", text);
  png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void write_png(png_structp png, png_infop info, uint32_t width, uint32_t height,
                      const uint8_t *pixels) {
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (uint32_t row = 0; row < height; row++) png_write_row(png, pixels + (size_t)row * width * 3);
  png_write_end(png, info);
}

// A function of its own, so that `sink` is not an object of the frame that longjmp returns to.
static int encode(struct sink *sink, uint32_t width, uint32_t height, const uint8_t *pixels, char *message) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_write_struct(&png, NULL);
    snprintf(message, CI_MESSAGE, "cannot be encoded: libpng does not start");
    return -1;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return -1;
  }
  png_set_write_fn(png, sink, append, flush);
  write_png(png, info, width, height, pixels);
  png_destroy_write_struct(&png, &info);
  return 0;
}

int ci_encode_png(uint32_t width, uint32_t height, const uint8_t *pixels, uint8_t **bytes, size_t *size,
                  char *message) {
  struct sink sink = {0};
  if (encode(&sink, width, height, pixels, message)) {
    free(sink.bytes);
    return -1;
  }
  *bytes = sink.bytes;
  *size = sink.size;
  return 0;
}
