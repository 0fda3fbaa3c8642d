// Sixteen floats at a time, by the compiler's vector extensions: one AVX-512 register, two of AVX2, four of SSE.
// A sum over an array has sixteen partial sums, and one of what is left, whatever the registers hold: its order is
// the same everywhere.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "include/per_isa.h"

enum { LANES = 16 };
typedef float lanes __attribute__((vector_size(4 * LANES), aligned(4)));
/// What a comparison of lanes gives: all bits or none, a lane.
typedef int choice __attribute__((vector_size(4 * LANES), aligned(4)));
typedef double wide __attribute__((vector_size(8 * LANES), aligned(8)));
typedef int64_t wide_choice __attribute__((vector_size(8 * LANES), aligned(8)));

#define LOAD(p) (*(const lanes *)(p))
#define STORE(p, v) (*(lanes *)(p) = (v))
/// `a` where chosen, `b` elsewhere.
#define CHOOSE(which, a, b) ((lanes)(((which) & (choice)(a)) | (~(which) & (choice)(b))))
/// max(v, 0), which keeps a NaN.
#define RECTIFIED(v) ((lanes)(~((v) < 0) & (choice)(v)))

#define INLINE static inline __attribute__((always_inline))

// What follows takes vectors through pointers: by value they would be passed in other registers for other instruction
// sets, which the compiler refuses even where it inlines.

/// The first `count` lanes from memory, the others 0; and back.
INLINE void load_some(lanes *v, const float *p, size_t count) {
  *v = (lanes){0};
  memcpy(v, p, count * sizeof *p);
}

INLINE void store_some(float *p, const lanes *v, size_t count) { memcpy(p, v, count * sizeof *p); }

/// Makes all but the first `count` lanes 0.
INLINE void keep_some(lanes *v, size_t count) {
  const choice lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  *v = (lanes)((lane < (int)count) & (choice)*v);
}

/// The sum of the partial sums, halves on halves.
INLINE float lanes_sum(const lanes *partial) {
  lanes s = *partial;
#pragma unroll
  for (size_t half = LANES / 2; half > 0; half /= 2)
    for (size_t i = 0; i < half; i++) s[i] += s[i + half];
  return s[0];
}

INLINE double wide_sum(const wide *partial) {
  wide s = *partial;
#pragma unroll
  for (size_t half = LANES / 2; half > 0; half /= 2)
    for (size_t i = 0; i < half; i++) s[i] += s[i + half];
  return s[0];
}
