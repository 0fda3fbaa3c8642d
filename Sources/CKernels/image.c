#include "include/image.h"
#include "include/per_isa.h"
#include <string.h>

static inline uint8_t clipped(int32_t value) { return value < 0 ? 0 : value > 255 ? 255 : (uint8_t)value; }

PER_ISA void kn_resample_columns(size_t height, size_t in_width, size_t out_width, size_t taps,
                                 const int32_t *restrict first, const int32_t *restrict count,
                                 const int32_t *restrict weights, const uint8_t *restrict in,
                                 uint8_t *restrict out) {
  const int32_t half = 1 << (KN_WEIGHT_BITS - 1);
  for (size_t y = 0; y < height; y++, in += 3 * in_width) {
    for (size_t x = 0; x < out_width; x++, out += 3) {
      const uint8_t *pixel = in + 3 * (size_t)first[x];
      const int32_t *weight = weights + x * taps;
      int32_t red = half, green = half, blue = half;
      for (int32_t t = 0; t < count[x]; t++, pixel += 3) {
        red += pixel[0] * weight[t];
        green += pixel[1] * weight[t];
        blue += pixel[2] * weight[t];
      }
      out[0] = clipped(red >> KN_WEIGHT_BITS);
      out[1] = clipped(green >> KN_WEIGHT_BITS);
      out[2] = clipped(blue >> KN_WEIGHT_BITS);
    }
  }
}

PER_ISA void kn_resample_rows(size_t stride, size_t out_height, size_t taps, const int32_t *restrict first,
                              const int32_t *restrict count, const int32_t *restrict weights,
                              const uint8_t *restrict in, uint8_t *restrict out, int32_t *restrict sums) {
  for (size_t y = 0; y < out_height; y++, out += stride) {
    for (size_t i = 0; i < stride; i++) sums[i] = 1 << (KN_WEIGHT_BITS - 1);
    for (int32_t t = 0; t < count[y]; t++) {
      const uint8_t *row = in + ((size_t)first[y] + (size_t)t) * stride;
      int32_t weight = weights[y * taps + (size_t)t];
      for (size_t i = 0; i < stride; i++) sums[i] += row[i] * weight;
    }
    for (size_t i = 0; i < stride; i++) out[i] = clipped(sums[i] >> KN_WEIGHT_BITS);
  }
}

static inline size_t clamped(ptrdiff_t position, size_t length) {
  return position < 0 ? 0 : (size_t)position >= length ? length - 1 : (size_t)position;
}

PER_ISA void kn_box_blur(size_t outer, size_t length, size_t inner, size_t radius, uint32_t whole,
                         uint32_t part, const uint8_t *restrict in, uint8_t *restrict out,
                         uint32_t *restrict sums) {
  if (length == 0) return;
  ptrdiff_t r = (ptrdiff_t)radius;
  for (size_t o = 0; o < outer; o++, in += length * inner, out += length * inner) {
    memset(sums, 0, inner * sizeof *sums);
    for (ptrdiff_t d = -r; d <= r; d++) {
      const uint8_t *line = in + clamped(d, length) * inner;
      for (size_t i = 0; i < inner; i++) sums[i] += line[i];
    }
    for (ptrdiff_t x = 0; x < (ptrdiff_t)length; x++) {
      const uint8_t *before = in + clamped(x - r - 1, length) * inner;
      const uint8_t *leaving = in + clamped(x - r, length) * inner;
      const uint8_t *after = in + clamped(x + r + 1, length) * inner;
      uint8_t *result = out + (size_t)x * inner;
      for (size_t i = 0; i < inner; i++) {
        uint32_t edges = (uint32_t)before[i] + after[i];
        result[i] = (uint8_t)((sums[i] * whole + edges * part + (1u << 23)) >> 24);
        sums[i] += (uint32_t)after[i] - leaving[i];
      }
    }
  }
}

PER_ISA void kn_add_modulo(size_t n, const int8_t *restrict noise, uint8_t *restrict samples) {
  for (size_t i = 0; i < n; i++) samples[i] = (uint8_t)(samples[i] + noise[i]);
}

PER_ISA void kn_add_saturating(size_t n, const int8_t *restrict noise, uint8_t *restrict samples) {
  for (size_t i = 0; i < n; i++) samples[i] = clipped(samples[i] + noise[i]);
}
