// Elementwise and reduction loops over float arrays.
#pragma once
#include <stddef.h>

/// y += a x
void kn_axpy(size_t n, float a, const float *restrict x, float *restrict y);
/// Σ x y, in single precision. This and the sums below have 16 partial sums of every 16th element, added by halves,
/// and one of what is left.
float kn_dot(size_t n, const float *restrict x, const float *restrict y);
/// Σ x in double precision.
double kn_sum(size_t n, const float *x);
/// Σ x² in double precision.
double kn_sum_of_squares(size_t n, const float *x);
/// y = x / 255, as torchvision's ToTensor.
void kn_unit_floats(size_t n, const unsigned char *restrict x, float *restrict y);
