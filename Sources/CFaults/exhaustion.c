#define _GNU_SOURCE
#include "include/exhaustion.h"

#include "include/faults.h"
#include "remains.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

/// Decimal digits of a number, without the C library's formatting, which allocates.
static const char *decimal(size_t number, char digits[24]) {
  char *first = digits + 23;
  *first = 0;
  do *--first = (char)('0' + number % 10);
  while (number /= 10);
  return first;
}

static _Noreturn void leave(const char *first, const char *number, const char *last) {
  static atomic_flag said = ATOMIC_FLAG_INIT;
  // Of several threads that come here at once one speaks.
  if (atomic_flag_test_and_set(&said))
    for (;;) pause();
  const char *parts[] = {first, number, last};
  remains_say(parts, 3);
  remains_remove();
  _exit(EX_OSERR);
}

void kn_memory_refused(size_t bytes) {
  char digits[24];
  leave("memory is used up: ", decimal(bytes, digits), " bytes more are refused");
}

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(SANITIZED)

// glibc lets a program bring its own allocator; these are the names of the one that it replaces.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static void *refused(size_t size) {
  // Who asks for more than any machine has believed a damaged file, and says so.
  if (size >> (kn_faults_expected() ? 36 : 46)) return NULL;
  kn_memory_refused(size);
}

void *malloc(size_t size) {
  void *memory = __libc_malloc(size);
  return memory ? memory : refused(size);
}

void *calloc(size_t count, size_t size) {
  void *memory = __libc_calloc(count, size);
  size_t bytes;
  return memory ? memory : refused(__builtin_mul_overflow(count, size, &bytes) ? SIZE_MAX : bytes);
}

void *realloc(void *old, size_t size) {
  void *memory = __libc_realloc(old, size);
  return memory || size == 0 ? memory : refused(size);
}

void *memalign(size_t alignment, size_t size) {
  void *memory = __libc_memalign(alignment, size);
  return memory ? memory : refused(size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment < sizeof(void *) || alignment & (alignment - 1)) return EINVAL;
  int before = errno;
  void *memory = __libc_memalign(alignment, size);
  errno = before;
  if (!memory) memory = refused(size);
  if (!memory) return ENOMEM;
  *result = memory;
  return 0;
}

typedef int starter(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
  static _Atomic(starter *) found;
  starter *start = atomic_load(&found);
  if (!start) atomic_store(&found, start = (starter *)dlsym(RTLD_NEXT, "pthread_create"));
  int status = start(thread, attributes, body, argument);
  // Others that end make room.
  for (int tries = 0; status == EAGAIN && tries < 20; tries++) {
    nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    status = start(thread, attributes, body, argument);
  }
  if (status == EAGAIN)
    leave("no more threads can be had (memory or their number is limited)", "; --threads 1 needs the fewest", "");
  return status;
}

#endif
