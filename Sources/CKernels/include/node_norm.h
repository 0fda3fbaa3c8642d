// Batch normalisation over the rows of a matrix followed by tanh, and its gradient.
#pragma once
#include <stddef.h>

/// sums[j] += Σ_i x[i, j]; squares[j] += Σ_i x[i, j]², in double precision.
void kn_column_moments(size_t rows, size_t columns, const float *restrict x, double *restrict sums,
                       double *restrict squares);
/// y[i, j] = tanh((x[i, j] − mean[j]) scale[j] + shift[j])
void kn_normalize_tanh(size_t rows, size_t columns, const float *restrict x, const float *restrict mean,
                       const float *restrict scale, const float *restrict shift, float *restrict y);
/// With g the gradient of y = tanh(n): g becomes the gradient of n; sums[j] += Σ g and
/// products[j] += Σ g · (x − mean) · inverse, where inverse is 1 / standard deviation.
void kn_tanh_backward(size_t rows, size_t columns, const float *restrict y, const float *restrict x,
                      const float *restrict mean, const float *restrict inverse, float *restrict g,
                      double *restrict sums, double *restrict products);
/// out[i, j] = scale[j] (g[i, j] − a[j] − (x[i, j] − mean[j]) b[j])
void kn_normalize_backward(size_t rows, size_t columns, const float *restrict g, const float *restrict x,
                           const float *restrict mean, const float *restrict scale, const float *restrict a,
                           const float *restrict b, float *restrict out);
