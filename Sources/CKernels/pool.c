#include "include/pool.h"

#include <string.h>

#include "include/per_isa.h"

PER_ISA void kn_maxpool(size_t height, size_t width, size_t channels, const float *x, const float *scale,
                        const float *shift, float *y, uint8_t *winner) {
  size_t rows = (height + 1) / 2, columns = (width + 1) / 2;
  for (size_t oy = 0; oy < rows; oy++) {
    for (size_t ox = 0; ox < columns; ox++) {
      float *best = y + (oy * columns + ox) * channels;
      uint8_t *tap = winner ? winner + (oy * columns + ox) * channels : NULL;
      int first = 1;
      for (size_t t = 0; t < 9; t++) {
        size_t iy = 2 * oy + t / 3, ix = 2 * ox + t % 3;  // one more than the pixel: padding is 1
        if (iy == 0 || ix == 0 || iy > height || ix > width) continue;
        const float *pixel = x + ((iy - 1) * width + ix - 1) * channels;
        if (first) {
          for (size_t c = 0; c < channels; c++) best[c] = pixel[c] * scale[c] + shift[c];
          if (tap) memset(tap, (int)t, channels);
          first = 0;
        } else if (tap) {
          for (size_t c = 0; c < channels; c++) {
            float v = pixel[c] * scale[c] + shift[c];
            int wins = (v > best[c]) | (v != v);  // a NaN stays the maximum
            tap[c] = wins ? (uint8_t)t : tap[c];
            best[c] = wins ? v : best[c];
          }
        } else {
          for (size_t c = 0; c < channels; c++) {
            float v = pixel[c] * scale[c] + shift[c];
            best[c] = ((v > best[c]) | (v != v)) ? v : best[c];
          }
        }
      }
      // The ReLU commutes with the maximum; where it cuts, its mask stops the gradient later.
      for (size_t c = 0; c < channels; c++) best[c] = best[c] < 0 ? 0 : best[c];
    }
  }
}

PER_ISA void kn_maxpool_backward(size_t height, size_t width, size_t channels, const float *gradient,
                                 const uint8_t *winner, float *dx) {
  size_t rows = (height + 1) / 2, columns = (width + 1) / 2;
  memset(dx, 0, height * width * channels * sizeof *dx);
  for (size_t oy = 0; oy < rows; oy++) {
    for (size_t ox = 0; ox < columns; ox++) {
      const float *g = gradient + (oy * columns + ox) * channels;
      const uint8_t *tap = winner + (oy * columns + ox) * channels;
      for (size_t t = 0; t < 9; t++) {
        size_t iy = 2 * oy + t / 3, ix = 2 * ox + t % 3;
        if (iy == 0 || ix == 0 || iy > height || ix > width) continue;
        float *pixel = dx + ((iy - 1) * width + ix - 1) * channels;
        for (size_t c = 0; c < channels; c++) pixel[c] += tap[c] == t ? g[c] : 0;
      }
    }
  }
}

PER_ISA void kn_avgpool(size_t rows, size_t channels, const float *x, float *y) {
  memset(y, 0, channels * sizeof *y);
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < channels; c++) y[c] += x[r * channels + c];
  float scale = 1.0f / (float)rows;
  for (size_t c = 0; c < channels; c++) y[c] *= scale;
}
