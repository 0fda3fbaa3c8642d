#include "include/rectifier.h"
#include "include/per_isa.h"

PER_ISA void kn_relu(size_t n, float *x) {
  for (size_t i = 0; i < n; i++) x[i] = x[i] < 0 ? 0 : x[i];
}

PER_ISA void kn_relu_backward(size_t n, const float *restrict y, float *restrict gradient) {
  for (size_t i = 0; i < n; i++) gradient[i] = y[i] > 0 ? gradient[i] : 0;
}
