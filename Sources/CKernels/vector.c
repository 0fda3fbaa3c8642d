#include "include/vector.h"

#include "vectors.h"

PER_ISA void kn_axpy(size_t n, float a, const float *restrict x, float *restrict y) {
  for (size_t i = 0; i < n; i++) y[i] += a * x[i];
}

PER_ISA float kn_dot(size_t n, const float *restrict x, const float *restrict y) {
  lanes s = {0};
  float rest = 0;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) s += LOAD(x + i) * LOAD(y + i);
  for (; i < n; i++) rest += x[i] * y[i];
  return lanes_sum(&s) + rest;
}

PER_ISA double kn_sum(size_t n, const float *x) {
  wide s = {0};
  double rest = 0;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) s += __builtin_convertvector(LOAD(x + i), wide);
  for (; i < n; i++) rest += x[i];
  return wide_sum(&s) + rest;
}

PER_ISA double kn_sum_of_squares(size_t n, const float *x) {
  wide s = {0};
  double rest = 0;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    wide v = __builtin_convertvector(LOAD(x + i), wide);
    s += v * v;
  }
  for (; i < n; i++) rest += (double)x[i] * x[i];
  return wide_sum(&s) + rest;
}

PER_ISA void kn_unit_floats(size_t n, const unsigned char *restrict x, float *restrict y) {
  for (size_t i = 0; i < n; i++) y[i] = (float)x[i] / 255;
}
