// libFuzzer's own entry points (llvm: compiler-rt/include/fuzzer/FuzzerInterface.h).
#pragma once
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*one_input)(const uint8_t *bytes, size_t size));
/// Changes `size` bytes at random, to at most `room`; gives how many there are then.
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t room);
