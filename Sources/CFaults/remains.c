#define _GNU_SOURCE
#include "remains.h"
#include "include/faults.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <dirent.h>
#include <sys/syscall.h>
#define PROGRAM program_invocation_short_name
#else
#include <removefile.h>
#define PROGRAM getprogname()
#endif

enum { PATHS = 64 };
// Slots, because a handler may neither lock nor allocate.
static char *_Atomic paths[PATHS];

static size_t append(char *line, size_t size, size_t length, const char *text) {
  for (; *text && length + 1 < size; text++) {
    unsigned char byte = (unsigned char)*text;
    line[length++] = byte < 32 || byte == 127 ? ' ' : *text;
  }
  return length;
}

void remains_say(const char *const parts[], size_t count) {
  char line[4096];
  size_t length = append(line, sizeof line, 0, PROGRAM);
  length = append(line, sizeof line, length, ": ");
  for (size_t i = 0; i < count; i++) length = append(line, sizeof line, length, parts[i]);
  line[length++] = '\n';
  ssize_t written = write(kn_faults_messages(), line, length);
  (void)written;
}

#ifdef __linux__
struct entry {
  unsigned long long number;
  long long offset;
  unsigned short size;
  unsigned char type;
  char name[];
};

/// Removes what is in an open directory; readdir would allocate.
static void empty(int folder, int depth);

static void remove_below(int folder, const char *name, int depth) {
  if (unlinkat(folder, name, 0) == 0 || depth > 16) return;
  int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (inner < 0) return;
  // Other threads may still be writing there.
  for (int tries = 0; tries < 100; tries++) {
    empty(inner, depth);
    if (unlinkat(folder, name, AT_REMOVEDIR) == 0 || errno != ENOTEMPTY) break;
  }
  close(inner);
}

static void empty(int folder, int depth) {
  _Alignas(struct entry) char buffer[2048];
  lseek(folder, 0, SEEK_SET);
  for (;;) {
    long size = syscall(SYS_getdents64, folder, buffer, sizeof buffer);
    if (size <= 0) return;
    for (long place = 0; place < size;) {
      struct entry *entry = (struct entry *)(buffer + place);
      place += entry->size;
      if (strcmp(entry->name, ".") && strcmp(entry->name, "..")) remove_below(folder, entry->name, depth + 1);
    }
  }
}
#endif

void remains_remove(void) {
  for (size_t i = 0; i < PATHS; i++) {
    char *path = atomic_load(&paths[i]);
    if (path) kn_faults_remove(path);
  }
}

void kn_faults_remove(const char *path) {
#ifdef __linux__
  remove_below(AT_FDCWD, path, 0);
#else
  removefile(path, NULL, REMOVEFILE_RECURSIVE);
#endif
}

void kn_faults_track(const char *path) {
  char *copy = strdup(path);
  for (size_t i = 0; copy && i < PATHS; i++) {
    char *empty = NULL;
    if (atomic_compare_exchange_strong(&paths[i], &empty, copy)) return;
  }
  free(copy);
}

void kn_faults_forget(const char *path) {
  for (size_t i = 0; i < PATHS; i++) {
    char *candidate = atomic_load(&paths[i]);
    if (candidate && strcmp(candidate, path) == 0) {
      atomic_store(&paths[i], NULL);
      free(candidate);
      return;
    }
  }
}
