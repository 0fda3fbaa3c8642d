// TuckER: the core product of one row, the losses of one row of scores, and ranks.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// y = x (A ∘ M) for one row x of d; A and M are d × d, M the scaled dropout mask.
void kn_core_forward(
  size_t d, const float *restrict x, const float *restrict a, const float *restrict m, float *restrict y);

/// From the gradient g of y: dx = (A ∘ M) g, and da += (x gᵀ) ∘ M.
void kn_core_backward(
  size_t d, const float *restrict x, const float *restrict a, const float *restrict m,
  const float *restrict g, float *restrict dx, float *restrict da);

/// Softmax cross-entropy of one row of n scores with several true classes.
/// Replaces the scores by weight × the gradient of Σ −log softmax over the true ones, and returns the sum.
double kn_softmax_loss(
  size_t n, float *restrict s, const int32_t *restrict targets, size_t count, float weight);

/// Binary cross-entropy of one row of n logits; labels are `base`, plus `step` at the true classes.
/// Replaces the logits by weight × the gradient of the sum over all classes, and returns the sum.
double kn_bce_loss(
  size_t n, float *restrict s, const int32_t *restrict targets, size_t count, float base, float step,
  float weight);

/// How many of n scores are above a threshold, and how many equal it.
void kn_count_above(size_t n, const float *restrict s, float threshold, int64_t *above, int64_t *equal);
