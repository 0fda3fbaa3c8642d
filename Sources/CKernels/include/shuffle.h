// HDF5's shuffle filter.
#pragma once
#include <stddef.h>

/// Puts the first bytes of all `count` elements of `size` bytes first, then the second ones, and so on.
void kn_shuffle_bytes(size_t count, size_t size, const void *in, void *out);

/// Undoes that.
void kn_unshuffle_bytes(size_t count, size_t size, const void *in, void *out);
