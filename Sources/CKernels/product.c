#include "include/product.h"

#include "dispatch.h"
#include "fused.h"

// One register tile: `rows` × `panels` vectors of sums. Both are constants where this is inlined.
INLINE void tile(const int software, const size_t rows, const size_t panels, const struct kn_product *p,
                 const ptrdiff_t *a_rows, const ptrdiff_t *c_rows, const float *a, const float *b, float *c,
                 const float *bias, const float *residual, const struct kn_epilogue *e) {
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
        for (size_t j = 0; j < panels; j++) fuse_scalar(software, value, &column[j], &sum[i][j]);
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

#define TILE(ROWS, PANELS) tile(software, ROWS, PANELS, p, a_rows + i, c_rows + i, a, bj, cj, bias, residual, e)
#define TILES(ROWS, PANELS) \
  for (; i + (ROWS) <= rows; i += (ROWS)) TILE(ROWS, PANELS)

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

static void product_software(ARGUMENTS) {
  const int software = 1;
  size_t j = 0;
  COLUMNS(1, TILES(4, 1); TILES(1, 1);)
}

// 6 × 16 sums fill 12 of the 16 registers of AVX2, and 24 of the 32 of NEON. Fewer than 12 rows are halved: a tile of
// one or two rows would wait for its sums.
#define NARROW_ROWS                                                                    \
  while (i < rows) {                                                                   \
    const size_t left = rows - i;                                                      \
    const size_t count = left >= 12 ? 6 : left > 6 ? (left + 1) / 2 : left;            \
    switch (count) {                                                                   \
      case 6: TILE(6, 1); break;                                                       \
      case 5: TILE(5, 1); break;                                                       \
      case 4: TILE(4, 1); break;                                                       \
      case 3: TILE(3, 1); break;                                                       \
      case 2: TILE(2, 1); break;                                                       \
      default: TILE(1, 1);                                                             \
    }                                                                                  \
    i += count;                                                                        \
  }
#define NARROW_BODY       \
  const int software = 0; \
  size_t j = 0;           \
  COLUMNS(1, NARROW_ROWS)

#if defined(__x86_64__)
WITH_AVX2 void product_avx2(ARGUMENTS) { NARROW_BODY }

// 12 × 32 sums fill 24 of the 32 registers of AVX-512.
WITH_AVX512 void product_avx512(ARGUMENTS) {
  const int software = 0;
  size_t j = 0;
  COLUMNS(2, TILES(12, 2); TILES(8, 2); TILES(4, 2); TILES(2, 2); TILES(1, 2);)
  COLUMNS(1, TILES(12, 1); TILES(8, 1); TILES(4, 1); TILES(2, 1); TILES(1, 1);)
}
#elif defined(__FP_FAST_FMAF)
static void product_native(ARGUMENTS) { NARROW_BODY }
#endif

void kn_product(ARGUMENTS) {
#if defined(__x86_64__)
  switch (kn_isa()) {
    case KN_AVX512: product_avx512(p, rows, a_rows, c_rows, panels, a, b, c, e); return;
    case KN_AVX2: product_avx2(p, rows, a_rows, c_rows, panels, a, b, c, e); return;
    default: break;
  }
#elif defined(__FP_FAST_FMAF)
  product_native(p, rows, a_rows, c_rows, panels, a, b, c, e);
  return;
#endif
  product_software(p, rows, a_rows, c_rows, panels, a, b, c, e);
}

void kn_software_fma(float a, const float *b, float *c) {
  const lanes every = EVERY(a), factors = LOAD(b);
  lanes sums = LOAD(c);
  software_fma(&every, &factors, &sums);
  STORE(c, sums);
}
