// What the parts of the editor share.
#pragma once
#include "include/hdf5_edits.h"
#include <hdf5.h>
#include <stdbool.h>

enum { PATHS = 96, PATH_LENGTH = 160, RANK = 6, MOST_BYTES = 1 << 16 };

/// A script as far as it is read, and the objects that the file had when it was opened.
struct editor {
  const uint8_t *next;
  size_t left;
  hid_t file;
  char paths[PATHS][PATH_LENGTH];
  unsigned path_count;
};

/// The next byte; 0 where the script has ended.
unsigned he_byte(struct editor *editor);
/// The next two bytes.
unsigned he_short(struct editor *editor);
/// One of the file's objects, or a path that it need not have.
const char *he_path(struct editor *editor);
/// A length: small ones mostly, else one at which something overflows.
hsize_t he_length(struct editor *editor);
/// Fills `bytes` with the script, again from its rest's beginning where it ends.
void he_fill(struct editor *editor, uint8_t *bytes, size_t size);
/// A type of elements, to be closed.
hid_t he_type(struct editor *editor);
/// A text of up to 255 bytes, NUL at its end.
void he_text(struct editor *editor, char text[256]);

/// Edits a file in this process.
void he_edit_here(const char *path, const uint8_t *script, size_t size);

/// Puts another dataset in the place of one.
void he_replace_dataset(struct editor *editor);
/// Overwrites elements, a chunk as it is stored, or changes the extent.
void he_overwrite_elements(struct editor *editor);
void he_overwrite_chunk(struct editor *editor);
void he_resize(struct editor *editor);
/// Writes, or takes away, an attribute.
void he_set_attribute(struct editor *editor);
void he_delete_attribute(struct editor *editor);
