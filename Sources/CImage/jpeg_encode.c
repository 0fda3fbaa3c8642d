#include "jpeg_error.h"
#include <stdlib.h>
#include <string.h>

static void write_jpeg(j_compress_ptr info, uint32_t width, uint32_t height, const uint8_t *pixels,
                       int quality) {
  info->image_width = width;
  info->image_height = height;
  info->input_components = 3;
  info->in_color_space = JCS_RGB;
  jpeg_set_defaults(info);
  jpeg_set_quality(info, quality, TRUE);
  jpeg_start_compress(info, TRUE);
  while (info->next_scanline < height) {
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)info->next_scanline * width * 3);
    jpeg_write_scanlines(info, &row, 1);
  }
  jpeg_finish_compress(info);
}

// A function of its own, so that the buffer is not an object of the frame that longjmp returns to.
static int encode(uint32_t width, uint32_t height, const uint8_t *pixels, int quality,
                  unsigned char **buffer, unsigned long *length, char *message) {
  struct jpeg_failure failure;
  struct jpeg_compress_struct info;
  memset(&info, 0, sizeof info);
  info.err = jpeg_failure_init(&failure, "cannot be encoded as JPEG", message);
  if (setjmp(failure.escape)) {
    jpeg_destroy_compress(&info);
    return -1;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, buffer, length);
  write_jpeg(&info, width, height, pixels, quality);
  jpeg_destroy_compress(&info);
  return 0;
}

int ci_encode_jpeg(uint32_t width, uint32_t height, const uint8_t *pixels, int quality, uint8_t **bytes,
                   size_t *size, char *message) {
  unsigned char *buffer = NULL;
  unsigned long length = 0;
  if (encode(width, height, pixels, quality, &buffer, &length, message)) {
    free(buffer);
    return -1;
  }
  *bytes = buffer;
  *size = length;
  return 0;
}
