// Panels of 16 columns, the form in which products read B.
#pragma once
#include <stddef.h>

/// Columns are handled in panels of this many.
enum { KN_PANEL = 16 };

/// Packs row-major B [depth, 16·panels] into panels [panels, depth, 16]; B(k, j) is at k·row + j·column.
void kn_pack_panels(size_t depth, size_t panels, const float *b, ptrdiff_t row, ptrdiff_t column, float *packed);

/// Packs one panel of which B has only `columns` columns, at most 16; the others become 0.
void kn_pack_edge(size_t depth, size_t columns, const float *b, ptrdiff_t row, ptrdiff_t column, float *packed);
