// The rectified linear unit.
#pragma once
#include <stddef.h>

/// x = max(x, 0); a NaN stays one.
void kn_relu(size_t n, float *x);
/// gradient = 0 where the activation y is not above 0
void kn_relu_backward(size_t n, const float *restrict y, float *restrict gradient);
