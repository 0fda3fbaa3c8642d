#include "picture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ci_picture_free(struct ci_picture *picture) {
  free(picture->pixels);
  free(picture->exif);
  *picture = (struct ci_picture){0};
}

int picture_allocate(struct ci_picture *picture, uint32_t width, uint32_t height, uint64_t max_pixels,
                     char *message) {
  uint64_t pixels = (uint64_t)width * height;
  if (pixels > max_pixels) {
    snprintf(message, CI_MESSAGE, "is %u x %u pixels, where at most %llu pixels are accepted", width, height,
             (unsigned long long)max_pixels);
    return -1;
  }
  picture->pixels = pixels > 0 ? malloc(pixels * 3) : NULL;
  if (!picture->pixels) {
    snprintf(message, CI_MESSAGE, "is %u x %u pixels, for which there is no memory", width, height);
    return -1;
  }
  picture->width = width;
  picture->height = height;
  return 0;
}

void picture_keep_exif(struct ci_picture *picture, const uint8_t *bytes, size_t size) {
  // JPEG, and some PNG writers, put this header before the TIFF stream.
  static const char header[6] = "Exif\0";
  if (size >= sizeof header && !memcmp(bytes, header, sizeof header)) {
    bytes += sizeof header;
    size -= sizeof header;
  }
  if (picture->exif || size == 0) return;
  picture->exif = malloc(size);
  if (!picture->exif) return;
  memcpy(picture->exif, bytes, size);
  picture->exif_size = size;
}
