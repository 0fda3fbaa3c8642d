#include "include/dropout.h"
#include "include/per_isa.h"

// Words of the 16 blocks that belong to 64 consecutive elements, word by word, so that the loop
// vectorises and stores contiguously.
static inline __attribute__((always_inline)) void random_words(
    uint64_t chunk, uint64_t key, uint64_t step, uint32_t *restrict words) {
  for (uint32_t lane = 0; lane < 16; lane++) {
    const uint64_t block = chunk * 16 + lane;
    uint32_t x0 = (uint32_t)block, x1 = (uint32_t)(block >> 32);
    uint32_t x2 = (uint32_t)step, x3 = (uint32_t)(step >> 32);
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
#pragma clang loop unroll(full)
    for (int round = 0; round < 10; round++) {
      const uint64_t p0 = (uint64_t)x0 * 0xD2511F53u, p1 = (uint64_t)x2 * 0xCD9E8D57u;
      x0 = (uint32_t)(p1 >> 32) ^ x1 ^ k0;
      x1 = (uint32_t)p1;
      x2 = (uint32_t)(p0 >> 32) ^ x3 ^ k1;
      x3 = (uint32_t)p0;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    words[lane] = x0;
    words[16 + lane] = x1;
    words[32 + lane] = x2;
    words[48 + lane] = x3;
  }
}

PER_ISA void kn_dropout(
    size_t n, uint64_t first, uint64_t key, uint64_t step, uint32_t threshold, float scale, float *x) {
  uint32_t words[64];
  for (size_t i = 0; i < n; i += 64) {
    random_words((first + i) / 64, key, step, words);
    const size_t count = n - i < 64 ? n - i : 64;
    for (size_t j = 0; j < count; j++) x[i + j] = words[j] >= threshold ? x[i + j] * scale : 0;
  }
}
