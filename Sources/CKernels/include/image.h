// Integer loops over 8-bit samples.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Fraction bits of resampling weights: 8 bits of sample and 2 of head room fit beside them.
#define KN_WEIGHT_BITS 22

/// Shrinks or stretches rows of RGB pixels: out[y][x] = Σ weights[x][t] · in[y][first[x] + t] over the
/// `taps` weights of each output column, rounded and clipped.
void kn_resample_columns(size_t height, size_t in_width, size_t out_width, size_t taps, const int32_t *first,
                         const int32_t *count, const int32_t *weights, const uint8_t *in, uint8_t *out);
/// The same along columns, for rows of `stride` samples. `sums` has room for `stride` values.
void kn_resample_rows(size_t stride, size_t out_height, size_t taps, const int32_t *first,
                      const int32_t *count, const int32_t *weights, const uint8_t *in, uint8_t *out,
                      int32_t *sums);

/// Box blur along the middle axis of [outer][length][inner] samples, edges repeated: the 2·radius + 1
/// samples around each weigh `whole` and the next one on either side `part`, of 2^24.
/// `sums` has room for `inner` values; `in` and `out` differ.
void kn_box_blur(size_t outer, size_t length, size_t inner, size_t radius, uint32_t whole, uint32_t part,
                 const uint8_t *in, uint8_t *out, uint32_t *sums);

/// samples += noise, modulo 256 or kept within 0 to 255.
void kn_add_modulo(size_t n, const int8_t *noise, uint8_t *samples);
void kn_add_saturating(size_t n, const int8_t *noise, uint8_t *samples);
