#include "include/separators.h"

#include <string.h>

#include "include/per_isa.h"

typedef unsigned char block __attribute__((ext_vector_type(64)));
typedef _Bool bits __attribute__((ext_vector_type(64)));

PER_ISA size_t kn_separators(const char *text, size_t count, uint32_t *positions) {
  size_t found = 0, at = 0;
  for (; at + sizeof(block) <= count; at += sizeof(block)) {
    block bytes;
    memcpy(&bytes, text + at, sizeof bytes);
    bits hits = __builtin_convertvector((bytes == '\t') | (bytes == '\n'), bits);
    uint64_t mask;
    memcpy(&mask, &hits, sizeof mask);
    for (; mask; mask &= mask - 1) positions[found++] = (uint32_t)(at + (size_t)__builtin_ctzll(mask));
  }
  for (; at < count; at++)
    if (text[at] == '\t' || text[at] == '\n') positions[found++] = (uint32_t)at;
  return found;
}
