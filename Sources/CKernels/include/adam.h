// The Adam update.
#pragma once
#include <stddef.h>

/// What one Adam step needs besides the arrays; bias corrections are already taken in.
struct kn_adam {
  /// Learning rate / (1 - beta1^t).
  float step_size;
  /// sqrt(1 - beta2^t).
  float second_correction;
  /// Rounded from double, as 1 - (float)beta would not be.
  float one_minus_beta1, beta2, one_minus_beta2, epsilon;
  /// Added to the gradient times the parameter (L2 penalty); 0 for AdamW.
  float l2;
  /// Factor on the parameter before the step, 1 - rate * decay (AdamW); 1 for Adam.
  float shrink;
};

/// One step on n elements: moments m and v, parameter p, gradient g.
void kn_adam_step(
  size_t n, struct kn_adam s, const float *restrict g, float *restrict m, float *restrict v,
  float *restrict p);
