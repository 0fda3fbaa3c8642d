#include "include/child.h"
#include <faults.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int fz_in_child(void (*body)(void *context), void *context) {
  pid_t child = fork();
  if (child < 0) abort();
  if (child == 0) {
    // One that hangs goes with its parent, which notices.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    kn_faults_install();
    body(context);
    _exit(0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) != child) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
