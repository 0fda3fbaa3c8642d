#include "include/columns.h"
#include "include/per_isa.h"

PER_ISA void kn_column_sums(size_t rows, size_t columns, const float *restrict x, double *restrict sums) {
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) sums[j] += x[i * columns + j];
}

PER_ISA void kn_broadcast_row(size_t rows, size_t columns, const float *restrict bias, float *restrict y) {
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) y[i * columns + j] = bias[j];
}
