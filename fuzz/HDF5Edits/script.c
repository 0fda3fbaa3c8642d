#include "edits.h"
#include <string.h>

unsigned he_byte(struct editor *editor) {
  if (editor->left == 0) return 0;
  editor->left--;
  return *editor->next++;
}

unsigned he_short(struct editor *editor) {
  unsigned low = he_byte(editor);
  return low | he_byte(editor) << 8;
}

const char *he_path(struct editor *editor) {
  static const char *const others[] = {
      "/entity/id", "/region/views", "/mask", "/band/name", "/window/lonlat", "/target", "/estimate", "/X", "/obs", "/new",
      "/region/id", "/embedding", "/a/b/c/d", "/history/loss",
  };
  unsigned choice = he_byte(editor);
  unsigned count = sizeof others / sizeof *others;
  if (editor->path_count == 0 || choice >= 256 - count) return others[choice % count];
  return editor->paths[choice % editor->path_count];
}

hsize_t he_length(struct editor *editor) {
  static const hsize_t odd[] = {0,       1,           255,         65535,        65536,       1u << 24,
                                1u << 28, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFFu, 1ull << 32, 1ull << 40,
                                1ull << 61, (1ull << 63) - 1, 1ull << 63, ~0ull - 1};
  unsigned choice = he_byte(editor);
  return choice < 240 ? choice % 32 : odd[choice - 240];
}

void he_fill(struct editor *editor, uint8_t *bytes, size_t size) {
  size_t given = editor->left < size ? editor->left : size;
  if (given == 0) {
    memset(bytes, 0, size);
    return;
  }
  for (size_t i = 0; i < size; i++) bytes[i] = editor->next[i % given];
  editor->next += given;
  editor->left -= given;
}

void he_text(struct editor *editor, char text[256]) {
  static const char *const known[] = {
      "knowcl/kg", "knowcl/kge", "knowcl/images", "knowcl/model", "knowcl/embeddings", "knowcl/predictions",
      "knowcl/predictor", "1.0", "1.1", "1.2", "2.0", "region", "poi", "parts", "folds", "log1p", "none", "csr_matrix",
      "csc_matrix", "resnet18", "", "\xC3\xA9", "\xFF\xFE", "a\tb", "a\nb", "\x1B[2J", "=1+1",
  };
  unsigned choice = he_byte(editor);
  unsigned count = sizeof known / sizeof *known;
  if (choice < 4 * count) {
    strcpy(text, known[choice / 4]);
    return;
  }
  size_t length = he_byte(editor);
  he_fill(editor, (uint8_t *)text, length);
  text[length] = 0;
}

/// Of one or two bytes, what this machine or the other order has.
static hid_t number(unsigned choice) {
  const hid_t numbers[] = {
      H5T_IEEE_F32LE, H5T_IEEE_F64LE, H5T_STD_U8LE,   H5T_STD_U16LE,  H5T_STD_I32LE,  H5T_STD_I64LE, H5T_STD_I8LE,
      H5T_STD_U64LE,  H5T_STD_U32BE,  H5T_IEEE_F64BE, H5T_STD_I16BE,  H5T_NATIVE_LDOUBLE, H5T_STD_B8LE,
  };
  return H5Tcopy(numbers[choice % (sizeof numbers / sizeof *numbers)]);
}

static hid_t text_type(struct editor *editor, unsigned choice) {
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, choice % 2 ? H5T_VARIABLE : 1 + he_byte(editor));
  H5Tset_cset(type, choice % 4 < 2 ? H5T_CSET_UTF8 : H5T_CSET_ASCII);
  if (choice % 2 == 0) H5Tset_strpad(type, (H5T_str_t)(choice / 4 % 3));
  return type;
}

static hid_t truth_type(void) {
  hid_t type = H5Tenum_create(H5T_NATIVE_INT8);
  int8_t values[] = {0, 1};
  H5Tenum_insert(type, "FALSE", &values[0]);
  H5Tenum_insert(type, "TRUE", &values[1]);
  return type;
}

static hid_t pair_type(void) {
  hid_t type = H5Tcreate(H5T_COMPOUND, 16);
  H5Tinsert(type, "r", 0, H5T_NATIVE_DOUBLE);
  H5Tinsert(type, "i", 8, H5T_NATIVE_DOUBLE);
  return type;
}

static hid_t half_type(void) {
  hid_t type = H5Tcopy(H5T_IEEE_F32LE);
  H5Tset_fields(type, 15, 10, 5, 0, 10);
  H5Tset_size(type, 2);
  H5Tset_ebias(type, 15);
  return type;
}

hid_t he_type(struct editor *editor) {
  unsigned choice = he_byte(editor);
  hsize_t two = 2;
  switch (choice % 16) {
  case 0:
  case 1:
  case 2: return text_type(editor, choice / 16);
  case 3: return truth_type();
  case 4: return pair_type();
  case 5: return half_type();
  case 6: return H5Tvlen_create(H5T_STD_I32LE);
  case 7: return H5Tarray_create2(H5T_IEEE_F32LE, 1, &two);
  case 8: return H5Tcopy(H5T_STD_REF_OBJ);
  case 9: return H5Tcreate(H5T_OPAQUE, 1 + choice / 16);
  default: return number(he_byte(editor));
  }
}
