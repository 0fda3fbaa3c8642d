// Readers that may crash within a library, in processes of their own.
#pragma once

/// Calls `body` in a child process in which faults that are expected end it with EX_DATAERR (CFaults), and waits.
/// - Returns: its exit status, or 128 and the number of the signal that it died of.
int fz_in_child(void (*body)(void *context), void *context);
