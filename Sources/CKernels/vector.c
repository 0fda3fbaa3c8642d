#include "include/vector.h"
#include "include/per_isa.h"

PER_ISA void kn_axpy(size_t n, float a, const float *restrict x, float *restrict y) {
  for (size_t i = 0; i < n; i++) y[i] += a * x[i];
}

PER_ISA float kn_dot(size_t n, const float *restrict x, const float *restrict y) {
#pragma clang fp reassociate(on) contract(fast)
  float s = 0;
  for (size_t i = 0; i < n; i++) s += x[i] * y[i];
  return s;
}

PER_ISA double kn_sum(size_t n, const float *x) {
#pragma clang fp reassociate(on)
  double s = 0;
  for (size_t i = 0; i < n; i++) s += x[i];
  return s;
}

PER_ISA double kn_sum_of_squares(size_t n, const float *x) {
#pragma clang fp reassociate(on)
  double s = 0;
  for (size_t i = 0; i < n; i++) s += (double)x[i] * x[i];
  return s;
}

PER_ISA void kn_unit_floats(size_t n, const unsigned char *restrict x, float *restrict y) {
  for (size_t i = 0; i < n; i++) y[i] = (float)x[i] / 255;
}
