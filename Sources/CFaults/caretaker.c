#define _GNU_SOURCE
#include "include/caretaker.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct kn_caretaker kn_caretaker_start(const char *path) {
  struct kn_caretaker caretaker = {0, -1};
  int ends[2];
  if (pipe(ends) != 0) return caretaker;
  for (int i = 0; i < 2; i++) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
  caretaker.pipe = ends[1];
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
  // Whoever reads what we write must not wait for it.
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_init(&attributes);
  // A session of its own, which a signal to ours does not reach.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  char *words[] = {"sh", "-c", "read -r end; /bin/rm -rf -- \"$1\"", "sh", (char *)path, NULL};
  pid_t shell = 0;
  if (posix_spawn(&shell, "/bin/sh", &actions, &attributes, words, environ) == 0) caretaker.shell = shell;
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[0]);
  return caretaker;
}

void kn_caretaker_end(struct kn_caretaker caretaker) {
  // The shell ignores what this process ignores, but not this.
  if (caretaker.shell > 0 && kill(caretaker.shell, SIGKILL) == 0) waitpid(caretaker.shell, NULL, 0);
  if (caretaker.pipe >= 0) close(caretaker.pipe);
}
