#include "include/panels.h"

#include "vectors.h"

// Of two rows, the even blocks of `SIZE` floats, and the odd ones.
#define EVEN(SIZE, a, b) __builtin_shufflevector(a, b, EACH(EVEN_LANE, SIZE))
#define ODD(SIZE, a, b) __builtin_shufflevector(a, b, EACH(ODD_LANE, SIZE))
#define EVEN_LANE(SIZE, l) ((l) & (SIZE) ? (l) - (SIZE) + LANES : (l))
#define ODD_LANE(SIZE, l) ((l) & (SIZE) ? (l) + LANES : (l) + (SIZE))
#define EACH(LANE, SIZE)                                                                                     \
  LANE(SIZE, 0), LANE(SIZE, 1), LANE(SIZE, 2), LANE(SIZE, 3), LANE(SIZE, 4), LANE(SIZE, 5), LANE(SIZE, 6),    \
      LANE(SIZE, 7), LANE(SIZE, 8), LANE(SIZE, 9), LANE(SIZE, 10), LANE(SIZE, 11), LANE(SIZE, 12),            \
      LANE(SIZE, 13), LANE(SIZE, 14), LANE(SIZE, 15)

// Swaps the blocks off the diagonal of every pair of rows that lie `SIZE` apart.
#define EXCHANGE(SIZE)                                                    \
  _Pragma("unroll") for (size_t i = 0; i < LANES; i++) if (!(i & (SIZE))) { \
    lanes upper = r[i], lower = r[i + (SIZE)];                            \
    r[i] = EVEN(SIZE, upper, lower);                                      \
    r[i + (SIZE)] = ODD(SIZE, upper, lower);                              \
  }

INLINE void transpose(lanes r[LANES]) {
  EXCHANGE(8)
  EXCHANGE(4)
  EXCHANGE(2)
  EXCHANGE(1)
}

// A panel of whole columns, that lie `column` apart, of consecutive k.
INLINE void pack_columns(size_t depth, const float *b, ptrdiff_t column, float *packed) {
  size_t k = 0;
  for (; k + LANES <= depth; k += LANES) {
    lanes r[LANES];
#pragma unroll
    for (size_t l = 0; l < LANES; l++) r[l] = LOAD(b + (ptrdiff_t)l * column + k);
    transpose(r);
#pragma unroll
    for (size_t i = 0; i < LANES; i++) STORE(packed + (k + i) * KN_PANEL, r[i]);
  }
  for (; k < depth; k++)
    for (size_t l = 0; l < KN_PANEL; l++) packed[k * KN_PANEL + l] = b[(ptrdiff_t)l * column + (ptrdiff_t)k];
}

PER_ISA void kn_pack_panels(size_t depth, size_t panels, const float *b, ptrdiff_t row, ptrdiff_t column,
                            float *packed) {
  for (size_t j = 0; j < panels; j++, b += KN_PANEL * column, packed += depth * KN_PANEL) {
    if (column == 1) {
      for (size_t k = 0; k < depth; k++) STORE(packed + k * KN_PANEL, LOAD(b + (ptrdiff_t)k * row));
    } else if (row == 1) {
      pack_columns(depth, b, column, packed);
    } else {
      for (size_t k = 0; k < depth; k++)
        for (size_t l = 0; l < KN_PANEL; l++)
          packed[k * KN_PANEL + l] = b[(ptrdiff_t)k * row + (ptrdiff_t)l * column];
    }
  }
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
