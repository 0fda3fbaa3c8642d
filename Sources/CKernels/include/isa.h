// Which instruction set the kernels use that are written for each.
#pragma once

enum kn_isa { KN_PORTABLE = 1, KN_AVX2, KN_AVX512 };

/// What the processor and the system support, or less where the environment variable KNOWCL_ISA (portable, avx2,
/// avx512) asks for it.
enum kn_isa kn_isa(void);

/// Its name.
const char *kn_isa_name(void);

/// Whether fused multiply-adds are done in software, for want of an instruction.
int kn_fma_is_software(void);
