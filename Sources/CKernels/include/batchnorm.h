// Batch normalisation over rows of channels (NHWC): x is [rows, channels], row-major.
#pragma once
#include <stddef.h>

/// Adds to sum and squares the per-channel sums of (x - pivot) and (x - pivot)².
/// The pivot, any value of the channel, keeps the variance exact where the mean is large.
void kn_bn_moments(size_t rows, size_t channels, const float *x, const float *pivot, double *sum,
                   double *squares);

/// y = scale·x + shift, plus residual where it is not NULL, clipped at 0 where relu; y may be x.
void kn_bn_apply(size_t rows, size_t channels, const float *x, const float *scale, const float *shift,
                 const float *residual, int relu, float *y);

/// Where the ReLU behind a normalisation let the gradient through.
enum kn_bn_mask {
  KN_BN_MASK_NONE,    ///< no ReLU
  KN_BN_MASK_OUTPUT,  ///< where the kept output is positive
  KN_BN_MASK_INPUT,   ///< where scale·x + shift is positive
};

/// Adds to sum and dot the per-channel Σ g and Σ g (x - mean) of the masked gradient g; writes g back where the
/// mask is that of the output, which a residual shares.
void kn_bn_backward_sums(size_t rows, size_t channels, float *gradient, const float *x, enum kn_bn_mask mask,
                         const float *output, const float *scale, const float *shift, const float *mean,
                         double *sum, double *dot);

/// dx = scale·g + slope·(x - mean) + offset per channel, of the gradient that kn_bn_backward_sums saw; dx may be x
/// or gradient.
void kn_bn_backward_apply(size_t rows, size_t channels, const float *gradient, const float *x,
                          enum kn_bn_mask mask, const float *scale, const float *shift, const float *mean,
                          const float *slope, const float *offset, float *dx);
