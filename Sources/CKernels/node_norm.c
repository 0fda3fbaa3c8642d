#include "include/node_norm.h"

#include "dispatch.h"
#include "lane_functions.h"

PER_ISA void kn_column_moments(size_t rows, size_t columns, const float *restrict x, double *restrict sums,
                               double *restrict squares) {
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) {
      const double value = x[i * columns + j];
      sums[j] += value;
      squares[j] += value * value;
    }
}

INLINE void kn_normalize_tanh_body(const int software, size_t rows, size_t columns, const float *restrict x,
                                   const float *restrict mean, const float *restrict scale,
                                   const float *restrict shift, float *restrict y) {
  for (size_t i = 0; i < rows; i++, x += columns, y += columns) {
    size_t j = 0;
    for (; j + LANES <= columns; j += LANES) {
      lanes v = (LOAD(x + j) - LOAD(mean + j)) * LOAD(scale + j) + LOAD(shift + j);
      lanes_tanh(software, &v);
      STORE(y + j, v);
    }
    if (j == columns) continue;
    lanes rest = {0};
    for (size_t l = 0; j + l < columns; l++) rest[l] = (x[j + l] - mean[j + l]) * scale[j + l] + shift[j + l];
    lanes_tanh(software, &rest);
    store_some(y + j, &rest, columns - j);
  }
}

DISPATCH(void, kn_normalize_tanh,
         (size_t rows, size_t columns, const float *restrict x, const float *restrict mean,
          const float *restrict scale, const float *restrict shift, float *restrict y),
         rows, columns, x, mean, scale, shift, y)

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
