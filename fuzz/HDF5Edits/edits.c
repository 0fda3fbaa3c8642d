#include "edits.h"
#include <string.h>

static herr_t note(hid_t file, const char *name, const H5O_info_t *info, void *context) {
  (void)file;
  (void)info;
  struct editor *editor = context;
  if (strcmp(name, ".") == 0) name = "";
  if (editor->path_count == PATHS || strlen(name) + 2 > PATH_LENGTH) return 0;
  char *path = editor->paths[editor->path_count++];
  path[0] = '/';
  strcpy(path + 1, name);
  return 0;
}

static void link_elsewhere(struct editor *editor) {
  const char *path = he_path(editor), *target = he_path(editor);
  hid_t links = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  H5Ldelete(editor->file, path, H5P_DEFAULT);
  switch (he_byte(editor) % 4) {
  case 0: H5Lcreate_external("/nowhere.h5", target, editor->file, path, links, H5P_DEFAULT); break;
  case 1: H5Lcreate_hard(editor->file, target, editor->file, path, links, H5P_DEFAULT); break;
  default: H5Lcreate_soft(target, editor->file, path, links, H5P_DEFAULT); break;
  }
  H5Pclose(links);
}

static void make_group(struct editor *editor) {
  const char *path = he_path(editor);
  H5Ldelete(editor->file, path, H5P_DEFAULT);
  hid_t group = H5Gcreate2(editor->file, path, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  if (group >= 0) H5Gclose(group);
}

static void edit(struct editor *editor) {
  const char *path;
  switch (he_byte(editor) % 16) {
  case 0: H5Ldelete(editor->file, he_path(editor), H5P_DEFAULT); break;
  case 1:
  case 2:
  case 3: he_replace_dataset(editor); break;
  case 4:
  case 5:
  case 6: he_overwrite_elements(editor); break;
  case 7:
  case 8: he_overwrite_chunk(editor); break;
  case 9: he_resize(editor); break;
  case 10:
  case 11: he_set_attribute(editor); break;
  case 12: he_delete_attribute(editor); break;
  case 13: link_elsewhere(editor); break;
  case 14: make_group(editor); break;
  default:
    path = he_path(editor);
    H5Lmove(editor->file, path, editor->file, he_path(editor), H5P_DEFAULT, H5P_DEFAULT);
  }
}

static hid_t open_file(const char *path) {
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  // The usual driver asks for the name of what it opened, and memory has none.
  H5Pset_fapl_stdio(access);
  H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110);
  H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
  hid_t file = H5Fopen(path, H5F_ACC_RDWR, access);
  H5Pclose(access);
  return file;
}

void he_edit_here(const char *path, const uint8_t *script, size_t size) {
  static struct editor editor;
  editor = (struct editor){.next = script, .left = size, .file = open_file(path)};
  if (editor.file >= 0) {
    H5Ovisit2(editor.file, H5_INDEX_NAME, H5_ITER_INC, note, &editor, H5O_INFO_BASIC);
    for (int edits = 0; edits < 12 && editor.left > 0; edits++) edit(&editor);
    H5Fclose(editor.file);
  }
  H5Eclear2(H5E_DEFAULT);
}

void he_set_text(const char *path, const char *object, const char *attribute, const char *text) {
  hid_t file = open_file(path);
  if (file < 0) return;
  hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
  H5Tset_size(type, H5T_VARIABLE);
  H5Adelete_by_name(file, object, attribute, H5P_DEFAULT);
  hid_t written = H5Acreate_by_name(file, object, attribute, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  if (written >= 0) {
    H5Awrite(written, type, &text);
    H5Aclose(written);
  }
  H5Sclose(space);
  H5Tclose(type);
  H5Fclose(file);
}
