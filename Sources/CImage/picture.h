// What the two decoders share.
#pragma once
#include "include/CImage.h"

/// Allocates the pixels. Returns -1, with a message, for more than `max_pixels` or too little memory.
int picture_allocate(struct ci_picture *picture, uint32_t width, uint32_t height, uint64_t max_pixels,
                     char *message);
/// Keeps a copy of the first EXIF block, without its `Exif` header.
void picture_keep_exif(struct ci_picture *picture, const uint8_t *bytes, size_t size);
