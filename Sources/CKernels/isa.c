#include "include/isa.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static enum kn_isa best(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return KN_PORTABLE;
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") ? KN_AVX512 : KN_AVX2;
#else
  return KN_PORTABLE;
#endif
}

enum kn_isa kn_isa(void) {
  static _Atomic int cache = 0;
  int isa = atomic_load_explicit(&cache, memory_order_relaxed);
  if (isa) return (enum kn_isa)isa;
  isa = best();
  const char *wanted = getenv("KNOWCL_ISA");
  if (wanted && strcmp(wanted, "portable") == 0) isa = KN_PORTABLE;
  if (wanted && strcmp(wanted, "avx2") == 0 && isa > KN_AVX2) isa = KN_AVX2;
  atomic_store_explicit(&cache, isa, memory_order_relaxed);
  return (enum kn_isa)isa;
}

const char *kn_isa_name(void) {
  enum kn_isa isa = kn_isa();
  return isa == KN_AVX512 ? "avx512" : isa == KN_AVX2 ? "avx2" : "portable";
}

int kn_fma_is_software(void) {
#if defined(__x86_64__)
  return kn_isa() == KN_PORTABLE;
#elif defined(__FP_FAST_FMAF)
  return 0;
#else
  return 1;
#endif
}
