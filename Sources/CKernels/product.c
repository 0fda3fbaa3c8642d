#include "include/product.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

#pragma clang fp contract(fast)

// One register tile: `rows` × `panels` vectors of sums. Both are constants where this is inlined.
INLINE void tile(const size_t rows, const size_t panels, const struct kn_product *p, const ptrdiff_t *a_rows,
                 const ptrdiff_t *c_rows, const float *a, const float *b, float *c, const float *bias,
                 const float *residual, const struct kn_epilogue *e) {
  lanes sum[12][2];
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < panels; j++) sum[i][j] = (lanes){0};
  const ptrdiff_t a_step = p->a_step, b_step = p->b_step, b_panel = p->b_panel;
  for (size_t s = 0; s < p->segments; s++) {
    const float *as[12];
    for (size_t i = 0; i < rows; i++) as[i] = a + a_rows[i] + p->a_segment[s];
    const float *bs = b + p->b_segment[s];
    for (size_t k = 0, ak = 0; k < p->depth; k++, ak += (size_t)a_step, bs += b_step) {
      lanes column[2];
#pragma unroll
      for (size_t j = 0; j < panels; j++) column[j] = LOAD(bs + (ptrdiff_t)j * b_panel);
#pragma unroll
      for (size_t i = 0; i < rows; i++) {
        float value = as[i][ak];
#pragma unroll
        for (size_t j = 0; j < panels; j++) sum[i][j] += value * column[j];
      }
    }
  }
#pragma unroll
  for (size_t i = 0; i < rows; i++) {
#pragma unroll
    for (size_t j = 0; j < panels; j++) {
      lanes *to = (lanes *)(c + c_rows[i] + j * KN_PANEL);
      lanes v = sum[i][j];
      if (e->accumulate) v += *to;
      if (bias) v += LOAD(bias + j * KN_PANEL);
      if (residual) v += LOAD(residual + c_rows[i] + j * KN_PANEL);
      if (e->relu) v = RECTIFIED(v);
      *to = v;
    }
  }
}

#define TILE(ROWS, PANELS)                                                                              \
  for (; i + (ROWS) <= rows; i += (ROWS))                                                               \
    tile(ROWS, PANELS, p, a_rows + i, c_rows + i, a, bj, cj, bias, residual, e)

// Panels outermost: a panel of B stays in the first cache while all rows of A pass.
#define COLUMNS(PANELS, ...)                                                    \
  for (; panels >= (PANELS); panels -= (PANELS), j += (PANELS)) {               \
    const float *bj = b + (ptrdiff_t)j * p->b_panel;                            \
    float *cj = c + j * KN_PANEL;                                               \
    const float *bias = e->bias ? e->bias + j * KN_PANEL : NULL;                \
    const float *residual = e->residual ? e->residual + j * KN_PANEL : NULL;    \
    size_t i = 0;                                                               \
    __VA_ARGS__                                                                 \
  }

#define ARGUMENTS                                                                                          \
  const struct kn_product *p, size_t rows, const ptrdiff_t *a_rows, const ptrdiff_t *c_rows, size_t panels, \
      const float *a, const float *b, float *c, const struct kn_epilogue *e

// 6 × 16 sums fill 12 of the 16 registers of AVX2, and 24 of the 32 of NEON.
#define NARROW_BODY                                                             \
  size_t j = 0;                                                                 \
  COLUMNS(1, TILE(6, 1); TILE(4, 1); TILE(2, 1); TILE(1, 1);)

static void product_portable(ARGUMENTS) { NARROW_BODY }

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static void product_avx2(ARGUMENTS) { NARROW_BODY }

// 12 × 32 sums fill 24 of the 32 registers of AVX-512.
__attribute__((target("avx512f,avx512vl,avx2,fma"))) static void product_avx512(ARGUMENTS) {
  size_t j = 0;
  COLUMNS(2, TILE(12, 2); TILE(8, 2); TILE(4, 2); TILE(2, 2); TILE(1, 2);)
  COLUMNS(1, TILE(12, 1); TILE(8, 1); TILE(4, 1); TILE(2, 1); TILE(1, 1);)
}
#endif

enum isa { UNKNOWN, PORTABLE, AVX2, AVX512 };

// What the processor and the system support, or less where the environment asks for it.
static enum isa chosen(void) {
  static _Atomic int cache = UNKNOWN;
  int isa = atomic_load_explicit(&cache, memory_order_relaxed);
  if (isa != UNKNOWN) return isa;
  isa = PORTABLE;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) isa = AVX2;
  if (isa == AVX2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) isa = AVX512;
#endif
  const char *wanted = getenv("KNOWCL_ISA");
  if (wanted && strcmp(wanted, "portable") == 0) isa = PORTABLE;
  if (wanted && strcmp(wanted, "avx2") == 0 && isa > AVX2) isa = AVX2;
  atomic_store_explicit(&cache, isa, memory_order_relaxed);
  return isa;
}

const char *kn_product_isa(void) {
  enum isa isa = chosen();
  return isa == AVX512 ? "avx512" : isa == AVX2 ? "avx2" : "portable";
}

void kn_product(ARGUMENTS) {
#if defined(__x86_64__)
  switch (chosen()) {
    case AVX512: product_avx512(p, rows, a_rows, c_rows, panels, a, b, c, e); return;
    case AVX2: product_avx2(p, rows, a_rows, c_rows, panels, a, b, c, e); return;
    default: break;
  }
#endif
  product_portable(p, rows, a_rows, c_rows, panels, a, b, c, e);
}

void kn_pack_panels(size_t depth, size_t panels, const float *b, ptrdiff_t row, ptrdiff_t column,
                    float *packed) {
  for (size_t j = 0; j < panels; j++)
    for (size_t k = 0; k < depth; k++)
      for (size_t l = 0; l < KN_PANEL; l++)
        *packed++ = b[(ptrdiff_t)k * row + (ptrdiff_t)(j * KN_PANEL + l) * column];
}

void kn_pack_edge(size_t depth, size_t columns, const float *b, ptrdiff_t row, ptrdiff_t column, float *packed) {
  if (columns == KN_PANEL) {
    kn_pack_panels(depth, 1, b, row, column, packed);
    return;
  }
  for (size_t k = 0; k < depth; k++)
    for (size_t l = 0; l < KN_PANEL; l++)
      *packed++ = l < columns ? b[(ptrdiff_t)k * row + (ptrdiff_t)l * column] : 0;
}
