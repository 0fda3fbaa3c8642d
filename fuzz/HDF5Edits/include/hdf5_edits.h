// Edits of an HDF5 file that a script of bytes asks for: datasets of other types, extents and layouts, attributes of
// other values, links elsewhere, damaged chunks. The file stays whole to libhdf5, and holds what no tool of ours writes.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Opens the file at `path`, does what `script` says and closes it. What cannot be done is passed over, so that any
/// bytes are a script. It is done in another process: libhdf5 crashes in, or never ends, some changes of what is damaged.
/// - Returns: whether it lived to close the file, of which nothing is to be expected otherwise.
bool he_edit(const char *path, const uint8_t *script, size_t size);

/// Writes a text as an attribute of an object of the file at `path`, in place of what it has.
void he_set_text(const char *path, const char *object, const char *attribute, const char *text);
