#include "include/fletcher.h"

// Source: J. G. Fletcher, "An arithmetic checksum for serial transmissions", IEEE Trans. Commun. 30 (1982); the order
// of bytes and the folding of H5_checksum_fletcher32.
uint32_t kn_fletcher32(const void *bytes, size_t count) {
  const uint8_t *next = bytes;
  size_t words = count / 2;
  // 64 bits hold the sums of so many words without folding.
  enum { BLOCK = 1 << 20 };
  uint64_t first = 0, second = 0;
  while (words > 0) {
    size_t block = words < BLOCK ? words : BLOCK;
    words -= block;
    for (; block > 0; block--, next += 2) {
      first += (uint64_t)next[0] << 8 | next[1];
      second += first;
    }
    // Modulo 65535 as one's complement has it: 65535 stays where it is not 0.
    while (first >> 16) first = (first & 0xFFFF) + (first >> 16);
    while (second >> 16) second = (second & 0xFFFF) + (second >> 16);
  }
  if (count & 1) {
    first += (uint64_t)*next << 8;
    second += first;
    while (first >> 16) first = (first & 0xFFFF) + (first >> 16);
    while (second >> 16) second = (second & 0xFFFF) + (second >> 16);
  }
  return (uint32_t)(second << 16 | first);
}
