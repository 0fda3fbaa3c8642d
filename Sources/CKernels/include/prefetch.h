// Hints to the memory system.
#pragma once

/// Asks for the cache line at `address`, which need not be readable.
static inline void kn_prefetch(const void *address) { __builtin_prefetch(address); }
