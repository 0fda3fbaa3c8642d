// One plain loop, compiled once per instruction set and chosen when the program loads.
// ifunc under ThreadSanitizer crashes at load, so that build takes the default.
#pragma once
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define KN_NO_CLONES 1
#endif
#endif
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(KN_NO_CLONES)
// A level asks for features (AVX2, FMA); a processor's name, such as haswell, would match that model alone
// and leave every other maker's AVX2 unused.
#define PER_ISA __attribute__((target_clones("avx512f", "arch=x86-64-v3", "default")))
#else
#define PER_ISA
#endif
