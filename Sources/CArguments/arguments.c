#include "include/arguments.h"

static int count;
static char **arguments;

// glibc and dyld hand main's arguments to constructors too.
__attribute__((constructor)) static void keep(int argc, char **argv) {
  count = argc;
  arguments = argv;
}

int kn_argument_count(void) { return count; }

char *const *kn_arguments(void) { return arguments; }
