// Functions that fuse multiplications with additions: one body, compiled for each instruction set that has a fused
// multiply-add and once more for software, and chosen by kn_isa.
#pragma once
#include "include/isa.h"

#if defined(__x86_64__)
#define WITH_AVX512 __attribute__((target("avx512f,avx512vl,avx2,fma"))) static
#define WITH_AVX2 __attribute__((target("avx2,fma"))) static
/// Defines NAME with the given parameters by NAME_body(software, arguments…), which is inlined: `software` is a
/// constant there.
#define DISPATCH(TYPE, NAME, PARAMETERS, ...)                                           \
  WITH_AVX512 TYPE NAME##_avx512 PARAMETERS { return NAME##_body(0, __VA_ARGS__); }     \
  WITH_AVX2 TYPE NAME##_avx2 PARAMETERS { return NAME##_body(0, __VA_ARGS__); }         \
  static TYPE NAME##_software PARAMETERS { return NAME##_body(1, __VA_ARGS__); }        \
  TYPE NAME PARAMETERS {                                                                \
    enum kn_isa isa = kn_isa();                                                         \
    return isa == KN_AVX512 ? NAME##_avx512(__VA_ARGS__)                                \
           : isa == KN_AVX2 ? NAME##_avx2(__VA_ARGS__)                                  \
                            : NAME##_software(__VA_ARGS__);                             \
  }
#elif defined(__FP_FAST_FMAF)
#define DISPATCH(TYPE, NAME, PARAMETERS, ...) \
  TYPE NAME PARAMETERS { return NAME##_body(0, __VA_ARGS__); }
#else
#define DISPATCH(TYPE, NAME, PARAMETERS, ...) \
  TYPE NAME PARAMETERS { return NAME##_body(1, __VA_ARGS__); }
#endif
