#include "edits.h"
#include <string.h>

/// The name of one that the object has, or of one that some object of ours has.
static void choose_name(struct editor *editor, const char *path, char name[64]) {
  static const char *const known[] = {
      "schema", "schema_version", "regions", "encoder", "kind", "crs", "scaling", "date", "_index", "encoding-type",
      "shape", "inputs", "seed", "level", "threshold", "features", "indicator", "label_transform", "digest", "epoch",
  };
  unsigned choice = he_byte(editor);
  strcpy(name, known[choice % (sizeof known / sizeof *known)]);
  if (choice < 128)
    H5Aget_name_by_idx(editor->file, path, H5_INDEX_NAME, H5_ITER_INC, choice % 8, name, 64, H5P_DEFAULT);
}

void he_delete_attribute(struct editor *editor) {
  const char *path = he_path(editor);
  char name[64];
  choose_name(editor, path, name);
  H5Adelete_by_name(editor->file, path, name, H5P_DEFAULT);
}

void he_set_attribute(struct editor *editor) {
  const char *path = he_path(editor);
  char name[64], texts[4][256];
  choose_name(editor, path, name);
  unsigned choice = he_byte(editor);
  hsize_t length = choice % 4 ? 1 : he_length(editor) % 5;
  hid_t space = choice % 4 ? H5Screate(choice % 32 == 31 ? H5S_NULL : H5S_SCALAR) : H5Screate_simple(1, &length, NULL);
  hid_t type;
  if (choice < 128) {
    type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
  } else {
    type = he_type(editor);
  }
  H5Adelete_by_name(editor->file, path, name, H5P_DEFAULT);
  hid_t attribute = H5Acreate_by_name(editor->file, path, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  if (attribute >= 0) {
    const char *pointers[4];
    uint8_t bytes[4 * 256] = {0};
    for (int i = 0; i < 4; i++) {
      pointers[i] = texts[i];
      he_text(editor, texts[i]);
    }
    if (H5Tis_variable_str(type) > 0) {
      H5Awrite(attribute, type, pointers);
    } else if (H5Tget_class(type) != H5T_VLEN && H5Tget_class(type) != H5T_REFERENCE && H5Tget_size(type) <= 256) {
      he_fill(editor, bytes, sizeof bytes);
      H5Awrite(attribute, type, bytes);
    }
    H5Aclose(attribute);
  }
  H5Tclose(type);
  H5Sclose(space);
}
