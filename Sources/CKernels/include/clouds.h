// Gradient noise, and clouds over pictures of planar floats.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// One row of an octave of gradient noise: sums[i] += weight · ((1 − f)·left + f·right), where left =
/// slope[c]·t + base[c] and right = slope[c + 1]·(t − 1) + base[c + 1] for the cell c = cell[i], the
/// position t = position[i] in it and its fade f = fade[i].
void kn_noise_row(size_t n, float weight, const float *slope, const float *base, const int32_t *cell,
                  const float *position, const float *fade, float *sums);

/// product[i] *= (tanh(scale·x[i]) − low) · factor, kept within 0 and 1.
void kn_noise_product(size_t n, float scale, float low, float factor, const float *x, float *product);

/// y[i] = scale·x[i] + shift, kept within 0 and 1.
void kn_unit_affine(size_t n, float scale, float shift, const float *x, float *y);

/// Cells around every plane of kn_shaded_planes.
enum { KN_BLUR_REACH = 5 };

/// The channels of 8-bit RGB as planes of (height + 10) × (width + 10) floats, edges repeated, each
/// sample times 1 − strength[channel]·shadow. shadow may be NULL.
void kn_shaded_planes(size_t height, size_t width, const uint8_t *rgb, const float *shadow,
                      const float *strength, float *planes);

/// Three planes of kn_shaded_planes, blurred to height × width with an 11 × 11 Gaussian whose standard
/// deviation at each pixel is scale·thickness. weights has room for 6·width values.
void kn_varying_blur(size_t height, size_t width, float scale, const float *thickness, const float *planes,
                     float *weights, float *out);

/// Lays a cloud over one channel: rgb[3·i] = in·(1 − c) + 255·c·(c + colour·(1 − c)) rounded, c = cloud[i].
void kn_cloud_over(size_t n, float colour, const float *cloud, const float *in, uint8_t *rgb);

/// y[i] = x[i] · 255 rounded, of x within 0 and 1.
void kn_unit_bytes(size_t n, const float *x, uint8_t *y);
