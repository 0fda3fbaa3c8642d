// The matrix product of dense layers: any extents, operands as they lie or transposed.
#pragma once
#include <stddef.h>

/// op(A) [m, k] and op(B) [k, n], row-major; where transposed, A is [k, m] and B is [n, k]. `lda`, `ldb` and `ldc` are
/// the strides of rows.
struct kn_gemm {
  int transpose_a;
  int transpose_b;
  size_t m, n, k;
  float alpha;
  size_t lda, ldb;
  float beta;
  size_t ldc;
};

/// Floats that a product needs for its own.
extern const size_t kn_gemm_room;

/// C = op(A) (α op(B)) + β C.
///
/// k is cut into blocks of 256. The sum of a block is one chain of fused multiply-adds from 0, in the order of k;
/// blocks are added in their order, to β C where β is not 0. So an element's bits depend on its own row and column
/// only, not on the extent of the call, and are the same on every processor.
void kn_gemm(const struct kn_gemm *product, const float *a, const float *b, float *c, float *room);
