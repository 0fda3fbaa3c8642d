#include "include/batchnorm.h"
#include "vectors.h"

// Rows whose sums are kept in single precision before they go into the doubles: enough to pay for the
// conversion, few enough that their rounding does not show, and no more than stay in the first cache.
static inline size_t block_rows(size_t channels) {
  size_t rows = 4096 / channels;
  return rows < 4 ? 4 : rows > 64 ? 64 : rows;
}

PER_ISA void kn_bn_moments(size_t rows, size_t channels, const float *x, const float *pivot, double *sum,
                           double *squares) {
  size_t step = block_rows(channels);
  for (size_t first = 0; first < rows; first += step) {
    size_t last = first + step < rows ? first + step : rows;
    for (size_t c = 0; c < channels; c += LANES) {
      size_t width = channels - c < LANES ? channels - c : LANES;
      float s[LANES] = {0}, q[LANES] = {0};
      if (width == LANES) {
        for (size_t r = first; r < last; r++) {
          const float *row = x + r * channels + c;
          for (size_t j = 0; j < LANES; j++) {
            float d = row[j] - pivot[c + j];
            s[j] += d;
            q[j] += d * d;
          }
        }
      } else {
        for (size_t r = first; r < last; r++) {
          for (size_t j = 0; j < width; j++) {
            float d = x[r * channels + c + j] - pivot[c + j];
            s[j] += d;
            q[j] += d * d;
          }
        }
      }
      for (size_t j = 0; j < width; j++) {
        sum[c + j] += s[j];
        squares[c + j] += q[j];
      }
    }
  }
}

// Results may go where x or the residual came from, so blocks are loaded whole before they are stored: of a plain
// loop the compiler would go element by element.
PER_ISA void kn_bn_apply(size_t rows, size_t channels, const float *x, const float *scale, const float *shift,
                         const float *residual, int relu, float *y) {
  for (size_t r = 0; r < rows; r++, x += channels, y += channels) {
    size_t c = 0;
    for (; c + LANES <= channels; c += LANES) {
      lanes v = LOAD(x + c) * LOAD(scale + c) + LOAD(shift + c);
      if (residual) v += LOAD(residual + c);
      if (relu) v = RECTIFIED(v);
      STORE(y + c, v);
    }
    for (; c < channels; c++) {
      float v = x[c] * scale[c] + shift[c];
      if (residual) v += residual[c];
      y[c] = relu && v < 0 ? 0 : v;
    }
    if (residual) residual += channels;
  }
}

PER_ISA void kn_bn_backward_sums(size_t rows, size_t channels, float *gradient, const float *x,
                                 enum kn_bn_mask mask, const float *output, const float *scale,
                                 const float *shift, const float *mean, double *sum, double *dot) {
  size_t step = block_rows(channels);
  for (size_t first = 0; first < rows; first += step) {
    size_t last = first + step < rows ? first + step : rows;
    for (size_t c = 0; c < channels; c += LANES) {
      size_t width = channels - c < LANES ? channels - c : LANES;
      float s[LANES] = {0}, q[LANES] = {0};
      for (size_t r = first; r < last; r++) {
        size_t at = r * channels + c;
        float g[LANES];
        if (mask == KN_BN_MASK_OUTPUT) {
          for (size_t j = 0; j < width; j++) g[j] = output[at + j] > 0 ? gradient[at + j] : 0;
        } else if (mask == KN_BN_MASK_INPUT) {
          for (size_t j = 0; j < width; j++)
            g[j] = x[at + j] * scale[c + j] + shift[c + j] > 0 ? gradient[at + j] : 0;
        } else {
          for (size_t j = 0; j < width; j++) g[j] = gradient[at + j];
        }
        if (mask == KN_BN_MASK_OUTPUT)
          for (size_t j = 0; j < width; j++) gradient[at + j] = g[j];
        for (size_t j = 0; j < width; j++) {
          s[j] += g[j];
          q[j] += g[j] * (x[at + j] - mean[c + j]);
        }
      }
      for (size_t j = 0; j < width; j++) {
        sum[c + j] += s[j];
        dot[c + j] += q[j];
      }
    }
  }
}

PER_ISA void kn_bn_backward_apply(size_t rows, size_t channels, const float *gradient, const float *x,
                                  enum kn_bn_mask mask, const float *scale, const float *shift, const float *mean,
                                  const float *slope, const float *offset, float *dx) {
  for (size_t r = 0; r < rows; r++, x += channels, gradient += channels, dx += channels) {
    size_t c = 0;
    for (; c + LANES <= channels; c += LANES) {
      lanes v = LOAD(x + c), g = LOAD(gradient + c), s = LOAD(scale + c);
      if (mask == KN_BN_MASK_INPUT) g = (lanes)((v * s + LOAD(shift + c) > 0) & (choice)g);
      STORE(dx + c, s * g + LOAD(slope + c) * (v - LOAD(mean + c)) + LOAD(offset + c));
    }
    for (; c < channels; c++) {
      float g = mask != KN_BN_MASK_INPUT || x[c] * scale[c] + shift[c] > 0 ? gradient[c] : 0;
      dx[c] = scale[c] * g + slope[c] * (x[c] - mean[c]) + offset[c];
    }
  }
}
