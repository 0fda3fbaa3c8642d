// Sums and broadcasts along the rows of row-major matrices.
#pragma once
#include <stddef.h>

/// sums[j] += Σ_i x[i, j], in double precision.
void kn_column_sums(size_t rows, size_t columns, const float *restrict x, double *restrict sums);
/// y[i, j] = bias[j]
void kn_broadcast_row(size_t rows, size_t columns, const float *restrict bias, float *restrict y);
