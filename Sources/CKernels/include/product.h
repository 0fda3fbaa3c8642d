// The matrix product at the heart of convolution: small register tiles over operands addressed where
// they lie, so that patches need not be copied into a matrix first.
#pragma once
#include <stddef.h>

#include "panels.h"

/// How the sum over k runs through A and B: segments of consecutive k (the rows of a convolution's kernel,
/// say), each starting at offsets of its own. All offsets and steps are in floats.
struct kn_product {
  size_t segments;
  const ptrdiff_t *a_segment;
  const ptrdiff_t *b_segment;
  size_t depth;       ///< k in a segment
  ptrdiff_t a_step;   ///< from one k to the next in A
  ptrdiff_t b_step;   ///< … in B
  ptrdiff_t b_panel;  ///< from one panel of columns to the next in B
};

/// What becomes of the sum s on its way to C.
struct kn_epilogue {
  int accumulate;         ///< C + s instead of s
  const float *bias;      ///< per column, or NULL
  const float *residual;  ///< addressed like C, or NULL
  int relu;               ///< clip at 0 last
};

/// C[c_rows[i] + j] = epilogue(Σ A[a_rows[i] + …] B[… + j]) for i < rows, j < 16·panels.
/// A sum is one chain of fused multiply-adds from 0, in the order of k, whatever the instruction set: an element's
/// bits depend on its own row and column only, not on the extent of the call, and are the same on every processor.
void kn_product(const struct kn_product *sum, size_t rows, const ptrdiff_t *a_rows, const ptrdiff_t *c_rows,
                size_t panels, const float *a, const float *b, float *c, const struct kn_epilogue *epilogue);

/// c = a b + c rounded once, of 16 each: what kn_product does where the processor has no instruction for it.
void kn_software_fma(float a, const float *b, float *c);
