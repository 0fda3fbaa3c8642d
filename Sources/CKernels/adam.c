#include "include/adam.h"
#include "include/per_isa.h"

#include <math.h>

// The order of operations is torch.optim's (lerp, addcmul, sqrt, divide, add, addcdiv).
PER_ISA void kn_adam_step(
    size_t n, struct kn_adam s, const float *restrict g, float *restrict m, float *restrict v,
    float *restrict p) {
  for (size_t i = 0; i < n; i++) {
    float x = p[i] * s.shrink;
    float d = g[i] + s.l2 * x;
    m[i] += s.one_minus_beta1 * (d - m[i]);
    v[i] = v[i] * s.beta2 + s.one_minus_beta2 * d * d;
    p[i] = x - s.step_size * m[i] / (sqrtf(v[i]) / s.second_correction + s.epsilon);
  }
}
