// Fletcher-32 as HDF5's filter of that name counts it.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// The checksum of some bytes: of 16-bit words, the first byte the high one, an odd last byte the high one of a word.
uint32_t kn_fletcher32(const void *bytes, size_t count);
