// Dropout whose mask is a pure function of (key, step, element).
#pragma once
#include <stddef.h>
#include <stdint.h>

/// x[i] = x[i] · scale, or 0 where a random 32-bit number is below `threshold`.
///
/// The number of element first + i is a word of Philox4x32-10 (Salmon et al. 2011) under `key`, at a
/// counter made of the element and `step`. `first` must be a multiple of 64.
void kn_dropout(size_t n, uint64_t first, uint64_t key, uint64_t step, uint32_t threshold, float scale, float *x);
