#define _GNU_SOURCE
#include "include/faults.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <errno.h>
#define PROGRAM program_invocation_short_name
#else
#define PROGRAM getprogname()
#endif

enum { SIGNALS = 5, PATHS = 64 };
static const int signals[SIGNALS] = {SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGVTALRM};
static struct sigaction before[SIGNALS];
static _Thread_local const char *volatile expected;
// Slots, because a handler may neither lock nor allocate.
static char *_Atomic paths[PATHS];

// Where this program's own lines go: standard error, under a number that libraries do not know.
static int messages = STDERR_FILENO;
static int nowhere = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int expecting;

// While a thread expects a fault, standard error leads nowhere: the C library has a line of its own to say of
// what libhdf5 frees ("free(): invalid pointer"), and ours says which file is to blame.
static void muffle(int threads) {
  if (nowhere < 0) return;
  pthread_mutex_lock(&lock);
  int before = expecting;
  expecting += threads;
  if (before == 0) dup2(nowhere, STDERR_FILENO);
  if (expecting == 0) dup2(messages, STDERR_FILENO);
  pthread_mutex_unlock(&lock);
}

int kn_faults_messages(void) { return messages; }

static size_t append(char *line, size_t size, size_t length, const char *text) {
  for (; *text && length + 1 < size; text++) {
    unsigned char byte = (unsigned char)*text;
    line[length++] = byte < 32 || byte == 127 ? ' ' : *text;
  }
  return length;
}

static void handle(int number, siginfo_t *info, void *context) {
  (void)context;
  const char *subject = expected;
  if (subject) {
    char line[4096];
    size_t length = append(line, sizeof line, 0, PROGRAM);
    length = append(line, sizeof line, length, ": ");
    length = append(line, sizeof line, length, subject);
    length = append(line, sizeof line, length,
                    number == SIGVTALRM ? ": is damaged: libhdf5 does not come to an end reading it"
                                        : ": is damaged: libhdf5 crashed while reading it");
    line[length++] = '\n';
    ssize_t written = write(messages, line, length);
    (void)written;
    for (size_t i = 0; i < PATHS; i++) {
      char *path = atomic_load(&paths[i]);
      if (path) unlink(path);
    }
    _exit(EX_DATAERR);
  }
  if (number == SIGVTALRM) return;
  for (size_t i = 0; i < SIGNALS; i++)
    if (signals[i] == number) sigaction(number, &before[i], NULL);
  // Returning repeats a fault of an instruction, but not a signal that was sent.
  if (info->si_code <= 0) raise(number);
}

void kn_faults_install(void) {
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < SIGNALS; i++) sigaction(signals[i], &action, &before[i]);
  if (nowhere < 0) {
    int ours = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (ours >= 0) {
      messages = ours;
      nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    }
  }
  // Whoever started the process may have had them blocked.
  sigset_t wanted;
  sigemptyset(&wanted);
  for (size_t i = 0; i < SIGNALS; i++) sigaddset(&wanted, signals[i]);
  pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
}

// Lets the thread run for so many seconds of its own time, 0 for ever.
static void limit(long seconds) {
#ifdef __linux__
  static _Thread_local timer_t timer;
  static _Thread_local enum { NONE, READY, FAILED } state;
  if (state == NONE) {
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGVTALRM};
    event._sigev_un._tid = gettid();
    state = timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) == 0 ? READY : FAILED;
  }
  struct itimerspec when = {.it_value = {.tv_sec = seconds}};
  if (state == READY) timer_settime(timer, 0, &when, NULL);
#else
  (void)seconds;
#endif
}

const char *kn_faults_expect(const char *subject, long seconds) {
  const char *previous = expected;
  expected = subject;
  if (!previous != !subject) muffle(subject ? 1 : -1);
  limit(subject ? seconds : 0);
  return previous;
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
