// libhdf5 trusts much of what a file says: a damaged one can make it read or write outside its memory.
// Nothing can be saved then, but it can be said which file is to blame, and nothing is left behind.
#pragma once
#include "caretaker.h"

/// Installs the handlers of SIGSEGV, SIGBUS, SIGFPE and SIGABRT, and of the timer of SIGVTALRM. A fault that is not expected goes to
/// whoever handled it before.
void kn_faults_install(void);

/// The descriptor of this program's messages: standard error, also while libraries are kept from it.
int kn_faults_messages(void);

/// From now on a fault on this thread, or more than so many seconds of its time, mean that the file `subject` is
/// damaged: the process says so, removes the temporary files and exits with EX_DATAERR.
/// Until then what libraries write to standard error is lost.
/// - Returns: what was expected before, to be given back here; NULL expects nothing.
const char *kn_faults_expect(const char *subject, long seconds);

/// What this thread expects a fault of, or NULL.
const char *kn_faults_expected(void);

/// A temporary file or directory that must not outlive such an exit, and one that is gone or in its place.
void kn_faults_track(const char *path);
void kn_faults_forget(const char *path);

/// Removes a file, or a directory with what is in it, without following links.
void kn_faults_remove(const char *path);
