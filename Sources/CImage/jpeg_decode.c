#include "jpeg_error.h"
#include "picture.h"
#include <stdlib.h>
#include <string.h>

/// Scans of a progressive file before it is taken for an attack: each costs a pass over all blocks.
enum { max_scans = 500 };

static void ignore(j_decompress_ptr info) { (void)info; }

static boolean fill(j_decompress_ptr info) {
  jpeg_fail((j_common_ptr)info, "the file ends too early");
}

static void skip(j_decompress_ptr info, long count) {
  if (count <= 0) return;
  if ((size_t)count > info->src->bytes_in_buffer) fill(info);
  info->src->next_input_byte += count;
  info->src->bytes_in_buffer -= (size_t)count;
}

static void limit_scans(j_common_ptr info) {
  if (((j_decompress_ptr)info)->input_scan_number > max_scans) jpeg_fail(info, "it has too many scans");
}

static uint8_t multiplied(unsigned a, unsigned b) {
  unsigned product = a * b + 128;
  return (uint8_t)((product + (product >> 8)) >> 8);
}

/// Inverted CMYK to RGB: (1 - ink)(1 - black), in Pillow's rounding.
static void rgb_from_cmyk(const uint8_t *cmyk, uint8_t *rgb, uint32_t width) {
  for (uint32_t x = 0; x < width; x++, cmyk += 4, rgb += 3)
    for (int c = 0; c < 3; c++) rgb[c] = (uint8_t)(cmyk[3] - multiplied(255u - cmyk[c], cmyk[3]));
}

static void read_pixels(j_decompress_ptr info, struct ci_picture *picture) {
  int four = info->out_color_space == JCS_CMYK;
  if (info->output_components != (four ? 4 : 3)) jpeg_fail((j_common_ptr)info, "an unknown colour space");
  JSAMPARRAY row = four ? info->mem->alloc_sarray((j_common_ptr)info, JPOOL_IMAGE, picture->width * 4, 1) : NULL;
  while (info->output_scanline < info->output_height) {
    uint8_t *rgb = picture->pixels + (size_t)info->output_scanline * picture->width * 3;
    jpeg_read_scanlines(info, four ? row : &rgb, 1);
    if (four) rgb_from_cmyk(row[0], rgb, picture->width);
  }
}

static void keep_exif(j_decompress_ptr info, struct ci_picture *picture) {
  for (jpeg_saved_marker_ptr marker = info->marker_list; marker; marker = marker->next)
    if (marker->data_length > 6 && !memcmp(marker->data, "Exif\0", 6))
      picture_keep_exif(picture, marker->data, marker->data_length);
}

static void read_jpeg(j_decompress_ptr info, uint64_t max_pixels, struct ci_picture *picture, char *message) {
  jpeg_save_markers(info, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(info, TRUE);
  keep_exif(info, picture);
  if (picture_allocate(picture, info->image_width, info->image_height, max_pixels, message))
    longjmp(((struct jpeg_failure *)info->err)->escape, 1);
  if (info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK)
    info->out_color_space = JCS_CMYK;
  else
    info->out_color_space = JCS_RGB;
  jpeg_start_decompress(info);
  read_pixels(info, picture);
  jpeg_finish_decompress(info);
}

int ci_decode_jpeg(const uint8_t *bytes, size_t size, uint64_t max_pixels, struct ci_picture *picture,
                   char *message) {
  *picture = (struct ci_picture){0};
  struct jpeg_failure failure;
  struct jpeg_decompress_struct info;
  memset(&info, 0, sizeof info);
  info.err = jpeg_failure_init(&failure, "is not a readable JPEG", message);
  struct jpeg_source_mgr source = {
      .next_input_byte = bytes,
      .bytes_in_buffer = size,
      .init_source = ignore,
      .fill_input_buffer = fill,
      .skip_input_data = skip,
      .resync_to_restart = jpeg_resync_to_restart,
      .term_source = ignore,
  };
  struct jpeg_progress_mgr progress = {.progress_monitor = limit_scans};
  if (setjmp(failure.escape)) {
    jpeg_destroy_decompress(&info);
    return -1;
  }
  jpeg_create_decompress(&info);
  info.src = &source;
  info.progress = &progress;
  read_jpeg(&info, max_pixels, picture, message);
  jpeg_destroy_decompress(&info);
  return 0;
}
