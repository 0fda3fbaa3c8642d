#define _GNU_SOURCE
#include "include/faults.h"

#include "remains.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { SIGNALS = 5 };
static const int signals[SIGNALS] = {SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGVTALRM};
static struct sigaction before[SIGNALS];
static _Thread_local const char *volatile expected;

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

const char *kn_faults_expected(void) { return expected; }

static void handle(int number, siginfo_t *info, void *context) {
  (void)context;
  const char *subject = expected;
  if (subject) {
    const char *parts[] = {subject, number == SIGVTALRM
                                        ? ": is damaged: libhdf5 does not come to an end reading it"
                                        : ": is damaged: libhdf5 crashed while reading it"};
    remains_say(parts, 2);
    remains_remove();
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
