// Swift, libdispatch and C++ take a refused allocation or thread for a fault of the program: they trap, wait for ever
// or abort, each with words of its own. Here every allocation of the process is seen, and one that the system refuses
// ends it with a line and EX_OSERR.
#pragma once

/// From now on a refused allocation or thread ends the process: it says so, removes the temporary files and exits with
/// EX_OSERR. Until then, in builds with a sanitizer and without glibc nothing is changed.
void kn_exhaustion_install(void);
