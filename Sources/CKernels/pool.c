#include "include/pool.h"

#include <string.h>

#include "vectors.h"

typedef uint8_t taps __attribute__((vector_size(LANES), aligned(1)));

PER_ISA void kn_maxpool(size_t height, size_t width, size_t channels, const float *x, const float *scale,
                        const float *shift, float *y, uint8_t *winner) {
  size_t rows = (height + 1) / 2, columns = (width + 1) / 2;
  for (size_t oy = 0; oy < rows; oy++) {
    for (size_t ox = 0; ox < columns; ox++, y += channels) {
      // Pixels of the window inside the map, in the order of their taps 0…8.
      const float *pixels[9];
      int tap[9], count = 0;
      for (int t = 0; t < 9; t++) {
        size_t iy = 2 * oy + t / 3, ix = 2 * ox + t % 3;  // one more than the pixel: padding is 1
        if (iy == 0 || ix == 0 || iy > height || ix > width) continue;
        pixels[count] = x + ((iy - 1) * width + ix - 1) * channels;
        tap[count++] = t;
      }
      for (size_t c = 0; c < channels; c += LANES) {
        lanes a = LOAD(scale + c), b = LOAD(shift + c);
        lanes best = LOAD(pixels[0] + c) * a + b;
        choice which = (choice){0} + tap[0];
        for (int k = 1; k < count; k++) {
          lanes v = LOAD(pixels[k] + c) * a + b;
          choice wins = (v > best) | (v != v);  // a NaN stays the maximum
          best = (lanes)(((choice)v & wins) | ((choice)best & ~wins));
          which = (tap[k] & wins) | (which & ~wins);
        }
        // The ReLU commutes with the maximum; where it cuts, its mask stops the gradient later.
        STORE(y + c, RECTIFIED(best));
        if (winner) *(taps *)(winner + c) = __builtin_convertvector(which, taps);
      }
      if (winner) winner += channels;
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
