#include "edits.h"
#include <stdlib.h>
#include <string.h>

struct extent {
  int rank;
  hsize_t lengths[RANK];
};

static struct extent extent_of(hid_t dataset) {
  struct extent extent = {0};
  hid_t space = H5Dget_space(dataset);
  int rank = space < 0 ? 0 : H5Sget_simple_extent_ndims(space);
  if (rank > 0 && rank <= RANK) {
    extent.rank = rank;
    H5Sget_simple_extent_dims(space, extent.lengths, NULL);
  }
  if (space >= 0) H5Sclose(space);
  return extent;
}

/// Elements, or MOST_BYTES where there are more.
static size_t count(struct extent extent) {
  hsize_t product = 1;
  for (int i = 0; i < extent.rank; i++) {
    if (extent.lengths[i] > 0 && product > MOST_BYTES / extent.lengths[i]) return MOST_BYTES;
    product *= extent.lengths[i];
  }
  return (size_t)product;
}

/// The extent of what is there, one of its lengths changed, or another.
static struct extent choose_extent(struct editor *editor, struct extent old) {
  unsigned choice = he_byte(editor);
  if (choice < 128) return old;
  if (choice < 192 && old.rank > 0) {
    old.lengths[choice % (unsigned)old.rank] = he_length(editor);
    return old;
  }
  struct extent extent = {.rank = (int)(choice % (RANK - 1))};
  for (int i = 0; i < extent.rank; i++) extent.lengths[i] = he_length(editor);
  return extent;
}

static void choose_filters(struct editor *editor, hid_t creation) {
  unsigned choice = he_byte(editor);
  if (choice & 1) H5Pset_shuffle(creation);
  if (choice & 2) H5Pset_deflate(creation, 1);
  if (choice & 4) H5Pset_fletcher32(creation);
  // Not n-bit and scale-offset, with which libhdf5 itself reads outside of damaged chunks.
  // A plug-in's filter, which may be left out on writing.
  if (choice & 32) H5Pset_filter(creation, 32001, H5Z_FLAG_OPTIONAL, 0, NULL);
}

static hid_t choose_layout(struct editor *editor, struct extent extent) {
  hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  unsigned choice = he_byte(editor);
  switch (choice % 8) {
  case 0: H5Pset_layout(creation, H5D_COMPACT); break;
  case 1: H5Pset_external(creation, "/etc/hostname", 0, H5F_UNLIMITED); break;
  case 2:
  case 3:
  case 4:
  case 5:
    if (extent.rank > 0) {
      hsize_t chunk[RANK];
      for (int i = 0; i < extent.rank; i++) {
        chunk[i] = extent.lengths[i] < 64 ? extent.lengths[i] : 64;
        if (choice & 64) chunk[i] = (chunk[i] + 1) / 2;
        if (chunk[i] == 0) chunk[i] = 1;
      }
      H5Pset_chunk(creation, extent.rank, chunk);
      choose_filters(editor, creation);
    }
    break;
  default: break;
  }
  if (choice & 128) H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY);
  return creation;
}

static void write_texts(struct editor *editor, hid_t dataset, hid_t type, size_t elements) {
  char (*texts)[256] = malloc(16 * sizeof *texts);
  const char **pointers = calloc(elements, sizeof *pointers);
  if (texts && pointers) {
    size_t different = elements < 16 ? elements : 16;
    for (size_t i = 0; i < different; i++) he_text(editor, texts[i]);
    for (size_t i = 0; i < elements; i++) pointers[i] = texts[i % different];
    H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers);
  }
  free(pointers);
  free(texts);
}

static void write_elements(struct editor *editor, hid_t dataset, hid_t type, struct extent extent) {
  size_t elements = count(extent), size = H5Tget_size(type);
  if (elements == 0 || size == 0 || elements >= MOST_BYTES / 8 || elements > MOST_BYTES / size) return;
  if (H5Tis_variable_str(type) > 0) return write_texts(editor, dataset, type, elements);
  if (H5Tget_class(type) == H5T_VLEN || H5Tget_class(type) == H5T_REFERENCE) return;
  uint8_t *bytes = malloc(elements * size);
  if (!bytes) return;
  he_fill(editor, bytes, elements * size);
  H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes);
  free(bytes);
}

void he_replace_dataset(struct editor *editor) {
  const char *path = he_path(editor);
  hid_t old = H5Dopen2(editor->file, path, H5P_DEFAULT);
  struct extent extent = choose_extent(editor, old < 0 ? (struct extent){0} : extent_of(old));
  unsigned choice = he_byte(editor);
  hid_t type = choice < 96 && old >= 0 ? H5Dget_type(old) : he_type(editor);
  if (old >= 0) H5Dclose(old);
  H5Ldelete(editor->file, path, H5P_DEFAULT);
  hsize_t most[RANK];
  for (int i = 0; i < extent.rank; i++) most[i] = H5S_UNLIMITED;
  hid_t creation = choose_layout(editor, extent);
  bool grows = choice % 2 && H5Pget_layout(creation) == H5D_CHUNKED;
  hid_t space = extent.rank == 0 ? H5Screate(choice % 8 == 7 ? H5S_NULL : H5S_SCALAR)
                                 : H5Screate_simple(extent.rank, extent.lengths, grows ? most : NULL);
  // Room that is claimed at once must be little.
  if (count(extent) >= MOST_BYTES) H5Pset_alloc_time(creation, H5D_ALLOC_TIME_LATE);
  hid_t links = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  hid_t dataset = H5Dcreate2(editor->file, path, type, space, links, creation, H5P_DEFAULT);
  if (dataset >= 0) {
    if (choice % 16 != 15) write_elements(editor, dataset, type, extent);
    H5Dclose(dataset);
  }
  H5Pclose(links);
  H5Sclose(space);
  H5Pclose(creation);
  H5Tclose(type);
}

/// Whether writing into it makes room for all of it, which takes for ever where that is much.
static bool claims_much(hid_t dataset, struct extent extent) {
  hid_t creation = H5Dget_create_plist(dataset);
  H5D_alloc_time_t when = H5D_ALLOC_TIME_ERROR;
  H5Pget_alloc_time(creation, &when);
  H5Pclose(creation);
  return when == H5D_ALLOC_TIME_EARLY && count(extent) >= MOST_BYTES;
}

void he_overwrite_elements(struct editor *editor) {
  hid_t dataset = H5Dopen2(editor->file, he_path(editor), H5P_DEFAULT);
  if (dataset < 0) return;
  struct extent extent = extent_of(dataset);
  hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
  size_t size = H5Tget_size(type);
  hsize_t place[RANK];
  bool has_place = extent.rank > 0 && !claims_much(dataset, extent);
  for (int i = 0; i < extent.rank; i++) {
    if (extent.lengths[i] == 0) has_place = false;
    place[i] = extent.lengths[i] ? he_short(editor) % extent.lengths[i] : 0;
  }
  if (has_place && H5Sselect_elements(space, H5S_SELECT_SET, 1, place) >= 0) {
    hsize_t one = 1;
    hid_t memory = H5Screate_simple(1, &one, NULL);
    char text[256];
    const char *pointer = text;
    uint8_t value[256];
    if (H5Tis_variable_str(type) > 0) {
      he_text(editor, text);
      H5Dwrite(dataset, type, memory, space, H5P_DEFAULT, &pointer);
    } else if (size <= sizeof value && H5Tget_class(type) != H5T_VLEN && H5Tget_class(type) != H5T_REFERENCE) {
      he_fill(editor, value, size);
      H5Dwrite(dataset, type, memory, space, H5P_DEFAULT, value);
    }
    H5Sclose(memory);
  }
  H5Sclose(space);
  H5Tclose(type);
  H5Dclose(dataset);
}

void he_overwrite_chunk(struct editor *editor) {
  hid_t dataset = H5Dopen2(editor->file, he_path(editor), H5P_DEFAULT);
  if (dataset < 0) return;
  struct extent extent = extent_of(dataset);
  hid_t creation = H5Dget_create_plist(dataset);
  hsize_t chunk[RANK] = {0}, place[RANK] = {0}, stored = 0;
  // Making room for many chunks would take for ever.
  if (extent.rank > 0 && count(extent) < MOST_BYTES && H5Pget_layout(creation) == H5D_CHUNKED &&
      H5Pget_chunk(creation, extent.rank, chunk) == extent.rank) {
    for (int i = 0; i < extent.rank; i++) {
      hsize_t chunks = (extent.lengths[i] + chunk[i] - 1) / chunk[i];
      place[i] = chunks ? he_byte(editor) % chunks * chunk[i] : 0;
    }
    uint32_t left_out = he_byte(editor) % 8 == 0 ? he_byte(editor) : 0;
    uint8_t bytes[4096];
    size_t size = 0;
    if (H5Dget_chunk_storage_size(dataset, place, &stored) >= 0 && stored > 0 && stored <= sizeof bytes &&
        H5Dread_chunk(dataset, H5P_DEFAULT, place, &left_out, bytes) >= 0) {
      // What is there, some bytes of it changed.
      size = (size_t)stored;
      for (unsigned changes = 1 + he_byte(editor) % 4; changes > 0; changes--)
        bytes[he_short(editor) % size] ^= (uint8_t)(1 + he_byte(editor));
      if (he_byte(editor) % 8 == 7) size = 1 + size / 2;
    } else {
      size = 1 + he_byte(editor);
      he_fill(editor, bytes, size);
    }
    H5Dwrite_chunk(dataset, H5P_DEFAULT, left_out, place, size, bytes);
  }
  H5Pclose(creation);
  H5Dclose(dataset);
}

void he_resize(struct editor *editor) {
  hid_t dataset = H5Dopen2(editor->file, he_path(editor), H5P_DEFAULT);
  if (dataset < 0) return;
  struct extent extent = extent_of(dataset);
  if (extent.rank > 0) {
    extent.lengths[he_byte(editor) % (unsigned)extent.rank] = he_length(editor);
    // Making room for many chunks, or looking for them, would take for ever.
    if (count(extent) < MOST_BYTES) H5Dset_extent(dataset, extent.lengths);
  }
  H5Dclose(dataset);
}
