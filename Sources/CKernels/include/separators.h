// Where the columns and lines of a text end.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Writes the offsets of all tabs and line feeds of a text, ascending, and returns how many they are.
/// positions: room for `count` offsets.
size_t kn_separators(const char *text, size_t count, uint32_t *positions);
