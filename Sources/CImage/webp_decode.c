#include "picture.h"
#include <stdio.h>
#include <string.h>
#include <webp/decode.h>

/// The chunk EXIF of the RIFF container, which libwebp itself passes over.
static void keep_exif(const uint8_t *bytes, size_t size, struct ci_picture *picture) {
  size_t offset = 12;
  while (offset + 8 <= size) {
    const uint8_t *head = bytes + offset;
    size_t length = (size_t)head[4] | (size_t)head[5] << 8 | (size_t)head[6] << 16 | (size_t)head[7] << 24;
    if (length > size - offset - 8) return;
    if (!memcmp(head, "EXIF", 4)) picture_keep_exif(picture, head + 8, length);
    offset += 8 + length + (length & 1);
  }
}

int ci_decode_webp(const uint8_t *bytes, size_t size, uint64_t max_pixels, struct ci_picture *picture,
                   char *message) {
  *picture = (struct ci_picture){0};
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(bytes, size, &features) != VP8_STATUS_OK) {
    snprintf(message, CI_MESSAGE, "is not a readable WebP");
    return -1;
  }
  if (features.has_animation) {
    snprintf(message, CI_MESSAGE, "is an animation, where a WebP of one picture is needed");
    return -1;
  }
  if (picture_allocate(picture, (uint32_t)features.width, (uint32_t)features.height, max_pixels, message))
    return -1;
  size_t stride = (size_t)picture->width * 3;
  if (!WebPDecodeRGBInto(bytes, size, picture->pixels, stride * picture->height, (int)stride)) {
    snprintf(message, CI_MESSAGE, "is not a readable WebP: it is damaged or cut short");
    return -1;
  }
  keep_exif(bytes, size, picture);
  return 0;
}
