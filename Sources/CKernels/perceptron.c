#include "include/perceptron.h"
#include "include/per_isa.h"

// Columns whose sums fit into the vector registers.
enum { STRIPE = 64 };

__attribute__((always_inline)) static inline void backward_row(
    size_t width, float outer, float scale, const float *restrict weights, float *restrict v,
    float *restrict weight_gradient, float *restrict bias_gradient) {
  const float scaled = outer * scale;
  for (size_t i = 0; i < width; i++) {
    float x = v[i];
    float d = scaled * weights[i];
    d = x > 0 ? d : 0;
    weight_gradient[i] += outer * x;
    bias_gradient[i] += d;
    v[i] = d;
  }
}

PER_ISA void kn_perceptron_backward(
    size_t rows, size_t width, float scale, const float *restrict g, const float *restrict weights,
    float *restrict h, float *restrict weight_gradient, float *restrict bias_gradient) {
  for (size_t start = 0; start < width; start += STRIPE) {
    if (width - start < STRIPE) {
      for (size_t row = 0; row < rows; row++)
        backward_row(width - start, g[row], scale, weights + start, h + row * width + start,
                     weight_gradient + start, bias_gradient + start);
      break;
    }
    float dw[STRIPE], db[STRIPE];
    for (int i = 0; i < STRIPE; i++) {
      dw[i] = weight_gradient[start + i];
      db[i] = bias_gradient[start + i];
    }
    for (size_t row = 0; row < rows; row++)
      backward_row(STRIPE, g[row], scale, weights + start, h + row * width + start, dw, db);
    for (int i = 0; i < STRIPE; i++) {
      weight_gradient[start + i] = dw[i];
      bias_gradient[start + i] = db[i];
    }
  }
}
