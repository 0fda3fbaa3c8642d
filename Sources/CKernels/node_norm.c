#include "include/node_norm.h"
#include "include/per_isa.h"
#include <stdint.h>
#include <string.h>

// tanh to about 2 ulp without branches, so that loops vectorise: an odd polynomial near 0 and
// 1 − 2/(e^2|x| + 1) elsewhere (polynomials of the Cephes library, Moshier).
static inline __attribute__((always_inline)) float tanh1(float x) {
  const float a = __builtin_fabsf(x);
  const float q = x * x;
  float p = -5.70498872745e-3f;
  p = p * q + 2.06390887954e-2f;
  p = p * q - 5.37397155531e-2f;
  p = p * q + 1.33314422036e-1f;
  p = p * q - 3.33332819422e-1f;
  const float small = p * q * x + x;
  const float t = 2 * (a < 10 ? a : 10);
  const float n = (float)(int32_t)(t * 1.44269504088896341f + 0.5f);
  const float f = t - n * 0.693359375f + n * 2.12194440e-4f;
  float e = 1.9875691500e-4f;
  e = e * f + 1.3981999507e-3f;
  e = e * f + 8.3334519073e-3f;
  e = e * f + 4.1665795894e-2f;
  e = e * f + 1.6666665459e-1f;
  e = e * f + 5.0000001201e-1f;
  e = e * f * f + f + 1;
  const int32_t bits = ((int32_t)n + 127) << 23;
  float power;
  memcpy(&power, &bits, 4);
  const float large = __builtin_copysignf(1 - 2 / (e * power + 1), x);
  // Not `a >= .625f ? large : small`: a NaN must stay one.
  return a < 0.625f || a != a ? small : large;
}

PER_ISA void kn_column_moments(size_t rows, size_t columns, const float *restrict x, double *restrict sums,
                               double *restrict squares) {
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) {
      const double value = x[i * columns + j];
      sums[j] += value;
      squares[j] += value * value;
    }
}

PER_ISA void kn_normalize_tanh(size_t rows, size_t columns, const float *restrict x, const float *restrict mean,
                               const float *restrict scale, const float *restrict shift, float *restrict y) {
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++)
      y[i * columns + j] = tanh1((x[i * columns + j] - mean[j]) * scale[j] + shift[j]);
}

PER_ISA void kn_tanh_backward(size_t rows, size_t columns, const float *restrict y, const float *restrict x,
                              const float *restrict mean, const float *restrict inverse, float *restrict g,
                              double *restrict sums, double *restrict products) {
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) {
      const size_t k = i * columns + j;
      const float inner = g[k] * (1 - y[k] * y[k]);
      g[k] = inner;
      sums[j] += inner;
      products[j] += inner * ((x[k] - mean[j]) * inverse[j]);
    }
}

PER_ISA void kn_normalize_backward(size_t rows, size_t columns, const float *restrict g, const float *restrict x,
                                   const float *restrict mean, const float *restrict scale,
                                   const float *restrict a, const float *restrict b, float *restrict out) {
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) {
      const size_t k = i * columns + j;
      out[k] = scale[j] * (g[k] - a[j] - (x[k] - mean[j]) * b[j]);
    }
}
