// Sixteen floats at a time, by the compiler's vector extensions: one AVX-512 register, two of AVX2, four of SSE.
#pragma once
#include "include/per_isa.h"

enum { LANES = 16 };
typedef float lanes __attribute__((vector_size(4 * LANES), aligned(4)));
/// What a comparison of lanes gives: all bits or none, a lane.
typedef int choice __attribute__((vector_size(4 * LANES), aligned(4)));

#define LOAD(p) (*(const lanes *)(p))
#define STORE(p, v) (*(lanes *)(p) = (v))
/// max(v, 0), which keeps a NaN.
#define RECTIFIED(v) ((lanes)(~((v) < 0) & (choice)(v)))

#define INLINE static inline __attribute__((always_inline))
