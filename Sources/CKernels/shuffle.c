#include "include/shuffle.h"
#include "include/per_isa.h"
#include <stdint.h>

static inline __attribute__((always_inline)) void shuffle(
    size_t count, size_t size, const uint8_t *restrict in, uint8_t *restrict out) {
  for (size_t byte = 0; byte < size; byte++)
    for (size_t i = 0; i < count; i++) out[byte * count + i] = in[i * size + byte];
}

PER_ISA void kn_shuffle_bytes(size_t count, size_t size, const void *in, void *out) {
  // A constant size lets the loop vectorise.
  if (size == 4) shuffle(count, 4, in, out);
  else if (size == 8) shuffle(count, 8, in, out);
  else shuffle(count, size, in, out);
}

static inline __attribute__((always_inline)) void unshuffle(
    size_t count, size_t size, const uint8_t *restrict in, uint8_t *restrict out) {
  for (size_t byte = 0; byte < size; byte++)
    for (size_t i = 0; i < count; i++) out[i * size + byte] = in[byte * count + i];
}

PER_ISA void kn_unshuffle_bytes(size_t count, size_t size, const void *in, void *out) {
  if (size == 4) unshuffle(count, 4, in, out);
  else if (size == 8) unshuffle(count, 8, in, out);
  else unshuffle(count, size, in, out);
}
