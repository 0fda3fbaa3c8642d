// What is removed should this process be killed: a shell outlives it, and waits for the end of a pipe.
#pragma once

struct kn_caretaker {
  /// The process, 0 where none could be started, and this end of its pipe.
  int shell, pipe;
};

/// Starts one for the file or directory at `path`.
struct kn_caretaker kn_caretaker_start(const char *path);

/// Sends it home: nothing is removed.
void kn_caretaker_end(struct kn_caretaker caretaker);
