// Swift, libdispatch and C++ take a refused allocation or thread for a fault of the program: they trap, wait for ever
// or abort, each with words of its own. Here every allocation of the process is seen, and one that the system refuses
// ends it with a line and EX_OSERR: with glibc, unless a sanitizer brings an allocator of its own.
#pragma once
#include <stddef.h>

/// Says that so many bytes more are refused, removes the temporary files and exits with EX_OSERR.
_Noreturn void kn_memory_refused(size_t bytes);
