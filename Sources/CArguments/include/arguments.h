// The command line as the system passed it to the process. Swift's own CommandLine.arguments reads it back from
// /proc/self/cmdline on Linux, and is empty where /proc is not mounted (a chroot, a build sandbox).
#pragma once

/// Number of arguments, the program's name among them.
int kn_argument_count(void);

/// The arguments, `kn_argument_count()` C strings that live as long as the process.
char *const *kn_arguments(void);
