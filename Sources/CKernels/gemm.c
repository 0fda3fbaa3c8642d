#include "include/gemm.h"

#include <string.h>

#include "include/product.h"
#include "vectors.h"

// What is worked on at a time: rows of A that stay in the second cache, and panels of B that stay in the third and
// pass through the first. Only DEPTH is part of the result.
enum { ROWS = 192, DEPTH = 256, PANELS = 64 };
// Rows that are too few to pay for the packing of B.
enum { FEW = 8 };
// Rows of packed A, a cache line longer so that they do not fall on the same sets of a cache.
enum { LINE = DEPTH + 16, COLUMN = ROWS + 16 };
enum { PACKED_A = ROWS * LINE > DEPTH * COLUMN ? ROWS * LINE : DEPTH * COLUMN };
enum { PACKED_B = DEPTH * PANELS * KN_PANEL, EDGE = ROWS * KN_PANEL };

const size_t kn_gemm_room = PACKED_A + PACKED_B + EDGE;

// Where B lies and its steps, packed or not; the same of A.
struct operand {
  const float *at;
  ptrdiff_t row, k;
};

INLINE size_t least(size_t a, size_t b) { return a < b ? a : b; }

INLINE void scale(size_t rows, size_t columns, size_t stride, float factor, float *x) {
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) x[i * stride + j] *= factor;
}

// Rows and k of A from (i, k) on. Strides of many whole lines are packed away: all rows would fall on few sets.
static struct operand rows_of(const struct kn_gemm *g, const float *a, size_t i, size_t rows, size_t k, size_t depth,
                              float *packed) {
  if (g->transpose_a) {
    a += k * g->lda + i;
    if (g->lda <= COLUMN) return (struct operand){a, 1, (ptrdiff_t)g->lda};
    for (size_t s = 0; s < depth; s++) memcpy(packed + s * COLUMN, a + s * g->lda, rows * sizeof *a);
    return (struct operand){packed, 1, COLUMN};
  }
  a += i * g->lda + k;
  if (g->lda % 512 != 0 || rows == 1) return (struct operand){a, (ptrdiff_t)g->lda, 1};
  for (size_t r = 0; r < rows; r++) memcpy(packed + r * LINE, a + r * g->lda, depth * sizeof *a);
  return (struct operand){packed, LINE, 1};
}

// C's columns of a panel that B does not fill: through room of their own.
static void edge(const struct kn_product *p, size_t rows, size_t columns, const ptrdiff_t *a_rows,
                 const ptrdiff_t *c_rows, const float *a, const float *b, int accumulate, float *c, float *room) {
  ptrdiff_t lines[ROWS];
  for (size_t i = 0; i < rows; i++) lines[i] = (ptrdiff_t)i * KN_PANEL;
  kn_product(p, rows, a_rows, lines, 1, a, b, room, &(struct kn_epilogue){0});
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) {
      float sum = room[i * KN_PANEL + j];
      c[c_rows[i] + (ptrdiff_t)j] = accumulate ? sum + c[c_rows[i] + (ptrdiff_t)j] : sum;
    }
}

void kn_gemm(const struct kn_gemm *g, const float *a, const float *b, float *c, float *room) {
  float *packed_a = room, *packed_b = room + PACKED_A, *edges = packed_b + PACKED_B;
  const ptrdiff_t b_row = g->transpose_b ? 1 : (ptrdiff_t)g->ldb, b_column = g->transpose_b ? (ptrdiff_t)g->ldb : 1;
  const int direct = !g->transpose_b && g->alpha == 1 && g->m <= FEW;
  if (g->beta != 0 && g->beta != 1) scale(g->m, g->n, g->ldc, g->beta, c);
  const ptrdiff_t none = 0;
  size_t k = 0;
  do {
    const size_t depth = least(DEPTH, g->k - k);
    const struct kn_epilogue epilogue = {.accumulate = k > 0 || g->beta != 0};
    for (size_t j = 0; j < g->n; j += PANELS * KN_PANEL) {
      const size_t columns = least(PANELS * KN_PANEL, g->n - j), whole = columns / KN_PANEL;
      const size_t rest = columns % KN_PANEL;
      const float *from = b + (ptrdiff_t)k * b_row + (ptrdiff_t)j * b_column;
      float *last = packed_b + whole * KN_PANEL * depth;
      if (!direct) kn_pack_panels(depth, whole, from, b_row, b_column, packed_b);
      if (rest) kn_pack_edge(depth, rest, from + (ptrdiff_t)(whole * KN_PANEL) * b_column, b_row, b_column, last);
      if (g->alpha != 1) scale(1, (whole + (rest > 0)) * KN_PANEL * depth, 0, g->alpha, packed_b);
      for (size_t i = 0; i < g->m; i += ROWS) {
        const size_t rows = least(ROWS, g->m - i);
        const struct operand left = rows_of(g, a, i, rows, k, depth, packed_a);
        ptrdiff_t a_rows[ROWS], c_rows[ROWS];
        for (size_t r = 0; r < rows; r++) {
          a_rows[r] = (ptrdiff_t)r * left.row;
          c_rows[r] = (ptrdiff_t)((i + r) * g->ldc + j);
        }
        struct kn_product p = {.segments = 1, .a_segment = &none, .b_segment = &none, .depth = depth,
                               .a_step = left.k, .b_step = direct ? b_row : KN_PANEL,
                               .b_panel = direct ? KN_PANEL : (ptrdiff_t)depth * KN_PANEL};
        if (whole) kn_product(&p, rows, a_rows, c_rows, whole, left.at, direct ? from : packed_b, c, &epilogue);
        if (rest) {
          p.b_step = KN_PANEL;
          edge(&p, rows, rest, a_rows, c_rows, left.at, last, epilogue.accumulate, c + whole * KN_PANEL, edges);
        }
      }
    }
    k += DEPTH;
  } while (k < g->k);
}
